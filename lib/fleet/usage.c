/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/usage.h"

#include "base/json.h"
#include "base/memory.h"
#include "fleet/statement.h"

#define LIMIT 100

static int64_t limit_of(const struct lists_page *page)
{
	if (page->limit <= 0)
		return LIMIT;
	return page->limit < LISTS_LIMIT_MAX ? page->limit : LISTS_LIMIT_MAX;
}

static struct error *count(struct db *db, struct db_values values, int64_t *total)
{
	bool found;

	return view_integer(db,
			    "SELECT count(*) FROM usage WHERE (account = $1 OR $1 = 0)"
			    " AND (account = $2 OR $2 = 0) AND month = $3",
			    values, &found, total);
}

static struct error *list_items(struct db *db, struct db_values values, json_t **items)
{
	static const struct view_column columns[] = {
		{ "account", VIEW_TEXT },  { "machine", VIEW_TEXT },
		{ "hostname", VIEW_TEXT }, { "distribution", VIEW_TEXT },
		{ "version", VIEW_TEXT },  { "kernel_release", VIEW_TEXT },
		{ "plan", VIEW_TEXT },	   {},
	};
	static const struct view view = {
		"SELECT a.name, m.uuid, m.hostname, u.distribution, u.version, u.kernel_release,"
		" p.name FROM usage u JOIN account a ON a.id = u.account"
		" LEFT JOIN machine m ON m.id = u.machine"
		" LEFT JOIN subscription s ON s.id = u.subscription"
		" LEFT JOIN plan p ON p.id = s.plan WHERE (u.account = $1 OR $1 = 0)"
		" AND (u.account = $2 OR $2 = 0) AND u.month = $3"
		" ORDER BY u.account, u.machine LIMIT $4 OFFSET $5",
		columns,
	};

	return view_list(db, &view, values, items);
}

struct error *usage_list(struct db *db, const struct actor *actor, int64_t account,
			 const struct month *month, int64_t now, const struct lists_page *page,
			 json_t **list)
{
	const int64_t limit = limit_of(page), offset = page->offset > 0 ? page->offset : 0;
	const struct db_value values[] = { db_integer(actor->account), db_integer(account),
					   db_text(month->text), db_integer(limit),
					   db_integer(offset) };
	_cleanup_json_ json_t *items = NULL;
	int64_t total = 0;

	try(count(db, (struct db_values){ values, 3 }, &total));
	try(list_items(db, (struct db_values){ values, ARRAY_SIZE(values) }, &items));
	*list = json_pack("{s:O, s:I, s:I, s:I, s:s, s:b}", "items", items, "total",
			  (json_int_t)total, "offset", (json_int_t)offset, "limit",
			  (json_int_t)limit, "month", month->text, "preliminary",
			  (int)!statement_is_final(month, now));
	return NULL;
}
