/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/rollout.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/memory.h"
#include "fleet/attempt.h"
#include "fleet/view.h"

/* ---- the updates that a machine could install ---- */

struct candidate {
	int64_t update, rollout, position;
	char *name, *state, *reason;
};

struct candidates {
	struct candidate *items;
	size_t n_items;
};

static void candidates_deinit(struct candidates *candidates)
{
	for (size_t i = 0; i < candidates->n_items; i++) {
		free(candidates->items[i].name);
		free(candidates->items[i].state);
		free(candidates->items[i].reason);
	}
	free(candidates->items);
}

static bool is_by_name(const struct rollout_member *member, const char *name)
{
	json_t *item;
	size_t i;

	json_array_foreach ((json_t *)member->by_name, i, item)
		if (!strcmp(json_string_value(item), name))
			return true;
	return false;
}

/* By name, an update need not have waited its time. */
static bool may_come(const struct rollout_member *member, const char *name, const char *reason)
{
	return !reason || !strcmp(reason, "held-back") || is_by_name(member, name);
}

static struct error *list(struct db *db, const struct rollout_member *member, int64_t condition,
			  struct candidates *candidates)
{
	_cleanup_rows_ struct db_rows *rows = NULL;

	try(db_query(db,
		     "SELECT u.id, u.name, r.id, r.state, r.position, r.reason, c.reason"
		     " FROM condition_update c JOIN known_update u ON u.id = c.known_update"
		     " LEFT JOIN rollout r ON r.known_update = u.id AND r.account = $2"
		     " WHERE c.condition = $1 AND (c.state = 'available'"
		     " OR (c.state = 'skipped' AND c.reason IN ('held-back', 'too-new',"
		     " 'not-rolled-out'))) ORDER BY c.position",
		     DB_VALUES(db_integer(condition), db_integer(member->account)), &rows));
	while (rows_next(rows)) {
		if (!may_come(member, rows_text(rows, 1), rows_text(rows, 6)))
			continue;
		*array_append(candidates->items, candidates->n_items) = (struct candidate){
			.update = rows_integer(rows, 0),
			.name = xstrdup_optional(rows_text(rows, 1)),
			.rollout = rows_integer(rows, 2),
			.state = xstrdup_optional(rows_text(rows, 3)),
			.position = rows_integer(rows, 4),
			.reason = xstrdup_optional(rows_text(rows, 5)),
		};
	}
	return rows_error(rows);
}

/* Somebody must be the first to tell of it. */
static struct error *begin(struct db *db, const struct rollout_member *member, int64_t now,
			   struct candidate *candidate)
{
	_cleanup_rows_ struct db_rows *rows = NULL;

	if (candidate->rollout)
		return NULL;
	try(db_query(db,
		     "INSERT INTO rollout (account, known_update, state, position, since)"
		     " VALUES ($1, $2, 'rolling', (SELECT coalesce(min(position), 0) FROM ring"
		     " WHERE account = $1), $3) ON CONFLICT (account, known_update)"
		     " DO UPDATE SET account = excluded.account RETURNING id, state, position",
		     DB_VALUES(db_integer(member->account), db_integer(candidate->update),
			       db_integer(now)),
		     &rows));
	if (rows_next(rows)) {
		candidate->rollout = rows_integer(rows, 0);
		candidate->state = xstrdup_optional(rows_text(rows, 1));
		candidate->position = rows_integer(rows, 2);
	}
	return rows_error(rows);
}

/* ---- who may ---- */

static bool is_open(const char *opens, int64_t now)
{
	const time_t moment = (time_t)now;
	struct window window;
	struct tm utc;

	gmtime_r(&moment, &utc);
	return !opens || (window_parse(opens, &window) && window_is_open(&window, &utc));
}

static bool is(const struct candidate *candidate, const char *state)
{
	return !strcmp(candidate->state, state);
}

/* Without regard to what other machines do at this moment. */
static enum hold_reason judge(const struct rollout_member *member,
			      const struct candidate *candidate, int64_t now)
{
	if (is(candidate, "halted"))
		return HOLD_HALTED;
	if (is(candidate, "blocked"))
		return HOLD_BLOCKED;
	if (member->is_staged && is(candidate, "rolling") && member->position > candidate->position)
		return HOLD_RING;
	return is_open(member->opens, now) ? HOLD_NOTHING : HOLD_WINDOW;
}

static const char *text_of(enum hold_reason reason, const struct candidate *candidate)
{
	if (candidate->reason && (reason == HOLD_HALTED || reason == HOLD_BLOCKED))
		return candidate->reason;
	switch (reason) {
	case HOLD_RING:
		return "other machines go first";
	case HOLD_WINDOW:
		return "the group's window is closed";
	default:
		return "an operator has said so";
	}
}

/* Does the fleet have a say in when this machine changes? */
static bool is_bound(const struct rollout_member *member)
{
	return member->is_staged || member->at_once || member->opens || member->cluster;
}

/* ---- the advice ---- */

struct turn {
	const struct rollout_member *member;
	struct advice *advice;
	int64_t now;
	const char *wait; /* why none of them may come now; NULL: they may */
	int64_t n_released;
};

static const char wait_to_ask[] = "the fleet is asked when the machine is about to install it";

/* Does the fleet advise against it? */
static bool hold_one(struct turn *turn, const struct candidate *candidate, bool is_about_to)
{
	const enum hold_reason reason = judge(turn->member, candidate, turn->now);
	const char *wait = !is_about_to && is_bound(turn->member) ? wait_to_ask : turn->wait;

	if (reason)
		advice_hold(turn->advice, candidate->name, reason, text_of(reason, candidate));
	else if (wait)
		advice_hold(turn->advice, candidate->name, HOLD_LIMIT, wait);
	else
		string_list_add(&turn->advice->released, candidate->name);
	return reason || wait;
}

/* What comes by name comes whatever is said of it, and is an attempt like any other. */
static struct error *advise_one(struct db *db, struct turn *turn, const struct candidate *candidate)
{
	const struct rollout_member *member = turn->member;
	const bool is_named = is_by_name(member, candidate->name);
	const bool is_about_to = member->is_about_to && (is_named || !member->by_name);
	const bool is_held = hold_one(turn, candidate, is_about_to);

	if (!is_about_to || (is_held && !is_named))
		return NULL;
	turn->n_released++;
	return attempt_release(db, candidate->rollout, member, turn->now);
}

/*
 * Machines that are bound are let only while they are about to, so that what is known of who
 * changes at this moment is true.
 */
static struct error *find_wait(struct db *db, const struct rollout_member *member,
			       const char **wait)
{
	*wait = NULL;
	if (!is_bound(member) || !member->is_about_to)
		return NULL;
	return attempt_check_limits(db, member, wait);
}

struct error *rollout_advise(struct db *db, const struct rollout_member *member,
			     const struct condition *condition, int64_t now, struct advice *advice,
			     int64_t *n_released)
{
	_cleanup_(candidates_deinit)
	struct candidates candidates = {};
	struct turn turn = { .member = member, .advice = advice, .now = now };

	if (is_bound(member))
		advice_hold_others(advice, HOLD_RING, "the fleet does not know it yet");
	if (condition->n_open || member->by_name)
		try(list(db, member, condition->id, &candidates));
	if (candidates.n_items)
		try(find_wait(db, member, &turn.wait));
	for (size_t i = 0; i < candidates.n_items; i++) {
		try(begin(db, member, now, &candidates.items[i]));
		try(advise_one(db, &turn, &candidates.items[i]));
	}
	*n_released = turn.n_released;
	return NULL;
}
