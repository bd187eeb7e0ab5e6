/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/usage.h"

#include "base/json.h"
#include "base/memory.h"
#include "fleet/list.h"
#include "fleet/statement.h"

/* Account by account, as the primary key has them, so that nothing is sorted. */
static const struct view machines = {
	"SELECT a.name, m.uuid, m.hostname, u.distribution, u.version, u.kernel_release, p.name"
	" FROM account a CROSS JOIN usage u LEFT JOIN machine m ON m.id = u.machine"
	" LEFT JOIN subscription s ON s.id = u.subscription LEFT JOIN plan p ON p.id = s.plan"
	" WHERE u.account = a.id AND u.month = $2 AND ($1 = 0 OR a.id = $1)"
	" ORDER BY a.id, u.machine LIMIT $3 OFFSET $4",
	(const struct view_column[]){ { "account", VIEW_TEXT },
				      { "machine", VIEW_TEXT },
				      { "hostname", VIEW_TEXT },
				      { "distribution", VIEW_TEXT },
				      { "version", VIEW_TEXT },
				      { "kernel_release", VIEW_TEXT },
				      { "plan", VIEW_TEXT },
				      {} },
};

/* Months before this one are not among the figures, and do not change. */
static struct error *count(struct db *db, struct db_values values, bool is_kept, int64_t *total)
{
	static const char *const counts[] = {
		[FIGURES_FRESH] = "SELECT count(*) FROM usage WHERE account IN (SELECT id"
				  " FROM account WHERE $1 = 0 OR id = $1) AND month = $2",
		[FIGURES_KEPT] = "SELECT coalesce(sum(n), 0) FROM " FIGURES(
			"usage") " f WHERE account = $1 AND name = $2",
	};
	bool found;

	return view_integer(db, counts[is_kept ? FIGURES_KEPT : FIGURES_FRESH], values, &found,
			    total);
}

static struct error *list_page(struct db *db, int64_t account, const struct month *month,
			       bool is_kept, const struct lists_page *page, json_t **list)
{
	const struct db_value values[] = { db_integer(account), db_text(month->text),
					   db_integer(page->limit), db_integer(page->offset) };
	json_t *items;
	int64_t total = 0;

	try(count(db, (struct db_values){ values, 2 }, is_kept, &total));
	try(view_list(db, &machines, (struct db_values){ values, ARRAY_SIZE(values) }, &items));
	*list = list_make(items, total, page);
	return NULL;
}

struct error *usage_list(struct db *db, const struct actor *actor, int64_t account,
			 const struct month *month, int64_t now, const struct lists_page *page,
			 json_t **list)
{
	struct lists_page checked;
	int64_t whose, counted;
	struct month this;

	try(list_scope(actor, account, &whose));
	try(list_check_page(page, &checked));
	try(figures_find(db, &counted));
	month_of(now, &this);
	if (strcmp(month->text, this.text) != 0)
		counted = 0;
	try(list_page(db, whose, month, counted, &checked, list));
	figures_tell(*list, counted);
	json_object_set_new(*list, "month", json_string(month->text));
	json_object_set_new(*list, "preliminary", json_boolean(!statement_is_final(month, now)));
	return NULL;
}
