/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/subscription.h"

#include <inttypes.h>

#include "base/json.h"
#include "base/memory.h"
#include "fleet/change.h"
#include "fleet/list.h"

/* ---- a new one ---- */

struct addition {
	const struct subscription_request *request;
	int64_t starts;
	int64_t *id;
};

static struct error *find_plan(struct db *db, const char *name, int64_t *plan)
{
	bool found;

	try(view_integer(db, "SELECT id FROM plan WHERE name = $1", DB_VALUES(db_text(name)),
			 &found, plan));
	return found ? NULL : error_refuse(SUTURE_REFUSAL_NOT_THERE, "there is no plan '%s'", name);
}

static struct error *check_account(struct db *db, int64_t account)
{
	int64_t id;
	bool found;

	try(view_integer(db, "SELECT id FROM account WHERE id = $1", DB_VALUES(db_integer(account)),
			 &found, &id));
	return found ? NULL : error_refuse(SUTURE_REFUSAL_NOT_THERE, "there is no such account");
}

static struct error *add(const struct change *change, const void *data)
{
	const struct addition *addition = data;
	const struct subscription_request *request = addition->request;
	int64_t plan = 0;
	bool found;

	try(check_account(change->db, request->account));
	try(find_plan(change->db, request->plan, &plan));
	return view_integer(change->db,
			    "INSERT INTO subscription (account, plan, starts, ends, quota)"
			    " VALUES ($1, $2, $3, $4, $5) RETURNING id",
			    DB_VALUES(db_integer(request->account), db_integer(plan),
				      db_integer(addition->starts), db_optional(request->ends),
				      db_optional(request->quota)),
			    &found, addition->id);
}

struct error *subscription_add(struct db *db, const struct actor *actor, int64_t now,
			       const struct subscription_request *request, int64_t *id)
{
	const struct addition addition = { request, request->starts ? request->starts : now, id };

	if (addition.starts < 0 || (request->ends && request->ends <= addition.starts))
		return error_refuse(SUTURE_REFUSAL_REQUEST_MALFORMED,
				    "a subscription ends behind its start");
	if (request->quota < 0 || request->quota > TARIFF_NUMBER_MAX)
		return error_refuse(SUTURE_REFUSAL_REQUEST_MALFORMED,
				    "the quota is no number of machines");
	return change_make(&(struct change){ db, actor, now, request->account, "subscription-add",
					     request->plan, NULL },
			   add, &addition);
}

/* ---- the end of one ---- */

struct ending {
	int64_t id, ends;
};

static struct error *end(const struct change *change, const void *data)
{
	const struct ending *ending = data;
	int64_t changed;

	try(db_run(change->db,
		   "UPDATE subscription SET ends = $2 WHERE id = $1"
		   " AND (ends IS NULL OR ends > $3)",
		   DB_VALUES(db_integer(ending->id), db_integer(ending->ends),
			     db_integer(change->now)),
		   &changed));
	return changed ? NULL
		       : error_refuse(SUTURE_REFUSAL_REQUEST_MALFORMED,
				      "the subscription has ended already");
}

/* An actor of one account finds no others. */
static struct error *find_account(struct db *db, const struct actor *actor, int64_t id,
				  int64_t *account)
{
	bool found;

	try(view_integer(db,
			 "SELECT account FROM subscription WHERE id = $1"
			 " AND (account = $2 OR $2 = 0)",
			 DB_VALUES(db_integer(id), db_integer(actor->account)), &found, account));
	return found ? NULL
		     : error_refuse(SUTURE_REFUSAL_NOT_THERE, "there is no subscription %" PRId64,
				    id);
}

struct error *subscription_end(struct db *db, const struct actor *actor, int64_t now, int64_t id,
			       int64_t ends)
{
	const struct ending ending = { id, ends ? ends : now };
	_cleanup_free_ char *object = xasprintf("%" PRId64, id);
	int64_t account = 0;

	if (ending.ends < now)
		return error_refuse(SUTURE_REFUSAL_REQUEST_MALFORMED,
				    "a subscription cannot end in the past");
	try(find_account(db, actor, id, &account));
	return change_make(
		&(struct change){ db, actor, now, account, "subscription-end", object, NULL }, end,
		&ending);
}

/* ---- those that are there ---- */

static void read_row(const struct db_rows *rows, struct subscription *subscription)
{
	subscription->id = rows_integer(rows, 0);
	subscription->starts = rows_integer(rows, 1);
	subscription->ends = rows_integer(rows, 2);
	subscription->quota = rows_integer(rows, 3);
	subscription->over_since = rows_integer(rows, 4);
	subscription->plan = xstrdup_optional(rows_text(rows, 5));
	tariff_kind_find(rows_text(rows, 6), &subscription->kind);
	subscription->distribution = xstrdup_optional(rows_text(rows, 7));
	subscription->releases = xstrdup_optional(rows_text(rows, 8));
	subscription->days = rows_integer(rows, 9);
	subscription->grace_days = rows_integer(rows, 10);
	subscription->n_counted = -1;
}

struct error *subscription_load(struct db *db, int64_t account, struct subscriptions *list)
{
	_cleanup_subscriptions_ struct subscriptions loaded = {};
	_cleanup_rows_ struct db_rows *rows = NULL;

	try(db_query(db,
		     "SELECT s.id, s.starts, s.ends, s.quota, s.over_since, p.name, p.kind,"
		     " p.distribution, p.releases, p.days, p.grace_days FROM subscription s"
		     " JOIN plan p ON p.id = s.plan WHERE s.account = $1 ORDER BY s.id",
		     DB_VALUES(db_integer(account)), &rows));
	while (rows_next(rows))
		read_row(rows, array_append(loaded.items, loaded.n_items));
	try(rows_error(rows));
	*list = loaded;
	loaded = (struct subscriptions){};
	return NULL;
}

/* ---- the quota ---- */

/* A machine's last month is where it takes its place, so that none takes two. */
static struct error *count_places(struct db *db, int64_t account, int64_t subscription, int64_t now,
				  int64_t *n)
{
	struct month month, before;
	bool found;

	month_of(now, &month);
	month_of(month.begins - 1, &before);
	return view_integer(db,
			    "SELECT count(*) FROM usage u JOIN machine m ON m.id = u.machine"
			    " AND m.account = u.account AND m.counted = u.month"
			    " WHERE u.account = $1 AND u.month IN ($2, $3) AND u.subscription = $4"
			    " AND m.authorization_state = 'allowed'",
			    DB_VALUES(db_integer(account), db_text(month.text),
				      db_text(before.text), db_integer(subscription)),
			    &found, n);
}

/* Another daemon may have seen it before us: it is since then, and told once. */
static struct error *set_over(struct db *db, int64_t account, struct subscription *subscription,
			      int64_t since, int64_t now)
{
	static const struct actor actor = { .name = "the service" };
	int64_t changed;

	try(db_run(db,
		   since ? "UPDATE subscription SET over_since = $2 WHERE id = $1"
			   " AND over_since IS NULL"
			 : "UPDATE subscription SET over_since = $2 WHERE id = $1"
			   " AND over_since IS NOT NULL",
		   DB_VALUES(db_integer(subscription->id), db_optional(since)), &changed));
	if (changed)
		try(audit_write(db, &actor, account, now, since ? "quota-over" : "quota-within",
				subscription->plan, NULL));
	subscription->over_since = since;
	return NULL;
}

struct error *subscription_check_quota(struct db *db, int64_t account,
				       struct subscription *subscription, int64_t now)
{
	bool is_over;

	if (subscription->n_counted < 0)
		try(count_places(db, account, subscription->id, now, &subscription->n_counted));
	is_over = subscription->n_counted >= subscription->quota;
	if (is_over == (subscription->over_since != 0))
		return NULL;
	return set_over(db, account, subscription, is_over ? now : 0, now);
}

/* ---- what is shown ---- */

/* How it stands by itself, whichever kernels it is for. */
static void add_state(json_t *item, struct subscription *subscription, int64_t now)
{
	struct coverage coverage = {};
	const char *state = "future";

	if (subscription->starts <= now) {
		coverage = coverage_of(subscription, now);
		state = coverage_state_name(coverage.state);
	}
	json_object_set_new(item, "state", json_string(state));
	json_object_set_new(item, "until", date_to_json(coverage.until));
}

static json_t *row_to_json(const struct db_rows *rows, struct subscription *subscription,
			   int64_t now)
{
	json_t *item = json_pack("{s:I, s:o, s:o, s:s}", "id", (json_int_t)subscription->id,
				 "account", string_to_json(rows_text(rows, 11)), "plan",
				 string_to_json(subscription->plan), "kind",
				 tariff_kind_name(subscription->kind));

	json_object_set_new(item, "starts", date_to_json(subscription->starts));
	json_object_set_new(item, "ends", date_to_json(subscription->ends));
	json_object_set_new(item, "quota",
			    subscription->quota ? json_integer(subscription->quota) : json_null());
	json_object_set_new(item, "over_since", date_to_json(subscription->over_since));
	add_state(item, subscription, now);
	return item;
}

struct error *subscription_list(struct db *db, const struct actor *actor, int64_t account,
				int64_t now, json_t **list)
{
	_cleanup_rows_ struct db_rows *rows = NULL;
	_cleanup_json_ json_t *items = json_array();
	int64_t whose;

	try(list_scope(actor, account, &whose));
	try(db_query(db,
		     "SELECT s.id, s.starts, s.ends, s.quota, s.over_since, p.name, p.kind,"
		     " p.distribution, p.releases, p.days, p.grace_days, a.name"
		     " FROM subscription s JOIN plan p ON p.id = s.plan"
		     " JOIN account a ON a.id = s.account WHERE ($1 = 0 OR s.account = $1)"
		     " ORDER BY s.id",
		     DB_VALUES(db_integer(whose)), &rows));
	while (rows_next(rows)) {
		_cleanup_subscriptions_ struct subscriptions one = {};

		read_row(rows, array_append(one.items, one.n_items));
		json_array_append_new(items, row_to_json(rows, one.items, now));
	}
	try(rows_error(rows));
	*list = take(items);
	return NULL;
}
