/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "console/table.h"

#include "base/memory.h"
#include "console/path.h"
#include "console/value.h"

/* ---- tables ---- */

static void put_head(struct html *html, const struct column *columns)
{
	html_open(html, "thead", "role", "rowgroup");
	html_open(html, "tr", "role", "row");
	for (; columns->title; columns++)
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
	for (columns++; columns->title; columns++) {
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
	put_head(html, columns);
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

static void put_way(struct html *html, const char *path, const char *title, const char *rel,
		    int64_t offset)
{
	_cleanup_free_ char *there = xstrdup(path);

	path_add_number(&there, "offset", offset);
	html_leaf(html, "a", title, "href", there, "rel", rel);
}

void pager_put(struct html *html, const json_t *list, const char *path)
{
	const int64_t total = value_number(list, "total"), limit = value_number(list, "limit");
	const int64_t offset = value_number(list, "offset");
	const int64_t shown = (int64_t)json_array_size(json_object_get(list, "items"));

	if (!shown && !offset)
		return;
	html_open(html, "nav", "class", "pager", "aria-label", "Pages of this list");
	html_open(html, "span");
	put_number(html, shown ? offset + 1 : offset);
	html_text(html, "-");
	put_number(html, offset + shown);
	html_text(html, " of ");
	put_number(html, total);
	html_close(html, "span");
	if (offset > 0)
		put_way(html, path, "Before", "prev", offset > limit ? offset - limit : 0);
	if (offset + shown < total)
		put_way(html, path, "Next", "next", offset + shown);
	html_close(html, "nav");
}
