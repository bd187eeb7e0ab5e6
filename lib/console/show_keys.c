/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "console/show.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/memory.h"
#include "console/input.h"
#include "console/path.h"
#include "console/table.h"
#include "console/value.h"

/* ---- those that there are ---- */

static void cell_key(struct html *html, const struct page *page, const json_t *item,
		     const char *key)
{
	cell_text(html, page, item, key);
	html_text(html, " ");
	html_open(html, "span", "class", "hint");
	html_text(html, "...");
	cell_text(html, page, item, "hint");
	html_close(html, "span");
}

/* What it may do: an API key's role, or how the machines of an access key begin. */
static void cell_power(struct html *html, const struct page *page, const json_t *item,
		       const char *key)
{
	if (value_text(item, key)) {
		cell_text(html, page, item, key);
		return;
	}
	html_text(html, "machines of ");
	cell_text(html, page, item, "group");
	html_text(html, ", ");
	cell_text(html, page, item, "admits");
}

static void cell_used(struct html *html, const struct page *page, const json_t *item,
		      const char *key)
{
	cell_number(html, page, item, key);
	if (value_number(item, "quota")) {
		html_text(html, " of ");
		cell_number(html, page, item, "quota");
	}
}

static void cell_end(struct html *html, const struct page *page, const json_t *item,
		     const char *key)
{
	if (value_text(item, "revoked")) {
		put_badge(html, "revoked");
		html_text(html, " ");
		cell_date(html, page, item, "revoked");
	} else if (value_text(item, key)) {
		cell_date(html, page, item, key);
	} else {
		html_text(html, "never");
	}
}

static void cell_revocation(struct html *html, const struct page *page, const json_t *item,
			    const char *key)
{
	const char *kind = value_text(item, "kind");
	_cleanup_free_ char *path = NULL;
	char id[24];

	if (!kind || value_text(item, "revoked") || !page_may(page, ROLE_APPROVER))
		return;
	snprintf(id, sizeof(id), "%" PRId64, value_number(item, key));
	path = path_of("keys", kind, id, "revoke");
	button_form(html, page, path, "Revoke", "danger");
}

static void put_keys(struct html *html, const struct page *page, const json_t *keys)
{
	static const struct column columns[] = {
		{ "Key", "label", cell_key, NULL },
		{ "Account", "account", cell_text, "account" },
		{ "Kind", "kind", cell_text, NULL },
		{ "May", "role", cell_power, NULL },
		{ "Machines", "n_machines", cell_used, "number" },
		{ "Made", "created", cell_date, NULL },
		{ "Ends", "expires", cell_end, NULL },
		{ "Revoke", "id", cell_revocation, NULL },
		{},
	};

	table_put(html, page, "Keys; only their last digits are known here", columns, keys,
		  "There is no key yet.");
}

/* ---- new ones ---- */

static void put_days(struct html *html, const char *id)
{
	input_put(html,
		  &(struct input){ id, "days", "Days until it ends (0: never)", "number", "0" });
}

static void put_access_form(struct html *html, const struct page *page, const json_t *groups)
{
	static const struct choice admissions[] = {
		{ "pending", "wait to be allowed" },
		{ "allowed", "are allowed" },
		{},
	};
	_cleanup_free_ struct choice *choices = choices_of(groups, "name", NULL);

	section_begin(html, "Make an access key, for machines");
	form_begin(html, page, "/keys/access");
	input_account(html, page, "a-account", NULL);
	input_put(html, &(struct input){ "a-label", "label", "Label", .is_required = true });
	input_choose(html, &(struct input){ "a-group", "group", "Group" }, choices);
	input_choose(html, &(struct input){ "a-admits", "admits", "Its machines" }, admissions);
	input_put(html, &(struct input){ "a-quota", "quota", "Machines at most (0: any number)",
					 "number", "0" });
	put_days(html, "a-days");
	button_put(html, "Make", "primary");
	form_end(html);
	section_end(html);
}

static void put_api_form(struct html *html, const struct page *page)
{
	static const struct choice roles[] = {
		{ "read", "look" },
		{ "operator", "operator: groups, halting, allowing machines" },
		{ "approver", "approver: roll-outs, keys" },
		{},
	};

	section_begin(html, "Make an API key, for people and programs");
	form_begin(html, page, "/keys/api");
	input_account(html, page, "p-account", "all accounts");
	input_put(html, &(struct input){ "p-label", "label", "Label", .is_required = true });
	input_choose(html, &(struct input){ "p-role", "role", "It may" }, roles);
	put_days(html, "p-days");
	button_put(html, "Make", "primary");
	form_end(html);
	section_end(html);
}

void show_keys(struct html *html, const struct page *page, const json_t *keys, const json_t *groups)
{
	put_keys(html, page, json_object_get(keys, "items"));
	counted_put(html, keys);
	if (!page_may(page, ROLE_APPROVER))
		return;
	html_open(html, "div", "class", "columns");
	put_access_form(html, page, json_object_get(groups, "items"));
	put_api_form(html, page);
	html_close(html, "div");
}

void show_new_key(struct html *html, const char *label, const struct secret *secret)
{
	html_open(html, "section");
	html_open(html, "p");
	html_text(html, "This is the key \"");
	html_text(html, label);
	html_text(html, "\". It is shown this once: copy it now, and do not load this page again,"
			" which would make another key.");
	html_close(html, "p");
	html_open(html, "p", "class", "secret");
	html_leaf(html, "code", secret->text);
	html_close(html, "p");
	html_open(html, "p");
	html_leaf(html, "a", "I have it", "href", "/keys");
	html_close(html, "p");
	html_close(html, "section");
}
