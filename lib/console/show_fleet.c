/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "console/show.h"

#include <string.h>

#include "base/memory.h"
#include "console/chart.h"
#include "console/path.h"
#include "console/table.h"
#include "console/value.h"

/* ---- numbers at the top ---- */

static char *path_within(const struct page *page, const char *place, const char *name,
			 const char *value)
{
	char *path = path_of(place);

	path_add(&path, name, value);
	if (page->account)
		path_add_number(&path, "account", page->account);
	return path;
}

static const struct tile {
	const char *place, *name, *value, *key, *one, *many, *class;
} tiles[] = {
	{ "machines", NULL, NULL, "total", "machine", "machines", NULL },
	{ "cves", NULL, NULL, "n_cves_open", "CVE open somewhere", "CVEs open somewhere", "bad" },
	{ "machines", "authorization", "pending", "pending", "machine waits to be allowed",
	  "machines wait to be allowed", "fair" },
	{ "machines", "active", "false", "inactive", "machine is silent", "machines are silent",
	  "fair" },
};

static void put_tile(struct html *html, const char *path, int64_t n, const struct tile *tile)
{
	html_open(html, "li");
	html_open(html, "a", "href", path, "class", n ? tile->class : NULL);
	html_open(html, "strong");
	put_number(html, n);
	html_close(html, "strong");
	html_text(html, " ");
	html_leaf(html, "span", n == 1 ? tile->one : tile->many);
	html_close(html, "a");
	html_close(html, "li");
}

static void put_tiles(struct html *html, const struct page *page, const json_t *overview)
{
	html_open(html, "ul", "class", "tiles");
	for (size_t i = 0; i < ARRAY_SIZE(tiles); i++) {
		_cleanup_free_ char *path =
			path_within(page, tiles[i].place, tiles[i].name, tiles[i].value);

		put_tile(html, path, value_number(overview, tiles[i].key), &tiles[i]);
	}
	html_close(html, "ul");
}

/* ---- how machines stand ---- */

static const struct standing {
	const char *class, *title, *status, *key;
} standings[] = {
	{ "good", "up to date", "up-to-date", "up_to_date" },
	{ "fair", "out of date", "out-of-date", "out_of_date" },
	{ "bad", "unsupported", "unsupported", "unsupported" },
	{ "off", "unknown", "unknown", "unknown" },
};

static void put_standings(struct html *html, const struct page *page, const json_t *overview)
{
	struct part parts[ARRAY_SIZE(standings)];
	char *paths[ARRAY_SIZE(standings)];

	for (size_t i = 0; i < ARRAY_SIZE(standings); i++) {
		paths[i] = path_within(page, "machines", "status", standings[i].status);
		parts[i] = (struct part){ standings[i].class, standings[i].title, paths[i],
					  value_number(overview, standings[i].key) };
	}
	section_begin(html, "Now");
	chart_ring(html, "Share of machines that are up to date", parts, ARRAY_SIZE(parts));
	section_end(html);
	for (size_t i = 0; i < ARRAY_SIZE(standings); i++)
		free(paths[i]);
}

static void put_history(struct html *html, const json_t *overview)
{
	static const struct layer layers[] = {
		{ "good", "up_to_date" },
		{ "fair", "out_of_date" },
		{ "bad", "unsupported" },
		{ "off", "inactive" },
		{},
	};

	section_begin(html, "Over time");
	if (chart_history(html,
			  "Shares of machines that are up to date, out of date, unsupported and"
			  " silent, day by day",
			  layers, json_object_get(overview, "history")))
		html_leaf(html, "p", "From below: up to date, out of date, unsupported, silent.",
			  "class", "hint");
	section_end(html);
}

/* ---- roll-outs ---- */

static void put_rollouts(struct html *html, const json_t *rollouts)
{
	static const char *const states[] = { "rolling", "halted", "blocked" };

	section_begin(html, "Roll-outs");
	html_open(html, "ul", "class", "legend");
	for (size_t i = 0; i < ARRAY_SIZE(states); i++) {
		html_open(html, "li");
		html_open(html, "strong");
		put_number(html, value_number(rollouts, states[i]));
		html_close(html, "strong");
		html_text(html, " ");
		put_badge(html, states[i]);
		html_close(html, "li");
	}
	html_close(html, "ul");
	html_open(html, "p");
	html_leaf(html, "a", "All updates", "href", "/updates");
	html_close(html, "p");
	section_end(html);
}

/* ---- how long it took ---- */

/* From the offer to this; false: it has not come to that. */
static bool find_span(const json_t *cve, const char *key, int64_t *span)
{
	const json_t *protection = json_object_get(cve, "protection");
	int64_t offered, reached;

	if (!value_date(protection, "offered", &offered) ||
	    !value_date(protection, key, &reached) || reached < offered)
		return false;
	*span = reached - offered;
	return true;
}

/* How many of a hundred machines it takes; those whose CVE cannot be patched do not count. */
static const struct share {
	const char *key;
	int percent;
} shares[] = {
	{ "first", 0 },
	{ "half", 50 },
	{ "most", 95 },
};

/*
 * Moments are written down some minutes after they have come (service/protection.h). Of a CVE that
 * was fixed when its machines were first heard of there are none.
 */
static bool has_come(const json_t *cve, const char *key)
{
	const double n_fixed = (double)value_number(cve, "n_fixed");
	const double n_open = (double)value_number(cve, "n_open");

	for (size_t i = 0; i < ARRAY_SIZE(shares); i++)
		if (!strcmp(shares[i].key, key))
			return n_fixed > 0 &&
			       100 * n_fixed >= shares[i].percent * (n_fixed + n_open);
	return false;
}

static void cell_span(struct html *html, const struct page *page, const json_t *item,
		      const char *key)
{
	const char *otherwise = "not yet";
	int64_t offered, span;

	(void)page;
	if (find_span(item, key, &span)) {
		put_span(html, span);
		return;
	}
	if (has_come(item, key))
		otherwise = value_date(json_object_get(item, "protection"), "offered", &offered)
				    ? "just now"
				    : "before";
	html_leaf(html, "span", otherwise, "class", "hint");
}

static void cell_safe(struct html *html, const struct page *page, const json_t *item,
		      const char *key)
{
	const int64_t n_fixed = value_number(item, key);
	int64_t total;

	(void)page;
	if (__builtin_add_overflow(value_number(item, "n_open"),
				   value_number(item, "n_unpatchable"), &total) ||
	    __builtin_add_overflow(total, n_fixed, &total))
		total = n_fixed;
	chart_progress(html, n_fixed, 0, total);
}

static void put_protection(struct html *html, const struct page *page, const json_t *cves)
{
	static const struct column columns[] = {
		{ "CVE", "name", cell_cves, NULL },
		{ "Open", "n_open", cell_number, "number" },
		{ "First machine", "first", cell_span, "number" },
		{ "Half", "half", cell_span, "number" },
		{ "95%", "most", cell_span, "number" },
		{ "Machines that are safe", "n_fixed", cell_safe, "progress" },
		{},
	};

	section_begin(html, "Time to protect");
	table_put(html, page, "From the offer of a fix to machines that have it", columns,
		  json_object_get(cves, "items"), "No CVE is known of these machines.");
	section_end(html);
}

/* ---- what runs ---- */

static void put_kinds(struct html *html, const char *title, const char *caption, const char *key,
		      const json_t *kinds, const struct page *page)
{
	const struct column columns[] = {
		{ title, key, cell_code, NULL },
		{ "Machines", "n", cell_number, "number" },
		{},
	};

	table_put(html, page, caption, columns, kinds, "No machine has reported yet.");
}

/* ---- whose it is ---- */

static void cell_account(struct html *html, const struct page *page, const json_t *item,
			 const char *key)
{
	_cleanup_free_ char *path = xstrdup("/");

	(void)page;
	path_add_number(&path, "account", value_number(item, "id"));
	html_leaf(html, "a", value_text(item, key), "href", path);
}

static void put_accounts(struct html *html, const struct page *page)
{
	static const struct column columns[] = {
		{ "Account", "name", cell_account, NULL },
		{ "Machines", "n_machines", cell_number, "number" },
		{},
	};

	section_begin(html, "Accounts");
	table_put(html, page, "Look at one alone", columns, page->accounts, "There is none.");
	section_end(html);
}

void show_fleet(struct html *html, const struct page *page, const json_t *fleet)
{
	const json_t *overview = json_object_get(fleet, "overview");

	put_tiles(html, page, overview);
	counted_put(html, overview);
	html_open(html, "div", "class", "columns");
	put_standings(html, page, overview);
	put_history(html, overview);
	put_rollouts(html, json_object_get(overview, "rollouts"));
	html_close(html, "div");
	put_protection(html, page, json_object_get(fleet, "cves"));
	if (page_has_accounts(page))
		put_accounts(html, page);
	section_begin(html, "What runs");
	html_open(html, "div", "class", "columns");
	put_kinds(html, "Kernel", "Machines by kernel", "release",
		  json_object_get(overview, "kernels"), page);
	put_kinds(html, "Suture", "Machines by version of Suture", "client",
		  json_object_get(overview, "clients"), page);
	html_close(html, "div");
	section_end(html);
}
