/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "api/overview.h"

#include <pthread.h>
#include <time.h>

#include "api/ask.h"
#include "base/json.h"

#define KEPT	     64 /* accounts */
#define KEPT_SECONDS 5

/*
 * An account's place is its number, so that another one may come to stand there. References to JSON
 * values of jansson are counted without regard to threads, so that texts are kept.
 */
static struct {
	pthread_mutex_t lock;
	const struct service *service;
	int64_t account;
	time_t until; /* by the clock that nobody sets */
	char *text;
} kept[KEPT] = { [0 ... KEPT - 1] = { .lock = PTHREAD_MUTEX_INITIALIZER } };

static time_t seconds(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec;
}

static struct error *make(const struct call *call, int64_t account, size_t place)
{
	_cleanup_json_ json_t *overview = NULL;

	try(show_overview(call->db, call->actor, account, call->now, ask_active_since(call),
			  &overview));
	free(kept[place].text);
	kept[place].text = json_dumps(overview, JSON_COMPACT);
	kept[place].service = call->service;
	kept[place].account = account;
	kept[place].until = seconds() + KEPT_SECONDS;
	return NULL;
}

static bool is_good(const struct call *call, int64_t account, size_t place)
{
	return kept[place].text && kept[place].service == call->service &&
	       kept[place].account == account && seconds() < kept[place].until;
}

static struct error *get(const struct call *call, int64_t account, size_t place, json_t **overview)
{
	if (!is_good(call, account, place))
		try(make(call, account, place));
	*overview = json_loads(kept[place].text, 0, NULL);
	return NULL;
}

struct error *overview_get(const struct call *call, int64_t account, json_t **overview)
{
	const size_t place = (size_t)account % KEPT;
	struct error *error;

	pthread_mutex_lock(&kept[place].lock);
	error = get(call, account, place, overview);
	pthread_mutex_unlock(&kept[place].lock);
	return error;
}
