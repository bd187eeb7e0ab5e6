/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "content/inspector.h"

#include <stdlib.h>
#include <string.h>

#include "base/form.h"
#include "base/json.h"
#include "base/memory.h"
#include "fleet/view.h"
#include "series/series.h"

#define WORDS_MAX 40

/* ---- which kernel it is ---- */

static bool is_separator(char c)
{
	return strchr(" \t\r\n()", c);
}

/* What can be a release or a version. Brackets are no part of one, as in "(6.1.99-1)". */
static void split(const char *text, struct string_list *words)
{
	while (*text) {
		const char *end = text;

		while (*end && !is_separator(*end))
			end++;
		if (end > text) {
			_cleanup_free_ char *word = xstrndup(text, (size_t)(end - text));

			if (consists_of(word, "+-._~:"))
				string_list_add(words, word);
		}
		text = *end ? end + 1 : end;
	}
}

/* A vendor rebuilds a release: its package's version tells which. */
static struct error *find_series(struct db *db, const char *release,
				 const struct string_list *words, char **series)
{
	_cleanup_rows_ struct db_rows *rows = NULL;

	try(db_query(db,
		     "SELECT version, series FROM kernel WHERE kernel_release = $1"
		     " AND series IS NOT NULL ORDER BY version",
		     DB_VALUES(db_text(release)), &rows));
	while (rows_next(rows)) {
		if (!string_list_contains(words, rows_text(rows, 0)))
			continue;
		free(*series);
		*series = xstrdup(rows_text(rows, 1));
	}
	return rows_error(rows);
}

/* Release and version are among the first words; strangers may not have us search for more. */
static struct error *find(struct db *db, const struct string_list *words, char **series)
{
	for (size_t i = 0; i < words->n_items && i < WORDS_MAX && !*series; i++)
		try(find_series(db, words->items[i], words, series));
	return NULL;
}

/* ---- what it lacks ---- */

static json_t *updates_to_json(const struct series *series)
{
	json_t *array = json_array();

	for (size_t i = 0; i < series->n_updates; i++) {
		const struct series_update *update = &series->updates[i];

		json_array_append_new(array, json_pack("{s:o, s:o, s:s, s:o, s:o}", "id",
						       string_to_json(update->id), "title",
						       string_to_json(update->title), "severity",
						       severity_name(update->severity), "cves",
						       string_list_to_json(&update->cves), "added",
						       date_to_json(update->added)));
	}
	return array;
}

static json_t *exceptions_to_json(const struct series *series)
{
	json_t *array = json_array();

	for (size_t i = 0; i < series->n_exceptions; i++) {
		const struct series_exception *exception = &series->exceptions[i];

		json_array_append_new(array, json_pack("{s:o, s:o, s:o, s:o}", "cves",
						       string_list_to_json(&exception->cves),
						       "title", string_to_json(exception->title),
						       "reason", string_to_json(exception->reason),
						       "text", string_to_json(exception->text)));
	}
	return array;
}

/* What it becomes equal to with all that there is. */
static const char *find_effective(const struct series *series)
{
	const char *effective = series->version;

	for (size_t i = 0; i < series->n_updates; i++)
		if (series->updates[i].effective)
			effective = series->updates[i].effective;
	return effective;
}

static json_t *kernel_to_json(const struct series *series)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o}", "release", string_to_json(series->release),
			 "version", string_to_json(series->version), "distribution",
			 string_to_json(series->distribution), "build_id",
			 string_to_json(series->build_id), "covered_until",
			 date_to_json(series->covered_until));
}

static json_t *known_to_json(const struct series *series)
{
	return json_pack("{s:o, s:o, s:o, s:o}", "kernel", kernel_to_json(series), "effective",
			 string_to_json(find_effective(series)), "updates", updates_to_json(series),
			 "unpatchable", exceptions_to_json(series));
}

struct error *inspector_ask(struct db *db, const char *text, json_t **answer)
{
	_cleanup_string_list_ struct string_list words = {};
	_cleanup_series_ struct series series = {};
	_cleanup_free_ char *content = NULL;

	if (strlen(text) > INSPECTOR_TEXT_MAX)
		return error_refuse(SUTURE_REFUSAL_REQUEST_MALFORMED, "the text is too long");
	split(text, &words);
	try(find(db, &words, &content));
	if (!content) {
		*answer = json_pack("{s:n, s:n, s:[], s:[]}", "kernel", "effective", "updates",
				    "unpatchable");
		return NULL;
	}
	try(series_parse(content, strlen(content), &series));
	*answer = known_to_json(&series);
	return NULL;
}
