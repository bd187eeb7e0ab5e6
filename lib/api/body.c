/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "api/body.h"

#include <string.h>

#include "base/date.h"
#include "base/form.h"
#include "base/json.h"

static struct error *malformed(const struct body_row *row, const char *what)
{
	return error_refuse(SUTURE_REFUSAL_REQUEST_MALFORMED, "'%s' is not %s", row->name, what);
}

/* ---- members by their kinds ---- */

static struct error *read_text(const struct body_row *row, const json_t *value)
{
	const char *text = json_string_value(value);

	if (!text || json_string_length(value) > (size_t)row->max || !is_printable(text))
		return malformed(row, "a line of text, or too long a one");
	*(const char **)row->value = text;
	return NULL;
}

static struct error *read_number(const struct body_row *row, const json_t *value)
{
	const json_int_t number = json_integer_value(value);

	if (!json_is_integer(value) || number < 0 || number > row->max)
		return malformed(row, "a number, or too large a one");
	*(int64_t *)row->value = number;
	return NULL;
}

static struct error *read_boolean(const struct body_row *row, const json_t *value)
{
	if (!json_is_boolean(value))
		return malformed(row, "true or false");
	*(bool *)row->value = json_is_true(value);
	return NULL;
}

static struct error *read_date(const struct body_row *row, const json_t *value)
{
	int64_t date;

	if (!date_read(json_string_value(value), &date) || date <= 0)
		return malformed(row, "a date as 2026-11-28T12:00:00Z");
	*(int64_t *)row->value = date;
	return NULL;
}

static struct error *read_list(const struct body_row *row, const json_t *value)
{
	if (!json_is_array(value) || json_array_size(value) > (size_t)row->max)
		return malformed(row, "a list, or too long a one");
	*(const json_t **)row->value = value;
	return NULL;
}

static struct error *(*const readers[])(const struct body_row *row, const json_t *value) = {
	[BODY_TEXT] = read_text, [BODY_NUMBER] = read_number, [BODY_BOOLEAN] = read_boolean,
	[BODY_DATE] = read_date, [BODY_LIST] = read_list,
};

/* ---- the whole ---- */

static bool is_known(const struct body_row *rows, const char *name)
{
	for (; rows->name; rows++)
		if (!strcmp(rows->name, name))
			return true;
	return false;
}

static struct error *expect_known(const struct body_row *rows, const json_t *body)
{
	const char *name;
	json_t *value;

	json_object_foreach ((json_t *)body, name, value)
		if (!is_known(rows, name))
			return error_refuse(SUTURE_REFUSAL_REQUEST_MALFORMED,
					    "'%.60s' is not known here", name);
	return NULL;
}

static struct error *read_rows(const struct body_row *row, const json_t *body)
{
	for (; row->name; row++) {
		const json_t *value = json_object_get(body, row->name);

		if (value && !(json_is_null(value) && row->need == BODY_OPTIONAL))
			try(readers[row->kind](row, value));
		else if (row->need == BODY_NEEDED)
			return error_refuse(SUTURE_REFUSAL_REQUEST_MALFORMED, "'%s' is missing",
					    row->name);
	}
	return NULL;
}

static struct error *parse(const char *text, size_t size, json_t **body)
{
	json_error_t why;

	*body = size ? json_loadb(text, size, JSON_REJECT_DUPLICATES, &why) : json_object();
	if (!*body)
		return error_refuse(SUTURE_REFUSAL_REQUEST_MALFORMED, "line %d: no JSON", why.line);
	if (!json_is_object(*body))
		return error_refuse(SUTURE_REFUSAL_REQUEST_MALFORMED, "it is no JSON object");
	return NULL;
}

struct error *body_parse(const char *text, size_t size, const struct body_row *rows, json_t **body)
{
	_cleanup_json_ json_t *parsed = NULL;

	try(parse(text, size, &parsed));
	try(expect_known(rows, parsed));
	try(read_rows(rows, parsed));
	*body = json_incref(parsed);
	return NULL;
}

struct error *body_read(const struct call *call, const struct body_row *rows, json_t **body)
{
	size_t size;
	const char *text = http_body(call->request, &size);

	return body_parse(text, size, rows, body);
}
