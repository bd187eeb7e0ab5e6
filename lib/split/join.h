/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who may be who: items of the changelog, candidates and records are joined by their subjects,
 * and by the upstream commits that records and candidates name. A name proves nothing: whether
 * a candidate is in the update is seen from the trees alone, and whose a record is thereafter
 * (attribution.h).
 */
#ifndef SUTURE_JOIN_H
#define SUTURE_JOIN_H

#include "split/split.h"

struct join;

/*
 * Fill split->items. The series ("6.1") of the new tree is what a candidate's branch is
 * compared with.
 */
struct join *join_make(const struct split_input *input, struct split *split)
	__attribute__((nonnull));
void join_free(struct join *join);
DEFINE_CLEANUP(struct join *, join_free);
#define _cleanup_join_ _cleanup_(join_freep)

/* Candidates that no item names, in the order in which they were read. */
const struct candidate *const *join_unlisted(const struct join *join, size_t *n)
	__attribute__((nonnull));
/* The records of a candidate. A new array, the caller's; NULL if there is none. */
const struct record **join_records(const struct split_input *input,
				   const struct candidate *candidate, size_t *n)
	__attribute__((nonnull));

#endif
