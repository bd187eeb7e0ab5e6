/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Claims: what is left between front and back is given to a listed candidate that has these very
 * lines, if it is the only one. The commit is then made from what is left and not from the
 * candidate, so it is the vendor's true backport, with the vendor's own adaptations.
 *
 * A run of the residual is claimed through one hunk of the candidate that has most of its lines
 * as lines of the same sign. What two candidates have is nobody's; so are lines that say nothing.
 * The claims of a candidate count only if together they are most of it. If they are all of it
 * and no more, it has been applied after all, at no context.
 */
#ifndef SUTURE_CLAIM_H
#define SUTURE_CLAIM_H

#include "split/job.h"

struct error *claim(struct state *state, struct jobs *jobs)
	__attribute__((nonnull, warn_unused_result));

#endif
