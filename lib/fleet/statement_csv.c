/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/statement.h"

#include <inttypes.h>

#include "base/json.h"
#include "base/memory.h"

static const char head[] = "record,number,account,month,preliminary,plan,kind,currency,from,to,"
			   "machines,cents,amount\r\n";

/* ---- fields ---- */

/* With these a spreadsheet begins a formula, some of them also behind blanks. */
static bool is_formula(const char *text)
{
	const char first = text[strspn(text, " ")];

	return first && strchr("=+-@\t\r\n", first);
}

static void add_quoted(char **csv, const char *text)
{
	xappend(csv, "\"");
	for (size_t n; *text; text += n) {
		n = strcspn(text, "\"");
		xappend(csv, "%.*s", (int)n, text);
		if (text[n]) {
			xappend(csv, "\"\"");
			n++;
		}
	}
	xappend(csv, "\"");
}

static void add_text(char **csv, const char *text)
{
	_cleanup_free_ char *safe = xasprintf("%s%s", is_formula(text) ? "'" : "", text);

	if (strpbrk(safe, ",\"\r\n") || *safe == ' ')
		add_quoted(csv, safe);
	else
		xappend(csv, "%s", safe);
}

static void add_value(char **csv, const json_t *value)
{
	if (json_is_string(value))
		add_text(csv, json_string_value(value));
	else if (json_is_integer(value))
		xappend(csv, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
	else if (json_is_boolean(value))
		xappend(csv, "%s", json_is_true(value) ? "true" : "false");
}

/* Members of an object that is NULL are empty. */
static void add_members(char **csv, const json_t *object, const char *const *names, size_t n_names)
{
	for (size_t i = 0; i < n_names; i++) {
		xappend(csv, ",");
		add_value(csv, json_object_get(object, names[i]));
	}
}

/* ---- records ---- */

static void add_record(char **csv, const char *record, const json_t *statement, const json_t *plan,
		       const json_t *step)
{
	static const char *const of_statement[] = { "number", "account", "month", "preliminary" };
	static const char *const of_plan[] = { "plan", "kind", "currency" };
	static const char *const of_step[] = { "from", "to", "machines", "cents", "amount" };

	xappend(csv, "%s", record);
	add_members(csv, statement, of_statement, ARRAY_SIZE(of_statement));
	add_members(csv, plan, of_plan, ARRAY_SIZE(of_plan));
	add_members(csv, step, of_step, ARRAY_SIZE(of_step));
	xappend(csv, "\r\n");
}

static void add_plan(char **csv, const json_t *statement, const json_t *plan)
{
	const json_t *step;
	size_t i;

	json_array_foreach (json_object_get(plan, "steps"), i, step)
		add_record(csv, "step", statement, plan, step);
}

/* A total has a currency, as a plan has, and an amount, as a step has. */
char *statement_to_csv(const json_t *statement)
{
	char *csv = xstrdup(head);
	const json_t *item;
	size_t i;

	json_array_foreach (json_object_get(statement, "plans"), i, item)
		add_plan(&csv, statement, item);
	json_array_foreach (json_object_get(statement, "totals"), i, item)
		add_record(&csv, "total", statement, item, item);
	return csv;
}
