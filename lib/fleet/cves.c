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
#define CVES(counts)                                                                              \
	"WITH guarded AS (SELECT cve, min(offered) AS offered,"                                   \
	" max(first) AS first, max(half) AS half, max(most) AS most FROM protection"              \
	" WHERE ($1 = 0 OR account = $1) GROUP BY cve), " counts                                  \
	" SELECT counts.cve, n_fixed, n_open, n_unpatchable, offered, first,"                     \
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

#define FRESH(where)                                                                              \
	LIST_TALLY ", counts AS (SELECT c.cve AS cve, " N_FIXED ", " N_OPEN ", " N_UNPATCHABLE    \
		   " FROM condition_cve c JOIN tally t ON t.condition = c.condition WHERE " where \
		   " GROUP BY c.cve)"
#define KEPT(where)                                                                             \
	"counts AS (SELECT c.name AS cve, c.n AS n_fixed, c.a AS n_open, c.b AS n_unpatchable " \
	"FROM " FIGURES("cve") " c WHERE c.account = $1 AND " where ")"

#define IS_FOUND(name) "($2 = '' OR lower(" name ") LIKE $2 ESCAPE '!')"
#define PAGE	       " LIMIT $3 OFFSET $4"

static const struct view all[] = {
	[FIGURES_FRESH] = { CVES(FRESH(IS_FOUND("c.cve"))) PAGE, columns },
	[FIGURES_KEPT] = { CVES(KEPT(IS_FOUND("c.name"))) PAGE, columns },
};

static const struct view one[] = {
	[FIGURES_FRESH] = { CVES(FRESH("c.cve = $2")), columns },
	[FIGURES_KEPT] = { CVES(KEPT("c.name = $2")), columns },
};

struct error *list_cves(struct db *db, const struct actor *actor, int64_t account, const char *text,
			const struct lists_page *page, json_t **list)
{
	_cleanup_free_ char *pattern = list_pattern(text);
	struct db_value values[4];
	int64_t whose;

	try(list_scope(actor, account, &whose));
	values[0] = db_integer(whose);
	values[1] = db_text(pattern);
	return list_figures(db, all, values, ARRAY_SIZE(values), page, list);
}

/* ---- one CVE ---- */

#define STATES(tally)                                                                          \
	"WITH " tally " SELECT c.state, c.text, sum(t.n) FROM condition_cve c"                 \
	" JOIN tally t ON t.condition = c.condition WHERE c.cve = $2 GROUP BY c.state, c.text" \
	" ORDER BY 3 DESC, 1, 2 LIMIT 1000"

static const struct view_column state_columns[] = {
	{ "state", VIEW_TEXT }, { "text", VIEW_TEXT }, { "n", VIEW_NUMBER }, {}
};

static const struct view states[] = {
	[FIGURES_FRESH] = { STATES(LIST_TALLY), state_columns },
	[FIGURES_KEPT] = { STATES(LIST_TALLY_KEPT), state_columns },
};

/* By the list of each update, which is JSON: its quoted name is in there, and nothing like it. */
#define UPDATES(tally)                                                        \
	"WITH " tally " SELECT u.build_id, u.name, u.title, k.kernel_release" \
	" FROM known_update u LEFT JOIN kernel k ON k.build_id = u.build_id"  \
	" WHERE u.cves LIKE $2 ESCAPE '!' AND " LIST_KERNEL_IS_SEEN(          \
		"u.build_id") " ORDER BY u.build_id, u.id LIMIT 1000"

static const struct view_column update_columns[] = { { "build_id", VIEW_TEXT },
						     { "id", VIEW_TEXT },
						     { "title", VIEW_TEXT },
						     { "kernel", VIEW_TEXT },
						     {} };

static const struct view updates[] = {
	[FIGURES_FRESH] = { UPDATES(LIST_TALLY), update_columns },
	[FIGURES_KEPT] = { UPDATES(LIST_TALLY_KEPT), update_columns },
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
	enum figures which;
	int64_t counted;
	json_t *list;

	try(figures_find(db, &counted));
	which = figures_which(counted);
	try(view_one(db, &one[which], DB_VALUES(account, db_text(name)), what, &made));
	json_object_del(made, "total");
	try(view_list(db, &updates[which], DB_VALUES(account, db_text(pattern)), &list));
	json_object_set_new(made, "updates", list);
	try(view_list(db, &states[which], DB_VALUES(account, db_text(name)), &list));
	json_object_set_new(made, "states", list);
	figures_tell(made, counted);
	*cve = json_incref(made);
	return NULL;
}
