/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Paths inside a source tree, as text.
 */
#ifndef SUTURE_PATH_H
#define SUTURE_PATH_H

#include <stdbool.h>
#include <stddef.h>

/* Without "." and ".." and doubled slashes; ".." above the root is dropped. The caller's. */
char *path_normal(const char *path) __attribute__((nonnull, warn_unused_result));
/* DIRECTORY/NAME. The caller's. */
char *path_join(const char *directory, const char *name)
	__attribute__((nonnull, warn_unused_result));
/* All before the last slash; "." if there is none. The caller's. */
char *path_directory(const char *path) __attribute__((nonnull, warn_unused_result));
/* PATH with everything from its last dot on replaced. The caller's. */
char *path_with_suffix(const char *path, const char *suffix)
	__attribute__((nonnull, warn_unused_result));
bool path_ends_with(const char *path, const char *end) __attribute__((nonnull));
/* Is this a plain path inside the tree: relative, without ".."? */
bool path_is_inside(const char *path) __attribute__((nonnull));

#endif
