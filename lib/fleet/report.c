/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/report.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/form.h"
#include "base/json.h"
#include "base/memory.h"

#define NAME_MAX_LENGTH 255
#define TEXT_MAX_LENGTH 1000
#define TAGS_MAX	32

static const char *const verdicts[] = { "unknown", "unsupported", "out-of-date", "up-to-date",
					NULL };
static const char *const update_states[] = { "available", "skipped", "lost",	"waiting",
					     "withdrawn", "foreign", "applied", NULL };
static const char *const cve_states[] = { "fixed", "available", "held-back", "unpatchable", NULL };

static struct error *malformed(const char *key, const char *what)
{
	return error_refuse(SUTURE_REFUSAL_REPORT_MALFORMED, "'%s' is not %s", key, what);
}

/* ---- members of an object ---- */

static bool is_text(const json_t *value, size_t length_max)
{
	return json_is_string(value) && json_string_length(value) <= length_max &&
	       is_printable(json_string_value(value));
}

static struct error *read_text(const json_t *object, const char *key, size_t length_max,
			       const char **text)
{
	const json_t *value = json_object_get(object, key);

	if (!is_text(value, length_max) || !json_string_length(value))
		return malformed(key, "a line of text");
	*text = json_string_value(value);
	return NULL;
}

static struct error *read_nullable(const json_t *object, const char *key, size_t length_max,
				   const char **text)
{
	const json_t *value = json_object_get(object, key);

	if (!json_is_null(value) && !is_text(value, length_max))
		return malformed(key, "a line of text or null");
	*text = json_string_value(value);
	return NULL;
}

static struct error *read_word(const json_t *object, const char *key, const char *const *words,
			       const char **word)
{
	const char *value = json_string_value(json_object_get(object, key));

	for (; value && *words; words++) {
		if (!strcmp(value, *words)) {
			*word = *words;
			return NULL;
		}
	}
	return malformed(key, "one of its words");
}

static struct error *read_boolean(const json_t *object, const char *key, bool *value)
{
	const json_t *member = json_object_get(object, key);

	if (!json_is_boolean(member))
		return malformed(key, "true or false");
	*value = json_is_true(member);
	return NULL;
}

/* null: *date stays as it is. */
static struct error *read_date(const json_t *object, const char *key, int64_t *date)
{
	const json_t *value = json_object_get(object, key);

	if (json_is_null(value) || date_read(json_string_value(value), date))
		return NULL;
	return malformed(key, "a date or null");
}

static struct error *read_list(const json_t *object, const char *key, size_t n_max,
			       const json_t **list)
{
	*list = json_object_get(object, key);
	if (!json_is_array(*list) || json_array_size(*list) > n_max)
		return malformed(key, "a list, or too long a one");
	return NULL;
}

static bool is_id(const json_t *value)
{
	return json_is_string(value) && is_update_id(json_string_value(value));
}

static struct error *read_strings(const json_t *object, const char *key, size_t n_max,
				  bool (*is_right)(const json_t *value), const json_t **list)
{
	size_t i;
	json_t *item;

	try(read_list(object, key, n_max, list));
	json_array_foreach (*list, i, item)
		if (!is_right(item))
			return malformed(key, "a list of names");
	return NULL;
}

/* ---- its parts ---- */

static struct error *read_tags(const json_t *root, struct report *report)
{
	const json_t *tags = json_object_get(root, "tags");
	const char *name;
	json_t *value;

	if (!json_is_object(tags) || json_object_size(tags) > TAGS_MAX)
		return malformed("tags", "an object, or too large a one");
	json_object_foreach ((json_t *)tags, name, value)
		if (!is_name(name, "._-", 64) || !is_text(value, NAME_MAX_LENGTH))
			return malformed("tags", "names and their lines of text");
	report->tags = tags;
	report->cluster = json_string_value(json_object_get(tags, "cluster"));
	return NULL;
}

static struct error *read_change(const json_t *root, struct report_change *change)
{
	const json_t *object = json_object_get(root, "last_change");
	const json_t *pause = json_object_get(object, "pause");

	if (json_is_null(object))
		return NULL;
	if (!json_is_object(object))
		return malformed("last_change", "an object or null");
	try(read_date(object, "at", &change->at));
	try(read_strings(object, "install", REPORT_UPDATES_MAX, is_id, &change->install));
	try(read_strings(object, "remove", REPORT_UPDATES_MAX, is_id, &change->remove));
	try(read_nullable(object, "refusal", NAME_MAX_LENGTH, &change->refusal));
	try(read_nullable(object, "message", TEXT_MAX_LENGTH, &change->message));
	if (!json_is_null(pause) && (!json_is_integer(pause) || json_integer_value(pause) < 0))
		return malformed("pause", "a number of nanoseconds or null");
	change->pause = json_integer_value(pause);
	return NULL;
}

static struct error *read_kernel(const json_t *status, struct report *report)
{
	const json_t *kernel = json_object_get(status, "kernel");

	try(read_text(kernel, "release", NAME_MAX_LENGTH, &report->release));
	try(read_text(kernel, "build_id", NAME_MAX_LENGTH, &report->build_id));
	if (!is_build_id(report->build_id))
		return malformed("build_id", "a build-id");
	try(read_nullable(kernel, "distribution", NAME_MAX_LENGTH, &report->distribution));
	try(read_nullable(kernel, "version", NAME_MAX_LENGTH, &report->version));
	try(read_nullable(status, "effective", NAME_MAX_LENGTH, &report->effective));
	try(read_date(status, "covered_until", &report->covered_until));
	return read_word(status, "verdict", verdicts, &report->verdict);
}

static struct error *read_policy(const json_t *status, struct report *report)
{
	static const char *const modes[] = { "automatic", "report", NULL };
	const char *mode;

	try(read_word(json_object_get(status, "policy"), "mode", modes, &mode));
	report->is_automatic = !strcmp(mode, "automatic");
	return NULL;
}

static struct error *read_update(const json_t *object, struct report_update *update)
{
	try(read_text(object, "id", NAME_MAX_LENGTH, &update->name));
	if (!is_update_id(update->name))
		return malformed("id", "an update's id");
	try(read_word(object, "state", update_states, &update->state));
	try(read_nullable(object, "reason", NAME_MAX_LENGTH, &update->reason));
	return read_nullable(object, "text", TEXT_MAX_LENGTH, &update->text);
}

static struct error *read_cve(const json_t *object, struct report_cve *cve)
{
	try(read_text(object, "name", NAME_MAX_LENGTH, &cve->name));
	try(read_word(object, "state", cve_states, &cve->state));
	try(read_nullable(object, "update", NAME_MAX_LENGTH, &cve->update));
	return read_nullable(object, "text", TEXT_MAX_LENGTH, &cve->text);
}

static bool is_open(const struct report_update *update)
{
	return !strcmp(update->state, "available") ||
	       (!strcmp(update->state, "skipped") && update->reason &&
		!strcmp(update->reason, "held-back"));
}

static struct error *read_updates(const json_t *status, struct report *report)
{
	const json_t *list;
	json_t *item;
	size_t i;

	try(read_list(status, "updates", REPORT_UPDATES_MAX, &list));
	report->updates = xcalloc(json_array_size(list) + 1, sizeof(*report->updates));
	json_array_foreach (list, i, item) {
		try(read_update(item, &report->updates[i]));
		report->n_updates++;
		report->n_applied += !strcmp(report->updates[i].state, "applied");
		report->n_open += is_open(&report->updates[i]);
	}
	return NULL;
}

static struct error *read_cves(const json_t *status, struct report *report)
{
	const json_t *list;
	json_t *item;
	size_t i;

	try(read_list(status, "cves", REPORT_CVES_MAX, &list));
	report->cves = xcalloc(json_array_size(list) + 1, sizeof(*report->cves));
	json_array_foreach (list, i, item) {
		try(read_cve(item, &report->cves[i]));
		report->n_cves++;
		report->n_unfixed += strcmp(report->cves[i].state, "fixed") != 0;
	}
	return NULL;
}

/* ---- no name twice ---- */

static int compare_names(const void *one, const void *other)
{
	return strcmp(*(const char *const *)one, *(const char *const *)other);
}

static struct error *expect_different(const char **names, size_t n_names, const char *key)
{
	qsort(names, n_names, sizeof(*names), compare_names);
	for (size_t i = 1; i < n_names; i++)
		if (!strcmp(names[i - 1], names[i]))
			return malformed(key, "a list without doubles");
	return NULL;
}

static struct error *expect_no_doubles(const struct report *report)
{
	const size_t n_max = report->n_updates > report->n_cves ? report->n_updates
								: report->n_cves;
	_cleanup_free_ const char **names = xcalloc(n_max + 1, sizeof(*names));

	for (size_t i = 0; i < report->n_updates; i++)
		names[i] = report->updates[i].name;
	try(expect_different(names, report->n_updates, "updates"));
	for (size_t i = 0; i < report->n_cves; i++)
		names[i] = report->cves[i].name;
	return expect_different(names, report->n_cves, "cves");
}

/* ---- the lists ---- */

static struct error *read_lists(const json_t *root, struct report *report)
{
	try(read_updates(root, report));
	try(read_cves(root, report));
	return expect_no_doubles(report);
}

static void forget_lists(struct report *report)
{
	free(report->updates);
	free(report->cves);
	json_decref(report->lists_root);
	report->updates = NULL;
	report->cves = NULL;
	report->lists_root = NULL;
	report->n_updates = report->n_applied = report->n_open = 0;
	report->n_cves = report->n_unfixed = 0;
}

static struct error *parse_object(const char *text, size_t size, const char *what, json_t **object)
{
	*object = json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL);
	return json_is_object(*object)
		       ? NULL
		       : error_refuse(SUTURE_REFUSAL_REPORT_MALFORMED, "%s: no JSON object", what);
}

struct error *report_read_lists(struct report *report)
{
	struct error *error;

	if (report->lists_root)
		return NULL;
	error = parse_object(report->lists, report->lists_size, "the lists", &report->lists_root);
	if (!error)
		error = read_lists(report->lists_root, report);
	if (error)
		forget_lists(report);
	return error;
}

/* ---- what it has in common with others ---- */

/* A line for each: no text has a newline. */
static void digest_condition(struct report *report)
{
	char lists[DIGEST_TEXT_SIZE];
	_cleanup_free_ char *text = NULL;

	digest_bytes(report->lists, report->lists_size, lists);
	text = xasprintf("%s\n%s\n%s\n%s\n", report->build_id,
			 report->effective ? report->effective : "", report->verdict, lists);
	digest_bytes(text, strlen(text), report->condition);
}

/* ---- the whole ---- */

static struct error *read_status(const json_t *status, struct report *report)
{
	const json_t *plan = json_object_get(status, "plan");

	if (!json_is_object(status))
		return malformed("status", "an object");
	try(read_kernel(status, report));
	try(read_policy(status, report));
	try(read_strings(status, "suspects", REPORT_UPDATES_MAX, is_id, &report->suspects));
	return read_strings(plan, "install", REPORT_UPDATES_MAX, is_id, &report->installs);
}

static struct error *read_head(const json_t *root, struct report *report)
{
	if (json_integer_value(json_object_get(root, "format")) != REPORT_FORMAT)
		return malformed("format", "one that is known here");
	try(read_text(root, "hostname", NAME_MAX_LENGTH, &report->hostname));
	try(read_text(root, "client", NAME_MAX_LENGTH, &report->client));
	try(read_text(root, "boot", NAME_MAX_LENGTH, &report->boot));
	try(read_boolean(root, "about_to", &report->is_about_to));
	try(read_strings(root, "by_name", REPORT_UPDATES_MAX, is_id, &report->by_name));
	try(read_tags(root, report));
	try(read_change(root, &report->change));
	return read_status(json_object_get(root, "status"), report);
}

struct error *report_parse(const void *text, size_t size, struct report *report)
{
	const char *newline = memchr(text, '\n', size);
	const size_t head = newline ? (size_t)(newline - (const char *)text) : size;
	_cleanup_report_ struct report content = {};

	if (!newline)
		return error_refuse(SUTURE_REFUSAL_REPORT_MALFORMED, "it has no lists");
	content.lists = newline + 1;
	content.lists_size = size - head - 1;
	try(parse_object(text, head, "the report", &content.root));
	try(read_head(content.root, &content));
	digest_condition(&content);
	*report = content;
	content = (struct report){};
	return NULL;
}

void report_deinit(struct report *report)
{
	forget_lists(report);
	json_decref(report->root);
}
