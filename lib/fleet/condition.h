/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How machines stand, kept once for all that stand alike: of a million machines with the same
 * kernels there are some thousands of ways to stand, and what is asked of a fleet, such as who
 * lacks an update, is asked of these.
 */
#ifndef SUTURE_FLEET_CONDITION_H
#define SUTURE_FLEET_CONDITION_H

#include <pthread.h>

#include "db/db.h"
#include "fleet/report.h"

struct condition {
	int64_t id;
	int64_t n_open; /* of its updates, those that could be applied, or are held back */
};

/* Those that were looked for last, for all threads. A zeroed one is empty, and so is its lock. */
struct condition_cache {
	pthread_mutex_t lock;
	struct {
		char digest[DIGEST_TEXT_SIZE];
		struct condition condition;
	} entries[4096];
};

/* false: it is not among them. The digest is a report's. */
bool condition_recall(struct condition_cache *cache, const char *digest,
		      struct condition *condition) __attribute__((nonnull));

/*
 * That of a report, made if it is new; the report's lists are read then, which refuses with
 * REPORT_MALFORMED.
 */
struct error *condition_find(struct db *db, struct condition_cache *cache, struct report *report,
			     int64_t now, struct condition *condition)
	__attribute__((nonnull, warn_unused_result));

/* Another program may have removed what is in it. */
void condition_forget(struct condition_cache *cache) __attribute__((nonnull));

/* Those that no machine has any more. */
struct error *condition_tidy(struct db *db) __attribute__((nonnull, warn_unused_result));

#endif
