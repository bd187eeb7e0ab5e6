/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The peel: candidates that fit are taken off the difference from both its ends.
 *
 * First the listed ones are applied to the front in the changelog's order, at full context. A
 * commit that a later one of the same update overwrites brings the front no nearer to the new
 * tree, so progress is not asked for here. What did not fit is then taken back from the back, the
 * last one first; and so on in turn, at less and less context, now with progress, until
 * nothing moves. What then still is in the new tree with all its context, and is not in the
 * old one, rests on a commit that nobody knows. Candidates that no changelog lists must fit
 * exactly and be all progress.
 */
#ifndef SUTURE_PEEL_H
#define SUTURE_PEEL_H

#include "split/job.h"

struct error *peel(struct state *state, struct jobs *jobs)
	__attribute__((nonnull, warn_unused_result));

#endif
