/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "console/show.h"

#include "base/memory.h"
#include "console/input.h"
#include "console/path.h"
#include "console/table.h"
#include "console/value.h"

/* ---- groups ---- */

static void cell_group(struct html *html, const struct page *page, const json_t *item,
		       const char *key)
{
	_cleanup_free_ char *path = path_of("machines");

	(void)page;
	path_add(&path, "group", value_text(item, key));
	html_leaf(html, "a", value_text(item, key), "href", path);
}

static void cell_window(struct html *html, const struct page *page, const json_t *item,
			const char *key)
{
	(void)page;
	html_text(html, value_text(item, key) ? value_text(item, key) : "always");
}

static void cell_limit(struct html *html, const struct page *page, const json_t *item,
		       const char *key)
{
	if (value_number(item, key))
		cell_number(html, page, item, key);
	else
		html_text(html, "any number");
}

static void put_groups(struct html *html, const struct page *page, const json_t *groups)
{
	static const struct column columns[] = {
		{ "Group", "name", cell_group, NULL },
		{ "Account", "account", cell_text, "account" },
		{ "Ring", "ring", cell_text, NULL },
		{ "Open", "opens", cell_window, NULL },
		{ "At once", "at_once", cell_limit, "number" },
		{ "Machines", "n_machines", cell_number, "number" },
		{},
	};

	section_begin(html, "Groups");
	table_put(html, page, "Groups of machines", columns, groups, "There is no group yet.");
	section_end(html);
}

static void put_group_form(struct html *html, const struct page *page, const json_t *rings)
{
	_cleanup_free_ struct choice *choices = choices_of(rings, "name", "none: it is not staged");

	section_begin(html, "Add or change a group");
	form_begin(html, page, "/groups");
	input_account(html, page, "g-account", NULL);
	input_put(html, &(struct input){ "g-name", "name", "Name", .is_required = true });
	input_choose(html, &(struct input){ "g-ring", "ring", "Ring" }, choices);
	input_put(html, &(struct input){ "g-opens", "opens", "Open (UTC; empty: always)",
					 .hint = "Mon-Fri 02:00-04:00" });
	input_put(html, &(struct input){ "g-at-once", "at_once",
					 "Machines that may change at once (0: any number)",
					 "number", "0" });
	button_put(html, "Set", "primary");
	form_end(html);
	section_end(html);
}

/* ---- rings ---- */

static void cell_promotion(struct html *html, const struct page *page, const json_t *item,
			   const char *key)
{
	(void)page;
	if (value_number(item, key) <= 0) {
		html_text(html, "by hand");
		return;
	}
	html_text(html, "after ");
	put_span(html, value_number(item, key));
}

static void put_rings(struct html *html, const struct page *page, const json_t *rings)
{
	static const struct column columns[] = {
		{ "Ring", "name", cell_text, NULL },
		{ "Account", "account", cell_text, "account" },
		{ "Place", "position", cell_number, "number" },
		{ "The next one follows", "promote_after", cell_promotion, NULL },
		{ "Halts beyond", "failures_max", cell_number, "number" },
		{ "Groups", "groups", cell_words, NULL },
		{ "Machines", "n_machines", cell_number, "number" },
		{},
	};

	section_begin(html, "Rings");
	table_put(html, page, "Rings, the first to get an update first", columns, rings,
		  "There is no ring: all groups get what is new at once.");
	section_end(html);
}

static void put_ring_form(struct html *html, const struct page *page)
{
	section_begin(html, "Add a ring");
	form_begin(html, page, "/rings");
	input_account(html, page, "r-account", NULL);
	input_put(html, &(struct input){ "r-name", "name", "Name", .is_required = true });
	input_put(html, &(struct input){ "r-position", "position", "Place (the lowest goes first)",
					 "number", .is_required = true });
	input_put(html,
		  &(struct input){ "r-hours", "hours", "Hours until the next ring (0: by hand)",
				   "number", "24" });
	input_put(html, &(struct input){ "r-failures", "failures_max",
					 "Machines that may fail before it halts", "number", "0" });
	button_put(html, "Add", "primary");
	form_end(html);
	section_end(html);
}

void show_groups(struct html *html, const struct page *page, const json_t *groups,
		 const json_t *rings)
{
	rings = json_object_get(rings, "items");
	put_groups(html, page, json_object_get(groups, "items"));
	put_rings(html, page, rings);
	counted_put(html, groups);
	if (!page_may(page, ROLE_OPERATOR))
		return;
	html_open(html, "div", "class", "columns");
	put_group_form(html, page, rings);
	put_ring_form(html, page);
	html_close(html, "div");
}
