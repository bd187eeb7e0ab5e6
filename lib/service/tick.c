/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "service/tick.h"

#include <stdlib.h>
#include <time.h>

#include "base/memory.h"
#include "fleet/figures.h"
#include "fleet/rollout.h"
#include "http/log.h"
#include "service/figures.h"
#include "service/history.h"
#include "service/protection.h"
#include "service/rounds.h"
#include "service/turn.h"

#define MINUTE 60
#define HOUR   3600

/* ---- what there is to do ---- */

/*
 * A machine that was let has two reports' time to come back, and the time of a slow boot. While the
 * service was down nobody could: nobody has failed before it was up for as long.
 */
static int64_t patience(const struct service *service, int64_t now)
{
	const int64_t seconds = 2 * service_options(service)->interval + 15 * MINUTE;

	return now - service_since(service) < seconds ? now : seconds;
}

struct moment {
	struct service *service;
	int64_t now;
};

static struct error *tick_rollouts(struct db *db, void *data)
{
	const struct moment *moment = data;

	return rollout_tick(db, moment->now, patience(moment->service, moment->now));
}

static struct error *move_rollouts(struct service *service, int64_t now)
{
	struct moment moment = { service, now };

	return service_change(service, tick_rollouts, &moment);
}

/* Letters go by what is kept of conditions, some of which are gone now. */
static struct error *remove_conditions(struct db *db, void *data)
{
	struct service *service = data;

	condition_forget(&service_office(service)->cache);
	return condition_tidy(db);
}

static struct error *tidy_conditions(struct service *service, int64_t now)
{
	(void)now;
	return service_change(service, remove_conditions, service);
}

static struct error *remove_sessions(struct db *db, void *data)
{
	const struct moment *moment = data;

	return db_run(db, "DELETE FROM session WHERE expires <= $1",
		      DB_VALUES(db_integer(moment->now)), NULL);
}

static struct error *tidy_sessions(struct service *service, int64_t now)
{
	struct moment moment = { service, now };

	return service_change(service, remove_sessions, &moment);
}

static const struct job {
	const char *name;
	struct error *(*run)(struct service *service, int64_t now);
	int64_t every; /* seconds */
} jobs[] = {
	{ "roll-outs", move_rollouts, MINUTE },		{ "figures", figures_note, FIGURES_EVERY },
	{ "protection", protection_note, 10 * MINUTE }, { "history", history_note, HOUR },
	{ "conditions", tidy_conditions, HOUR },	{ "sessions", tidy_sessions, HOUR },
};

/* ---- doing it ---- */

/*
 * Once for all that share the database: whoever has done it keeps it until it is due again, also
 * from the others. Who has failed leaves it to them. false: it is another one's.
 */
static bool run_in_turn(struct service *service, const struct job *job, int64_t now)
{
	_cleanup_error_ struct error *error = NULL;
	bool is_ours = false;

	error = turn_take(service, job->name, now, job->every, &is_ours);
	if (!error && is_ours)
		error = job->run(service, now);
	if (!error)
		return is_ours;
	log_note("%s: %s", job->name, error->message);
	turn_end(service, job->name);
	return true;
}

static void run_job(struct service *service, const struct job *job, int64_t now)
{
	_cleanup_error_ struct error *error = job->run(service, now);

	if (error)
		log_note("%s: %s", job->name, error->message);
}

void tick_now(struct service *service, int64_t now)
{
	for (size_t i = 0; i < ARRAY_SIZE(jobs); i++)
		run_job(service, &jobs[i], now);
}

/* ---- the thread ---- */

#define PAUSE 15 /* seconds */

struct tick {
	struct service *service;
	int64_t due[ARRAY_SIZE(jobs)];
	struct rounds *rounds;
};

static int64_t monotonic(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec;
}

/* The clock of the wall may be set; what is due goes by the other one. */
static int64_t run_due(struct rounds *rounds, void *context)
{
	struct tick *tick = context;

	for (size_t i = 0; i < ARRAY_SIZE(jobs) && !rounds_end(rounds); i++) {
		if (monotonic() < tick->due[i])
			continue;
		if (!run_in_turn(tick->service, &jobs[i], service_now()))
			continue;
		tick->due[i] = monotonic() + jobs[i].every;
	}
	return PAUSE;
}

struct error *tick_start(struct service *service, struct tick **tick)
{
	_cleanup_free_ struct tick *started = xcalloc(1, sizeof(*started));

	started->service = service;
	try(rounds_start(run_due, started, &started->rounds));
	*tick = take(started);
	return NULL;
}

void tick_stop(struct tick *tick)
{
	if (!tick)
		return;
	rounds_stop(tick->rounds);
	free(tick);
}
