/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/statement.h"

#include "base/json.h"
#include "base/memory.h"
#include "fleet/money.h"

/* ---- text ---- */

static const char *entity_of(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	default:
		return "&#39;";
	}
}

static void add_text(char **page, const char *text)
{
	for (size_t n; *text; text += n) {
		n = strcspn(text, "&<>\"'");
		xappend(page, "%.*s", (int)n, text);
		if (text[n])
			xappend(page, "%s", entity_of(text[n++]));
	}
}

static const char *string_of(const json_t *object, const char *name)
{
	const char *string = json_string_value(json_object_get(object, name));

	return string ? string : "";
}

static json_int_t number_of(const json_t *object, const char *name)
{
	return json_integer_value(json_object_get(object, name));
}

static void add_element(char **page, const char *element, const char *text)
{
	xappend(page, "<%s>", element);
	add_text(page, text);
	xappend(page, "</%s>\n", element);
}

static void add_cell(char **page, const char *text)
{
	xappend(page, "<td>");
	add_text(page, text);
	xappend(page, "</td>");
}

static void add_number(char **page, json_int_t number)
{
	xappend(page, "<td class=\"number\">%" JSON_INTEGER_FORMAT "</td>", number);
}

/* What has no currency costs nothing. */
static void add_money(char **page, json_int_t cents, const char *currency)
{
	_cleanup_free_ char *text = *currency ? money_text(cents, currency) : xstrdup("");

	xappend(page, "<td class=\"number\">");
	add_text(page, text);
	xappend(page, "</td>");
}

/* ---- the page ---- */

static void add_head(char **page, const json_t *statement)
{
	_cleanup_free_ char *title = xasprintf("Statement of %s, %s", string_of(statement, "month"),
					       string_of(statement, "account"));

	xappend(page, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		      "<meta name=\"viewport\" content=\"width=device-width\">\n");
	add_element(page, "title", title);
	xappend(page, "<link rel=\"stylesheet\" href=\"/console.css\">\n</head>\n"
		      "<body class=\"statement\">\n<main>\n");
	add_element(page, "h1", title);
}

static void add_kind(char **page, const json_t *statement)
{
	_cleanup_free_ char *made =
		xasprintf("Made on %.10s, for %.10s up to and without %.10s, UTC.",
			  string_of(statement, "made"), string_of(statement, "from"),
			  string_of(statement, "until"));
	_cleanup_free_ char *number =
		xasprintf("Number %" JSON_INTEGER_FORMAT, number_of(statement, "number"));

	if (json_is_true(json_object_get(statement, "preliminary")))
		add_element(page, "p", "Preliminary: more machines may be counted.");
	if (json_is_integer(json_object_get(statement, "number")))
		add_element(page, "p", number);
	add_element(page, "p", made);
}

static void add_range(char **page, const json_t *step)
{
	const json_t *to = json_object_get(step, "to");

	if (json_is_integer(to))
		xappend(page, "<td>%" JSON_INTEGER_FORMAT " to %" JSON_INTEGER_FORMAT "</td>",
			number_of(step, "from"), json_integer_value(to));
	else
		xappend(page, "<td>from %" JSON_INTEGER_FORMAT " on</td>", number_of(step, "from"));
}

static void add_step(char **page, const json_t *plan, const json_t *step)
{
	const bool has_plan = json_is_string(json_object_get(plan, "plan"));

	xappend(page, "<tr>");
	add_cell(page, has_plan ? string_of(plan, "plan") : "without a subscription");
	add_cell(page, string_of(plan, "kind"));
	add_range(page, step);
	add_number(page, number_of(step, "machines"));
	add_money(page, number_of(step, "cents"), string_of(plan, "currency"));
	add_money(page, number_of(step, "amount"), string_of(plan, "currency"));
	xappend(page, "</tr>\n");
}

static void add_plans(char **page, const json_t *statement)
{
	const json_t *plan, *step;
	size_t i, j;

	xappend(page, "<tbody>\n");
	json_array_foreach (json_object_get(statement, "plans"), i, plan)
		json_array_foreach (json_object_get(plan, "steps"), j, step)
			add_step(page, plan, step);
	xappend(page, "</tbody>\n");
}

static void add_totals(char **page, const json_t *statement)
{
	const json_t *total;
	size_t i;

	xappend(page, "<tfoot>\n");
	json_array_foreach (json_object_get(statement, "totals"), i, total) {
		xappend(page, "<tr><th scope=\"row\" colspan=\"5\">Total</th>");
		add_money(page, number_of(total, "amount"), string_of(total, "currency"));
		xappend(page, "</tr>\n");
	}
	xappend(page, "</tfoot>\n");
}

char *statement_to_html(const json_t *statement)
{
	char *page = NULL;

	add_head(&page, statement);
	add_kind(&page, statement);
	xappend(&page, "<table>\n<thead>\n<tr><th>Plan</th><th>Kind</th><th>Step</th>"
		       "<th>Machines</th><th>Price</th><th>Amount</th></tr>\n</thead>\n");
	add_plans(&page, statement);
	add_totals(&page, statement);
	xappend(&page, "</table>\n</main>\n</body>\n</html>\n");
	return page;
}
