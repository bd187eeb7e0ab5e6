/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A whole candidate on one side of the state: applied to the front or taken back from the back,
 * all its files or none.
 */
#ifndef SUTURE_APPLY_H
#define SUTURE_APPLY_H

#include "split/state.h"

/* All that a patch has. */
#define FULL_CONTEXT 3

/*
 * context: lines of context that count at most (graft.h). *applies:
 * all of it found its place; the attempt is the caller's to commit or forget. An error is a
 * failure to read a file.
 */
struct error *apply_candidate(struct state *state, const struct candidate *candidate,
			      enum side side, unsigned int context, struct attempt *attempt,
			      bool *applies) __attribute__((nonnull, warn_unused_result));

/*
 * Is all of the candidate on that side already, with all its context? Taking it back would work
 * there.
 */
struct error *has_candidate(struct state *state, const struct candidate *candidate,
			    enum side side, bool *has) __attribute__((nonnull, warn_unused_result));

#endif
