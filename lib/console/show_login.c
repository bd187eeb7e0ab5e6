/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "console/show.h"

#include "console/input.h"

/* There is no session that a token could be of; that it is our own form, the answer checks. */
void show_login(struct html *html, const char *to, bool wrong)
{
	if (wrong)
		html_leaf(html, "p", "Nobody has this key, or it is no longer good.", "class",
			  "notice wrong", "role", "alert");
	html_open(html, "section", "class", "narrow");
	html_open(html, "form", "method", "post", "action", "/login");
	input_hide(html, "to", to);
	input_put(html, &(struct input){ "l-key", "key", "API key", "password", .is_required = true,
					 .hint = "suture-api-..." });
	button_put(html, "Sign in", "primary");
	html_close(html, "form");
	html_leaf(html, "p", "The service's administrator makes keys.", "class", "hint");
	html_close(html, "section");
}

/* What is ours is told in general terms; it is in the log. */
void show_refusal(struct html *html, const struct error *error, unsigned int status)
{
	const struct refusal_row *row = error->kind == ERROR_REFUSED ? refusal_row(error->refusal)
								     : NULL;

	html_open(html, "section", "class", "narrow");
	if (status < 500)
		html_leaf(html, "p", error->message);
	if (row) {
		html_leaf(html, "p", row->text);
		html_open(html, "p");
		html_text(html, "What to do: ");
		html_text(html, row->remedy);
		html_text(html, ".");
		html_close(html, "p");
	}
	html_open(html, "p");
	html_leaf(html, "a", "To the fleet", "href", "/");
	html_close(html, "p");
	html_close(html, "section");
}
