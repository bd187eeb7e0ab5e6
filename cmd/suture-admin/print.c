/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "print.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/form.h"
#include "base/json.h"
#include "base/memory.h"
#include "base/string_list.h"

/* ---- a value in one line; the caller's ---- */

static char *join(const json_t *array)
{
	char *text = xstrdup("");
	json_t *item;
	size_t i;

	if (!json_array_size(array))
		xappend(&text, "-");
	json_array_foreach ((json_t *)array, i, item)
		xappend(&text, "%s%s", i ? " " : "",
			json_is_string(item) ? json_string_value(item) : "?");
	return text;
}

static char *raw_text(const json_t *value)
{
	switch (value ? json_typeof(value) : JSON_NULL) {
	case JSON_NULL:
		return xstrdup("-");
	case JSON_STRING:
		return xstrdup(json_string_value(value));
	case JSON_TRUE:
		return xstrdup("yes");
	case JSON_FALSE:
		return xstrdup("no");
	case JSON_ARRAY:
		return join(value);
	default:
		return json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
	}
}

static char *text_of(const json_t *value)
{
	_cleanup_free_ char *raw = raw_text(value);

	return as_printable(raw);
}

/* "kernel.release" of an item. */
static const json_t *member(const json_t *item, const char *name)
{
	const char *dot = strchr(name, '.');
	_cleanup_free_ char *of = dot ? xstrndup(name, (size_t)(dot - name)) : NULL;

	return dot ? json_object_get(json_object_get(item, of), dot + 1)
		   : json_object_get(item, name);
}

/* ---- tables ---- */

static int width_of(const json_t *items, const char *name)
{
	int width = (int)strlen(name);
	json_t *item;
	size_t i;

	json_array_foreach ((json_t *)items, i, item) {
		_cleanup_free_ char *text = text_of(member(item, name));

		if ((int)strlen(text) > width)
			width = (int)strlen(text);
	}
	return width;
}

/* The last one is not filled up. */
static void print_cell(const char *text, int width, bool is_last)
{
	if (is_last)
		printf("%s\n", text);
	else
		printf("%-*s  ", width, text);
}

static void print_table(const json_t *items, const struct string_list *columns, const char *indent)
{
	_cleanup_free_ int *widths = xcalloc(columns->n_items + 1, sizeof(*widths));
	json_t *item;
	size_t row;

	fputs(indent, stdout);
	for (size_t i = 0; i < columns->n_items; i++) {
		widths[i] = width_of(items, columns->items[i]);
		print_cell(columns->items[i], widths[i], i + 1 == columns->n_items);
	}
	json_array_foreach ((json_t *)items, row, item) {
		fputs(indent, stdout);
		for (size_t i = 0; i < columns->n_items; i++) {
			_cleanup_free_ char *text = text_of(member(item, columns->items[i]));

			print_cell(text, widths[i], i + 1 == columns->n_items);
		}
	}
}

static struct string_list split(const char *text)
{
	_cleanup_free_ char *copy = xstrdup(text);
	struct string_list list = {};
	char *rest = copy;

	for (char *word; (word = strsep(&rest, " "));)
		string_list_add(&list, word);
	return list;
}

static struct string_list names_of(const json_t *object)
{
	struct string_list list = {};
	const char *name;
	json_t *value;

	json_object_foreach ((json_t *)object, name, value)
		string_list_add(&list, name);
	return list;
}

/* What there is more of than what is shown. */
static void print_rest(const json_t *list)
{
	const size_t n_shown = json_array_size(json_object_get(list, "items"));
	const json_int_t total = json_integer_value(json_object_get(list, "total"));

	if ((json_int_t)n_shown < total)
		printf("(%zu of %lld%s)\n", n_shown, (long long)total,
		       json_is_true(json_object_get(list, "more")) ? " and more" : "");
}

static void print_list(const json_t *list, const char *columns)
{
	_cleanup_string_list_ struct string_list names = split(columns);

	print_table(json_object_get(list, "items"), &names, "");
	print_rest(list);
}

/* ---- objects ---- */

static bool is_table(const json_t *value)
{
	return json_is_array(value) && json_is_object(json_array_get(value, 0));
}

static void print_object(const json_t *object, const char *prefix)
{
	const char *name;
	json_t *value;

	json_object_foreach ((json_t *)object, name, value) {
		_cleanup_free_ char *whole = xasprintf("%s%s", prefix, name);
		_cleanup_free_ char *below = xasprintf("%s.", whole);
		_cleanup_free_ char *text = NULL;

		if (is_table(value))
			continue;
		if (json_is_object(value)) {
			print_object(value, below);
			continue;
		}
		text = text_of(value);
		printf("%s: %s\n", whole, text);
	}
}

/* Behind all else. */
static void print_tables(const json_t *object)
{
	const char *name;
	json_t *value;

	json_object_foreach ((json_t *)object, name, value) {
		_cleanup_string_list_ struct string_list columns = {};

		if (!is_table(value))
			continue;
		columns = names_of(json_array_get(value, 0));
		printf("\n%s:\n", name);
		print_table(value, &columns, "  ");
	}
}

void print_answer(const json_t *answer, const char *columns)
{
	if (json_object_get(answer, "done"))
		return;
	if (columns) {
		print_list(answer, columns);
		return;
	}
	print_object(answer, "");
	print_tables(answer);
}
