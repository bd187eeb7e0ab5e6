/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "console/show.h"

#include "base/json.h"
#include "base/memory.h"
#include "console/input.h"
#include "console/path.h"
#include "console/table.h"
#include "console/value.h"

/* ---- what it is ---- */

static void cell_kernel(struct html *html, const struct page *page, const json_t *item,
			const char *key)
{
	const json_t *kernel = json_object_get(item, key);

	cell_code(html, page, kernel, "release");
	html_text(html, " ");
	cell_text(html, page, kernel, "distribution");
	html_text(html, " ");
	cell_text(html, page, kernel, "version");
}

static void cell_automatic(struct html *html, const struct page *page, const json_t *item,
			   const char *key)
{
	(void)page;
	html_text(html, value_is_true(item, key) ? "installs by itself" : "reports only");
}

static void cell_tags(struct html *html, const struct page *page, const json_t *item,
		      const char *key)
{
	const json_t *value;
	const char *name;

	(void)page;
	json_object_foreach ((json_t *)json_object_get(item, key), name, value) {
		html_open(html, "span", "class", "badge tag");
		html_text(html, name);
		html_text(html, "=");
		html_text(html, json_string_value(value));
		html_close(html, "span");
		html_text(html, " ");
	}
}

static void cell_machines(struct html *html, const struct page *page, const json_t *item,
			  const char *key)
{
	const json_t *uuid;
	size_t i;

	(void)page;
	json_array_foreach (json_object_get(item, key), i, uuid) {
		html_text(html, i ? ", " : "");
		if (json_is_string(uuid))
			put_link(html, "machines", json_string_value(uuid));
	}
}

static void cell_origin(struct html *html, const struct page *page, const json_t *item,
			const char *key)
{
	(void)page;
	if (value_text(item, key))
		put_link(html, "machines", value_text(item, key));
}

static const struct column facts[] = {
	{ "Status", "status", cell_badge, NULL },
	{ "Authorization", "authorization", cell_badge, NULL },
	{ "Account", "account", cell_text, NULL },
	{ "Group", "group", cell_text, NULL },
	{ "Last report", "last_seen", cell_ago, NULL },
	{ "Enrolled", "enrolled", cell_date, NULL },
	{ "Address", "address", cell_text, NULL },
	{ "Kernel", "kernel", cell_kernel, NULL },
	{ "Equal to", "effective", cell_code, NULL },
	{ "Updates", "automatic", cell_automatic, NULL },
	{ "Suture", "client", cell_text, NULL },
	{ "Boot", "boot", cell_code, NULL },
	{ "Tags", "tags", cell_tags, NULL },
	{ "UUID", "uuid", cell_code, NULL },
	{ "Copy of", "origin", cell_origin, NULL },
	{ "Copies", "copies", cell_machines, NULL },
	{ "Suspects", "suspects", cell_words, NULL },
	{},
};

/* ---- its last change ---- */

static void cell_outcome(struct html *html, const struct page *page, const json_t *item,
			 const char *key)
{
	if (!value_text(item, key)) {
		html_text(html, "it went well");
		return;
	}
	cell_code(html, page, item, key);
	html_text(html, " ");
	cell_text(html, page, item, "message");
}

static void cell_pause(struct html *html, const struct page *page, const json_t *item,
		       const char *key)
{
	(void)page;
	if (value_number(item, key) <= 0)
		return;
	put_number(html, value_number(item, key) / 1000);
	html_text(html, " µs");
}

static void put_change(struct html *html, const struct page *page, const json_t *machine)
{
	static const struct column columns[] = {
		{ "When", "at", cell_date, NULL },
		{ "To install", "install", cell_words, NULL },
		{ "To remove", "remove", cell_words, NULL },
		{ "Outcome", "refusal", cell_outcome, NULL },
		{ "Pause", "pause", cell_pause, NULL },
		{},
	};
	const json_t *change = json_object_get(machine, "last_change");

	section_begin(html, "Last change");
	if (json_is_object(change))
		facts_put(html, page, columns, change);
	else
		html_leaf(html, "p", "It has not changed yet.", "class", "nothing");
	section_end(html);
}

/* ---- what it has and lacks ---- */

/* Updates are shown by their kernel's build-id, which the machine has. */
static void cell_update(struct html *html, const struct page *page, const json_t *item,
			const char *key)
{
	cell_code(html, page, item, key);
	if (value_text(item, "title")) {
		html_text(html, " ");
		html_leaf(html, "span", value_text(item, "title"), "class", "hint");
	}
}

static void cell_why(struct html *html, const struct page *page, const json_t *item,
		     const char *key)
{
	if (value_text(item, "reason")) {
		cell_code(html, page, item, "reason");
		html_text(html, " ");
	}
	cell_text(html, page, item, key);
}

static void put_updates(struct html *html, const struct page *page, const json_t *machine)
{
	static const struct column columns[] = {
		{ "Update", "id", cell_update, NULL }, { "State", "state", cell_badge, NULL },
		{ "Why", "text", cell_why, NULL },     { "Severity", "severity", cell_badge, NULL },
		{ "CVEs", "cves", cell_cves, NULL },   {},
	};

	section_begin(html, "Updates");
	table_put(html, page, "Updates of its kernel, in their order", columns,
		  json_object_get(machine, "updates"), "There are none for its kernel.");
	section_end(html);
}

/* Those that are not fixed, or those that are. New, and with references. */
static json_t *choose_cves(const json_t *cves, bool fixed)
{
	json_t *chosen = json_array(), *cve;
	size_t i;

	json_array_foreach ((json_t *)cves, i, cve)
		if (value_is(cve, "state", "fixed") == fixed)
			json_array_append(chosen, cve);
	return chosen;
}

static void put_fixed_cves(struct html *html, const struct page *page, const json_t *cves)
{
	static const struct column columns[] = {
		{ "CVE", "name", cell_cves, NULL },
		{ "Update", "update", cell_code, NULL },
		{},
	};

	html_open(html, "details");
	html_open(html, "summary");
	put_number(html, (int64_t)json_array_size(cves));
	html_text(html, json_array_size(cves) == 1 ? " fixed CVE" : " fixed CVEs");
	html_close(html, "summary");
	table_put(html, page, "CVEs that are fixed", columns, cves, "None is fixed.");
	html_close(html, "details");
}

static void put_cves(struct html *html, const struct page *page, const json_t *machine)
{
	static const struct column columns[] = {
		{ "CVE", "name", cell_cves, NULL },
		{ "State", "state", cell_badge, NULL },
		{ "Update", "update", cell_code, NULL },
		{ "Why", "text", cell_text, NULL },
		{},
	};
	const json_t *cves = json_object_get(machine, "cves");
	_cleanup_json_ json_t *open = choose_cves(cves, false);
	_cleanup_json_ json_t *fixed = choose_cves(cves, true);

	section_begin(html, "CVEs");
	table_put(html, page, "CVEs that are not fixed", columns, open, "No CVE is open.");
	if (json_array_size(fixed))
		put_fixed_cves(html, page, fixed);
	section_end(html);
}

static void put_attempts(struct html *html, const struct page *page, const json_t *machine)
{
	static const struct column columns[] = {
		{ "Update", "update", cell_code, NULL },     { "State", "state", cell_badge, NULL },
		{ "Released", "released", cell_date, NULL }, { "Ended", "ended", cell_date, NULL },
		{ "Why", "reason", cell_text, NULL },	     {},
	};

	section_begin(html, "Attempts");
	table_put(html, page, "Updates that the fleet has let it have", columns,
		  json_object_get(machine, "attempts"), "There was none.");
	section_end(html);
}

/* ---- what may be done ---- */

static void put_answer(struct html *html, const struct page *page, const char *uuid,
		       const char *answer, const char *title, const char *class)
{
	_cleanup_free_ char *path = path_of("machines", uuid, "authorize");

	form_begin(html, page, path);
	input_hide(html, "authorization", answer);
	button_put(html, title, class);
	form_end(html);
}

/* It stays in its account. */
static json_t *groups_beside(const json_t *machine, const json_t *groups)
{
	const json_t *account = json_object_get(machine, "account");
	json_t *chosen = json_array(), *group;
	size_t i;

	json_array_foreach (json_object_get(groups, "items"), i, group)
		if (json_equal(json_object_get(group, "account"), account))
			json_array_append(chosen, group);
	return chosen;
}

static void put_move(struct html *html, const struct page *page, const char *uuid,
		     const json_t *machine, const json_t *groups)
{
	_cleanup_json_ json_t *beside = groups_beside(machine, groups);
	_cleanup_free_ struct choice *choices = choices_of(beside, "name", NULL);
	_cleanup_free_ char *path = path_of("machines", uuid, "move");

	form_begin(html, page, path);
	input_choose(
		html,
		&(struct input){ "m-group", "group", "Group", NULL, value_text(machine, "group") },
		choices);
	button_put(html, "Move", NULL);
	form_end(html);
}

static void put_removal(struct html *html, const struct page *page, const char *uuid)
{
	_cleanup_free_ char *path = path_of("machines", uuid, "remove");

	html_open(html, "details");
	html_leaf(html, "summary", "Remove it from the fleet");
	html_leaf(html, "p",
		  "Its history goes with it. If it still runs, it is unknown from then on and keeps"
		  " what it has.");
	button_form(html, page, path, "Remove", "danger");
	html_close(html, "details");
}

static void put_forms(struct html *html, const struct page *page, const json_t *machine,
		      const json_t *groups)
{
	const char *uuid = value_text(machine, "uuid");

	if (!uuid || !page_may(page, ROLE_OPERATOR))
		return;
	section_begin(html, "What may be done");
	html_open(html, "div", "class", "actions");
	if (!value_is(machine, "authorization", "allowed"))
		put_answer(html, page, uuid, "allowed", "Allow", "primary");
	if (!value_is(machine, "authorization", "denied"))
		put_answer(html, page, uuid, "denied", "Deny", "danger");
	put_move(html, page, uuid, machine, groups);
	html_close(html, "div");
	put_removal(html, page, uuid);
	section_end(html);
}

void show_machine_page(struct html *html, const struct page *page, const json_t *machine,
		       const json_t *groups)
{
	html_open(html, "div", "class", "columns");
	section_begin(html, "How it stands");
	facts_put(html, page, facts, machine);
	section_end(html);
	html_open(html, "div");
	put_change(html, page, machine);
	put_forms(html, page, machine, groups);
	html_close(html, "div");
	html_close(html, "div");
	put_updates(html, page, machine);
	put_cves(html, page, machine);
	put_attempts(html, page, machine);
}
