/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A machine's attempt at an update that its fleet has let come (rollout.h). */
#ifndef SUTURE_FLEET_ATTEMPT_H
#define SUTURE_FLEET_ATTEMPT_H

#include "fleet/rollout.h"

struct error *attempt_release(struct db *db, int64_t rollout, const struct rollout_member *member,
			      int64_t now) __attribute__((nonnull, warn_unused_result));

/*
 * Whether so many others change at this moment that this machine has to wait: *wait says why, or
 * is NULL. Nobody else of its group and account is let before the transaction ends.
 */
struct error *attempt_check_limits(struct db *db, const struct rollout_member *member,
				   const char **wait) __attribute__((nonnull, warn_unused_result));

/* The roll-out halts if more machines of its ring have failed than may. */
struct error *attempt_halt(struct db *db, int64_t rollout, int64_t now)
	__attribute__((nonnull, warn_unused_result));

#endif
