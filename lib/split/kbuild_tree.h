/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The part of a source that kbuild.h needs, as files.
 */
#ifndef SUTURE_KBUILD_TREE_H
#define SUTURE_KBUILD_TREE_H

#include "tree/source.h"

/*
 * directory: where the tree goes; made if need be. Code outside of the two folders that all code
 * includes from is left empty.
 */
struct error *kbuild_tree_write(const struct source *source, struct store *store,
				const char *directory) __attribute__((nonnull, warn_unused_result));

/* Give a file that was left empty its "#include" lines; any other stays as it is. */
struct error *kbuild_tree_fill(const struct source *source, struct store *store,
			       const char *directory, const char *path)
	__attribute__((nonnull, warn_unused_result));

#endif
