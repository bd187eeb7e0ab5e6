/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/string_list.h"

#include <stdlib.h>

#include "base/memory.h"

static void add_owned(struct string_list *list, char *string)
{
	*array_append(list->items, list->n_items) = string;
}

void string_list_add(struct string_list *list, const char *string)
{
	add_owned(list, xstrdup(string));
}

void string_list_add_lines(struct string_list *list, const char *text)
{
	while (*text) {
		size_t length = strcspn(text, "\n");

		if (length)
			add_owned(list, xstrndup(text, length));
		text += length + (text[length] == '\n');
	}
}

void string_list_add_words(struct string_list *list, const char *text)
{
	while (*(text += strspn(text, " \t"))) {
		size_t length = strcspn(text, " \t");

		add_owned(list, xstrndup(text, length));
		text += length;
	}
}

void string_list_add_all(struct string_list *list, const struct string_list *others)
{
	for (size_t i = 0; i < others->n_items; i++)
		if (!string_list_contains(list, others->items[i]))
			string_list_add(list, others->items[i]);
}

bool string_list_remove(struct string_list *list, const char *string)
{
	for (size_t i = 0; i < list->n_items; i++) {
		if (strcmp(list->items[i], string))
			continue;
		free(list->items[i]);
		list->n_items--;
		memmove(&list->items[i], &list->items[i + 1],
			(list->n_items - i) * sizeof(*list->items));
		return true;
	}
	return false;
}

bool string_list_contains(const struct string_list *list, const char *string)
{
	for (size_t i = 0; i < list->n_items; i++)
		if (strcmp(list->items[i], string) == 0)
			return true;
	return false;
}

char *string_list_join(const struct string_list *list)
{
	size_t length = 1;
	char *text, *end;

	for (size_t i = 0; i < list->n_items; i++)
		length += strlen(list->items[i]) + 2;
	end = text = xcalloc(length, 1);
	for (size_t i = 0; i < list->n_items; i++) {
		if (i)
			end = stpcpy(end, ", ");
		end = stpcpy(end, list->items[i]);
	}
	return text;
}

void string_list_deinit(struct string_list *list)
{
	for (size_t i = 0; i < list->n_items; i++)
		free(list->items[i]);
	free(list->items);
	*list = (struct string_list){ 0 };
}
