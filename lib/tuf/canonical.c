/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tuf/canonical.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"

/* How much is allocated for so many bytes and a NUL: the next power of two. */
static size_t capacity_of(size_t size)
{
	return (size_t)1 << (64 - __builtin_clzll(size | 255));
}

static void put(struct bytes *text, const char *data, size_t size)
{
	const size_t capacity = capacity_of(text->size + size);

	if (!text->data || capacity != capacity_of(text->size))
		text->data = xrealloc(text->data, capacity, 1);
	memcpy(text->data + text->size, data, size);
	text->size += size;
	text->data[text->size] = 0;
}

static void put_character(struct bytes *text, char c)
{
	put(text, &c, 1);
}

static void put_word(struct bytes *text, const char *word)
{
	put(text, word, strlen(word));
}

/* Bytes up to the first one that is escaped. */
static size_t plain_length(const char *string, const char *end)
{
	const char *c = string;

	while (c < end && *c != '"' && *c != '\\')
		c++;
	return (size_t)(c - string);
}

static void put_string(struct bytes *text, const char *string, size_t length)
{
	const char *end = string + length;

	put_character(text, '"');
	while (string < end) {
		size_t plain = plain_length(string, end);

		put(text, string, plain);
		string += plain;
		if (string == end)
			break;
		put_character(text, '\\');
		put_character(text, *string++);
	}
	put_character(text, '"');
}

static void put_integer(struct bytes *text, json_int_t value)
{
	char digits[32];

	snprintf(digits, sizeof(digits), "%" JSON_INTEGER_FORMAT, value);
	put_word(text, digits);
}

static struct error *put_value(struct bytes *text, const json_t *value);

static struct error *put_array(struct bytes *text, const json_t *array)
{
	size_t i;
	json_t *item;

	put_character(text, '[');
	json_array_foreach (array, i, item) {
		if (i)
			put_character(text, ',');
		try(put_value(text, item));
	}
	put_character(text, ']');
	return NULL;
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The caller's array of borrowed names. */
static const char **sorted_names(const json_t *object)
{
	size_t n = 0;
	const char **names = xcalloc(json_object_size(object) + 1, sizeof(*names));
	const char *name;
	json_t *value;

	json_object_foreach ((json_t *)object, name, value)
		names[n++] = name;
	qsort(names, n, sizeof(*names), by_bytes);
	return names;
}

/* *hole, if it is asked for: where the value of the member of that name ends. */
static struct error *put_object(struct bytes *text, const json_t *object, const char *member,
				size_t *hole)
{
	_cleanup_free_ const char **names = sorted_names(object);

	put_character(text, '{');
	for (size_t i = 0; i < json_object_size(object); i++) {
		if (i)
			put_character(text, ',');
		try(canonical_member(names[i], json_object_get(object, names[i]), text));
		if (hole && !strcmp(names[i], member))
			*hole = text->size;
	}
	put_character(text, '}');
	return NULL;
}

static struct error *put_value(struct bytes *text, const json_t *value)
{
	switch (json_typeof(value)) {
	case JSON_OBJECT:
		return put_object(text, value, NULL, NULL);
	case JSON_ARRAY:
		return put_array(text, value);
	case JSON_STRING:
		put_string(text, json_string_value(value), json_string_length(value));
		return NULL;
	case JSON_INTEGER:
		put_integer(text, json_integer_value(value));
		return NULL;
	case JSON_REAL:
		return error_refuse(SUTURE_REFUSAL_METADATA_MALFORMED,
				    "a number has a fraction, which no signature can be over");
	case JSON_TRUE:
		put_word(text, "true");
		return NULL;
	case JSON_FALSE:
		put_word(text, "false");
		return NULL;
	case JSON_NULL:
		put_word(text, "null");
		return NULL;
	}
	return NULL;
}

struct error *canonical_json(const json_t *value, struct bytes *text)
{
	_cleanup_bytes_ struct bytes made = {};

	try(put_value(&made, value));
	*text = made;
	made = (struct bytes){};
	return NULL;
}

struct error *canonical_member(const char *name, const json_t *value, struct bytes *text)
{
	put_string(text, name, strlen(name));
	put_character(text, ':');
	return put_value(text, value);
}

struct error *canonical_with_hole(const json_t *object, const char *member, struct bytes *text,
				  size_t *hole)
{
	_cleanup_bytes_ struct bytes made = {};
	size_t end = 0;

	try(put_object(&made, object, member, &end));
	*hole = end - strlen("}");
	*text = made;
	made = (struct bytes){};
	return NULL;
}

void canonical_append(const void *data, size_t size, struct bytes *text)
{
	put(text, data, size);
}
