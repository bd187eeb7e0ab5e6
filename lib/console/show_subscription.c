/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "console/show.h"

#include "base/memory.h"
#include "console/path.h"
#include "console/table.h"
#include "console/value.h"

/* ---- plans ---- */

static void cell_end(struct html *html, const struct page *page, const json_t *item,
		     const char *key)
{
	if (value_text(item, key))
		cell_day(html, page, item, key);
	else
		html_text(html, "open");
}

static void cell_quota(struct html *html, const struct page *page, const json_t *item,
		       const char *key)
{
	if (value_number(item, key))
		cell_number(html, page, item, key);
	else
		html_text(html, "any number");
}

static void put_plans(struct html *html, const struct page *page, const json_t *list)
{
	static const struct column columns[] = {
		{ "Plan", "plan", cell_text, NULL },
		{ "Account", "account", cell_text, "account" },
		{ "State", "state", cell_badge, NULL },
		{ "Starts", "starts", cell_day, NULL },
		{ "Ends", "ends", cell_end, NULL },
		{ "Machines", "quota", cell_quota, "number" },
		{ "Over the quota since", "over_since", cell_day, NULL },
		{},
	};

	section_begin(html, "Plans");
	table_put(html, page, "Plans, also those that are over", columns,
		  json_object_get(list, "items"),
		  "There is none: the service bills nobody, and all machines are covered.");
	section_end(html);
}

/* ---- usage ---- */

static void put_usage(struct html *html, const struct page *page, const json_t *usage)
{
	static const struct column columns[] = {
		{ "Month", "month", cell_text, NULL },
		{ "Machines that were counted", "total", cell_number, NULL },
		{},
	};

	section_begin(html, "Usage");
	facts_put(html, page, columns, usage);
	counted_put(html, usage);
	if (value_is_true(usage, "preliminary"))
		html_leaf(html, "p", "The month is not over: there may be more.", "class", "hint");
	section_end(html);
}

/* ---- statements ---- */

static void put_statement(struct html *html, const char *month, const char *ending,
			  const char *account)
{
	_cleanup_free_ char *file = xasprintf("%s.%s", month, ending);
	_cleanup_free_ char *path = path_of("api", "1", "statements", file);

	path_add(&path, "account", account);
	html_leaf(html, "a", ending, "href", path);
	html_text(html, " ");
}

/* To print, for spreadsheets, for programs. */
static void cell_statement(struct html *html, const struct page *page, const json_t *item,
			   const char *key)
{
	static const char *const endings[] = { "html", "csv", "json" };
	const char *month = value_text(item, key);

	(void)page;
	for (size_t i = 0; month && i < ARRAY_SIZE(endings); i++)
		put_statement(html, month, endings[i], value_text(item, "account"));
}

static void put_statements(struct html *html, const struct page *page, const json_t *months)
{
	static const struct column columns[] = {
		{ "Month", "month", cell_text, NULL },
		{ "Statement", "month", cell_statement, NULL },
		{},
	};

	section_begin(html, "Statements");
	table_put(html, page, "Statements of the last twelve months", columns, months,
		  "Look at one account to see its statements.");
	section_end(html);
}

void show_subscription(struct html *html, const struct page *page, const json_t *subscription)
{
	put_plans(html, page, json_object_get(subscription, "plans"));
	html_open(html, "div", "class", "columns");
	put_usage(html, page, json_object_get(subscription, "usage"));
	put_statements(html, page, json_object_get(subscription, "months"));
	html_close(html, "div");
}
