/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is there must be of its type. What is unknown is passed over: a publisher may say more
 * than clients of today understand, and a later format that they must not misunderstand has
 * another number.
 */
#include "series/series.h"

#include <string.h>

#include <jansson.h>

#include "base/date.h"
#include "base/json.h"
#include "base/memory.h"

#define UPDATES_MAX 5000

static struct error *damaged(const char *text)
{
	return error_refuse(SUTURE_REFUSAL_SERIES_DAMAGED, "%s", text);
}

static struct error *wrong_type(const char *key, const char *type)
{
	return error_refuse(SUTURE_REFUSAL_SERIES_DAMAGED, "'%s' is not %s", key, type);
}

static struct error *read_list(const json_t *object, const char *key, struct string_list *strings)
{
	return json_read_strings(json_object_get(object, key), strings)
		       ? NULL
		       : wrong_type(key, "a list of strings");
}

/* null: *date stays as it is. */
static struct error *read_date(const json_t *object, const char *key, int64_t *date)
{
	const json_t *value = json_object_get(object, key);

	if (json_is_null(value) || date_read(json_string_value(value), date))
		return NULL;
	return wrong_type(key, "a date or null");
}

static struct error *read_nullable(const json_t *object, const char *key, char **string)
{
	const json_t *value = json_object_get(object, key);

	if (!json_is_string(value) && !json_is_null(value))
		return wrong_type(key, "a string or null");
	if (json_is_string(value))
		*string = xstrdup(json_string_value(value));
	return NULL;
}

static struct error *read_numbers(json_t *object, struct series_update *update)
{
	json_int_t rollout, size;
	json_error_t why;
	int pinned;

	if (json_unpack_ex(object, &why, 0, "{s:I, s:I, s:b}", "rollout", &rollout, "size", &size,
			   "pinned", &pinned))
		return damaged(why.text);
	if (rollout < 0 || rollout > 100 || size < 0)
		return damaged("a number is out of range");
	update->rollout = (unsigned int)rollout;
	update->size = (uint64_t)size;
	update->pinned = pinned;
	return NULL;
}

static struct error *read_update(json_t *object, struct series_update *update)
{
	const char *id, *title, *severity;
	json_error_t why;

	if (json_unpack_ex(object, &why, 0, "{s:s, s:s, s:s}", "id", &id, "title", &title,
			   "severity", &severity))
		return damaged(why.text);
	update->id = xstrdup(id);
	update->title = xstrdup(title);
	/* A degree that is new to us is none. */
	if (!severity_parse(severity, &update->severity))
		update->severity = SEVERITY_UNKNOWN;
	try(read_list(object, "cves", &update->cves));
	try(read_list(object, "requires", &update->requires));
	try(read_list(object, "conflicts", &update->conflicts));
	try(read_nullable(object, "effective", &update->effective));
	try(read_date(object, "added", &update->added));
	return read_numbers(object, update);
}

static struct error *read_exception(json_t *object, struct series_exception *exception)
{
	const char *title, *reason, *text;
	json_error_t why;

	if (json_unpack_ex(object, &why, 0, "{s:s, s:s, s:s}", "title", &title, "reason", &reason,
			   "text", &text))
		return damaged(why.text);
	exception->title = xstrdup(title);
	exception->reason = xstrdup(reason);
	exception->text = xstrdup(text);
	try(read_list(object, "cves", &exception->cves));
	return read_nullable(object, "effective", &exception->effective);
}

static struct error *read_kernel(json_t *root, struct series *series)
{
	const char *distribution, *release, *version, *build_id;
	json_error_t why;

	if (json_unpack_ex(root, &why, 0, "{s:{s:s, s:s, s:s, s:s}}", "kernel", "distribution",
			   &distribution, "release", &release, "version", &version, "build_id",
			   &build_id))
		return damaged(why.text);
	series->distribution = xstrdup(distribution);
	series->release = xstrdup(release);
	series->version = xstrdup(version);
	series->build_id = xstrdup(build_id);
	return read_date(root, "covered_until", &series->covered_until);
}

static struct error *read_content(json_t *root, struct series *series)
{
	json_t *updates = json_object_get(root, "updates"), *item;
	json_t *exceptions = json_object_get(root, "unpatchable");
	size_t i;

	try(read_kernel(root, series));
	if (!json_is_array(updates) || json_array_size(updates) > UPDATES_MAX)
		return wrong_type("updates", "a list, or too long a one");
	if (!json_is_array(exceptions))
		return wrong_type("unpatchable", "a list");
	json_array_foreach (updates, i, item)
		try(read_update(item, array_append(series->updates, series->n_updates)));
	json_array_foreach (exceptions, i, item)
		try(read_exception(item, array_append(series->exceptions, series->n_exceptions)));
	return NULL;
}

static struct error *check_format(const json_t *root)
{
	const json_t *format = json_object_get(root, "format");

	if (!json_is_integer(format))
		return damaged("no format number");
	if (json_integer_value(format) != SERIES_FORMAT)
		return error_refuse(SUTURE_REFUSAL_SERIES_FORMAT, "format %lld, this is format %d",
				    (long long)json_integer_value(format), SERIES_FORMAT);
	return NULL;
}

struct error *series_parse(const void *text, size_t size, struct series *series)
{
	_cleanup_series_ struct series content = {};
	_cleanup_json_ json_t *root = NULL;
	json_error_t why;

	root = json_loadb(text, size, JSON_REJECT_DUPLICATES, &why);
	if (!root)
		return error_refuse(SUTURE_REFUSAL_SERIES_DAMAGED, "line %d: not JSON", why.line);
	try(check_format(root));
	try(read_content(root, &content));
	series_sort(&content);
	try(series_check(&content));
	*series = content;
	content = (struct series){};
	return NULL;
}
