/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/strings.h"

#include <stdlib.h>

#include "base/memory.h"

void strings_deinit(struct strings *strings)
{
	for (size_t i = 0; i < strings->n_items; i++)
		free(strings->items[i]);
	free(strings->items);
	free(strings->slots);
}

/* FNV-1a */
static uint64_t hash(const char *text, size_t length)
{
	uint64_t value = 0xcbf29ce484222325;

	for (size_t i = 0; i < length; i++)
		value = (value ^ (unsigned char)text[i]) * 0x100000001b3;
	return value ^ (value >> 32);
}

/* The slot that holds the string, or the free one where it belongs. */
static size_t slot_of(const struct strings *strings, const char *text, size_t length)
{
	size_t slot = hash(text, length) & (strings->n_slots - 1);

	for (; strings->slots[slot]; slot = (slot + 1) & (strings->n_slots - 1)) {
		const char *item = strings->items[strings->slots[slot] - 1];

		if (!strncmp(item, text, length) && item[length] == '\0')
			break;
	}
	return slot;
}

static void grow(struct strings *strings)
{
	strings->n_slots = strings->n_slots ? strings->n_slots * 2 : 64;
	free(strings->slots);
	strings->slots = xcalloc(strings->n_slots, sizeof(*strings->slots));
	for (size_t i = 0; i < strings->n_items; i++) {
		const char *item = strings->items[i];

		strings->slots[slot_of(strings, item, strlen(item))] = i + 1;
	}
}

size_t strings_add(struct strings *strings, const char *text, size_t length)
{
	size_t slot;

	if (strings->n_items * 2 >= strings->n_slots)
		grow(strings);
	slot = slot_of(strings, text, length);
	if (!strings->slots[slot]) {
		*array_append(strings->items, strings->n_items) = xstrndup(text, length);
		strings->slots[slot] = strings->n_items;
	}
	return strings->slots[slot] - 1;
}

long strings_find(const struct strings *strings, const char *text, size_t length)
{
	if (strings->n_slots == 0)
		return -1;
	return (long)strings->slots[slot_of(strings, text, length)] - 1;
}
