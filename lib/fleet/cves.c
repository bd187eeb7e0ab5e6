/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/json.h"
#include "base/memory.h"
#include "fleet/list.h"

/* How many machines are in which states; of tally t and row c of condition_cve. */
#define IS_OPEN	      "c.state IN ('available', 'held-back')"
#define N_FIXED	      "sum(CASE WHEN c.state = 'fixed' THEN t.n ELSE 0 END) AS n_fixed"
#define N_OPEN	      "sum(CASE WHEN " IS_OPEN " THEN t.n ELSE 0 END) AS n_open"
#define N_UNPATCHABLE "sum(CASE WHEN c.state = 'unpatchable' THEN t.n ELSE 0 END) AS n_unpatchable"

/*
 * Nothing but an index is read of conditions' CVEs, which are many, in the order of their names. Of
 * several accounts the protection is that of the slowest.
 */
#define CVES(where)                                                                               \
	"WITH " LIST_TALLY ", guarded AS (SELECT cve, min(offered) AS offered,"                   \
	" max(first) AS first, max(half) AS half, max(most) AS most FROM protection"              \
	" WHERE ($1 = 0 OR account = $1) GROUP BY cve), counts AS (SELECT c.cve AS cve, " N_FIXED \
	", " N_OPEN ", " N_UNPATCHABLE                                                            \
	" FROM condition_cve c JOIN tally t ON t.condition = c.condition WHERE " where            \
	" GROUP BY c.cve) SELECT counts.cve, n_fixed, n_open, n_unpatchable, offered, first,"     \
	" half, most, count(*) OVER () FROM counts LEFT JOIN guarded ON guarded.cve = counts.cve" \
	" ORDER BY n_open DESC, n_unpatchable DESC, counts.cve"

static const struct view_column columns[] = {
	{ "name", VIEW_TEXT },
	{ "n_fixed", VIEW_NUMBER },
	{ "n_open", VIEW_NUMBER },
	{ "n_unpatchable", VIEW_NUMBER },
	{ "protection.offered", VIEW_DATE },
	{ "protection.first", VIEW_DATE },
	{ "protection.half", VIEW_DATE },
	{ "protection.most", VIEW_DATE },
	{ "total", VIEW_NUMBER },
	{},
};

static const struct view all = {
	CVES("($2 = '' OR lower(c.cve) LIKE $2 ESCAPE '!')") " LIMIT $3 OFFSET $4",
	columns,
};

static const struct view one = { CVES("c.cve = $2"), columns };

struct error *list_cves(struct db *db, const struct actor *actor, int64_t account, const char *text,
			const struct lists_page *page, json_t **list)
{
	_cleanup_free_ char *pattern = list_pattern(text);
	struct db_value values[4];
	int64_t whose;

	try(list_scope(actor, account, &whose));
	values[0] = db_integer(whose);
	values[1] = db_text(pattern);
	return list_view(db, &all, values, ARRAY_SIZE(values), page, list);
}

/* ---- one CVE ---- */

static const struct view states = {
	"WITH " LIST_TALLY " SELECT c.state, c.text, sum(t.n) FROM condition_cve c"
	" JOIN tally t ON t.condition = c.condition WHERE c.cve = $2 GROUP BY c.state, c.text"
	" ORDER BY 3 DESC, 1, 2 LIMIT 1000",
	(const struct view_column[]){
		{ "state", VIEW_TEXT }, { "text", VIEW_TEXT }, { "n", VIEW_NUMBER }, {} },
};

/* By the list of each update, which is JSON: its quoted name is in there, and nothing like it. */
static const struct view updates = {
	"SELECT u.build_id, u.name, u.title, k.kernel_release FROM known_update u"
	" LEFT JOIN kernel k ON k.build_id = u.build_id WHERE u.cves LIKE $2 ESCAPE '!'"
	" AND ($1 = 0 OR EXISTS (SELECT 1 FROM condition c JOIN machine m ON m.condition = c.id"
	" WHERE c.build_id = u.build_id AND m.account = $1))"
	" ORDER BY u.build_id, u.id LIMIT 1000",
	(const struct view_column[]){ { "build_id", VIEW_TEXT },
				      { "id", VIEW_TEXT },
				      { "title", VIEW_TEXT },
				      { "kernel", VIEW_TEXT },
				      {} },
};

static char *quoted_pattern(const char *name)
{
	char *pattern = NULL;

	xappend(&pattern, "%%\"");
	for (; *name; name++)
		xappend(&pattern, strchr("%_!", *name) ? "!%c" : "%c", *name);
	xappend(&pattern, "\"%%");
	return pattern;
}

struct error *show_cve(struct db *db, const struct actor *actor, const char *name, json_t **cve)
{
	_cleanup_free_ char *what = xasprintf("no machine tells of %s", name);
	_cleanup_free_ char *pattern = quoted_pattern(name);
	const struct db_value account = db_integer(actor->account);
	_cleanup_json_ json_t *made = NULL;
	json_t *list;

	try(view_one(db, &one, DB_VALUES(account, db_text(name)), what, &made));
	json_object_del(made, "total");
	try(view_list(db, &updates, DB_VALUES(account, db_text(pattern)), &list));
	json_object_set_new(made, "updates", list);
	try(view_list(db, &states, DB_VALUES(account, db_text(name)), &list));
	json_object_set_new(made, "states", list);
	*cve = json_incref(made);
	return NULL;
}
