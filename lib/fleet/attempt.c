/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/attempt.h"

#include <stdlib.h>

#include "base/memory.h"
#include "fleet/view.h"

struct error *attempt_release(struct db *db, int64_t rollout, const struct rollout_member *member,
			      int64_t now)
{
	return db_run(db,
		      "INSERT INTO attempt (rollout, machine, state, position, released)"
		      " VALUES ($1, $2, 'released', $3, $4) ON CONFLICT (rollout, machine)"
		      " DO UPDATE SET state = excluded.state, position = excluded.position,"
		      " released = excluded.released, ended = NULL, reason = NULL",
		      DB_VALUES(db_integer(rollout), db_integer(member->machine),
				db_integer(member->position), db_integer(now)),
		      NULL);
}

/* ---- limits ---- */

/*
 * Others are kept out by a change of a row that changes nothing: SQLite has one writer anyway, and
 * PostgreSQL locks the row until the end of the transaction.
 */
static struct error *lock(struct db *db, const char *sql, int64_t id)
{
	return db_run(db, sql, DB_VALUES(db_integer(id)), NULL);
}

static struct error *count(struct db *db, const char *sql, struct db_values values, int64_t *n)
{
	bool found;

	return view_integer(db, sql, values, &found, n);
}

static struct error *check_group(struct db *db, const struct rollout_member *member,
				 const char **wait)
{
	int64_t n = 0;

	if (!member->at_once)
		return NULL;
	try(lock(db, "UPDATE fleet_group SET at_once = at_once WHERE id = $1", member->group));
	try(count(db,
		  "SELECT count(DISTINCT m.id) FROM attempt a JOIN machine m ON m.id = a.machine"
		  " WHERE a.state = 'released' AND m.fleet_group = $1 AND m.id <> $2",
		  DB_VALUES(db_integer(member->group), db_integer(member->machine)), &n));
	if (n >= member->at_once)
		*wait = "as many machines of the group as may change at this moment";
	return NULL;
}

static struct error *check_cluster(struct db *db, const struct rollout_member *member,
				   const char **wait)
{
	int64_t n = 0;

	if (!member->cluster)
		return NULL;
	try(lock(db, "UPDATE account SET created = created WHERE id = $1", member->account));
	try(count(db,
		  "SELECT count(*) FROM attempt a JOIN machine m ON m.id = a.machine"
		  " WHERE a.state = 'released' AND m.account = $1 AND m.cluster = $2"
		  " AND m.id <> $3",
		  DB_VALUES(db_integer(member->account), db_text(member->cluster),
			    db_integer(member->machine)),
		  &n));
	if (n)
		*wait = "another machine of the cluster changes at this moment";
	return NULL;
}

struct error *attempt_check_limits(struct db *db, const struct rollout_member *member,
				   const char **wait)
{
	*wait = NULL;
	try(check_group(db, member, wait));
	if (*wait)
		return NULL;
	return check_cluster(db, member, wait);
}

/* ---- what became of them ---- */

/* Refusals of which the update is not to blame, and which may be gone at the next try. */
static const char *const excuses[] = {
	"busy",
	"locked",
	"declined",
	"switched-off",
	"no-space",
	"no-memory",
	"no-network",
	"server-untrusted",
	"server-failed",
	"probed",
	"livepatched",
	"ftrace-unavailable",
	"download-short",
	"download-too-long",
	"download-too-slow",
	"module-not-loaded",
	"core-not-loaded",
	"not-root",
	"fetcher-user",
};

static bool is_excused(const char *refusal)
{
	for (size_t i = 0; i < ARRAY_SIZE(excuses); i++)
		if (!strcmp(excuses[i], refusal))
			return true;
	return false;
}

static bool contains(const json_t *list, const char *name)
{
	json_t *item;
	size_t i;

	json_array_foreach ((json_t *)list, i, item)
		if (!strcmp(json_string_value(item), name))
			return true;
	return false;
}

static bool is_in_force(const struct report *report, const char *name)
{
	for (size_t i = 0; i < report->n_updates; i++) {
		const struct report_update *update = &report->updates[i];

		if (!strcmp(update->name, name))
			return !strcmp(update->state, "applied") ||
			       !strcmp(update->state, "waiting");
	}
	return false;
}

struct open_attempt {
	int64_t rollout, released;
	char *name;
};

struct open_attempts {
	struct open_attempt *items;
	size_t n_items;
};

static void open_attempts_deinit(struct open_attempts *attempts)
{
	for (size_t i = 0; i < attempts->n_items; i++)
		free(attempts->items[i].name);
	free(attempts->items);
}

static struct error *list(struct db *db, int64_t machine, struct open_attempts *attempts)
{
	_cleanup_rows_ struct db_rows *rows = NULL;

	try(db_query(db,
		     "SELECT a.rollout, a.released, u.name FROM attempt a"
		     " JOIN rollout r ON r.id = a.rollout"
		     " JOIN known_update u ON u.id = r.known_update"
		     " WHERE a.machine = $1 AND a.state = 'released'",
		     DB_VALUES(db_integer(machine)), &rows));
	while (rows_next(rows))
		*array_append(attempts->items, attempts->n_items) =
			(struct open_attempt){ rows_integer(rows, 0), rows_integer(rows, 1),
					       xstrdup(rows_text(rows, 2)) };
	return rows_error(rows);
}

/* "failed", with the reason, which is the caller's, or another state. */
static const char *find_outcome(const struct report *report, const struct open_attempt *attempt,
				char **reason)
{
	const struct report_change *change = &report->change;

	if (contains(report->suspects, attempt->name)) {
		*reason = xstrdup("the machine went down while it was applied");
		return "failed";
	}
	if (is_in_force(report, attempt->name))
		return "applied";
	if (change->at < attempt->released || !change->refusal ||
	    !contains(change->install, attempt->name) || is_excused(change->refusal))
		return "dropped";
	*reason = xasprintf("%s: %s", change->refusal, change->message ? change->message : "");
	return "failed";
}

static struct error *end(struct db *db, int64_t rollout, int64_t machine, const char *state,
			 const char *reason, int64_t now)
{
	try(db_run(db,
		   "UPDATE attempt SET state = $3, ended = $4, reason = $5"
		   " WHERE rollout = $1 AND machine = $2",
		   DB_VALUES(db_integer(rollout), db_integer(machine), db_text(state),
			     db_integer(now), db_text(reason)),
		   NULL));
	return strcmp(state, "failed") ? NULL : attempt_halt(db, rollout, now);
}

struct error *rollout_learn(struct db *db, const struct rollout_member *member,
			    struct report *report, int64_t now)
{
	_cleanup_(open_attempts_deinit)
	struct open_attempts attempts = {};

	if (!member->n_released)
		return NULL;
	try(report_read_lists(report));
	try(list(db, member->machine, &attempts));
	for (size_t i = 0; i < attempts.n_items; i++) {
		_cleanup_free_ char *reason = NULL;
		const char *state = find_outcome(report, &attempts.items[i], &reason);

		try(end(db, attempts.items[i].rollout, member->machine, state, reason, now));
	}
	return NULL;
}

/* ---- failures ---- */

struct error *attempt_halt(struct db *db, int64_t rollout, int64_t now)
{
	static const struct actor actor = { .name = "the service" };
	_cleanup_free_ char *name = xasprintf("rollout %lld", (long long)rollout);
	int64_t account;
	bool is_halted;

	try(view_integer(
		db,
		"UPDATE rollout SET state = 'halted', since = $2, reason = 'machines have failed'"
		" WHERE id = $1 AND state IN ('rolling', 'done') AND (SELECT count(*) FROM attempt"
		" WHERE attempt.rollout = rollout.id AND attempt.state = 'failed')"
		" > coalesce((SELECT failures_max FROM ring WHERE ring.account = rollout.account"
		" AND ring.position = rollout.position), 0) RETURNING account",
		DB_VALUES(db_integer(rollout), db_integer(now)), &is_halted, &account));
	if (!is_halted)
		return NULL;
	return audit_write(db, &actor, account, now, "rollout-halt", name, "machines have failed");
}
