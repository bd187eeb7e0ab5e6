/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/list.h"

#include <ctype.h>

#include "base/json.h"
#include "base/memory.h"

struct error *list_scope(const struct actor *actor, int64_t wanted, int64_t *account)
{
	if (actor->account && wanted && wanted != actor->account)
		return error_refuse(SUTURE_REFUSAL_NOT_THERE, "there is no account %lld",
				    (long long)wanted);
	*account = actor->account ? actor->account : wanted;
	return NULL;
}

char *list_pattern(const char *part)
{
	char *pattern = NULL;

	if (!part || !*part)
		return xstrdup("");
	xappend(&pattern, "%%");
	for (; *part; part++)
		xappend(&pattern, strchr("%_!", *part) ? "!%c" : "%c",
			tolower((unsigned char)*part));
	xappend(&pattern, "%%");
	return pattern;
}

struct error *list_check_page(const struct lists_page *page, struct lists_page *checked)
{
	if (page->offset < 0 || page->limit < 0 || page->limit > LISTS_LIMIT_MAX ||
	    page->offset > LISTS_OFFSET_MAX)
		return error_refuse(SUTURE_REFUSAL_REQUEST_MALFORMED,
				    "a page has %d items at most, and begins before %d",
				    LISTS_LIMIT_MAX, LISTS_OFFSET_MAX + 1);
	*checked = *page;
	if (!checked->limit)
		checked->limit = 100;
	return NULL;
}

json_t *list_make(json_t *items, int64_t total, const struct lists_page *page)
{
	return json_pack("{s:o, s:I, s:I, s:I}", "items", items, "total", (json_int_t)total,
			 "offset", (json_int_t)page->offset, "limit", (json_int_t)page->limit);
}

/* Each item loses it. */
static int64_t take_total(json_t *items)
{
	int64_t total = 0;
	json_t *item;
	size_t i;

	json_array_foreach (items, i, item) {
		total = json_integer_value(json_object_get(item, "total"));
		json_object_del(item, "total");
	}
	return total;
}

static struct error *get_items(struct db *db, const struct view *view, struct db_value *values,
			       size_t n_values, const struct lists_page *page, json_t **items,
			       int64_t *total)
{
	values[n_values - 2] = db_integer(page->limit);
	values[n_values - 1] = db_integer(page->offset);
	try(view_list(db, view, (struct db_values){ values, n_values }, items));
	*total = take_total(*items);
	return NULL;
}

/* Behind the last page no row tells the total. */
static struct error *count(struct db *db, const struct view *view, struct db_value *values,
			   size_t n_values, int64_t *total)
{
	const struct lists_page first = { .limit = 1 };
	_cleanup_json_ json_t *items = NULL;

	return get_items(db, view, values, n_values, &first, &items, total);
}

struct error *list_view(struct db *db, const struct view *view, struct db_value *values,
			size_t n_values, const struct lists_page *page, json_t **list)
{
	_cleanup_json_ json_t *items = NULL;
	struct lists_page checked;
	int64_t total;

	try(list_check_page(page, &checked));
	try(get_items(db, view, values, n_values, &checked, &items, &total));
	if (!json_array_size(items) && checked.offset)
		try(count(db, view, values, n_values, &total));
	*list = list_make(json_incref(items), total, &checked);
	return NULL;
}

struct error *list_figures(struct db *db, const struct view views[FIGURES_N],
			   struct db_value *values, size_t n_values, const struct lists_page *page,
			   json_t **list)
{
	int64_t counted;

	try(figures_find(db, &counted));
	try(list_view(db, &views[figures_which(counted)], values, n_values, page, list));
	figures_tell(*list, counted);
	return NULL;
}
