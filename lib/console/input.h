/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Forms: what people fill in. Each field has its label; one that changes something, the token. */
#ifndef SUTURE_CONSOLE_INPUT_H
#define SUTURE_CONSOLE_INPUT_H

#include "console/page.h"

/* One that changes something: POST, with the session's token. */
void form_begin(struct html *html, const struct page *page, const char *action)
	__attribute__((nonnull));
/* One that asks: GET. */
void form_begin_search(struct html *html, const char *action) __attribute__((nonnull));
void form_end(struct html *html) __attribute__((nonnull));

struct input {
	const char *id;	   /* literal, one of a page */
	const char *name, *label;
	const char *type;  /* NULL: text */
	const char *value; /* or NULL */
	const char *hint;  /* of the form of what is wanted, or NULL */
	bool is_required;
};

void input_put(struct html *html, const struct input *input) __attribute__((nonnull));
void input_hide(struct html *html, const char *name, const char *value)
	__attribute__((nonnull(1, 2)));

void input_hide_number(struct html *html, const char *name, int64_t value)
	__attribute__((nonnull));

struct choice {
	const char *value, *title;
};

/* One of some; up to a choice without a title. value: what is chosen now, or NULL. */
void input_choose(struct html *html, const struct input *input, const struct choice *choices)
	__attribute__((nonnull));

/* class: "primary", "danger", "quiet" or NULL */
void button_put(struct html *html, const char *title, const char *class)
	__attribute__((nonnull(1, 2)));

/* A form with nothing but a button. */
void button_form(struct html *html, const struct page *page, const char *action, const char *title,
		 const char *class) __attribute__((nonnull(1, 2, 3, 4)));

/* Of which account, for those who see all. all: what the choice of none is called, or NULL. */
void input_account(struct html *html, const struct page *page, const char *id, const char *all)
	__attribute__((nonnull(1, 2, 3)));

/* The names of a list's items, as choices; the caller's, and good as long as the list. */
struct choice *choices_of(const json_t *items, const char *key, const char *none)
	__attribute__((nonnull(2), warn_unused_result));

/* A list's one field to search it by; text: what was looked for, or NULL. */
void search_put(struct html *html, const struct page *page, const char *action, const char *label,
		const char *text) __attribute__((nonnull(1, 2, 3, 4)));

#endif
