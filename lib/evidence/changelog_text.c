// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "evidence/changelog_item.h"
#include "evidence/changelog_text.h"

void string_array_deinit(struct string_array *array)
{
	for (size_t i = 0; i < array->n_items; i++)
		free(array->items[i]);
	free(array->items);
}

void string_array_add(struct string_array *array, const char *string)
{
	*array_append(array->items, array->n_items) = xstrdup(string);
}

void string_array_add_all(struct string_array *array, const struct string_array *more)
{
	for (size_t i = 0; i < more->n_items; i++)
		string_array_add(array, more->items[i]);
}

/* The length of the UTF-8 sequence; 0 if there is none. Overlong ones and surrogates are none. */
static size_t sequence_length(const unsigned char *at, size_t left)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t length = at[0] < 0x80 ? 1 : at[0] >> 5 == 6 ? 2 : at[0] >> 4 == 14 ? 3 :
			at[0] >> 3 == 30 ? 4 : 0;
	uint32_t value = at[0] & (0x7f >> length);

	if (length <= 1)
		return length;
	if (length > left)
		return 0;
	for (size_t i = 1; i < length; i++) {
		if (at[i] >> 6 != 2)
			return 0;
		value = value << 6 | (at[i] & 0x3f);
	}
	if (value < least[length] || value > 0x10ffff || (value >= 0xd800 && value < 0xe000))
		return 0;
	return length;
}

static bool is_utf8(const unsigned char *at, size_t size)
{
	while (size > 0) {
		size_t length = sequence_length(at, size);

		if (length == 0)
			return false;
		at += length;
		size -= length;
	}
	return true;
}

/* Old entries are in Latin-1, file by file or line by line: what is no UTF-8 is taken as that. */
static char *line_text(const unsigned char *line, size_t size)
{
	bool is_latin = !is_utf8(line, size);
	char *text = xcalloc(2 * size + 1, 1), *to = text;

	for (size_t i = 0; i < size; i++) {
		if (line[i] >= 0x80 && is_latin) {
			*to++ = (char)(0xc0 | line[i] >> 6);
			*to++ = (char)(0x80 | (line[i] & 0x3f));
		} else {
			*to++ = line[i] < ' ' || line[i] == 0x7f ? ' ' : (char)line[i];
		}
	}
	while (to > text && to[-1] == ' ')
		*--to = '\0';
	return xrealloc(text, to - text + 1, 1);
}

void lines_split(const struct bytes *text, struct string_array *lines)
{
	const unsigned char *at = text->data, *end = text->data + text->size;

	while (at < end) {
		const unsigned char *newline = memchr(at, '\n', end - at);
		size_t size = (newline ? newline : end) - at;

		*array_append(lines->items, lines->n_items) = line_text(at, size);
		at += size + 1;
	}
}

size_t line_indent(const char *line)
{
	return strspn(line, " ");
}

void joined_add(struct joined *joined, const char *line)
{
	if (joined->length > 0)
		*array_append(joined->text, joined->length) = ' ';
	for (const char *at = line + line_indent(line); *at; at++)
		*array_append(joined->text, joined->length) = *at;
}

char *joined_take(struct joined *joined)
{
	if (joined->length == 0)
		return NULL;
	*array_append(joined->text, joined->length) = '\0';
	joined->length = 0;
	return take(joined->text);
}

void joined_deinit(struct joined *joined)
{
	free(joined->text);
}

struct release *releases_begin(struct releases *releases, char *version)
{
	struct release *release = array_append(releases->items, releases->n_items);

	release->version = version;
	return release;
}

static void release_deinit(struct release *release)
{
	free(release->version);
	for (size_t i = 0; i < release->n_items; i++)
		change_item_deinit(&release->items[i]);
	free(release->items);
	string_array_deinit(&release->unparsed);
}

void releases_deinit(struct releases *releases)
{
	for (size_t i = 0; i < releases->n_items; i++)
		release_deinit(&releases->items[i]);
	free(releases->items);
	string_array_deinit(&releases->unparsed);
}

struct string_array *releases_unparsed(struct releases *releases)
{
	if (releases->n_items == 0)
		return &releases->unparsed;
	return &releases->items[releases->n_items - 1].unparsed;
}
