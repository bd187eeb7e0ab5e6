/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "http/limit.h"

#include <pthread.h>
#include <sys/random.h>

#include "base/memory.h"

#define SECOND	 1000000000ULL
#define SET_BITS 11
#define WAYS	 8 /* places of one set, any of which an address may have */

/*
 * A bucket of tokens is one moment: the one at which it will be full again. A token taken moves it
 * by the time in which one comes back, and it may not be farther away than what fills a bucket, a
 * second.
 */
struct limit_place {
	uint64_t address;
	uint64_t full_at;
	unsigned int present;
};

struct limit {
	pthread_mutex_t mutex;
	unsigned int at_once;
	uint64_t token; /* nanoseconds until one comes back; 0: there is no limit */
	uint64_t secret;
	struct limit_place sets[1 << SET_BITS][WAYS];
	struct limit_place shared;
};

struct limit *limit_new(unsigned int at_once, unsigned int each_second)
{
	struct limit *limit = xcalloc(1, sizeof(*limit));

	pthread_mutex_init(&limit->mutex, NULL);
	limit->at_once = at_once;
	limit->token = each_second ? SECOND / each_second : 0;
	while (getrandom(&limit->secret, sizeof(limit->secret), 0) != sizeof(limit->secret))
		;
	limit->secret |= 1;
	return limit;
}

void limit_free(struct limit *limit)
{
	if (!limit)
		return;
	pthread_mutex_destroy(&limit->mutex);
	free(limit);
}

/* The upper bits of a product with a secret odd number: nobody can aim at a set. */
static struct limit_place *set_of(struct limit *limit, uint64_t address)
{
	return limit->sets[address * limit->secret >> (64 - SET_BITS)];
}

static bool is_free(const struct limit_place *place, uint64_t now)
{
	return !place->present && place->full_at <= now;
}

static struct limit_place *find(struct limit *limit, uint64_t address, uint64_t now)
{
	struct limit_place *set = set_of(limit, address), *unused = NULL;

	for (size_t i = 0; i < WAYS; i++) {
		const bool may_be_had = is_free(&set[i], now);

		if (!may_be_had && set[i].address == address)
			return &set[i];
		if (may_be_had)
			unused = &set[i];
	}
	if (!unused)
		return &limit->shared;
	*unused = (struct limit_place){ .address = address };
	return unused;
}

struct limit_place *limit_enter(struct limit *limit, uint64_t address, uint64_t now, bool *within)
{
	struct limit_place *place;

	pthread_mutex_lock(&limit->mutex);
	place = find(limit, address, now);
	place->present++;
	*within = !limit->at_once || place->present <= limit->at_once;
	pthread_mutex_unlock(&limit->mutex);
	return place;
}

void limit_leave(struct limit *limit, struct limit_place *place)
{
	pthread_mutex_lock(&limit->mutex);
	place->present--;
	pthread_mutex_unlock(&limit->mutex);
}

bool limit_request(struct limit *limit, struct limit_place *place, uint64_t now)
{
	bool may = true;
	uint64_t full_at;

	pthread_mutex_lock(&limit->mutex);
	full_at = (place->full_at > now ? place->full_at : now) + limit->token;
	may = full_at - now <= SECOND;
	if (may)
		place->full_at = full_at;
	pthread_mutex_unlock(&limit->mutex);
	return may;
}
