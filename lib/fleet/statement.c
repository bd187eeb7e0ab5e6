/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/statement.h"

#include <inttypes.h>

#include "base/json.h"
#include "base/memory.h"
#include "fleet/tariff.h"
#include "fleet/view.h"

bool statement_is_final(const struct month *month, int64_t now)
{
	return now >= month->ends + STATEMENT_SETTLES;
}

/* ---- one plan ---- */

static json_t *optional(int64_t number)
{
	return number ? json_integer(number) : json_null();
}

static json_t *step_to_json(const struct tariff_step *steps, size_t n_steps, size_t step, int64_t n)
{
	const int64_t end = step + 1 < n_steps ? steps[step + 1].beyond : 0;
	const int64_t n_in_step = tariff_in_step(steps, n_steps, step, n);

	return json_pack("{s:I, s:o, s:I, s:I, s:I}", "from", (json_int_t)steps[step].beyond + 1,
			 "to", optional(end), "machines", (json_int_t)n_in_step, "cents",
			 (json_int_t)steps[step].cents, "amount",
			 (json_int_t)(n_in_step * steps[step].cents));
}

static json_t *steps_to_json(const struct tariff_step *steps, size_t n_steps, int64_t n)
{
	json_t *array = json_array();

	for (size_t i = 0; i < n_steps; i++)
		json_array_append_new(array, step_to_json(steps, n_steps, i, n));
	return array;
}

/* One without steps costs nothing, in one step. */
static void add_prices(json_t *plan, const struct tariff_step *steps, size_t n_steps)
{
	static const struct tariff_step nothing = {};
	const int64_t n = json_integer_value(json_object_get(plan, "machines"));

	if (!n_steps) {
		steps = &nothing;
		n_steps = 1;
	}
	json_object_set_new(plan, "steps", steps_to_json(steps, n_steps, n));
	json_object_set_new(plan, "amount", json_integer(tariff_amount(steps, n_steps, n)));
}

static struct error *price(struct db *db, json_t *plan)
{
	struct tariff_step steps[TARIFF_STEPS_MAX];
	size_t n_steps;

	try(tariff_read_steps(db, json_integer_value(json_object_get(plan, "id")), steps,
			      &n_steps));
	add_prices(plan, steps, n_steps);
	json_object_del(plan, "id");
	return NULL;
}

/* ---- all of them ---- */

/* Those that the account had in the month, and those of machines that were counted in it. */
static struct error *list_plans(struct db *db, int64_t account, const struct month *month,
				json_t **plans)
{
	static const struct view_column columns[] = {
		{ "id", VIEW_NUMBER },	   { "plan", VIEW_TEXT },	{ "kind", VIEW_TEXT },
		{ "currency", VIEW_TEXT }, { "machines", VIEW_NUMBER }, {},
	};
	static const struct view view = {
		"SELECT p.id, p.name, p.kind, p.currency, count(u.machine) FROM subscription s"
		" JOIN plan p ON p.id = s.plan LEFT JOIN usage u ON u.account = s.account"
		" AND u.month = $2 AND u.subscription = s.id WHERE s.account = $1"
		" AND (u.machine IS NOT NULL OR (s.starts < $4"
		" AND (s.ends IS NULL OR s.ends > $3)"
		" AND (p.days IS NULL OR s.starts + p.days * 86400 > $3)))"
		" GROUP BY p.id, p.name, p.kind, p.currency ORDER BY p.name",
		columns,
	};

	return view_list(db, &view,
			 DB_VALUES(db_integer(account), db_text(month->text),
				   db_integer(month->begins), db_integer(month->ends)),
			 plans);
}

/* Machines that were counted while the account had no subscription. */
static struct error *add_uncovered(struct db *db, int64_t account, const struct month *month,
				   json_t *plans)
{
	int64_t n = 0;
	json_t *plan;
	bool found;

	try(view_integer(db,
			 "SELECT count(*) FROM usage WHERE account = $1 AND month = $2"
			 " AND subscription IS NULL",
			 DB_VALUES(db_integer(account), db_text(month->text)), &found, &n));
	if (!n)
		return NULL;
	plan = json_pack("{s:n, s:n, s:n, s:I}", "plan", "kind", "currency", "machines",
			 (json_int_t)n);
	add_prices(plan, NULL, 0);
	json_array_append_new(plans, plan);
	return NULL;
}

static struct error *make_plans(struct db *db, int64_t account, const struct month *month,
				json_t **plans)
{
	_cleanup_json_ json_t *array = NULL;
	json_t *plan;
	size_t i;

	try(list_plans(db, account, month, &array));
	json_array_foreach (array, i, plan)
		try(price(db, plan));
	try(add_uncovered(db, account, month, array));
	*plans = take(array);
	return NULL;
}

/* ---- totals ---- */

static json_t *find_total(json_t *totals, const char *currency)
{
	json_t *total;
	size_t i;

	json_array_foreach (totals, i, total)
		if (!strcmp(json_string_value(json_object_get(total, "currency")), currency))
			return total;
	total = json_pack("{s:s, s:i}", "currency", currency, "amount", 0);
	json_array_append_new(totals, total);
	return total;
}

static json_t *make_totals(const json_t *plans)
{
	json_t *totals = json_array();
	const json_t *plan;
	size_t i;

	json_array_foreach (plans, i, plan) {
		const char *currency = json_string_value(json_object_get(plan, "currency"));
		json_t *amount;

		if (!currency)
			continue;
		amount = json_object_get(find_total(totals, currency), "amount");
		json_integer_set(amount,
				 json_integer_value(amount) +
					 json_integer_value(json_object_get(plan, "amount")));
	}
	return totals;
}

/* ---- the whole ---- */

static struct error *not_there(const char *what, const struct month *month)
{
	return error_refuse(SUTURE_REFUSAL_NOT_THERE, "%s %s", what, month->text);
}

/* The account's name, which is the caller's. */
static struct error *check(struct db *db, int64_t account, const struct month *month, int64_t now,
			   char **name)
{
	_cleanup_rows_ struct db_rows *rows = NULL;
	int64_t created = INT64_MAX;
	char *found = NULL;

	if (now < month->begins)
		return not_there("there is no statement yet of", month);
	try(db_query(db, "SELECT created, name FROM account WHERE id = $1",
		     DB_VALUES(db_integer(account)), &rows));
	if (rows_next(rows)) {
		created = rows_integer(rows, 0);
		if (created < month->ends)
			found = xstrdup(rows_text(rows, 1));
	}
	if (!found) {
		try(rows_error(rows));
		return not_there("there was no such account in", month);
	}
	*name = found;
	return NULL;
}

/* number 0: it is not kept. */
static struct error *make(struct db *db, int64_t account, const struct month *month, int64_t now,
			  int64_t number, json_t **statement)
{
	_cleanup_free_ char *name = NULL;
	json_t *plans = NULL;

	try(check(db, account, month, now, &name));
	try(make_plans(db, account, month, &plans));
	*statement = json_pack(
		"{s:i, s:o, s:o, s:s, s:o, s:o, s:o, s:b, s:o, s:o}", "format", STATEMENT_FORMAT,
		"number", optional(number), "account", string_to_json(name), "month", month->text,
		"from", date_to_json(month->begins), "until", date_to_json(month->ends), "made",
		date_to_json(now), "preliminary", (int)!statement_is_final(month, now), "totals",
		make_totals(plans), "plans", plans);
	return NULL;
}

static struct error *find_kept(struct db *db, int64_t account, const struct month *month,
			       json_t **statement)
{
	_cleanup_rows_ struct db_rows *rows = NULL;

	try(db_query(db, "SELECT document FROM statement WHERE account = $1 AND month = $2",
		     DB_VALUES(db_integer(account), db_text(month->text)), &rows));
	if (!rows_next(rows))
		return rows_error(rows);
	*statement = json_loads(rows_text(rows, 0), 0, NULL);
	return *statement ? NULL
			  : error_refuse(SUTURE_REFUSAL_DATABASE, "the statement of %s is damaged",
					 month->text);
}

struct error *statement_make(struct db *db, int64_t account, const struct month *month, int64_t now,
			     json_t **statement, bool *is_due)
{
	json_t *found = NULL;

	try(find_kept(db, account, month, &found));
	*is_due = !found && statement_is_final(month, now);
	if (!found)
		try(make(db, account, month, now, 0, &found));
	*statement = found;
	return NULL;
}

/* ---- keeping ---- */

static struct error *next_number(struct db *db, int64_t *number)
{
	bool found;

	return view_integer(db, "SELECT coalesce(max(number), 0) + 1 FROM statement", DB_NO_VALUES,
			    &found, number);
}

static struct error *keep(struct db *db, int64_t account, const struct month *month, int64_t now,
			  json_t **statement)
{
	_cleanup_json_ json_t *made = NULL;
	_cleanup_free_ char *text = NULL;
	int64_t number = 0;

	try(next_number(db, &number));
	try(make(db, account, month, now, number, &made));
	text = json_dumps(made, JSON_COMPACT);
	try(db_run(db,
		   "INSERT INTO statement (number, account, month, document, made)"
		   " VALUES ($1, $2, $3, $4, $5)",
		   DB_VALUES(db_integer(number), db_integer(account), db_text(month->text),
			     db_text(text), db_integer(now)),
		   NULL));
	*statement = take(made);
	return NULL;
}

struct error *statement_keep(struct db *db, int64_t account, const struct month *month, int64_t now,
			     json_t **statement)
{
	json_t *found = NULL;

	if (!statement_is_final(month, now))
		return error_refuse(SUTURE_REFUSAL_REQUEST_MALFORMED, "%s is not over",
				    month->text);
	try(find_kept(db, account, month, &found));
	if (!found)
		return keep(db, account, month, now, statement);
	*statement = found;
	return NULL;
}
