/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/json.h"
#include "base/memory.h"
#include "fleet/list.h"

#define SIZES                                                                        \
	"WITH sizes AS MATERIALIZED (SELECT fleet_group, count(*) AS n FROM machine" \
	" GROUP BY fleet_group) "
#define SIZES_KEPT "WITH sizes AS (SELECT id AS fleet_group, n FROM " FIGURES("group") " f) "

/* Both are as many as people have made, which is why they have one page. */
static struct error *list_whole(struct db *db, const struct view views[FIGURES_N], int64_t account,
				json_t **list)
{
	const struct lists_page page = { .limit = LISTS_LIMIT_MAX };
	struct db_value values[3] = { db_integer(account) };

	return list_figures(db, views, values, ARRAY_SIZE(values), &page, list);
}

#define GROUPS                                                                         \
	"SELECT g.name, a.name, r.name, g.opens, g.at_once, coalesce(s.n, 0),"         \
	" count(*) OVER () FROM fleet_group g JOIN account a ON a.id = g.account"      \
	" LEFT JOIN ring r ON r.id = g.ring LEFT JOIN sizes s ON s.fleet_group = g.id" \
	" WHERE ($1 = 0 OR g.account = $1) ORDER BY a.name, g.name LIMIT $2 OFFSET $3"

static const struct view_column group_columns[] = {
	{ "name", VIEW_TEXT },	    { "account", VIEW_TEXT },
	{ "ring", VIEW_TEXT },	    { "opens", VIEW_TEXT },
	{ "at_once", VIEW_NUMBER }, { "n_machines", VIEW_NUMBER },
	{ "total", VIEW_NUMBER },   {}
};

static const struct view groups[] = {
	[FIGURES_FRESH] = { SIZES GROUPS, group_columns },
	[FIGURES_KEPT] = { SIZES_KEPT GROUPS, group_columns },
};

struct error *list_groups(struct db *db, const struct actor *actor, int64_t account, json_t **list)
{
	int64_t whose;

	try(list_scope(actor, account, &whose));
	return list_whole(db, groups, whose, list);
}

/* ---- rings ---- */

#define RINGS                                                                 \
	"SELECT r.name, a.name, r.position, r.promote_after, r.failures_max," \
	" (SELECT coalesce(sum(s.n), 0) FROM fleet_group g"                   \
	" JOIN sizes s ON s.fleet_group = g.id WHERE g.ring = r.id),"         \
	" count(*) OVER () FROM ring r JOIN account a ON a.id = r.account"    \
	" WHERE ($1 = 0 OR r.account = $1) ORDER BY a.name, r.position LIMIT $2 OFFSET $3"

static const struct view_column ring_columns[] = {
	{ "name", VIEW_TEXT },		 { "account", VIEW_TEXT },
	{ "position", VIEW_NUMBER },	 { "promote_after", VIEW_NUMBER },
	{ "failures_max", VIEW_NUMBER }, { "n_machines", VIEW_NUMBER },
	{ "total", VIEW_NUMBER },	 {}
};

static const struct view rings[] = {
	[FIGURES_FRESH] = { SIZES RINGS, ring_columns },
	[FIGURES_KEPT] = { SIZES_KEPT RINGS, ring_columns },
};

static bool is_same(const json_t *one, const json_t *other, const char *member)
{
	return json_equal(json_object_get(one, member), json_object_get(other, member));
}

static bool is_in(const json_t *group, const json_t *ring)
{
	return is_same(group, ring, "account") &&
	       json_equal(json_object_get(group, "ring"), json_object_get(ring, "name"));
}

static json_t *names_in(json_t *items, const json_t *ring)
{
	json_t *names = json_array();
	json_t *group;
	size_t i;

	json_array_foreach (items, i, group)
		if (is_in(group, ring))
			json_array_append(names, json_object_get(group, "name"));
	return names;
}

struct error *list_rings(struct db *db, const struct actor *actor, int64_t account, json_t **list)
{
	_cleanup_json_ json_t *made = NULL;
	_cleanup_json_ json_t *of_groups = NULL;
	int64_t whose;
	json_t *ring;
	size_t i;

	try(list_scope(actor, account, &whose));
	try(list_whole(db, rings, whose, &made));
	try(list_whole(db, groups, whose, &of_groups));
	json_array_foreach (json_object_get(made, "items"), i, ring)
		json_object_set_new(ring, "groups",
				    names_in(json_object_get(of_groups, "items"), ring));
	*list = json_incref(made);
	return NULL;
}
