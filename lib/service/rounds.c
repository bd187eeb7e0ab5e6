/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "service/rounds.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "base/memory.h"

struct rounds {
	int64_t (*round)(struct rounds *rounds, void *context);
	void *context;
	pthread_t thread;
	pthread_mutex_t lock; /* of what is below */
	pthread_cond_t ended;
	bool ends;
};

bool rounds_end(struct rounds *rounds)
{
	bool ends;

	pthread_mutex_lock(&rounds->lock);
	ends = rounds->ends;
	pthread_mutex_unlock(&rounds->lock);
	return ends;
}

/* The clock of the wall may be set; a pause goes by the other one. */
static void rest(struct rounds *rounds, int64_t seconds)
{
	struct timespec until;
	int error = 0;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += seconds;
	pthread_mutex_lock(&rounds->lock);
	while (!rounds->ends && error != ETIMEDOUT)
		error = pthread_cond_timedwait(&rounds->ended, &rounds->lock, &until);
	pthread_mutex_unlock(&rounds->lock);
}

static void *run(void *data)
{
	struct rounds *rounds = data;

	while (!rounds_end(rounds))
		rest(rounds, rounds->round(rounds, rounds->context));
	return NULL;
}

static void init_condition(pthread_cond_t *condition)
{
	pthread_condattr_t attributes;

	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(condition, &attributes);
	pthread_condattr_destroy(&attributes);
}

static void rounds_free(struct rounds *rounds)
{
	pthread_cond_destroy(&rounds->ended);
	pthread_mutex_destroy(&rounds->lock);
	free(rounds);
}
DEFINE_CLEANUP(struct rounds *, rounds_free);

struct error *rounds_start(int64_t (*round)(struct rounds *rounds, void *context), void *context,
			   struct rounds **rounds)
{
	_cleanup_(rounds_freep)
	struct rounds *started = xcalloc(1, sizeof(*started));

	started->round = round;
	started->context = context;
	pthread_mutex_init(&started->lock, NULL);
	init_condition(&started->ended);
	errno = pthread_create(&started->thread, NULL, run, started);
	if (errno)
		return error_errno("cannot start a thread");
	*rounds = take(started);
	return NULL;
}

void rounds_stop(struct rounds *rounds)
{
	if (!rounds)
		return;
	pthread_mutex_lock(&rounds->lock);
	rounds->ends = true;
	pthread_cond_signal(&rounds->ended);
	pthread_mutex_unlock(&rounds->lock);
	pthread_join(rounds->thread, NULL);
	rounds_free(rounds);
}
