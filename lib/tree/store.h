/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The repository that is made: a bare git repository whose objects are written straight into
 * packs (Documentation/gitformat-pack of git: version 2, no deltas), without work tree or
 * index. It is made as PATH.part.XXXXXX and gets its name when it is whole: whoever is
 * killed leaves no half repository under the name (part.h tells what becomes of the rest).
 */
#ifndef SUTURE_STORE_H
#define SUTURE_STORE_H

#include <git2.h>
#include <stdbool.h>

#include "base/error.h"
#include "base/file.h"

struct store;

/* OUTPUT_EXISTS if there is something at path. Clears away what killed makers of it left. */
struct error *store_create(const char *path, struct store **store)
	__attribute__((nonnull, warn_unused_result));
/* An existing repository, to be read; NOT_A_SPLIT if it is none. */
struct error *store_open(const char *path, struct store **store)
	__attribute__((nonnull, warn_unused_result));
/* What was not published is removed. */
void store_close(struct store *store);
DEFINE_CLEANUP(struct store *, store_close);
#define _cleanup_store_ _cleanup_(store_closep)

/* Put an object in; one that is there already costs its hash alone. */
struct error *store_put(struct store *store, git_object_t type, const void *data, size_t size,
			git_oid *oid) __attribute__((nonnull(1, 5), warn_unused_result));
/* Is it there? Flushed or not. */
bool store_has(const struct store *store, const git_oid *oid) __attribute__((nonnull));
/* What was put so far can be read from here on. Begins a new pack. */
struct error *store_flush(struct store *store) __attribute__((nonnull, warn_unused_result));
/* An object that was flushed. */
struct error *store_read(struct store *store, const git_oid *oid, struct bytes *bytes)
	__attribute__((nonnull, warn_unused_result));
/* Set a reference ("refs/heads/main"); HEAD is refs/heads/main. Written at the end. */
void store_set_reference(struct store *store, const char *name, const git_oid *oid)
	__attribute__((nonnull));
/* Write all and sync it: what can fail for want of space is done then. Nothing is put any more. */
struct error *store_finish(struct store *store) __attribute__((nonnull, warn_unused_result));
/*
 * Give the finished repository its name. From here on it is only read; what store_repository()
 * gave before is gone.
 */
struct error *store_publish(struct store *store) __attribute__((nonnull, warn_unused_result));
/* For whatever only libgit2 can do; flushed objects are seen. The store's. */
git_repository *store_repository(struct store *store) __attribute__((nonnull));

/* The message of libgit2's last error, as an error of ours. */
struct error *git_failure(const char *format, ...)
	__attribute__((format(printf, 1, 2), warn_unused_result));

#endif
