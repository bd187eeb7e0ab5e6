/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel's own livepatch sends callers on before they come to our jump: on a function
 * of its an update has no effect. So it is asked for twice, when an update is staged and,
 * since it may have come meanwhile, when one is applied.
 */
#ifndef SUTURE_LIVEPATCH_H
#define SUTURE_LIVEPATCH_H

#include "update.h"

struct suture_refusal_record;

/* Under core_lock; sleeps. 0, or refuses with LIVEPATCHED or NO_MEMORY. */
int livepatch_check(const struct part *part, struct suture_refusal_record *refusal);

#endif
