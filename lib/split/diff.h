/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The difference of two texts as runs without context, by Myers' algorithm in
 * linear space (E. Myers, "An O(ND) Difference Algorithm and Its Variations",
 * Algorithmica 1, 1986). Beyond a bound on the work the part in question is
 * taken as replaced whole, which is a correct difference and not the shortest.
 */
#ifndef SUTURE_DIFF_H
#define SUTURE_DIFF_H

#include "tree/text.h"

/* Lines [old, old + n_old) became [new, new + n_new). Counting from 0; one of the two may be 0. */
struct run {
	uint32_t old, n_old;
	uint32_t new, n_new;
};

struct diff {
	struct run *runs;	/* in order, never touching one another */
	size_t n_runs;
};

/* Deterministic. Where a run may slide, it stands as far down as it can. */
void diff_make(const struct text *old, const struct text *new, struct diff *diff)
	__attribute__((nonnull));
void diff_deinit(struct diff *diff);
#define _cleanup_diff_ _cleanup_(diff_deinit)

/* Lines that go plus lines that come. */
size_t diff_size(const struct diff *diff) __attribute__((nonnull));
/* The same without the runs: how far two texts are apart. */
size_t diff_distance(const struct text *old, const struct text *new) __attribute__((nonnull));

/* Old with only the chosen runs done; chosen has n_runs entries. */
void diff_apply(const struct text *old, const struct text *new, const struct diff *diff,
		const bool *chosen, struct text *result) __attribute__((nonnull));

#endif
