/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/tariff.h"

#include <fnmatch.h>
#include <inttypes.h>

#include "base/form.h"
#include "base/json.h"
#include "base/memory.h"
#include "fleet/change.h"
#include "fleet/view.h"

#define STARS_MAX 4 /* in a glob: what matching costs grows with them */

static const char *const names[] = {
	[TARIFF_FREE] = "free",
	[TARIFF_UNLIMITED] = "unlimited",
	[TARIFF_TRIAL] = "trial",
	[TARIFF_METERED] = "metered",
};

const struct tariff tariff_default = {
	.name = "standard",
	.kind = TARIFF_METERED,
	.currency = "USD",
	.days = 30,
	.grace_days = 14,
	.steps = { { 0, 395 }, { 20, 295 } },
	.n_steps = 2,
};

const char *tariff_kind_name(enum tariff_kind kind)
{
	return names[kind];
}

bool tariff_kind_find(const char *name, enum tariff_kind *kind)
{
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (!strcmp(names[i], name)) {
			*kind = (enum tariff_kind)i;
			return true;
		}
	}
	return false;
}

/* ---- prices ---- */

int64_t tariff_in_step(const struct tariff_step *steps, size_t n_steps, size_t step, int64_t n)
{
	const int64_t end =
		step + 1 < n_steps && steps[step + 1].beyond < n ? steps[step + 1].beyond : n;

	return end > steps[step].beyond ? end - steps[step].beyond : 0;
}

int64_t tariff_amount(const struct tariff_step *steps, size_t n_steps, int64_t n)
{
	int64_t amount = 0;

	for (size_t i = 0; i < n_steps; i++)
		amount += tariff_in_step(steps, n_steps, i, n) * steps[i].cents;
	return amount;
}

/* ---- kernels ---- */

static bool glob_fits(const char *glob, const char *text)
{
	return !glob || (text && !fnmatch(glob, text, 0));
}

bool tariff_fits(const char *distribution_glob, const char *releases_glob, const char *distribution,
		 const char *version)
{
	return glob_fits(distribution_glob, distribution) && glob_fits(releases_glob, version);
}

/* ---- a new one ---- */

static struct error *malformed(const char *what)
{
	return error_refuse(SUTURE_REFUSAL_REQUEST_MALFORMED, "%s", what);
}

static bool is_glob(const char *glob)
{
	size_t n_stars = 0;

	for (const char *c = glob; *c; c++)
		n_stars += *c == '*';
	return *glob && strlen(glob) < TARIFF_PATTERN_SIZE && n_stars <= STARS_MAX &&
	       consists_of(glob, "*?._+~-:");
}

static bool is_currency(const char *currency)
{
	return strlen(currency) == 3 && strspn(currency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3;
}

static bool is_within(int64_t number, int64_t least, int64_t most)
{
	return number >= least && number <= most;
}

static bool are_steps(const struct tariff_step *steps, size_t n_steps)
{
	for (size_t i = 0; i < n_steps; i++) {
		if (!is_within(steps[i].cents, 0, TARIFF_NUMBER_MAX) ||
		    !is_within(steps[i].beyond, i ? steps[i - 1].beyond + 1 : 0,
			       i ? TARIFF_NUMBER_MAX : 0))
			return false;
	}
	return true;
}

static struct error *check(const struct tariff *tariff)
{
	const bool is_metered = tariff->kind == TARIFF_METERED;

	if (!is_name(tariff->name, " ._@-", 80))
		return malformed("a plan's name begins with a letter or a digit, and is short");
	if (!is_currency(tariff->currency))
		return malformed("a currency is three capitals, as ISO 4217 has them");
	if ((tariff->distribution && !is_glob(tariff->distribution)) ||
	    (tariff->releases && !is_glob(tariff->releases)))
		return malformed("distribution and releases are globs of '*' and '?', and short");
	if (tariff->kind == TARIFF_FREE && !tariff->distribution)
		return malformed("a free plan is for a distribution");
	if (!is_within(tariff->grace_days, 0, TARIFF_DAYS_MAX))
		return malformed("grace_days is no number of days");
	if (tariff->kind == TARIFF_TRIAL && !is_within(tariff->days, 1, TARIFF_DAYS_MAX))
		return malformed("days is no number of days");
	if (is_metered && (!tariff->n_steps || !are_steps(tariff->steps, tariff->n_steps)))
		return malformed(
			"steps begin beyond 0 machines and go up, with cents of 0 or more");
	if (!is_metered && tariff->n_steps)
		return malformed("only a metered plan has steps");
	return NULL;
}

static struct error *insert_steps(struct db *db, const struct tariff *tariff, int64_t id)
{
	for (size_t i = 0; i < tariff->n_steps; i++)
		try(db_run(db, "INSERT INTO plan_step (plan, beyond, cents) VALUES ($1, $2, $3)",
			   DB_VALUES(db_integer(id), db_integer(tariff->steps[i].beyond),
				     db_integer(tariff->steps[i].cents)),
			   NULL));
	return NULL;
}

struct addition {
	const struct tariff *tariff;
	int64_t *id;
};

static struct error *add(const struct change *change, const void *data)
{
	const struct addition *addition = data;
	const struct tariff *tariff = addition->tariff;
	const bool is_trial = tariff->kind == TARIFF_TRIAL;
	bool is_new;

	try(view_integer(change->db,
			 "INSERT INTO plan (name, kind, currency, distribution, releases, days,"
			 " grace_days, created) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
			 " ON CONFLICT DO NOTHING RETURNING id",
			 DB_VALUES(db_text(tariff->name), db_text(names[tariff->kind]),
				   db_text(tariff->currency), db_text(tariff->distribution),
				   db_text(tariff->releases),
				   is_trial ? db_integer(tariff->days) : db_null(),
				   db_integer(tariff->grace_days), db_integer(change->now)),
			 &is_new, addition->id));
	if (!is_new)
		return error_refuse(SUTURE_REFUSAL_REQUEST_MALFORMED, "'%s' is there already",
				    tariff->name);
	return insert_steps(change->db, tariff, *addition->id);
}

struct error *tariff_add(struct db *db, const struct actor *actor, int64_t now,
			 const struct tariff *tariff, int64_t *id)
{
	const struct addition addition = { tariff, id };

	try(check(tariff));
	return change_make(&(struct change){ db, actor, now, 0, "plan-add", tariff->name,
					     names[tariff->kind] },
			   add, &addition);
}

/* ---- those that are there ---- */

struct error *tariff_read_steps(struct db *db, int64_t id,
				struct tariff_step steps[static TARIFF_STEPS_MAX], size_t *n_steps)
{
	_cleanup_rows_ struct db_rows *rows = NULL;
	size_t n = 0;

	try(db_query(db, "SELECT beyond, cents FROM plan_step WHERE plan = $1 ORDER BY beyond",
		     DB_VALUES(db_integer(id)), &rows));
	while (n < TARIFF_STEPS_MAX && rows_next(rows))
		steps[n++] = (struct tariff_step){ rows_integer(rows, 0), rows_integer(rows, 1) };
	if (n < TARIFF_STEPS_MAX)
		try(rows_error(rows));
	*n_steps = n;
	return NULL;
}

static json_t *steps_to_json(const struct tariff_step *steps, size_t n_steps)
{
	json_t *array = json_array();

	for (size_t i = 0; i < n_steps; i++)
		json_array_append_new(array,
				      json_pack("{s:I, s:I}", "beyond", (json_int_t)steps[i].beyond,
						"cents", (json_int_t)steps[i].cents));
	return array;
}

static struct error *add_steps(struct db *db, json_t *item)
{
	struct tariff_step steps[TARIFF_STEPS_MAX];
	size_t n_steps;

	try(tariff_read_steps(db, json_integer_value(json_object_get(item, "id")), steps,
			      &n_steps));
	json_object_set_new(item, "steps", steps_to_json(steps, n_steps));
	return NULL;
}

struct error *tariff_list(struct db *db, json_t **list)
{
	static const struct view_column columns[] = {
		{ "id", VIEW_NUMBER },	       { "name", VIEW_TEXT },
		{ "kind", VIEW_TEXT },	       { "currency", VIEW_TEXT },
		{ "distribution", VIEW_TEXT }, { "releases", VIEW_TEXT },
		{ "days", VIEW_NUMBER },       { "grace_days", VIEW_NUMBER },
		{ "created", VIEW_DATE },      {},
	};
	static const struct view view = {
		"SELECT id, name, kind, currency, distribution, releases, days, grace_days, created"
		" FROM plan ORDER BY name",
		columns,
	};
	_cleanup_json_ json_t *items = NULL;
	json_t *item;
	size_t i;

	try(view_list(db, &view, DB_NO_VALUES, &items));
	json_array_foreach (items, i, item)
		try(add_steps(db, item));
	*list = take(items);
	return NULL;
}
