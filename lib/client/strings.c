/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "client/strings.h"

#include <stdlib.h>

#include "base/memory.h"

static void add_owned(struct strings *strings, char *string)
{
	*array_append(strings->items, strings->n_items) = string;
}

void strings_add(struct strings *strings, const char *string)
{
	add_owned(strings, xstrdup(string));
}

void strings_add_lines(struct strings *strings, const char *text)
{
	while (*text) {
		size_t length = strcspn(text, "\n");

		if (length)
			add_owned(strings, xstrndup(text, length));
		text += length + (text[length] == '\n');
	}
}

bool strings_contain(const struct strings *strings, const char *string)
{
	for (size_t i = 0; i < strings->n_items; i++)
		if (strcmp(strings->items[i], string) == 0)
			return true;
	return false;
}

bool strings_equal(const struct strings *a, const struct strings *b)
{
	if (a->n_items != b->n_items)
		return false;
	for (size_t i = 0; i < a->n_items; i++)
		if (strcmp(a->items[i], b->items[i]) != 0)
			return false;
	return true;
}

char *strings_join(const struct strings *strings)
{
	size_t length = 1;
	char *text, *end;

	for (size_t i = 0; i < strings->n_items; i++)
		length += strlen(strings->items[i]) + 2;
	end = text = xcalloc(length, 1);
	for (size_t i = 0; i < strings->n_items; i++) {
		if (i)
			end = stpcpy(end, ", ");
		end = stpcpy(end, strings->items[i]);
	}
	return text;
}

void strings_deinit(struct strings *strings)
{
	for (size_t i = 0; i < strings->n_items; i++)
		free(strings->items[i]);
	free(strings->items);
	*strings = (struct strings){ 0 };
}
