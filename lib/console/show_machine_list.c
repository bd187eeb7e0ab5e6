/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "console/show.h"

#include "base/memory.h"
#include "console/input.h"
#include "console/path.h"
#include "console/table.h"
#include "console/value.h"

/* ---- what is looked for ---- */

static const struct choice statuses[] = {
	{ "", "any" },
	{ "up-to-date", "up to date" },
	{ "out-of-date", "out of date" },
	{ "unsupported", "unsupported" },
	{ "unknown", "unknown" },
	{},
};

static const struct choice authorizations[] = {
	{ "", "any" },
	{ "allowed", "allowed" },
	{ "pending", "pending" },
	{ "denied", "denied" },
	{},
};

static const struct choice activities[] = {
	{ "", "any" },
	{ "true", "reporting" },
	{ "false", "silent" },
	{},
};

static void put_rare(struct html *html, const struct machine_filter *filter)
{
	const bool is_used = filter->tag || filter->update || filter->cve || filter->active;

	html_open(html, "details", "open", is_used ? "open" : NULL);
	html_leaf(html, "summary", "More to look for");
	html_open(html, "div", "class", "fields");
	input_put(html, &(struct input){ "f-tag", "tag", "Tag", NULL, filter->tag, "name=value" });
	input_put(html, &(struct input){ "f-update", "update", "Update (! before it: lacks it)",
					 NULL, filter->update, "id or !id" });
	input_put(html, &(struct input){ "f-cve", "cve", "CVE that is open", NULL, filter->cve,
					 "CVE-2026-1234" });
	input_choose(html, &(struct input){ "f-active", "active", "Reports", NULL, filter->active },
		     activities);
	html_close(html, "div");
	html_close(html, "details");
}

static void put_filter(struct html *html, const struct page *page,
		       const struct machine_filter *filter)
{
	form_begin_search(html, "/machines");
	if (page->account)
		input_hide_number(html, "account", page->account);
	html_open(html, "div", "class", "fields");
	input_put(html, &(struct input){ "f-hostname", "hostname", "Host name", "search",
					 filter->hostname, "its beginning" });
	input_put(html, &(struct input){ "f-group", "group", "Group", NULL, filter->group });
	input_choose(html, &(struct input){ "f-status", "status", "Status", NULL, filter->status },
		     statuses);
	input_choose(html,
		     &(struct input){ "f-authorization", "authorization", "Authorization", NULL,
				      filter->authorization },
		     authorizations);
	button_put(html, "Look", "primary");
	html_close(html, "div");
	put_rare(html, filter);
	form_end(html);
}

static char *path_of_filter(const struct page *page, const struct machine_filter *filter)
{
	char *path = path_of("machines");

	path_add(&path, "hostname", filter->hostname);
	path_add(&path, "group", filter->group);
	path_add(&path, "status", filter->status);
	path_add(&path, "authorization", filter->authorization);
	path_add(&path, "tag", filter->tag);
	path_add(&path, "update", filter->update);
	path_add(&path, "cve", filter->cve);
	path_add(&path, "active", filter->active);
	if (page->account)
		path_add_number(&path, "account", page->account);
	return path;
}

/* ---- what was found ---- */

/* A host name may be empty, and is not unique: the link is the UUID's. */
static void cell_machine(struct html *html, const struct page *page, const json_t *item,
			 const char *key)
{
	const char *uuid = value_text(item, "uuid"), *name = value_text(item, key);
	_cleanup_free_ char *path = path_of("machines", uuid ? uuid : "");

	(void)page;
	html_leaf(html, "a", name ? name : uuid, "href", path);
}

static void cell_kernel(struct html *html, const struct page *page, const json_t *item,
			const char *key)
{
	(void)page;
	html_leaf(html, "code", value_text(json_object_get(item, key), "release"));
}

static void cell_standing(struct html *html, const struct page *page, const json_t *item,
			  const char *key)
{
	cell_badge(html, page, item, key);
	if (value_text(item, "authorization") && !value_is(item, "authorization", "allowed")) {
		html_text(html, " ");
		cell_badge(html, page, item, "authorization");
	}
}

void show_machine_list(struct html *html, const struct page *page,
		       const struct machine_filter *filter, const json_t *list)
{
	static const struct column columns[] = {
		{ "Machine", "hostname", cell_machine, NULL },
		{ "Status", "status", cell_standing, NULL },
		{ "Group", "group", cell_text, NULL },
		{ "Kernel", "kernel", cell_kernel, "wide" },
		{ "Equal to", "effective", cell_code, NULL },
		{ "Open CVEs", "n_unfixed", cell_number, "number" },
		{ "Last report", "last_seen", cell_ago, NULL },
		{},
	};
	_cleanup_free_ char *path = path_of_filter(page, filter);

	put_filter(html, page, filter);
	table_put(html, page, "Machines", columns, json_object_get(list, "items"),
		  value_text(list, "next") ? "There is none among the first names."
					   : "There is no such machine.");
	pager_put(html, list, path);
}
