/* SPDX-License-Identifier: GPL-2.0 */
/* The transaction: updates are applied and reversed in one stop, or nothing changes. */
#ifndef SUTURE_SWITCH_H
#define SUTURE_SWITCH_H

#include <suture/abi.h>

/*
 * ids: n_apply + n_reverse ids, each ended by a NUL. Results go into request. Takes
 * core_lock; sleeps. 0 or -errno with request->refusal filled in.
 */
int switch_updates(struct suture_switch *request, const char (*ids)[SUTURE_ID_MAX]);

/* How long a stop of the machine takes that does nothing. */
int switch_nothing(u64 *pause_ns);

#endif
