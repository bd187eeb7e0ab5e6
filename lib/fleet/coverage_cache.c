/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/coverage_cache.h"

#include "base/memory.h"
#include "fleet/subscription.h"

struct error *coverage_cache_get(struct db *db, struct coverage_cache *cache, int64_t account,
				 int64_t now, struct subscriptions **list)
{
	__typeof__(&cache->entries[0]) entry =
		&cache->entries[(uint64_t)account % ARRAY_SIZE(cache->entries)];
	struct subscriptions loaded;

	if (entry->account != account || now < entry->loaded ||
	    now >= entry->loaded + COVERAGE_CACHE_SECONDS) {
		try(subscription_load(db, account, &loaded));
		subscriptions_deinit(&entry->list);
		entry->list = loaded;
		entry->account = account;
		entry->loaded = now;
	}
	*list = &entry->list;
	return NULL;
}

void coverage_cache_forget(struct coverage_cache *cache)
{
	for (size_t i = 0; i < ARRAY_SIZE(cache->entries); i++) {
		subscriptions_deinit(&cache->entries[i].list);
		cache->entries[i].account = 0;
	}
}

/* Of each one at most once: what turns out to be full makes room for the next one. */
static struct error *check_quotas(struct db *db, int64_t account, const struct subscriptions *list,
				  const char *distribution, const char *version, int64_t now,
				  struct coverage *coverage)
{
	const struct subscription *checked = NULL;

	for (size_t i = 0; i < list->n_items; i++) {
		if (coverage->state == COVERAGE_ENDED || !coverage->by || !coverage->by->quota ||
		    coverage->by == checked)
			break;
		checked = coverage->by;
		try(subscription_check_quota(db, account, coverage->by, now));
		*coverage = coverage_find(list, distribution, version, now);
	}
	return NULL;
}

struct error *coverage_cache_find(struct db *db, struct coverage_cache *cache, int64_t account,
				  const char *distribution, const char *version, bool is_new,
				  int64_t now, struct coverage *coverage)
{
	struct subscriptions *list;
	struct coverage found;

	try(coverage_cache_get(db, cache, account, now, &list));
	found = coverage_find(list, distribution, version, now);
	if (is_new)
		try(check_quotas(db, account, list, distribution, version, now, &found));
	*coverage = found;
	return NULL;
}
