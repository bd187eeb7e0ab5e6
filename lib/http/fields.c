/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "http/fields.h"

#include <string.h>

#include "base/hex.h"
#include "base/json.h"
#include "base/memory.h"

/* ---- decoding ---- */

/* JSON is UTF-8; who reads it for us knows best what that is. */
static bool is_utf8(const char *text, size_t size)
{
	_cleanup_json_ json_t *value = json_stringn(text, size);

	return value != NULL;
}

/* The byte that "%41" stands for. */
static bool read_escape(const char *text, size_t size, char *byte)
{
	const char digits[3] = { size > 1 ? text[1] : 0, size > 2 ? text[2] : 0, 0 };

	return hex_read(digits, (unsigned char *)byte, 1);
}

char *percent_decode(const char *text, size_t size, bool plus)
{
	_cleanup_free_ char *decoded = xcalloc(size + 1, 1);
	size_t length = 0;

	for (size_t i = 0; i < size; i++) {
		char byte = text[i];

		if (byte == '%') {
			if (!read_escape(text + i, size - i, &byte))
				return NULL;
			i += 2;
		} else if (byte == '+' && plus) {
			byte = ' ';
		}
		if (!byte)
			return NULL;
		decoded[length++] = byte;
	}
	return is_utf8(decoded, length) ? take(decoded) : NULL;
}

/* ---- fields ---- */

void fields_add(struct fields *fields, char *name, char *value)
{
	*array_append(fields->items, fields->n_items) = (struct field){ name, value };
}

const char *fields_get(const struct fields *fields, const char *name)
{
	for (size_t i = 0; i < fields->n_items; i++)
		if (!strcmp(fields->items[i].name, name))
			return fields->items[i].value;
	return NULL;
}

/* "a=b", or "a", which is "a=". */
static bool read_pair(struct fields *fields, const char *text, size_t size)
{
	const char *equals = memchr(text, '=', size);
	const size_t name_size = equals ? (size_t)(equals - text) : size;
	const char *rest = equals ? equals + 1 : text + size;
	_cleanup_free_ char *name = percent_decode(text, name_size, true);
	_cleanup_free_ char *value = percent_decode(rest, (size_t)(text + size - rest), true);

	if (!name || !value || fields->n_items == FIELDS_MAX)
		return false;
	fields_add(fields, take(name), take(value));
	return true;
}

bool fields_read(struct fields *fields, const char *text, size_t size)
{
	const char *end = text + size;

	while (text < end) {
		const char *next = memchr(text, '&', (size_t)(end - text));

		next = next ? next : end;
		if (next > text && !read_pair(fields, text, (size_t)(next - text)))
			return false;
		text = next + 1;
	}
	return true;
}

void fields_deinit(struct fields *fields)
{
	for (size_t i = 0; i < fields->n_items; i++) {
		free(fields->items[i].name);
		free(fields->items[i].value);
	}
	free(fields->items);
	*fields = (struct fields){};
}
