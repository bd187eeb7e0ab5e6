/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What time and people do to roll-outs. */
#include <stdlib.h>

#include "base/memory.h"
#include "fleet/attempt.h"
#include "fleet/change.h"
#include "fleet/view.h"

/* Pairs of numbers, since a connection does one thing at a time. */
struct pair {
	int64_t first, second;
};

struct pairs {
	struct pair *items;
	size_t n_items;
};

static void pairs_deinit(struct pairs *pairs)
{
	free(pairs->items);
}

static struct error *list(struct db *db, const char *sql, struct db_values values,
			  struct pairs *pairs)
{
	_cleanup_rows_ struct db_rows *rows = NULL;

	try(db_query(db, sql, values, &rows));
	while (rows_next(rows))
		*array_append(pairs->items, pairs->n_items) =
			(struct pair){ rows_integer(rows, 0), rows_integer(rows, 1) };
	return rows_error(rows);
}

/* ---- machines that do not come back ---- */

static struct error *fail_silent(struct db *db, int64_t now, int64_t patience)
{
	_cleanup_(pairs_deinit)
	struct pairs silent = {};

	try(list(db,
		 "SELECT a.rollout, a.machine FROM attempt a JOIN machine m ON m.id = a.machine"
		 " JOIN rollout r ON r.id = a.rollout WHERE m.last_seen < $1 AND"
		 " ((a.state = 'released' AND a.released < $1) OR (a.state = 'applied'"
		 " AND a.ended < $1 AND r.state = 'rolling' AND a.position = r.position))",
		 DB_VALUES(db_integer(now - patience)), &silent));
	for (size_t i = 0; i < silent.n_items; i++) {
		try(db_run(db,
			   "UPDATE attempt SET state = 'failed', ended = $3,"
			   " reason = 'the machine did not come back'"
			   " WHERE rollout = $1 AND machine = $2",
			   DB_VALUES(db_integer(silent.items[i].first),
				     db_integer(silent.items[i].second), db_integer(now)),
			   NULL));
		try(attempt_halt(db, silent.items[i].first, now));
	}
	return NULL;
}

/* ---- promotion ---- */

/* Behind the last ring it is through. */
#define PROMOTE                                                                                \
	"UPDATE rollout SET since = $2, state = CASE WHEN EXISTS (SELECT 1 FROM ring WHERE"    \
	" ring.account = rollout.account AND ring.position > rollout.position) THEN 'rolling'" \
	" ELSE 'done' END, position = coalesce((SELECT min(ring.position) FROM ring WHERE"     \
	" ring.account = rollout.account AND ring.position > rollout.position), position)"     \
	" WHERE id = $1 AND state = 'rolling'"                                                 \
	" RETURNING CASE WHEN state = 'done' THEN 1 ELSE 0 END"

static const struct actor service = { .name = "the service" };

/* By whoever; what is done then is told besides. An account without rings has nothing to tell. */
static struct error *promote_one(struct db *db, int64_t id, int64_t account, int64_t now,
				 int64_t *changed)
{
	_cleanup_free_ char *name = xasprintf("rollout %lld", (long long)id);
	int64_t is_done = 0;
	bool found;

	try(view_integer(db, PROMOTE, DB_VALUES(db_integer(id), db_integer(now)), &found,
			 &is_done));
	*changed = found;
	return is_done && account
		       ? audit_write(db, &service, account, now, "rollout-done", name, NULL)
		       : NULL;
}

static struct error *promote_in_time(struct db *db, int64_t id, int64_t account, int64_t now)
{
	_cleanup_free_ char *name = xasprintf("rollout %lld", (long long)id);
	int64_t changed;

	if (account)
		try(audit_write(db, &service, account, now, "rollout-promote", name, NULL));
	return promote_one(db, id, account, now, &changed);
}

/*
 * Its time has come: nobody is at it at this moment, and some machine of the ring has it, unless
 * the ring has no machines. An account without rings has nothing to wait for.
 */
static struct error *promote_due(struct db *db, int64_t now)
{
	_cleanup_(pairs_deinit)
	struct pairs due = {};

	try(list(db,
		 "SELECT r.id, CASE WHEN g.id IS NULL THEN 0 ELSE r.account END"
		 " FROM rollout r LEFT JOIN ring g"
		 " ON g.account = r.account AND g.position = r.position WHERE r.state = 'rolling'"
		 " AND (g.id IS NULL OR (g.promote_after IS NOT NULL"
		 " AND r.since + g.promote_after <= $1 AND NOT EXISTS (SELECT 1 FROM attempt a"
		 " WHERE a.rollout = r.id AND a.state = 'released') AND (EXISTS (SELECT 1"
		 " FROM attempt a WHERE a.rollout = r.id AND a.state = 'applied'"
		 " AND a.position = r.position) OR NOT EXISTS (SELECT 1 FROM machine m"
		 " JOIN fleet_group f ON f.id = m.fleet_group WHERE f.ring = g.id"
		 " AND m.authorization_state = 'allowed'))))",
		 DB_VALUES(db_integer(now)), &due));
	for (size_t i = 0; i < due.n_items; i++)
		try(promote_in_time(db, due.items[i].first, due.items[i].second, now));
	return NULL;
}

struct tick {
	int64_t now, patience;
};

static struct error *tick(struct db *db, void *data)
{
	const struct tick *when = data;

	try(fail_silent(db, when->now, when->patience));
	return promote_due(db, when->now);
}

struct error *rollout_tick(struct db *db, int64_t now, int64_t patience)
{
	struct tick when = { now, patience };

	return transaction_run(db, tick, &when);
}

/* ---- by hand ---- */

static struct error *halt(const struct change *change, int64_t id, int64_t *changed)
{
	return db_run(change->db,
		      "UPDATE rollout SET state = 'halted', since = $2, reason = $3"
		      " WHERE id = $1 AND state IN ('rolling', 'done')",
		      DB_VALUES(db_integer(id), db_integer(change->now), db_text(change->detail)),
		      changed);
}

static struct error *block(const struct change *change, int64_t id, int64_t *changed)
{
	return db_run(change->db,
		      "UPDATE rollout SET state = 'blocked', since = $2, reason = $3"
		      " WHERE id = $1 AND state IN ('rolling', 'halted', 'done')",
		      DB_VALUES(db_integer(id), db_integer(change->now), db_text(change->detail)),
		      changed);
}

/* What has failed so far is forgiven, or it would halt at once. */
static struct error *resume(const struct change *change, int64_t id, int64_t *changed)
{
	try(db_run(change->db,
		   "UPDATE attempt SET state = 'forgiven' WHERE rollout = $1 AND state = 'failed'",
		   DB_VALUES(db_integer(id)), NULL));
	return db_run(change->db,
		      "UPDATE rollout SET state = 'rolling', since = $2, reason = NULL"
		      " WHERE id = $1 AND state IN ('halted', 'blocked')",
		      DB_VALUES(db_integer(id), db_integer(change->now)), changed);
}

static struct error *promote(const struct change *change, int64_t id, int64_t *changed)
{
	return promote_one(change->db, id, change->account, change->now, changed);
}

static const struct verb {
	const char *name, *action;
	struct error *(*run)(const struct change *change, int64_t id, int64_t *changed);
} verbs[] = {
	{ "halt", "rollout-halt", halt },
	{ "block", "rollout-block", block },
	{ "resume", "rollout-resume", resume },
	{ "promote", "rollout-promote", promote },
};

static const struct verb *find_verb(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(verbs); i++)
		if (!strcmp(verbs[i].name, name))
			return &verbs[i];
	return NULL;
}

struct steering {
	const struct verb *verb;
	int64_t id;
};

static struct error *steer(const struct change *change, const void *data)
{
	const struct steering *steering = data;
	int64_t changed;

	try(steering->verb->run(change, steering->id, &changed));
	if (changed)
		return NULL;
	return error_refuse(SUTURE_REFUSAL_REQUEST_MALFORMED, "%s is not in a state for '%s'",
			    change->object, steering->verb->name);
}

static struct error *find_account(struct db *db, const struct actor *actor, int64_t id,
				  int64_t *account)
{
	bool found;

	try(view_integer(db, "SELECT account FROM rollout WHERE id = $1", DB_VALUES(db_integer(id)),
			 &found, account));
	if (found && (!actor->account || actor->account == *account))
		return NULL;
	return error_refuse(SUTURE_REFUSAL_NOT_THERE, "there is no rollout %lld", (long long)id);
}

struct error *rollout_steer(struct db *db, const struct actor *actor, int64_t now, int64_t id,
			    const char *verb, const char *reason)
{
	_cleanup_free_ char *name = xasprintf("rollout %lld", (long long)id);
	struct steering steering = { find_verb(verb), id };
	int64_t account;

	if (!steering.verb)
		return error_refuse(SUTURE_REFUSAL_REQUEST_MALFORMED, "'%s' is no verb", verb);
	try(find_account(db, actor, id, &account));
	return change_make(
		&(struct change){ db, actor, now, account, steering.verb->action, name, reason },
		steer, &steering);
}
