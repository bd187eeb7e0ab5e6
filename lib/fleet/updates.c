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

/* Whoever sees one account's things sees the kernels of its machines alone. */
#define IS_SEEN                                                                             \
	"($1 = 0 OR EXISTS (SELECT 1 FROM condition c JOIN machine m ON m.condition = c.id" \
	" WHERE c.build_id = u.build_id AND m.account = $1))"

/* A page of updates is chosen first, and counted then. */
#define UPDATES(page)                                                                      \
	"WITH " LIST_TALLY ", page AS MATERIALIZED (" page "),"                            \
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

static const struct view all = {
	UPDATES("SELECT u.id AS id, count(*) OVER () AS total FROM known_update u WHERE " IS_SEEN
		" AND ($2 = '' OR lower(u.name) LIKE $2 ESCAPE '!'"
		" OR lower(coalesce(u.title, '')) LIKE $2 ESCAPE '!'"
		" OR lower(u.cves) LIKE $2 ESCAPE '!')"
		" ORDER BY coalesce(u.added, u.first_seen) DESC, u.id DESC LIMIT $3 OFFSET $4"),
	columns,
};

static const struct view one = {
	UPDATES("SELECT u.id AS id, 1 AS total FROM known_update u WHERE u.build_id = $2"
		" AND u.name = $3 AND " IS_SEEN),
	columns,
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
	return list_view(db, &all, values, ARRAY_SIZE(values), page, list);
}

/* ---- one update ---- */

#define OF_UPDATE " WHERE u.build_id = $2 AND u.name = $3"

static const struct part {
	const char *name;
	struct view view;
} parts[] = {
	{ "rollouts",
	  { "SELECT r.id, a.name, r.state, r.position, g.name, r.since, r.reason"
	    " FROM known_update u JOIN rollout r ON r.known_update = u.id"
	    " JOIN account a ON a.id = r.account LEFT JOIN ring g ON g.account = r.account"
	    " AND g.position = r.position" OF_UPDATE " AND ($1 = 0 OR r.account = $1)"
	    " ORDER BY r.id LIMIT 1000",
	    (const struct view_column[]){ ROLLOUT(""), {} } } },
	{ "states",
	  { "WITH " LIST_TALLY " SELECT cu.state, cu.reason, cu.text, sum(t.n)"
	    " FROM known_update u JOIN condition_update cu ON cu.known_update = u.id"
	    " JOIN tally t ON t.condition = cu.condition" OF_UPDATE
	    " GROUP BY cu.state, cu.reason, cu.text ORDER BY 4 DESC, 1, 2, 3 LIMIT 1000",
	    (const struct view_column[]){ { "state", VIEW_TEXT },
					  { "reason", VIEW_TEXT },
					  { "text", VIEW_TEXT },
					  { "n", VIEW_NUMBER },
					  {} } } },
	{ "rings",
	  { "WITH sizes AS (SELECT g.ring AS ring, sum(n.n) AS n FROM fleet_group g JOIN"
	    " (SELECT fleet_group, count(*) AS n FROM machine GROUP BY fleet_group) n"
	    " ON n.fleet_group = g.id WHERE ($1 = 0 OR g.account = $1) GROUP BY g.ring),"
	    " outcomes AS (SELECT r.account AS account, t.position AS position,"
	    " sum(CASE WHEN t.state = 'applied' THEN 1 ELSE 0 END) AS n_applied,"
	    " sum(CASE WHEN t.state = 'failed' THEN 1 ELSE 0 END) AS n_failed"
	    " FROM known_update u JOIN rollout r ON r.known_update = u.id"
	    " JOIN attempt t ON t.rollout = r.id" OF_UPDATE
	    " AND ($1 = 0 OR r.account = $1) GROUP BY r.account, t.position)"
	    " SELECT a.name, g.name, g.position, coalesce(s.n, 0), coalesce(o.n_applied, 0),"
	    " coalesce(o.n_failed, 0) FROM ring g JOIN account a ON a.id = g.account"
	    " LEFT JOIN sizes s ON s.ring = g.id"
	    " LEFT JOIN outcomes o ON o.account = g.account AND o.position = g.position"
	    " WHERE ($1 = 0 OR g.account = $1) ORDER BY a.name, g.position LIMIT 1000",
	    (const struct view_column[]){ { "account", VIEW_TEXT },
					  { "name", VIEW_TEXT },
					  { "position", VIEW_NUMBER },
					  { "n_machines", VIEW_NUMBER },
					  { "n_applied", VIEW_NUMBER },
					  { "n_failed", VIEW_NUMBER },
					  {} } } },
	{ "failures",
	  { "SELECT m.uuid, m.hostname, t.reason, t.ended FROM known_update u"
	    " JOIN rollout r ON r.known_update = u.id JOIN attempt t ON t.rollout = r.id"
	    " JOIN machine m ON m.id = t.machine" OF_UPDATE
	    " AND ($1 = 0 OR r.account = $1) AND t.state = 'failed'"
	    " ORDER BY t.ended DESC, m.id LIMIT 100",
	    (const struct view_column[]){ { "machine", VIEW_TEXT },
					  { "hostname", VIEW_TEXT },
					  { "reason", VIEW_TEXT },
					  { "ended", VIEW_DATE },
					  {} } } },
};

struct error *show_update(struct db *db, const struct actor *actor, const char *build_id,
			  const char *name, json_t **update)
{
	const struct db_values values =
		DB_VALUES(db_integer(actor->account), db_text(build_id), db_text(name));
	_cleanup_free_ char *what = xasprintf("there is no update %s of %s", name, build_id);
	_cleanup_json_ json_t *made = NULL;

	try(view_one(db, &one, values, what, &made));
	json_object_del(made, "total");
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		json_t *list;

		try(view_list(db, &parts[i].view, values, &list));
		json_object_set_new(made, parts[i].name, list);
	}
	*update = json_incref(made);
	return NULL;
}
