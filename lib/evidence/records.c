// SPDX-License-Identifier: GPL-2.0-or-later
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include "evidence/records.h"
#include "evidence/subject.h"

static char *copy_string(const json_t *value)
{
	return json_is_string(value) ? xstrdup(json_string_value(value)) : NULL;
}

/* "fixed_6.1": [RELEASE, COMMIT]; of several series the first. */
static void read_fixed(struct record *record, json_t *object)
{
	const char *key;
	json_t *value;

	json_object_foreach(object, key, value) {
		if (strncmp(key, "fixed_", 6) || !json_is_array(value))
			continue;
		record->fixed_release = copy_string(json_array_get(value, 0));
		record->fixed_commit = copy_string(json_array_get(value, 1));
		return;
	}
}

static void read_files(struct record *record, const json_t *files)
{
	size_t i;
	json_t *file;

	json_array_foreach(files, i, file) {
		if (json_is_string(file))
			*array_append(record->files, record->n_files) =
				xstrdup(json_string_value(file));
	}
}

static void record_deinit(struct record *record)
{
	free(record->cve);
	free(record->title);
	free(record->key);
	free(record->upstream);
	free(record->fixed_release);
	free(record->fixed_commit);
	for (size_t i = 0; i < record->n_files; i++)
		free(record->files[i]);
	free(record->files);
}

static void record_init(struct record *record, json_t *object)
{
	const json_t *score = json_object_get(object, "cvss");

	record->cve = copy_string(json_object_get(object, "cve"));
	record->title = copy_string(json_object_get(object, "title"));
	record->key = subject_key(record->title);
	record->upstream = copy_string(json_object_get(object, "upstream"));
	read_fixed(record, object);
	read_files(record, json_object_get(object, "files"));
	record->score = json_is_number(score) ? json_number_value(score) : -1;
}

static void read_line(struct records *records, const char *line, size_t length)
{
	_cleanup_json_ json_t *object = json_loadb(line, length, JSON_REJECT_DUPLICATES, NULL);

	if (json_is_string(json_object_get(object, "cve")) &&
	    json_is_string(json_object_get(object, "title")))
		record_init(array_append(records->items, records->n_items), object);
	else
		records->n_unreadable++;
}

static bool is_blank(const char *line, size_t length)
{
	while (length > 0 && strchr(" \t\r", line[length - 1]))
		length--;
	return length == 0;
}

/* What has the same key and CVE is told apart by the rest, so that the order is always one. */
static int compare_strings(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

static int compare(const void *left, const void *right)
{
	const struct record *a = left, *b = right;
	int order = strcmp(a->key, b->key);

	order = order ? order : strcmp(a->cve, b->cve);
	order = order ? order : strcmp(a->title, b->title);
	order = order ? order : compare_strings(a->upstream, b->upstream);
	return order ? order : compare_strings(a->fixed_commit, b->fixed_commit);
}

struct error *records_parse(const void *bytes, size_t size, struct records **records)
{
	struct records *read = xcalloc(1, sizeof(*read));
	const char *at = bytes, *end = at + size;

	while (at < end) {
		const char *newline = memchr(at, '\n', end - at);
		size_t length = (newline ? newline : end) - at;

		if (!is_blank(at, length))
			read_line(read, at, length);
		at += length + 1;
	}
	if (read->n_items > 1)
		qsort(read->items, read->n_items, sizeof(*read->items), compare);
	*records = read;
	return NULL;
}

struct error *records_read(const char *path, struct records **records)
{
	_cleanup_bytes_ struct bytes bytes = {};
	_cleanup_records_ struct records *read = NULL;

	try(error_as_usage(file_read(path, &bytes)));
	try(records_parse(bytes.data, bytes.size, &read));
	if (read->n_items == 0 && read->n_unreadable > 0)
		return error_new(ERROR_USAGE, "%s: no line of it is a record", path);
	*records = take(read);
	return NULL;
}

void records_free(struct records *records)
{
	if (!records)
		return;
	for (size_t i = 0; i < records->n_items; i++)
		record_deinit(&records->items[i]);
	free(records->items);
	free(records);
}

/* The first record whose key is not below key (above it, if after is set). */
static size_t find_bound(const struct records *records, const char *key, bool after)
{
	size_t low = 0, high = records->n_items;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(records->items[middle].key, key);

		if (order < 0 || (after && order == 0))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

size_t records_find(const struct records *records, const char *key, const struct record **first)
{
	size_t begin = find_bound(records, key, false), end = find_bound(records, key, true);

	if (begin < end)
		*first = &records->items[begin];
	return end - begin;
}
