/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/memory.h"
#include "fleet/list.h"

/* The columns that only one of the kinds has are null of the other, and of their type. */
#define ACCESS(n_machines)                                                             \
	"SELECT x.id AS id, 'access' AS kind, x.label AS label, x.hint AS hint,"       \
	" x.account AS account, g.name AS fleet_group, x.admits AS admits,"            \
	" CAST(NULL AS TEXT) AS role, x.quota AS quota, " n_machines " AS n_machines," \
	" x.created AS created, x.expires AS expires, x.revoked AS revoked"            \
	" FROM access_key x JOIN fleet_group g ON g.id = x.fleet_group"
#define API                                                                        \
	"SELECT y.id, 'api', y.label, y.hint, y.account, CAST(NULL AS TEXT),"      \
	" CAST(NULL AS TEXT), y.role, CAST(NULL AS BIGINT), CAST(NULL AS BIGINT)," \
	" y.created, y.expires, y.revoked FROM api_key y"
#define KEYS(sizes, n_machines)                                                                    \
	sizes "SELECT k.id, k.kind, k.label, k.hint, a.name, k.fleet_group, k.admits, k.role,"     \
	      " k.quota, k.n_machines, k.created, k.expires, k.revoked, count(*) OVER ()"          \
	      " FROM (" ACCESS(n_machines) " UNION ALL " API ") k"                                 \
					   " LEFT JOIN account a ON a.id = k.account WHERE ($1 = " \
					   "0 OR k.account = $1)"                                  \
					   " ORDER BY k.kind, k.id LIMIT $2 OFFSET $3"

static const struct view_column columns[] = {
	{ "id", VIEW_NUMBER },	       { "kind", VIEW_TEXT },	 { "label", VIEW_TEXT },
	{ "hint", VIEW_TEXT },	       { "account", VIEW_TEXT }, { "group", VIEW_TEXT },
	{ "admits", VIEW_TEXT },       { "role", VIEW_TEXT },	 { "quota", VIEW_NUMBER },
	{ "n_machines", VIEW_NUMBER }, { "created", VIEW_DATE }, { "expires", VIEW_DATE },
	{ "revoked", VIEW_DATE },      { "total", VIEW_NUMBER }, {}
};

static const struct view keys[] = {
	[FIGURES_FRESH] = { KEYS("", "(SELECT count(*) FROM machine m WHERE m.access_key = x.id)"),
			    columns },
	[FIGURES_KEPT] = { KEYS("WITH sizes AS MATERIALIZED (SELECT id, n FROM " FIGURES(
					"key") " f) ",
				"coalesce((SELECT s.n FROM sizes s WHERE s.id = x.id), 0)"),
			   columns },
};

struct error *list_keys(struct db *db, const struct actor *actor, int64_t account, json_t **list)
{
	const struct lists_page page = { .limit = LISTS_LIMIT_MAX };
	struct db_value values[3];
	int64_t whose;

	try(list_scope(actor, account, &whose));
	values[0] = db_integer(whose);
	return list_figures(db, keys, values, ARRAY_SIZE(values), &page, list);
}
