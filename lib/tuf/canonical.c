/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tuf/canonical.h"

#include <stdio_ext.h>
#include <string.h>

#include "base/memory.h"

/* Bytes up to the first one that is escaped. */
static size_t plain_length(const char *string, const char *end)
{
	const char *c = string;

	while (c < end && *c != '"' && *c != '\\')
		c++;
	return (size_t)(c - string);
}

static void put_string(FILE *text, const char *string, size_t length)
{
	const char *end = string + length;

	putc('"', text);
	while (string < end) {
		size_t plain = plain_length(string, end);

		fwrite(string, 1, plain, text);
		string += plain;
		if (string == end)
			break;
		putc('\\', text);
		putc(*string++, text);
	}
	putc('"', text);
}

static struct error *put_value(FILE *text, const json_t *value);

static struct error *put_array(FILE *text, const json_t *array)
{
	size_t i;
	json_t *item;

	putc('[', text);
	json_array_foreach (array, i, item) {
		if (i)
			putc(',', text);
		try(put_value(text, item));
	}
	putc(']', text);
	return NULL;
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static struct error *put_object(FILE *text, const json_t *object)
{
	size_t n = json_object_size(object), i = 0;
	_cleanup_free_ const char **names = xcalloc(n + 1, sizeof(*names));
	const char *name;
	json_t *value;

	json_object_foreach ((json_t *)object, name, value)
		names[i++] = name;
	qsort(names, n, sizeof(*names), by_bytes);
	putc('{', text);
	for (i = 0; i < n; i++) {
		if (i)
			putc(',', text);
		put_string(text, names[i], strlen(names[i]));
		putc(':', text);
		try(put_value(text, json_object_get(object, names[i])));
	}
	putc('}', text);
	return NULL;
}

static struct error *put_value(FILE *text, const json_t *value)
{
	switch (json_typeof(value)) {
	case JSON_OBJECT:
		return put_object(text, value);
	case JSON_ARRAY:
		return put_array(text, value);
	case JSON_STRING:
		put_string(text, json_string_value(value), json_string_length(value));
		return NULL;
	case JSON_INTEGER:
		fprintf(text, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
		return NULL;
	case JSON_REAL:
		return error_refuse(SUTURE_REFUSAL_METADATA_MALFORMED,
				    "a number has a fraction, which no signature can be over");
	case JSON_TRUE:
		fputs("true", text);
		return NULL;
	case JSON_FALSE:
		fputs("false", text);
		return NULL;
	case JSON_NULL:
		fputs("null", text);
		return NULL;
	}
	return NULL;
}

struct error *canonical_json(const json_t *value, struct bytes *text)
{
	_cleanup_bytes_ struct bytes made = {};
	FILE *stream = open_memstream((char **)&made.data, &made.size);
	struct error *error;

	if (!stream)
		return error_errno("cannot write canonical JSON");
	/* Nobody else has it, and a lock for each of a million bytes takes its time. */
	__fsetlocking(stream, FSETLOCKING_BYCALLER);
	error = put_value(stream, value);
	fclose(stream);
	try(error);
	*text = made;
	made = (struct bytes){};
	return NULL;
}
