/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "console/show.h"

#include "base/memory.h"
#include "console/input.h"
#include "console/path.h"
#include "console/table.h"
#include "console/value.h"

static void cell_protected(struct html *html, const struct page *page, const json_t *item,
			   const char *key)
{
	cell_date(html, page, json_object_get(item, "protection"), key);
}

void show_cve_list(struct html *html, const struct page *page, const char *text, const json_t *list)
{
	static const struct column columns[] = {
		{ "CVE", "name", cell_cves, NULL },
		{ "Open", "n_open", cell_number, "number" },
		{ "No update for it", "n_unpatchable", cell_number, "number" },
		{ "Fixed", "n_fixed", cell_number, "number" },
		{ "Offered", "offered", cell_protected, NULL },
		{ "Half had it", "half", cell_protected, NULL },
		{},
	};
	_cleanup_free_ char *path = path_of("cves");

	path_add(&path, "text", text);
	if (page->account)
		path_add_number(&path, "account", page->account);
	search_put(html, page, "/cves", "A part of its name", text);
	table_put(html, page, "CVEs, those open on the most machines first", columns,
		  json_object_get(list, "items"), "There is no such CVE.");
	pager_put(html, list, path);
	counted_put(html, list);
}

static void cell_update(struct html *html, const struct page *page, const json_t *item,
			const char *key)
{
	const char *build_id = value_text(item, "build_id"), *id = value_text(item, key);
	_cleanup_free_ char *path = path_of("updates", build_id ? build_id : "-", id ? id : "-");

	(void)page;
	html_leaf(html, "a", id, "href", path);
}

static void put_updates(struct html *html, const struct page *page, const json_t *cve)
{
	static const struct column columns[] = {
		{ "Update", "id", cell_update, NULL },
		{ "Title", "title", cell_text, NULL },
		{ "Kernel", "kernel", cell_code, NULL },
		{},
	};

	section_begin(html, "Updates");
	table_put(html, page, "Updates that fix it", columns, json_object_get(cve, "updates"),
		  "No update fixes it.");
	section_end(html);
}

static void put_states(struct html *html, const struct page *page, const json_t *cve)
{
	static const struct column columns[] = {
		{ "State", "state", cell_badge, NULL },
		{ "Why", "text", cell_text, NULL },
		{ "Machines", "n", cell_number, "number" },
		{},
	};

	section_begin(html, "Machines");
	table_put(html, page, "Machines by state", columns, json_object_get(cve, "states"),
		  "No machine has told of it.");
	section_end(html);
}

static void put_way(struct html *html, const char *name)
{
	_cleanup_free_ char *path = path_of("machines");

	path_add(&path, "cve", name);
	html_open(html, "p");
	html_leaf(html, "a", "Machines on which it is open", "href", path);
	html_close(html, "p");
}

void show_cve_page(struct html *html, const struct page *page, const json_t *cve)
{
	static const struct column columns[] = {
		{ "Open", "n_open", cell_number, NULL },
		{ "No update for it", "n_unpatchable", cell_number, NULL },
		{ "Fixed", "n_fixed", cell_number, NULL },
		{ "Offered", "offered", cell_protected, NULL },
		{ "First machine", "first", cell_protected, NULL },
		{ "Half", "half", cell_protected, NULL },
		{ "95%", "most", cell_protected, NULL },
		{},
	};

	html_open(html, "div", "class", "columns");
	section_begin(html, "How it stands");
	facts_put(html, page, columns, cve);
	if (value_text(cve, "name"))
		put_way(html, value_text(cve, "name"));
	section_end(html);
	put_states(html, page, cve);
	html_close(html, "div");
	put_updates(html, page, cve);
	counted_put(html, cve);
}
