/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Closing over a change: from the pieces that differ, to all that the update
 * must take so that the new code runs, and how data that differs is dealt with.
 */
#ifndef SUTURE_CLOSURE_H
#define SUTURE_CLOSURE_H

#include "create/delta.h"

/*
 * Decides the use of every piece. Afterwards delta_is_empty() says whether
 * anything that runs has changed. Refuses with DATA_CHANGED, DATA_RESIZED,
 * PERCPU_DATA, SECTION_UNKNOWN, ENTERED_MIDWAY.
 */
struct error *delta_close(struct delta *delta) __attribute__((nonnull, warn_unused_result));

#endif
