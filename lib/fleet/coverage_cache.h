/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Subscriptions of the accounts whose machines have reported last, so that a report costs no query
 * for them. What is changed elsewhere is noticed within COVERAGE_CACHE_SECONDS.
 *
 * One thread's, beside its connection; a zeroed one is empty. Whoever changes what is in it changes
 * the database in the same transaction, and forgets all of it when that is rolled back.
 */
#ifndef SUTURE_FLEET_COVERAGE_CACHE_H
#define SUTURE_FLEET_COVERAGE_CACHE_H

#include "fleet/coverage.h"

#define COVERAGE_CACHE_SECONDS 60

struct coverage_cache {
	struct {
		int64_t account; /* 0: empty */
		int64_t loaded;
		struct subscriptions list;
	} entries[256];
};

/* The list lives until the next call, and its owner is the cache. */
struct error *coverage_cache_get(struct db *db, struct coverage_cache *cache, int64_t account,
				 int64_t now, struct subscriptions **list)
	__attribute__((nonnull, warn_unused_result));
void coverage_cache_forget(struct coverage_cache *cache) __attribute__((nonnull));

/*
 * What covers a machine that reports, in the transaction of its report. is_new: it was never
 * counted, and would take up a place.
 */
struct error *coverage_cache_find(struct db *db, struct coverage_cache *cache, int64_t account,
				  const char *distribution, const char *version, bool is_new,
				  int64_t now, struct coverage *coverage)
	__attribute__((nonnull(1, 2, 8), warn_unused_result));

#endif
