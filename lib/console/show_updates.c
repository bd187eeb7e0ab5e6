/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "console/show.h"

#include <string.h>

#include "base/memory.h"
#include "console/chart.h"
#include "console/input.h"
#include "console/path.h"
#include "console/table.h"
#include "console/value.h"

/* ---- all of them ---- */

static char *path_of_update(const json_t *update)
{
	const char *build_id = value_text(update, "build_id"), *id = value_text(update, "id");

	return path_of("updates", build_id ? build_id : "-", id ? id : "-");
}

static void cell_update(struct html *html, const struct page *page, const json_t *item,
			const char *key)
{
	_cleanup_free_ char *path = path_of_update(item);

	html_leaf(html, "a", value_text(item, key), "href", path);
	html_text(html, " ");
	html_open(html, "span", "class", "hint");
	cell_text(html, page, item, "title");
	html_close(html, "span");
}

static void cell_rollout(struct html *html, const struct page *page, const json_t *item,
			 const char *key)
{
	const json_t *rollout = json_object_get(item, key);

	cell_badge(html, page, rollout, "state");
	if (value_text(rollout, "ring")) {
		html_text(html, " ");
		cell_text(html, page, rollout, "ring");
	}
}

static void cell_progress(struct html *html, const struct page *page, const json_t *item,
			  const char *key)
{
	const int64_t n_applied = value_number(item, key);
	int64_t total;

	(void)page;
	if (__builtin_add_overflow(n_applied, value_number(item, "n_missing"), &total))
		total = n_applied;
	chart_progress(html, n_applied, 0, total);
}

static void put_pager(struct html *html, const struct page *page, const char *place,
		      const char *text, const json_t *list)
{
	_cleanup_free_ char *path = path_of(place);

	path_add(&path, "text", text);
	if (page->account)
		path_add_number(&path, "account", page->account);
	pager_put(html, list, path);
}

void show_update_list(struct html *html, const struct page *page, const char *text,
		      const json_t *list)
{
	static const struct column columns[] = {
		{ "Update", "id", cell_update, NULL },
		{ "Kernel", "kernel", cell_code, NULL },
		{ "Severity", "severity", cell_badge, NULL },
		{ "Roll-out", "rollout", cell_rollout, NULL },
		{ "Have it", "n_applied", cell_number, "number" },
		{ "Lack it", "n_missing", cell_number, "number" },
		{ "Progress", "n_applied", cell_progress, "progress" },
		{},
	};

	search_put(html, page, "/updates", "Id, title or CVE", text);
	table_put(html, page, "Updates", columns, json_object_get(list, "items"),
		  "There is no such update.");
	put_pager(html, page, "updates", text, list);
	counted_put(html, list);
}

/* ---- one of them ---- */

static void cell_ring_progress(struct html *html, const struct page *page, const json_t *item,
			       const char *key)
{
	(void)page;
	chart_progress(html, value_number(item, key), value_number(item, "n_failed"),
		       value_number(item, "n_machines"));
}

static void put_rings(struct html *html, const struct page *page, const json_t *update)
{
	static const struct column columns[] = {
		{ "Ring", "name", cell_text, NULL },
		{ "Account", "account", cell_text, "account" },
		{ "Place", "position", cell_number, "number" },
		{ "Machines", "n_machines", cell_number, "number" },
		{ "Have it", "n_applied", cell_number, "number" },
		{ "Failed", "n_failed", cell_number, "number" },
		{ "Progress", "n_applied", cell_ring_progress, "progress" },
		{},
	};

	section_begin(html, "Rings");
	table_put(html, page, "How far it is in each ring", columns,
		  json_object_get(update, "rings"), "There are no rings: all get it at once.");
	section_end(html);
}

static void put_states(struct html *html, const struct page *page, const json_t *update)
{
	static const struct column columns[] = {
		{ "State", "state", cell_badge, NULL },
		{ "Reason", "reason", cell_code, NULL },
		{ "Why", "text", cell_text, NULL },
		{ "Machines", "n", cell_number, "number" },
		{},
	};

	section_begin(html, "Who has it, and what the others wait for");
	table_put(html, page, "Machines by state and reason, as they have last reported", columns,
		  json_object_get(update, "states"), "No machine has told of it.");
	section_end(html);
}

static void cell_failed_machine(struct html *html, const struct page *page, const json_t *item,
				const char *key)
{
	const char *uuid = value_text(item, "machine"), *name = value_text(item, key);
	_cleanup_free_ char *path = path_of("machines", uuid ? uuid : "-");

	(void)page;
	html_leaf(html, "a", name ? name : uuid, "href", path);
}

static void put_failures(struct html *html, const struct page *page, const json_t *update)
{
	static const struct column columns[] = {
		{ "Machine", "hostname", cell_failed_machine, NULL },
		{ "When", "ended", cell_date, NULL },
		{ "Why", "reason", cell_text, NULL },
		{},
	};

	section_begin(html, "Failures");
	table_put(html, page, "The last machines on which it failed", columns,
		  json_object_get(update, "failures"), "It has failed nowhere.");
	section_end(html);
}

/* ---- what may be done ---- */

static const struct step {
	const char *verb, *title, *class;
	const char *why; /* what is asked besides, or NULL */
	enum role role;
	const char *from[3]; /* states in which it makes sense */
} steps[] = {
	{ "promote", "Let the next ring have it", "primary", NULL, ROLE_APPROVER, { "rolling" } },
	{ "resume", "Go on", "primary", NULL, ROLE_APPROVER, { "halted", "blocked" } },
	{ "halt", "Halt", "danger", "Why it halts", ROLE_OPERATOR, { "rolling" } },
	{ "block",
	  "Hold it back",
	  "danger",
	  "Why it is held back",
	  ROLE_OPERATOR,
	  { "rolling", "halted" } },
};

static bool is_among(const char *state, const char *const *states)
{
	for (; *states; states++)
		if (!strcmp(*states, state))
			return true;
	return false;
}

static void put_step(struct html *html, const struct page *page, const json_t *update,
		     const json_t *rollout, const struct step *step)
{
	const char *state = value_text(rollout, "state");
	_cleanup_free_ char *path = path_of_update(update);
	_cleanup_free_ char *action = xasprintf("%s/%s", path, step->verb);
	_cleanup_free_ char *id =
		xasprintf("s-%s-%lld", step->verb, (long long)value_number(rollout, "id"));

	if (!state || !is_among(state, step->from) || !page_may(page, step->role))
		return;
	form_begin(html, page, action);
	input_hide_number(html, "rollout", value_number(rollout, "id"));
	if (step->why)
		input_put(html,
			  &(struct input){ id, "reason", step->why, NULL, NULL, "for the others" });
	button_put(html, step->title, step->class);
	form_end(html);
}

static void put_rollout(struct html *html, const struct page *page, const json_t *update,
			const json_t *rollout)
{
	static const struct column columns[] = {
		{ "Account", "account", cell_text, NULL }, { "State", "state", cell_badge, NULL },
		{ "Ring", "ring", cell_text, NULL },	   { "Since", "since", cell_date, NULL },
		{ "Why", "reason", cell_text, NULL },	   {},
	};

	facts_put(html, page, columns, rollout);
	html_open(html, "div", "class", "actions");
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++)
		put_step(html, page, update, rollout, &steps[i]);
	html_close(html, "div");
}

static void put_rollouts(struct html *html, const struct page *page, const json_t *update)
{
	const json_t *rollouts = json_object_get(update, "rollouts"), *rollout;
	size_t i;

	section_begin(html, "Roll-out");
	json_array_foreach (rollouts, i, rollout)
		put_rollout(html, page, update, rollout);
	if (!json_array_size(rollouts))
		html_leaf(html, "p", "It begins as soon as a machine could install it.", "class",
			  "nothing");
	section_end(html);
}

static void put_lists(struct html *html, const char *id)
{
	_cleanup_free_ char *with = path_of("machines"), *without = path_of("machines");
	_cleanup_free_ char *missing = xasprintf("!%s", id);

	path_add(&with, "update", id);
	path_add(&without, "update", missing);
	html_open(html, "p", "class", "ways");
	html_leaf(html, "a", "Machines that have it", "href", with);
	html_text(html, " ");
	html_leaf(html, "a", "Machines that could have it", "href", without);
	html_close(html, "p");
}

void show_update_page(struct html *html, const struct page *page, const json_t *update)
{
	static const struct column columns[] = {
		{ "Title", "title", cell_text, NULL },
		{ "Kernel", "kernel", cell_code, NULL },
		{ "Severity", "severity", cell_badge, NULL },
		{ "CVEs", "cves", cell_cves, NULL },
		{ "Equal to", "effective", cell_code, NULL },
		{ "Added", "added", cell_date, NULL },
		{ "Have it", "n_applied", cell_number, NULL },
		{ "Lack it", "n_missing", cell_number, NULL },
		{},
	};

	html_open(html, "div", "class", "columns");
	section_begin(html, "What it is");
	facts_put(html, page, columns, update);
	if (value_text(update, "id"))
		put_lists(html, value_text(update, "id"));
	section_end(html);
	put_rollouts(html, page, update);
	html_close(html, "div");
	put_rings(html, page, update);
	put_states(html, page, update);
	put_failures(html, page, update);
	counted_put(html, update);
}
