/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/json.h"
#include "base/memory.h"
#include "fleet/list.h"

#define HISTORY (90 * 24 * 3600)

/* ---- numbers ---- */

/* Values are the account, and since when a machine is active; each statement has both. */
static const struct view_column verdict_columns[] = {
	{ "verdict", VIEW_TEXT }, { "n", VIEW_NUMBER }, { "inactive", VIEW_NUMBER }, {}
};

static const struct view verdicts[] = {
	[FIGURES_FRESH] = { "WITH " LIST_TALLY ", sleepers AS (SELECT m.condition AS condition,"
			    " count(*) AS n FROM machine m WHERE m.fleet_group IN (SELECT g.id"
			    " FROM fleet_group g WHERE $1 = 0 OR g.account = $1)"
			    " AND m.last_seen < $2 GROUP BY m.condition)"
			    " SELECT c.verdict, sum(t.n), coalesce(sum(s.n), 0) FROM tally t"
			    " JOIN condition c ON c.id = t.condition LEFT JOIN sleepers s"
			    " ON s.condition = t.condition GROUP BY c.verdict",
			    verdict_columns },
	[FIGURES_KEPT] = { "WITH " LIST_TALLY_KEPT " SELECT c.verdict, sum(t.n), sum(t.inactive)"
			   " FROM tally t JOIN condition c ON c.id = t.condition"
			   " WHERE $2 IS NOT NULL GROUP BY c.verdict",
			   verdict_columns },
};

static const struct {
	const char *verdict, *member;
} members[] = {
	{ "up-to-date", "up_to_date" },
	{ "out-of-date", "out_of_date" },
	{ "unsupported", "unsupported" },
	{ "unknown", "unknown" },
};

static int64_t number(const json_t *row, const char *member)
{
	return json_integer_value(json_object_get(row, member));
}

static const json_t *find_verdict(json_t *rows, const char *verdict)
{
	json_t *row;
	size_t i;

	json_array_foreach (rows, i, row)
		if (!strcmp(json_string_value(json_object_get(row, "verdict")), verdict))
			return row;
	return NULL;
}

static struct error *add_verdicts(struct db *db, const struct view *view, struct db_values values,
				  json_t *overview)
{
	_cleanup_json_ json_t *rows = NULL;
	int64_t total = 0, inactive = 0;

	try(view_list(db, view, values, &rows));
	for (size_t i = 0; i < ARRAY_SIZE(members); i++) {
		const json_t *row = find_verdict(rows, members[i].verdict);

		json_object_set_new(overview, members[i].member,
				    json_integer(number(row, "n") - number(row, "inactive")));
		total += number(row, "n");
		inactive += number(row, "inactive");
	}
	json_object_set_new(overview, "inactive", json_integer(inactive));
	json_object_set_new(overview, "total", json_integer(total));
	return NULL;
}

#define COUNTS(pending, denied, open)                                                           \
	"SELECT (" pending "), (" denied "), (" open "),"                                       \
	" (SELECT count(*) FROM rollout WHERE state = 'rolling' AND ($1 = 0 OR account = $1))," \
	" (SELECT count(*) FROM rollout WHERE state = 'halted' AND ($1 = 0 OR account = $1)),"  \
	" (SELECT count(*) FROM rollout WHERE state = 'blocked' AND ($1 = 0 OR account = $1))"

#define ADMITTED(state)                                                    \
	"SELECT count(*) FROM machine WHERE authorization_state = '" state \
	"' AND ($1 = 0 OR account = $1)"
#define ADMITTED_KEPT(state)                        \
	"SELECT coalesce(sum(n), 0) FROM " FIGURES( \
		"admission") " f"                   \
			     " WHERE account = $1 AND name = '" state "'"

static const struct view_column count_columns[] = { { "pending", VIEW_NUMBER },
						    { "denied", VIEW_NUMBER },
						    { "n_cves_open", VIEW_NUMBER },
						    { "rollouts.rolling", VIEW_NUMBER },
						    { "rollouts.halted", VIEW_NUMBER },
						    { "rollouts.blocked", VIEW_NUMBER },
						    {} };

static const struct view counts[] = {
	[FIGURES_FRESH] = { COUNTS(ADMITTED("pending"), ADMITTED("denied"),
				   "SELECT count(DISTINCT c.cve) FROM condition_cve c"
				   " WHERE c.state IN ('available', 'held-back') AND EXISTS"
				   " (SELECT 1 FROM machine m WHERE m.condition = c.condition"
				   " AND ($1 = 0 OR m.account = $1))"),
			    count_columns },
	[FIGURES_KEPT] = { COUNTS(ADMITTED_KEPT("pending"), ADMITTED_KEPT("denied"),
				  "SELECT count(*) FROM " FIGURES(
					  "cve") " f WHERE account = $1 AND a > 0"),
			   count_columns },
};

/* ---- lists ---- */

static const struct view history = {
	"SELECT at, sum(up_to_date), sum(out_of_date), sum(unsupported), sum(inactive)"
	" FROM sample WHERE ($1 = 0 OR account = $1) AND at >= $2 GROUP BY at ORDER BY at",
	(const struct view_column[]){ { "at", VIEW_DATE },
				      { "up_to_date", VIEW_NUMBER },
				      { "out_of_date", VIEW_NUMBER },
				      { "unsupported", VIEW_NUMBER },
				      { "inactive", VIEW_NUMBER },
				      {} },
};

#define KERNELS                                                                            \
	" SELECT k.kernel_release, sum(t.n) FROM tally t"                                  \
	" JOIN condition c ON c.id = t.condition JOIN kernel k ON k.build_id = c.build_id" \
	" GROUP BY k.kernel_release ORDER BY 2 DESC, 1 LIMIT 100"

static const struct view_column kernel_columns[] = { { "release", VIEW_TEXT },
						     { "n", VIEW_NUMBER },
						     {} };

static const struct view kernels[] = {
	[FIGURES_FRESH] = { "WITH " LIST_TALLY KERNELS, kernel_columns },
	[FIGURES_KEPT] = { "WITH " LIST_TALLY_KEPT KERNELS, kernel_columns },
};

#define FIRST_CLIENTS " ORDER BY 2 DESC, 1 LIMIT 100"

static const struct view_column client_columns[] = { { "client", VIEW_TEXT },
						     { "n", VIEW_NUMBER },
						     {} };

static const struct view clients[] = {
	[FIGURES_FRESH] = { "SELECT client, count(*) FROM machine WHERE ($1 = 0 OR account = $1)"
			    " GROUP BY client" FIRST_CLIENTS,
			    client_columns },
	[FIGURES_KEPT] = { "SELECT name, n FROM " FIGURES(
				   "client") " f WHERE account = $1" FIRST_CLIENTS,
			   client_columns },
};

static struct error *add_list(struct db *db, const char *name, const struct view *view,
			      struct db_values values, json_t *overview)
{
	json_t *list;

	try(view_list(db, view, values, &list));
	json_object_set_new(overview, name, list);
	return NULL;
}

struct error *show_overview(struct db *db, const struct actor *actor, int64_t account, int64_t now,
			    int64_t active_since, json_t **overview)
{
	_cleanup_json_ json_t *made = json_object();
	_cleanup_json_ json_t *numbers = NULL;
	struct db_value whose;
	int64_t scope, counted;
	enum figures which;

	try(list_scope(actor, account, &scope));
	whose = db_integer(scope);
	try(figures_find(db, &counted));
	which = figures_which(counted);
	try(add_verdicts(db, &verdicts[which], DB_VALUES(whose, db_integer(active_since)), made));
	try(view_one(db, &counts[which], DB_VALUES(whose), "numbers", &numbers));
	json_object_update(made, numbers);
	try(add_list(db, "history", &history, DB_VALUES(whose, db_integer(now - HISTORY)), made));
	try(add_list(db, "kernels", &kernels[which], DB_VALUES(whose), made));
	try(add_list(db, "clients", &clients[which], DB_VALUES(whose), made));
	figures_tell(made, counted);
	*overview = json_incref(made);
	return NULL;
}
