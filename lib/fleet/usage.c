/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/usage.h"

#include "base/json.h"
#include "base/memory.h"
#include "fleet/list.h"
#include "fleet/statement.h"

static const struct view machines = {
	"SELECT a.name, m.uuid, m.hostname, u.distribution, u.version, u.kernel_release, p.name"
	" FROM usage u JOIN account a ON a.id = u.account"
	" LEFT JOIN machine m ON m.id = u.machine"
	" LEFT JOIN subscription s ON s.id = u.subscription LEFT JOIN plan p ON p.id = s.plan"
	" WHERE ($1 = 0 OR u.account = $1) AND u.month = $2"
	" ORDER BY u.account, u.machine LIMIT $3 OFFSET $4",
	(const struct view_column[]){ { "account", VIEW_TEXT },
				      { "machine", VIEW_TEXT },
				      { "hostname", VIEW_TEXT },
				      { "distribution", VIEW_TEXT },
				      { "version", VIEW_TEXT },
				      { "kernel_release", VIEW_TEXT },
				      { "plan", VIEW_TEXT },
				      {} },
};

static struct error *count(struct db *db, struct db_values values, int64_t *total)
{
	bool found;

	return view_integer(db,
			    "SELECT count(*) FROM usage WHERE ($1 = 0 OR account = $1)"
			    " AND month = $2",
			    values, &found, total);
}

static struct error *list_page(struct db *db, int64_t account, const struct month *month,
			       const struct lists_page *page, json_t **list)
{
	const struct db_value values[] = { db_integer(account), db_text(month->text),
					   db_integer(page->limit), db_integer(page->offset) };
	json_t *items;
	int64_t total = 0;

	try(count(db, (struct db_values){ values, 2 }, &total));
	try(view_list(db, &machines, (struct db_values){ values, ARRAY_SIZE(values) }, &items));
	*list = list_make(items, total, page);
	return NULL;
}

struct error *usage_list(struct db *db, const struct actor *actor, int64_t account,
			 const struct month *month, int64_t now, const struct lists_page *page,
			 json_t **list)
{
	struct lists_page checked;
	int64_t whose;

	try(list_scope(actor, account, &whose));
	try(list_check_page(page, &checked));
	try(list_page(db, whose, month, &checked, list));
	json_object_set_new(*list, "month", json_string(month->text));
	json_object_set_new(*list, "preliminary", json_boolean(!statement_is_final(month, now)));
	return NULL;
}
