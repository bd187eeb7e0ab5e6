/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "console/table.h"

#include "base/memory.h"
#include "console/path.h"
#include "console/value.h"
#include "fleet/lists.h"

/* ---- tables ---- */

/* Whose it is, is told where it could be several accounts'. */
static const struct column *next_shown(const struct page *page, const struct column *column)
{
	while (column->class && !strcmp(column->class, "account") && !page_has_accounts(page))
		column++;
	return column;
}

static void put_head(struct html *html, const struct page *page, const struct column *columns)
{
	html_open(html, "thead", "role", "rowgroup");
	html_open(html, "tr", "role", "row");
	for (; columns->title; columns = next_shown(page, columns + 1))
		html_leaf(html, "th", columns->title, "scope", "col", "role", "columnheader",
			  "class", columns->class);
	html_close(html, "tr");
	html_close(html, "thead");
}

static void put_row(struct html *html, const struct page *page, const struct column *columns,
		    const json_t *item)
{
	html_open(html, "tr", "role", "row");
	html_open(html, "th", "scope", "row", "role", "rowheader", "class", columns->class);
	columns->cell(html, page, item, columns->key);
	html_close(html, "th");
	for (columns = next_shown(page, columns + 1); columns->title;
	     columns = next_shown(page, columns + 1)) {
		html_open(html, "td", "role", "cell", "class", columns->class, "data-label",
			  columns->title);
		columns->cell(html, page, item, columns->key);
		html_close(html, "td");
	}
	html_close(html, "tr");
}

static void put_body(struct html *html, const struct page *page, const struct column *columns,
		     const json_t *items)
{
	const json_t *item;
	size_t i;

	html_open(html, "tbody", "role", "rowgroup");
	json_array_foreach (items, i, item)
		put_row(html, page, columns, item);
	html_close(html, "tbody");
}

void table_put(struct html *html, const struct page *page, const char *caption,
	       const struct column *columns, const json_t *items, const char *nothing)
{
	if (!json_array_size(items)) {
		html_leaf(html, "p", nothing, "class", "nothing");
		return;
	}
	html_open(html, "table", "role", "table");
	html_leaf(html, "caption", caption);
	put_head(html, page, columns);
	put_body(html, page, columns, items);
	html_close(html, "table");
}

void facts_put(struct html *html, const struct page *page, const struct column *columns,
	       const json_t *item)
{
	html_open(html, "dl");
	for (; columns->title; columns++) {
		html_leaf(html, "dt", columns->title);
		html_open(html, "dd");
		columns->cell(html, page, item, columns->key);
		html_close(html, "dd");
	}
	html_close(html, "dl");
}

/* ---- pages of a list ---- */

static void put_way(struct html *html, const char *path, const char *title, const char *rel)
{
	html_leaf(html, "a", title, "href", path, "rel", rel);
}

static void put_way_to(struct html *html, const char *path, const char *title, const char *rel,
		       int64_t offset)
{
	_cleanup_free_ char *there = xstrdup(path);

	path_add_number(&there, "offset", offset);
	put_way(html, there, title, rel);
}

/* A list that goes on behind a row is walked forward alone; a page that is not full is not the last
 * one if there is a next. */
static void put_walk(struct html *html, const json_t *list, const char *path, int64_t shown)
{
	_cleanup_free_ char *there = xstrdup(path);
	const bool is_full = shown >= value_number(list, "limit");

	html_open(html, "span");
	put_number(html, shown);
	html_text(html, value_is_true(list, "more") ? " of at least " : " of ");
	put_number(html, value_number(list, "total"));
	html_close(html, "span");
	put_way(html, path, "From the first", "first");
	path_add(&there, "after", value_text(list, "next"));
	if (value_text(list, "next"))
		put_way(html, there, is_full ? "Next" : "Look further", "next");
}

static void put_pages(struct html *html, const json_t *list, const char *path, int64_t shown)
{
	const int64_t total = value_number(list, "total"), limit = value_number(list, "limit");
	const int64_t offset = value_number(list, "offset"), next = offset + shown;

	html_open(html, "span");
	put_number(html, shown ? offset + 1 : offset);
	html_text(html, "-");
	put_number(html, next);
	html_text(html, " of ");
	put_number(html, total);
	html_close(html, "span");
	if (offset > 0)
		put_way_to(html, path, "Before", "prev", offset > limit ? offset - limit : 0);
	if (next < total && next <= LISTS_OFFSET_MAX)
		put_way_to(html, path, "Next", "next", next);
}

void pager_put(struct html *html, const json_t *list, const char *path)
{
	const size_t shown = json_array_size(json_object_get(list, "items"));
	const int64_t offset = value_number(list, "offset");

	if ((!shown && !offset && !value_text(list, "next")) || offset < 0 ||
	    offset > LISTS_OFFSET_MAX)
		return;
	html_open(html, "nav", "class", "pager", "aria-label", "Pages of this list");
	if (json_object_get(list, "next"))
		put_walk(html, list, path, (int64_t)shown);
	else
		put_pages(html, list, path, (int64_t)shown);
	html_close(html, "nav");
}
