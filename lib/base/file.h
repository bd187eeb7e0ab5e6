/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files as a whole. What is written appears under its name complete and
 * synced, or not at all: a new file beside it, fsync, rename.
 */
#ifndef SUTURE_FILE_H
#define SUTURE_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* Owned bytes. data[size] is always a NUL that does not count. */
struct bytes {
	unsigned char *data;
	size_t size;
};

void bytes_deinit(struct bytes *bytes);
#define _cleanup_bytes_ _cleanup_(bytes_deinit)

struct error *file_read(const char *path, struct bytes *bytes)
	__attribute__((nonnull, warn_unused_result));
struct error *file_write(const char *path, const void *data, size_t size, unsigned int mode)
	__attribute__((nonnull, warn_unused_result));
/* Write all of it to an open file, where that stands; an error calls it by the name. */
struct error *file_append(int fd, const char *name, const void *data, size_t size)
	__attribute__((nonnull, warn_unused_result));
/*
 * The two halves of file_write(): all that can fail for want of space or permission, and the name.
 * *temporary, beside path, is the caller's; whoever does not go on removes it.
 */
struct error *file_stage(const char *path, const void *data, size_t size, unsigned int mode,
			 char **temporary) __attribute__((nonnull, warn_unused_result));
struct error *file_publish(const char *temporary, const char *path)
	__attribute__((nonnull, warn_unused_result));
/* Remove what file_write() left in a directory when it was killed. Nobody may be writing there. */
struct error *file_remove_unfinished(const char *directory)
	__attribute__((nonnull, warn_unused_result));
/* The same of one file, in a directory where others may be writing theirs. */
struct error *file_remove_unfinished_of(const char *path)
	__attribute__((nonnull, warn_unused_result));
/* Sync the directory in which the entry at path is, so that its name is there after a crash. */
struct error *directory_sync(const char *path) __attribute__((nonnull, warn_unused_result));
bool file_exists(const char *path) __attribute__((nonnull));
/* mkdir -p */
struct error *directory_make(const char *path) __attribute__((nonnull, warn_unused_result));
/* rm -rf; a path that is not there is fine. Stays on one file system. */
struct error *tree_remove(const char *path) __attribute__((nonnull, warn_unused_result));
/* A new empty directory DIRECTORY/PREFIX.XXXXXX; *path is the caller's. */
struct error *directory_make_temporary(const char *directory, const char *prefix, char **path)
	__attribute__((nonnull, warn_unused_result));
/*
 * An exclusive lock on PATH (made if need be), held until *fd is closed or the
 * process ends. Waits for it if wait is set; refuses with LOCKED if not.
 */
struct error *file_lock(const char *path, bool wait, int *fd)
	__attribute__((nonnull, warn_unused_result));
/* The same on a directory that is there; waits. */
struct error *directory_lock(const char *path, int *fd)
	__attribute__((nonnull, warn_unused_result));
/* $XDG_CACHE_HOME/suture or ~/.cache/suture, made if need be. The caller's. */
struct error *cache_directory(char **path) __attribute__((nonnull, warn_unused_result));

#endif
