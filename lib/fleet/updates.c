/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/json.h"
#include "base/memory.h"
#include "fleet/list.h"

/* The machines that have it in force, and those that could and do not; of tally t, state of cu. */
#define N_APPLIED \
	"coalesce(sum(CASE WHEN cu.state IN ('applied', 'waiting') THEN t.n ELSE 0 END), 0)"
#define N_MISSING                                                                      \
	"coalesce(sum(CASE WHEN cu.state IN ('available', 'skipped', 'lost') THEN t.n" \
	" ELSE 0 END), 0)"

#define IS_SEEN LIST_KERNEL_IS_SEEN("u.build_id")

/* A page of updates is chosen first, and counted then. */
#define UPDATES(tally, page)                                                               \
	"WITH " tally ", page AS MATERIALIZED (" page "),"                                 \
	" counts AS (SELECT page.id AS id, " N_APPLIED " AS n_applied, " N_MISSING         \
	" AS n_missing FROM page JOIN condition_update cu ON cu.known_update = page.id"    \
	" JOIN tally t ON t.condition = cu.condition GROUP BY page.id)"                    \
	" SELECT u.build_id, u.name, u.title, u.severity, u.cves, u.effective, u.added,"   \
	" k.kernel_release, coalesce(counts.n_applied, 0), coalesce(counts.n_missing, 0)," \
	" r.id, a.name, r.state, r.position, g.name, r.since, r.reason, page.total"        \
	" FROM page JOIN known_update u ON u.id = page.id"                                 \
	" LEFT JOIN counts ON counts.id = page.id"                                         \
	" LEFT JOIN kernel k ON k.build_id = u.build_id"                                   \
	" LEFT JOIN rollout r ON r.id = (SELECT min(o.id) FROM rollout o"                  \
	" WHERE o.known_update = u.id AND ($1 = 0 OR o.account = $1))"                     \
	" LEFT JOIN account a ON a.id = r.account"                                         \
	" LEFT JOIN ring g ON g.account = r.account AND g.position = r.position"           \
	" ORDER BY coalesce(u.added, u.first_seen) DESC, u.id DESC"

#define ROLLOUT(prefix)                                                            \
	{ prefix "id", VIEW_NUMBER }, { prefix "account", VIEW_TEXT },             \
		{ prefix "state", VIEW_TEXT }, { prefix "position", VIEW_NUMBER }, \
		{ prefix "ring", VIEW_TEXT }, { prefix "since", VIEW_DATE },       \
	{                                                                          \
		prefix "reason", VIEW_TEXT                                         \
	}

static const struct view_column columns[] = {
	{ "build_id", VIEW_TEXT },
	{ "id", VIEW_TEXT },
	{ "title", VIEW_TEXT },
	{ "severity", VIEW_TEXT },
	{ "cves", VIEW_JSON },
	{ "effective", VIEW_TEXT },
	{ "added", VIEW_DATE },
	{ "kernel", VIEW_TEXT },
	{ "n_applied", VIEW_NUMBER },
	{ "n_missing", VIEW_NUMBER },
	ROLLOUT("rollout."),
	{ "total", VIEW_NUMBER },
	{},
};

#define PAGE                                                                              \
	"SELECT u.id AS id, count(*) OVER () AS total FROM known_update u WHERE " IS_SEEN \
	" AND ($2 = '' OR lower(u.name) LIKE $2 ESCAPE '!'"                               \
	" OR lower(coalesce(u.title, '')) LIKE $2 ESCAPE '!'"                             \
	" OR lower(u.cves) LIKE $2 ESCAPE '!')"                                           \
	" ORDER BY coalesce(u.added, u.first_seen) DESC, u.id DESC LIMIT $3 OFFSET $4"

static const struct view all[] = {
	[FIGURES_FRESH] = { UPDATES(LIST_TALLY, PAGE), columns },
	[FIGURES_KEPT] = { UPDATES(LIST_TALLY_KEPT, PAGE), columns },
};

#define ONE                                                                       \
	"SELECT u.id AS id, 1 AS total FROM known_update u WHERE u.build_id = $2" \
	" AND u.name = $3 AND " IS_SEEN

static const struct view one[] = {
	[FIGURES_FRESH] = { UPDATES(LIST_TALLY, ONE), columns },
	[FIGURES_KEPT] = { UPDATES(LIST_TALLY_KEPT, ONE), columns },
};

struct error *list_updates(struct db *db, const struct actor *actor, int64_t account,
			   const char *text, const struct lists_page *page, json_t **list)
{
	_cleanup_free_ char *pattern = list_pattern(text);
	struct db_value values[4];
	int64_t whose;

	try(list_scope(actor, account, &whose));
	values[0] = db_integer(whose);
	values[1] = db_text(pattern);
	return list_figures(db, all, values, ARRAY_SIZE(values), page, list);
}

/* ---- one update ---- */

#define OF_UPDATE " WHERE u.build_id = $2 AND u.name = $3"

#define STATES(tally)                                                             \
	"WITH " tally " SELECT cu.state, cu.reason, cu.text, sum(t.n)"            \
	" FROM known_update u JOIN condition_update cu ON cu.known_update = u.id" \
	" JOIN tally t ON t.condition = cu.condition" OF_UPDATE                   \
	" GROUP BY cu.state, cu.reason, cu.text ORDER BY 4 DESC, 1, 2, 3 LIMIT 1000"

#define RINGS(machines, outcomes)                                                               \
	"WITH sizes AS (SELECT g.ring AS ring, sum(n.n) AS n FROM fleet_group g JOIN " machines \
	" n ON n.fleet_group = g.id WHERE ($1 = 0 OR g.account = $1) GROUP BY g.ring),"         \
	" outcomes AS (" outcomes ")"                                                           \
	" SELECT a.name, g.name, g.position, coalesce(s.n, 0), coalesce(o.n_applied, 0),"       \
	" coalesce(o.n_failed, 0) FROM ring g JOIN account a ON a.id = g.account"               \
	" LEFT JOIN sizes s ON s.ring = g.id"                                                   \
	" LEFT JOIN outcomes o ON o.account = g.account AND o.position = g.position"            \
	" WHERE ($1 = 0 OR g.account = $1) ORDER BY a.name, g.position LIMIT 1000"

#define OUTCOMES                                                              \
	"SELECT r.account AS account, t.position AS position,"                \
	" sum(CASE WHEN t.state = 'applied' THEN 1 ELSE 0 END) AS n_applied," \
	" sum(CASE WHEN t.state = 'failed' THEN 1 ELSE 0 END) AS n_failed"    \
	" FROM known_update u JOIN rollout r ON r.known_update = u.id"        \
	" JOIN attempt t ON t.rollout = r.id" OF_UPDATE                       \
	" AND ($1 = 0 OR r.account = $1) GROUP BY r.account, t.position"
#define OUTCOMES_KEPT                                                                 \
	"SELECT r.account AS account, CAST(f.name AS BIGINT) AS position,"            \
	" f.n AS n_applied, f.a AS n_failed"                                          \
	" FROM known_update u JOIN rollout r ON r.known_update = u.id JOIN " FIGURES( \
		"attempt") " f ON f.id = r.id" OF_UPDATE " AND ($1 = 0 OR r.account = $1)"

static const struct view_column rollout_columns[] = { ROLLOUT(""), {} };
static const struct view_column state_columns[] = { { "state", VIEW_TEXT },
						    { "reason", VIEW_TEXT },
						    { "text", VIEW_TEXT },
						    { "n", VIEW_NUMBER },
						    {} };
static const struct view_column ring_columns[] = { { "account", VIEW_TEXT },
						   { "name", VIEW_TEXT },
						   { "position", VIEW_NUMBER },
						   { "n_machines", VIEW_NUMBER },
						   { "n_applied", VIEW_NUMBER },
						   { "n_failed", VIEW_NUMBER },
						   {} };
static const struct view_column failure_columns[] = { { "machine", VIEW_TEXT },
						      { "hostname", VIEW_TEXT },
						      { "reason", VIEW_TEXT },
						      { "ended", VIEW_DATE },
						      {} };

static const char rollouts[] =
	"SELECT r.id, a.name, r.state, r.position, g.name, r.since, r.reason"
	" FROM known_update u JOIN rollout r ON r.known_update = u.id"
	" JOIN account a ON a.id = r.account LEFT JOIN ring g ON g.account = r.account"
	" AND g.position = r.position" OF_UPDATE " AND ($1 = 0 OR r.account = $1)"
	" ORDER BY r.id LIMIT 1000";
static const char failures[] =
	"SELECT m.uuid, m.hostname, t.reason, t.ended FROM known_update u"
	" JOIN rollout r ON r.known_update = u.id JOIN attempt t ON t.rollout = r.id"
	" JOIN machine m ON m.id = t.machine" OF_UPDATE
	" AND ($1 = 0 OR r.account = $1) AND t.state = 'failed'"
	" ORDER BY t.ended DESC, m.id LIMIT 100";

static const struct part {
	const char *name;
	struct view views[FIGURES_N];
} parts[] = {
	{ "rollouts", { { rollouts, rollout_columns }, { rollouts, rollout_columns } } },
	{ "states",
	  { { STATES(LIST_TALLY), state_columns }, { STATES(LIST_TALLY_KEPT), state_columns } } },
	{ "rings",
	  { { RINGS("(SELECT fleet_group, count(*) AS n FROM machine GROUP BY fleet_group)",
		    OUTCOMES),
	      ring_columns },
	    { RINGS("(SELECT id AS fleet_group, n FROM " FIGURES("group") " f)", OUTCOMES_KEPT),
	      ring_columns } } },
	{ "failures", { { failures, failure_columns }, { failures, failure_columns } } },
};

struct error *show_update(struct db *db, const struct actor *actor, const char *build_id,
			  const char *name, json_t **update)
{
	const struct db_values values =
		DB_VALUES(db_integer(actor->account), db_text(build_id), db_text(name));
	_cleanup_free_ char *what = xasprintf("there is no update %s of %s", name, build_id);
	_cleanup_json_ json_t *made = NULL;
	enum figures which;
	int64_t counted;

	try(figures_find(db, &counted));
	which = figures_which(counted);
	try(view_one(db, &one[which], values, what, &made));
	json_object_del(made, "total");
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		json_t *list;

		try(view_list(db, &parts[i].views[which], values, &list));
		json_object_set_new(made, parts[i].name, list);
	}
	figures_tell(made, counted);
	*update = json_incref(made);
	return NULL;
}
