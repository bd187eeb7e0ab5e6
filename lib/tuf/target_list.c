/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tuf/target_list.h"

#include <string.h>

#include "base/hex.h"
#include "base/json.h"
#include "base/memory.h"
#include "tuf/canonical.h"

/* ---- names, as the canonical text has them ---- */

/* A name from behind its quotation mark on: the next byte of it, or -1 at its end. */
static int next_byte(const unsigned char **c)
{
	if (**c == '"')
		return -1;
	if (**c == '\\')
		(*c)++;
	return *(*c)++;
}

static const unsigned char *name_of(const struct target_list *list, const struct target_row *row)
{
	return list->text.data + list->start + row->at + strlen("\"");
}

static int compare_names(const unsigned char *one, const unsigned char *other)
{
	int a, b;

	do {
		a = next_byte(&one);
		b = next_byte(&other);
	} while (a == b && a >= 0);
	return a - b;
}

/* A path has no end but its NUL, which no name has. */
static int compare_path(const char *path, const unsigned char *name)
{
	const unsigned char *c = (const unsigned char *)path;
	int a, b;

	do {
		a = *c ? *c : -1;
		c++;
		b = next_byte(&name);
	} while (a == b && a >= 0);
	return a - b;
}

/* ---- the order ---- */

static int by_name(const void *a, const void *b, void *list)
{
	return compare_names(name_of(list, a), name_of(list, b));
}

static bool is_in_order(const struct target_list *list)
{
	for (size_t i = 1; i < list->n_rows; i++)
		if (by_name(&list->rows[i - 1], &list->rows[i], (void *)list) >= 0)
			return false;
	return true;
}

/* Each piece of the text at its row's new place. */
static void put_in_order(struct target_list *list, const uint32_t *ends)
{
	struct bytes text = {};

	for (size_t i = 0; i < list->n_rows; i++) {
		struct target_row *row = &list->rows[i];
		const uint32_t at = row->at;

		if (i)
			canonical_append(",", 1, &text);
		row->at = (uint32_t)text.size;
		canonical_append(list->text.data + at, ends[i] - at, &text);
	}
	bytes_deinit(&list->text);
	list->text = text;
}

/* Where the text of each row ends, while rows are in the order in which they came. */
static uint32_t end_of(const struct target_list *list, const struct target_row *rows, size_t i)
{
	return i + 1 < list->n_rows ? rows[i + 1].at - 1 : (uint32_t)list->text.size;
}

struct piece {
	struct target_row row;
	uint32_t end;
};

static void sort(struct target_list *list)
{
	const size_t n = list->n_rows;
	_cleanup_free_ struct piece *pieces = xcalloc(n, sizeof(*pieces));
	_cleanup_free_ uint32_t *ends = xcalloc(n, sizeof(*ends));

	for (size_t i = 0; i < n; i++)
		pieces[i] = (struct piece){ list->rows[i], end_of(list, list->rows, i) };
	qsort_r(pieces, n, sizeof(*pieces), by_name, list);
	for (size_t i = 0; i < n; i++) {
		list->rows[i] = pieces[i].row;
		ends[i] = pieces[i].end;
	}
	put_in_order(list, ends);
}

/* ---- reading ---- */

static struct error *add(struct target_list *list, const char *name, const json_t *value)
{
	struct target_row *row = array_append(list->rows, list->n_rows);
	struct tuf_file file;

	if (list->n_rows > 1)
		canonical_append(",", 1, &list->text);
	if (list->text.size > UINT32_MAX / 2)
		return error_refuse(SUTURE_REFUSAL_METADATA_MALFORMED, "it is too long");
	row->at = (uint32_t)list->text.size;
	try(canonical_member(name, value, &list->text));
	row->is_right = tuf_file_read_target(value, &file);
	row->length = file.length;
	if (row->is_right)
		hex_read(file.sha256, row->sha256, sizeof(row->sha256));
	return NULL;
}

static struct error *read_rows(struct json_reader *reader, struct target_list *list)
{
	try(json_reader_enter(reader));
	for (;;) {
		_cleanup_json_ json_t *name = NULL, *value = NULL;

		try(json_reader_next(reader, !list->n_rows, &name));
		if (!name)
			return NULL;
		try(json_reader_value(reader, &value));
		try(add(list, json_string_value(name), value));
	}
}

struct error *target_list_read(struct json_reader *reader, struct target_list *list)
{
	_cleanup_target_list_ struct target_list read = {};

	try(read_rows(reader, &read));
	if (!is_in_order(&read))
		sort(&read);
	if (!is_in_order(&read))
		return error_refuse(SUTURE_REFUSAL_METADATA_MALFORMED,
				    "a target is there twice");
	*list = read;
	read = (struct target_list){};
	return NULL;
}

void target_list_deinit(struct target_list *list)
{
	bytes_deinit(&list->text);
	free(list->rows);
	*list = (struct target_list){};
}

void target_list_enclose(struct target_list *list, const void *before, size_t before_size,
			 const void *behind, size_t behind_size)
{
	const size_t size = list->text.size;

	canonical_append(before, before_size, &list->text);
	memmove(list->text.data + before_size, list->text.data, size);
	memcpy(list->text.data, before, before_size);
	canonical_append(behind, behind_size, &list->text);
	list->start += before_size;
}

/* ---- asking ---- */

static const struct target_row *find(const struct target_list *list, const char *path)
{
	size_t first = 0, end = list->n_rows;

	while (first < end) {
		const size_t middle = first + (end - first) / 2;
		const struct target_row *row = &list->rows[middle];
		const int order = compare_path(path, name_of(list, row));

		if (!order)
			return row;
		if (order < 0)
			end = middle;
		else
			first = middle + 1;
	}
	return NULL;
}

bool target_list_find(const struct target_list *list, const char *path, struct tuf_file *file)
{
	const struct target_row *row = find(list, path);

	if (!row || !row->is_right)
		return false;
	*file = (struct tuf_file){ .length = row->length };
	hex_write(row->sha256, sizeof(row->sha256), file->sha256);
	return true;
}

char *target_list_path(const struct target_list *list, size_t i)
{
	const unsigned char *c = name_of(list, &list->rows[i]);
	char *path = xstrdup("");
	size_t n = 0;

	for (int byte = next_byte(&c); byte >= 0; byte = next_byte(&c)) {
		path = xrealloc(path, n + 2, 1);
		path[n++] = (char)byte;
		path[n] = 0;
	}
	return path;
}
