/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A whole candidate on one side of the state: applied to the front or taken back from the back,
 * all its files or none.
 */
#ifndef SUTURE_APPLY_H
#define SUTURE_APPLY_H

#include "split/state.h"

/*
 * context: lines of context that count at most (graft.h); 3 is all that a patch has. *applies:
 * all of it found its place; the attempt is the caller's to commit or forget. An error is a
 * failure to read a file.
 */
struct error *apply_candidate(struct state *state, const struct candidate *candidate,
			      enum side side, unsigned int context, struct attempt *attempt,
			      bool *applies) __attribute__((nonnull, warn_unused_result));

#endif
