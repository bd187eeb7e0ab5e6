/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How machines stand, kept once for all that stand alike: of a million machines with the same
 * kernels there are some thousands of ways to stand, and what is asked of a fleet, such as who
 * lacks an update, is asked of these.
 */
#ifndef SUTURE_FLEET_CONDITION_H
#define SUTURE_FLEET_CONDITION_H

#include "db/db.h"
#include "fleet/report.h"

/* Those that were looked for last; a zeroed one is empty. A connection's, and one thread's. */
struct condition_cache {
	struct {
		char digest[DIGEST_TEXT_SIZE];
		int64_t id;
	} entries[4096];
};

/* That of a report, made if it is new. */
struct error *condition_find(struct db *db, struct condition_cache *cache,
			     const struct report *report, int64_t now, int64_t *id)
	__attribute__((nonnull, warn_unused_result));

/* Another program may have removed what is in it. */
void condition_forget(struct condition_cache *cache) __attribute__((nonnull));

/* Those that no machine has any more. */
struct error *condition_tidy(struct db *db) __attribute__((nonnull, warn_unused_result));

#endif
