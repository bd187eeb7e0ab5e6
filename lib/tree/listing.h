/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All files of a tree: path, mode and blob. Kept as git keeps it, directory by directory, so
 * that after a change of few files only the directories above them are hashed and written anew.
 */
#ifndef SUTURE_LISTING_H
#define SUTURE_LISTING_H

#include <git2.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "tree/store.h"

struct listing;

struct listing *listing_new(void);
void listing_free(struct listing *listing);
DEFINE_CLEANUP(struct listing *, listing_free);
#define _cleanup_listing_ _cleanup_(listing_freep)

/* Another one of the same files. */
struct listing *listing_copy(const struct listing *listing) __attribute__((nonnull));

/* mode: 0100644, 0100755 or 0120000. A path that is a directory of others is ERROR_INTERNAL. */
struct error *listing_set(struct listing *listing, const char *path, uint32_t mode,
			  const git_oid *oid) __attribute__((nonnull, warn_unused_result));
/* Directories that become empty go too. A path that is not there is fine. */
void listing_remove(struct listing *listing, const char *path) __attribute__((nonnull));
/* False if it is not there. */
bool listing_get(const struct listing *listing, const char *path, uint32_t *mode, git_oid *oid)
	__attribute__((nonnull));
/* Are there files under the path? */
bool listing_has_directory(const struct listing *listing, const char *path)
	__attribute__((nonnull, warn_unused_result));
size_t listing_count(const struct listing *listing) __attribute__((nonnull));

/* Where all files are in one directory at the top: leave its name out of their paths. */
void listing_strip_top(struct listing *listing) __attribute__((nonnull));

/* Write the tree objects that are new; yields the root's. */
struct error *listing_write(struct listing *listing, struct store *store, git_oid *root)
	__attribute__((nonnull, warn_unused_result));

struct listing_visitor {
	/* A file that differs; on the side where it is not there mode is 0 and oid is zero. */
	void (*differs)(void *context, const char *path, uint32_t old_mode, const git_oid *old,
			uint32_t new_mode, const git_oid *new);
	void *context;
};
/* Both were written (listing_write). In the order of paths as bytes. */
void listing_compare(const struct listing *old, const struct listing *new,
		     const struct listing_visitor *visitor) __attribute__((nonnull));

#endif
