/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/json.h"

#include "base/date.h"
#include "base/memory.h"

/* Task names and paths may be any bytes; JSON is UTF-8. */
static json_t *ascii_to_json(const char *string)
{
	_cleanup_free_ char *ascii = xstrdup(string);

	for (char *c = ascii; *c; c++)
		if (*c & 0x80)
			*c = '?';
	return json_string(ascii);
}

json_t *string_to_json(const char *string)
{
	json_t *value;

	if (!string)
		return json_null();
	value = json_string(string);
	return value ? value : ascii_to_json(string);
}

json_t *string_list_to_json(const struct string_list *list)
{
	return strings_to_json(list->items, list->n_items);
}

json_t *date_to_json(int64_t seconds)
{
	char text[DATE_TEXT_SIZE];

	if (!seconds)
		return json_null();
	date_write(seconds, text);
	return json_string(text);
}

bool json_read_strings(const json_t *array, struct string_list *strings)
{
	const json_t *item;
	size_t i;

	json_array_foreach (array, i, item) {
		if (!json_is_string(item))
			return false;
		string_list_add(strings, json_string_value(item));
	}
	return json_is_array(array);
}

json_t *strings_to_json(char *const *items, size_t n_items)
{
	json_t *array = json_array();

	for (size_t i = 0; i < n_items; i++)
		json_array_append_new(array, string_to_json(items[i]));
	return array;
}

static json_t *refusal_to_json(const struct error *error)
{
	const struct refusal_row *row = refusal_row(error->refusal);
	json_t *offset = error->has_offset ? json_integer((json_int_t)error->offset) : json_null();

	return json_pack("{s:i, s:s?, s:o, s:s?, s:s?, s:o, s:o, s:o, s:s?, s:s?}", "code",
			 (int)error->refusal, "token", row ? row->token : NULL, "message",
			 string_to_json(error->message), "reason", row ? row->text : NULL, "remedy",
			 row ? row->remedy : NULL, "object", string_to_json(error->object),
			 "function", string_to_json(error->function), "offset", offset, "expected",
			 error->expected, "found", error->found);
}

static const char *kind_name(enum error_kind kind)
{
	switch (kind) {
	case ERROR_USAGE:
		return "usage";
	case ERROR_NO_CHANGE:
		return "no-change";
	case ERROR_REFUSED:
		return "refused";
	case ERROR_INTERNAL:
		break;
	}
	return "internal";
}

json_t *error_to_json(const struct error *error)
{
	if (error->kind == ERROR_REFUSED)
		return json_pack("{s:o}", "refusal", refusal_to_json(error));
	return json_pack("{s:{s:s, s:o}}", "error", "kind", kind_name(error->kind), "message",
			 string_to_json(error->message));
}

char *json_text(const json_t *value)
{
	/* 15 digits are what a double keeps: 0.98 stays 0.98. */
	_cleanup_free_ char *text =
		json_dumps(value, JSON_INDENT(2) | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));

	/* Only a lack of memory gets here: every value is of our own making. */
	return xasprintf("%s\n", text ? text : "null");
}
