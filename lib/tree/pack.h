/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writing a pack: objects one after the other in one file, each compressed by itself, and an
 * index to find them by their names. Formats: gitformat-pack of git, version 2 of both, without
 * deltas and without offsets beyond 31 bits.
 *
 * The file is DIRECTORY/tmp_pack_XXXXXX, a name that git knows for unfinished ones, until it
 * is complete and synced.
 */
#ifndef SUTURE_PACK_H
#define SUTURE_PACK_H

#include <git2.h>
#include <stdbool.h>

#include "base/error.h"

/* No object larger than this; and a pack that has grown beyond it takes no more objects. */
#define PACK_LIMIT (1ull << 30)

struct pack;

struct error *pack_new(const char *directory, struct pack **pack)
	__attribute__((nonnull, warn_unused_result));
/* One that is not finished is removed. */
void pack_free(struct pack *pack);
DEFINE_CLEANUP(struct pack *, pack_free);
#define _cleanup_pack_ _cleanup_(pack_freep)

/* The caller knows the object's name, and that it is not in the pack. */
struct error *pack_add(struct pack *pack, git_object_t type, const void *data, size_t size,
		       const git_oid *oid) __attribute__((nonnull(1, 5), warn_unused_result));
bool pack_is_full(const struct pack *pack) __attribute__((nonnull));
/* Write the index and give both files their names. Nothing can be added then. */
struct error *pack_finish(struct pack *pack) __attribute__((nonnull, warn_unused_result));

#endif
