/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "console/input.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "console/value.h"

void form_begin(struct html *html, const struct page *page, const char *action)
{
	html_open(html, "form", "method", "post", "action", action);
	input_hide(html, "csrf", page->csrf);
}

void form_begin_search(struct html *html, const char *action)
{
	html_open(html, "form", "method", "get", "action", action, "role", "search", "class",
		  "filter");
}

void form_end(struct html *html)
{
	html_close(html, "form");
}

void input_hide(struct html *html, const char *name, const char *value)
{
	if (value)
		html_empty(html, "input", "type", "hidden", "name", name, "value", value);
}

void input_hide_number(struct html *html, const char *name, int64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRId64, value);
	input_hide(html, name, text);
}

static void begin(struct html *html, const struct input *input)
{
	html_open(html, "div", "class", "field");
	html_leaf(html, "label", input->label, "for", input->id);
}

void input_put(struct html *html, const struct input *input)
{
	const char *type = input->type ? input->type : "text";
	const bool is_secret = !strcmp(type, "password");

	begin(html, input);
	html_empty(html, "input", "id", input->id, "name", input->name, "type", type, "value",
		   input->value, "placeholder", input->hint, "required",
		   input->is_required ? "required" : NULL, "min",
		   !strcmp(type, "number") ? "0" : NULL, "autocomplete",
		   is_secret ? "current-password" : "off", "spellcheck", "false");
	html_close(html, "div");
}

void input_choose(struct html *html, const struct input *input, const struct choice *choices)
{
	begin(html, input);
	html_open(html, "select", "id", input->id, "name", input->name);
	for (; choices->title; choices++)
		html_leaf(html, "option", choices->title, "value", choices->value, "selected",
			  input->value && !strcmp(input->value, choices->value) ? "selected"
										: NULL);
	html_close(html, "select");
	html_close(html, "div");
}

void button_put(struct html *html, const char *title, const char *class)
{
	html_leaf(html, "button", title, "type", "submit", "class", class);
}

void button_form(struct html *html, const struct page *page, const char *action, const char *title,
		 const char *class)
{
	form_begin(html, page, action);
	button_put(html, title, class);
	form_end(html);
}

struct choice *choices_of(const json_t *items, const char *key, const char *none)
{
	struct choice *choices = xcalloc(json_array_size(items) + 2, sizeof(*choices));
	const json_t *item;
	size_t i, n = 0;

	if (none)
		choices[n++] = (struct choice){ "", none };
	json_array_foreach (items, i, item) {
		const char *name = value_text(item, key);

		if (name)
			choices[n++] = (struct choice){ name, name };
	}
	return choices;
}

static void put_account(struct html *html, const json_t *account)
{
	char id[24];

	snprintf(id, sizeof(id), "%" PRId64, value_number(account, "id"));
	html_leaf(html, "option", value_text(account, "name"), "value", id);
}

void input_account(struct html *html, const struct page *page, const char *id, const char *all)
{
	const json_t *account;
	size_t i;

	if (page->account)
		input_hide_number(html, "account", page->account);
	if (page->account || page->actor->account)
		return;
	begin(html, &(struct input){ id, "account", "Account" });
	html_open(html, "select", "id", id, "name", "account");
	if (all)
		html_leaf(html, "option", all, "value", "");
	json_array_foreach (page->accounts, i, account)
		put_account(html, account);
	html_close(html, "select");
	html_close(html, "div");
}

void search_put(struct html *html, const struct page *page, const char *action, const char *label,
		const char *text)
{
	form_begin_search(html, action);
	if (page->account)
		input_hide_number(html, "account", page->account);
	html_open(html, "div", "class", "fields");
	input_put(html, &(struct input){ "f-text", "text", label, "search", text });
	button_put(html, "Look", "primary");
	html_close(html, "div");
	form_end(html);
}
