/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Comparing a unit before and after the patch, piece by piece. Two pieces are
 * the same if their bytes are, their relocations refer to the same things, and
 * the tables say the same about them. Objects are compared, not source: what
 * was inlined, cloned or moved takes no special care.
 */
#ifndef SUTURE_COMPARE_H
#define SUTURE_COMPARE_H

#include "create/pieces.h"
#include "create/tables.h"

/* One version of a unit, ready to be compared. */
struct version {
	struct object *object;
	struct pieces *pieces;
	struct tables *tables;
};

/* Opens the object and takes it apart. */
struct error *version_open(const char *path, struct version *version)
	__attribute__((nonnull, warn_unused_result));
void version_deinit(struct version *version);
#define _cleanup_version_ _cleanup_(version_deinit)

/*
 * Finds twins and sets piece->changed of every piece of post that differs from
 * its twin. A function and its cold part change together. Pieces of post without
 * a twin are new; they have no 'changed'.
 */
struct error *compare_versions(struct version *pre, struct version *post)
	__attribute__((nonnull, warn_unused_result));

/* Is [start, start + size) of a piece of post what it is in its twin? */
bool compare_data(const struct version *pre, const struct version *post, const struct piece *piece,
		  uint64_t start, uint64_t size) __attribute__((nonnull));

/*
 * The function that a cold part (or another piece that is never entered from
 * outside) is a part of; NULL: it is whole.
 */
struct piece *piece_parent(const struct pieces *pieces, const struct piece *piece)
	__attribute__((nonnull));

#endif
