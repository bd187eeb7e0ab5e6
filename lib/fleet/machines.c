/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "base/json.h"
#include "base/memory.h"
#include "fleet/machines_filter.h"

static const struct view_column columns[] = {
	{ "uuid", VIEW_TEXT },
	{ "hostname", VIEW_TEXT },
	{ "address", VIEW_TEXT },
	{ "account", VIEW_TEXT },
	{ "group", VIEW_TEXT },
	{ "authorization", VIEW_TEXT },
	{ "status", VIEW_TEXT },
	{ "active", VIEW_BOOLEAN },
	{ "automatic", VIEW_BOOLEAN },
	{ "last_seen", VIEW_DATE },
	{ "enrolled", VIEW_DATE },
	{ "client", VIEW_TEXT },
	{ "kernel.release", VIEW_TEXT },
	{ "kernel.build_id", VIEW_TEXT },
	{ "kernel.distribution", VIEW_TEXT },
	{ "kernel.version", VIEW_TEXT },
	{ "effective", VIEW_TEXT },
	{ "n_applied", VIEW_NUMBER },
	{ "n_unfixed", VIEW_NUMBER },
	{ "tags", VIEW_JSON },
	{ "cluster", VIEW_TEXT },
	{ "total", VIEW_NUMBER },
	{},
};

/* ---- the list ---- */

/* Where a page begins or ends: a machine, or, without a UUID, nowhere. */
struct place {
	char *uuid, *name;
	int64_t id;
};

static void place_deinit(struct place *place)
{
	free(place->uuid);
	free(place->name);
}
#define _cleanup_place_ _cleanup_(place_deinit)

static struct error *find_place(struct db *db, const char *sql, struct db_values values,
				struct place *place)
{
	_cleanup_rows_ struct db_rows *rows = NULL;

	try(db_query(db, sql, values, &rows));
	if (rows_next(rows)) {
		place->uuid = xstrdup(rows_text(rows, 0));
		place->name = xstrdup(rows_text(rows, 1));
		place->id = rows_integer(rows, 2);
	}
	return rows_error(rows);
}

static struct error *find_after(struct db *db, int64_t account, const char *uuid,
				struct place *place)
{
	try(find_place(db,
		       "SELECT uuid, name, id FROM machine WHERE uuid = $1"
		       " AND ($2 = 0 OR account = $2)",
		       DB_VALUES(db_text(uuid), db_integer(account)), place));
	return place->uuid ? NULL
			   : error_refuse(SUTURE_REFUSAL_NOT_THERE, "there is no machine %s", uuid);
}

/* What is asked, and what is known of the answer. */
struct looking {
	struct db *db;
	struct machines_filter filter;
	struct machines_choice choice;
	struct lists_page page;
	struct place after;
	int64_t total;
	bool is_cut; /* it was not looked at all, so that there may be more than the total */
};

static void looking_deinit(struct looking *looking)
{
	machines_filter_deinit(&looking->filter);
	place_deinit(&looking->after);
}

static struct db_values values_of(const struct looking *looking)
{
	return (struct db_values){ looking->filter.values, MACHINES_N_VALUES };
}

/* The last machine of a stretch from behind 'after', if the stretch does not reach the end. */
static struct error *find_stretch(struct looking *looking, const struct place *after,
				  struct place *end)
{
	machines_filter_set_after(&looking->filter, after->name, after->id);
	machines_filter_set_until(&looking->filter, NULL, 0);
	machines_filter_set_cut(&looking->filter, 0, MACHINES_STRETCH - 1);
	return find_place(looking->db, looking->choice.way->stretch, values_of(looking), end);
}

/* Of a walk the first stretch is counted, wherever the page is. */
static struct error *count(struct looking *looking)
{
	_cleanup_place_ struct place end = {};
	bool found;

	if (looking->choice.is_many) {
		looking->total = MACHINES_FEW + 1;
		return NULL;
	}
	if (looking->choice.way->stretch && !looking->choice.is_bare)
		try(find_stretch(looking, &(struct place){}, &end));
	machines_filter_set_after(&looking->filter, NULL, 0);
	machines_filter_set_until(&looking->filter, end.name, end.id);
	looking->is_cut = end.uuid;
	return view_integer(looking->db, looking->choice.way->total, values_of(looking), &found,
			    &looking->total);
}

/* With one more than the page has, which tells that there is a next one. */
static struct error *get_items(struct looking *looking, const struct place *end, json_t **items)
{
	const struct view view = { looking->choice.way->page, columns };

	machines_filter_set_after(&looking->filter, looking->after.name, looking->after.id);
	machines_filter_set_until(&looking->filter, end->name, end->id);
	machines_filter_set_cut(&looking->filter, looking->page.limit + 1, looking->page.offset);
	return view_list(looking->db, &view, values_of(looking), items);
}

/* Rows of those that were gathered tell how many they are. */
static struct error *find_total(struct looking *looking, json_t *items)
{
	json_t *item;
	size_t i;

	looking->total = -1;
	json_array_foreach (items, i, item) {
		looking->total = json_integer_value(json_object_get(item, "total"));
		json_object_del(item, "total");
	}
	return looking->total < 0 ? count(looking) : NULL;
}

static json_t *find_next(json_t *items, int64_t limit, const struct place *end)
{
	if ((int64_t)json_array_size(items) <= limit)
		return string_to_json(end->uuid);
	json_array_remove(items, (size_t)limit);
	return json_incref(json_object_get(json_array_get(items, (size_t)limit - 1), "uuid"));
}

static json_t *make_list(const struct looking *looking, json_t *items, const struct place *end)
{
	const bool is_beyond = looking->total > MACHINES_FEW;
	json_t *next = find_next(items, looking->page.limit, end);
	json_t *list = list_make(items, is_beyond ? MACHINES_FEW : looking->total, &looking->page);

	json_object_set_new(list, "more", json_boolean(is_beyond || looking->is_cut));
	json_object_set_new(list, "next", next);
	return list;
}

/* Who asks for an offset is given what is there, however far it is. */
static struct error *look(struct looking *looking, json_t **list)
{
	const bool is_walk = looking->choice.way->stretch && !looking->choice.is_bare;
	_cleanup_place_ struct place end = {};
	_cleanup_json_ json_t *items = NULL;

	if (is_walk && !looking->page.offset)
		try(find_stretch(looking, &looking->after, &end));
	try(get_items(looking, &end, &items));
	try(find_total(looking, items));
	*list = make_list(looking, json_incref(items), &end);
	return NULL;
}

struct error *list_machines(struct db *db, const struct actor *actor,
			    const struct machine_filter *asked, const struct lists_page *page,
			    int64_t active_since, json_t **list)
{
	_cleanup_(looking_deinit)
	struct looking looking = { .db = db };
	int64_t account;

	try(list_scope(actor, asked->account, &account));
	try(list_check_page(page, &looking.page));
	if (page->after)
		try(find_after(db, account, page->after, &looking.after));
	try(machines_filter_init(&looking.filter, asked, account, active_since));
	try(machines_filter_choose(db, &looking.filter, &looking.choice));
	return look(&looking, list);
}

/* ---- one machine ---- */

#define ONE                                                                                       \
	" FROM machine m JOIN account a ON a.id = m.account"                                      \
	" JOIN fleet_group g ON g.id = m.fleet_group JOIN condition c ON c.id = m.condition"      \
	" JOIN kernel k ON k.build_id = c.build_id WHERE m.uuid = $1 AND ($2 = 0 OR m.account = " \
	"$2)"

static const struct view item = {
	"SELECT m.uuid, m.hostname, m.address, a.name, g.name, m.authorization_state, c.verdict,"
	" CASE WHEN m.last_seen >= $3 THEN 1 ELSE 0 END, m.automatic, m.last_seen,"
	" m.enrolled, m.client, k.kernel_release, k.build_id, k.distribution, k.version,"
	" c.effective, c.n_applied, c.n_unfixed, m.tags, m.cluster, 1" ONE,
	columns,
};

static const struct view details = {
	"SELECT m.boot, m.suspects, m.last_change, m.origin" ONE,
	(const struct view_column[]){ { "boot", VIEW_TEXT },
				      { "suspects", VIEW_JSON },
				      { "last_change", VIEW_JSON },
				      { "origin", VIEW_TEXT },
				      {} },
};

/* What there are several of. Whose machine it is has been looked at before. */
static const struct part {
	const char *name;
	struct view view;
} parts[] = {
	{ "copies",
	  { "SELECT uuid FROM machine WHERE origin = $1 ORDER BY id",
	    (const struct view_column[]){ { "uuid", VIEW_TEXT }, {} } } },
	{ "updates",
	  { "SELECT u.name, u.title, cu.state, cu.reason, cu.text, u.severity, u.cves"
	    " FROM machine m JOIN condition_update cu ON cu.condition = m.condition"
	    " JOIN known_update u ON u.id = cu.known_update WHERE m.uuid = $1"
	    " ORDER BY cu.position",
	    (const struct view_column[]){ { "id", VIEW_TEXT },
					  { "title", VIEW_TEXT },
					  { "state", VIEW_TEXT },
					  { "reason", VIEW_TEXT },
					  { "text", VIEW_TEXT },
					  { "severity", VIEW_TEXT },
					  { "cves", VIEW_JSON },
					  {} } } },
	{ "cves",
	  { "SELECT cc.cve, cc.state, cc.update_name, cc.text FROM machine m"
	    " JOIN condition_cve cc ON cc.condition = m.condition WHERE m.uuid = $1"
	    " ORDER BY cc.cve",
	    (const struct view_column[]){ { "name", VIEW_TEXT },
					  { "state", VIEW_TEXT },
					  { "update", VIEW_TEXT },
					  { "text", VIEW_TEXT },
					  {} } } },
	{ "attempts",
	  { "SELECT u.name, t.state, t.released, t.ended, t.reason FROM machine m"
	    " JOIN attempt t ON t.machine = m.id JOIN rollout r ON r.id = t.rollout"
	    " JOIN known_update u ON u.id = r.known_update WHERE m.uuid = $1"
	    " ORDER BY t.released DESC, r.id DESC",
	    (const struct view_column[]){ { "update", VIEW_TEXT },
					  { "state", VIEW_TEXT },
					  { "released", VIEW_DATE },
					  { "ended", VIEW_DATE },
					  { "reason", VIEW_TEXT },
					  {} } } },
};

static struct error *add_parts(struct db *db, const char *uuid, json_t *machine)
{
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		json_t *list;

		try(view_list(db, &parts[i].view, DB_VALUES(db_text(uuid)), &list));
		json_object_set_new(machine, parts[i].name, list);
	}
	return NULL;
}

/* [{"uuid": U}] as [U] */
static void flatten(json_t *machine, const char *list, const char *member)
{
	json_t *items = json_object_get(machine, list);
	json_t *object;
	size_t i;

	json_array_foreach (items, i, object)
		json_array_set(items, i, json_object_get(object, member));
}

struct error *show_machine(struct db *db, const struct actor *actor, const char *uuid,
			   int64_t active_since, json_t **machine)
{
	_cleanup_free_ char *what = xasprintf("there is no machine %s", uuid);
	const struct db_value id = db_text(uuid), account = db_integer(actor->account);
	_cleanup_json_ json_t *made = NULL;
	_cleanup_json_ json_t *more = NULL;

	try(view_one(db, &item, DB_VALUES(id, account, db_integer(active_since)), what, &made));
	try(view_one(db, &details, DB_VALUES(id, account), what, &more));
	json_object_del(made, "total");
	json_object_update(made, more);
	try(add_parts(db, uuid, made));
	flatten(made, "copies", "uuid");
	*machine = json_incref(made);
	return NULL;
}
