/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "series/series.h"

#include <stdlib.h>
#include <string.h>

#include "base/form.h"
#include "base/memory.h"
#include "series/exception.h"

static const char *const severity_names[] = {
	[SEVERITY_UNKNOWN] = "unknown",	  [SEVERITY_LOW] = "low",
	[SEVERITY_MEDIUM] = "medium",	  [SEVERITY_HIGH] = "high",
	[SEVERITY_CRITICAL] = "critical",
};

const char *severity_name(enum severity severity)
{
	return severity_names[severity];
}

bool severity_parse(const char *name, enum severity *severity)
{
	for (size_t i = 0; i < ARRAY_SIZE(severity_names); i++) {
		if (strcmp(severity_names[i], name))
			continue;
		*severity = (enum severity)i;
		return true;
	}
	return false;
}

static int by_id(const void *a, const void *b, void *series)
{
	const struct series_update *updates = ((const struct series *)series)->updates;

	return strcmp(updates[*(const size_t *)a].id, updates[*(const size_t *)b].id);
}

void series_sort(struct series *series)
{
	series->n_order = series->n_updates;
	series->order = xrealloc(series->order, series->n_order + 1, sizeof(*series->order));
	for (size_t i = 0; i < series->n_order; i++)
		series->order[i] = i;
	qsort_r(series->order, series->n_order, sizeof(*series->order), by_id, series);
}

static struct series_update *find_sorted(const struct series *series, const char *id)
{
	size_t first = 0, end = series->n_order;

	while (first < end) {
		size_t middle = first + (end - first) / 2;
		struct series_update *update = &series->updates[series->order[middle]];
		int order = strcmp(id, update->id);

		if (!order)
			return update;
		if (order < 0)
			end = middle;
		else
			first = middle + 1;
	}
	return NULL;
}

struct series_update *series_find(const struct series *series, const char *id)
{
	if (series->n_order == series->n_updates)
		return find_sorted(series, id);
	for (size_t i = 0; i < series->n_updates; i++)
		if (!strcmp(series->updates[i].id, id))
			return &series->updates[i];
	return NULL;
}

/* ---- rules ---- */

static struct error *damaged(const char *what, const char *value)
{
	if (!is_printable(value))
		return error_refuse(SUTURE_REFUSAL_SERIES_DAMAGED, "bad %s", what);
	return error_refuse(SUTURE_REFUSAL_SERIES_DAMAGED, "bad %s '%s'", what, value);
}

static struct error *check_text(const char *what, const char *text)
{
	return is_printable(text) ? NULL : damaged(what, text);
}

static struct error *check_all(const char *what, const struct string_list *list,
			       bool (*is_good)(const char *))
{
	for (size_t i = 0; i < list->n_items; i++)
		if (!is_good(list->items[i]))
			return damaged(what, list->items[i]);
	return NULL;
}

static struct error *check_update(const struct series_update *update)
{
	if (!is_update_id(update->id))
		return damaged("id", update->id);
	if (update->rollout > 100)
		return damaged("rollout of", update->id);
	try(check_text("title", update->title));
	try(check_all("CVE", &update->cves, is_printable));
	try(check_all("required id", &update->requires, is_update_id));
	try(check_all("conflicting id", &update->conflicts, is_update_id));
	return update->effective ? check_text("effective version", update->effective) : NULL;
}

/* What is required comes earlier: the order of the series is one in which it can be done. */
static struct error *check_references(const struct series *series, size_t i)
{
	const struct series_update *update = &series->updates[i];

	if (series_find(series, update->id) != update)
		return damaged("second update", update->id);
	for (size_t k = 0; k < update->requires.n_items; k++) {
		const struct series_update *other = series_find(series, update->requires.items[k]);

		if (!other || other >= update)
			return damaged("required id", update->requires.items[k]);
	}
	for (size_t k = 0; k < update->conflicts.n_items; k++) {
		const struct series_update *other = series_find(series, update->conflicts.items[k]);

		if (!other || other == update)
			return damaged("conflicting id", update->conflicts.items[k]);
	}
	return NULL;
}

static struct error *check_exception(const struct series_exception *exception)
{
	try(check_all("CVE", &exception->cves, is_printable));
	try(check_text("title", exception->title));
	try(check_text("reason", exception->reason));
	try(check_text("text", exception->text));
	return exception->effective ? check_text("effective version", exception->effective) : NULL;
}

struct error *series_check(const struct series *series)
{
	if (!is_name(series->distribution, "", 64))
		return damaged("distribution", series->distribution);
	try(check_text("release", series->release));
	try(check_text("version", series->version));
	if (!is_build_id(series->build_id))
		return damaged("build_id", series->build_id);
	for (size_t i = 0; i < series->n_updates; i++)
		try(check_update(&series->updates[i]));
	for (size_t i = 0; i < series->n_updates; i++)
		try(check_references(series, i));
	for (size_t i = 0; i < series->n_exceptions; i++)
		try(check_exception(&series->exceptions[i]));
	return NULL;
}

/* ---- beginning and end ---- */

void series_begin(struct series *series, const char *distribution, const char *release,
		  const char *version, const char *build_id)
{
	*series = (struct series){ .distribution = xstrdup(distribution),
				   .release = xstrdup(release),
				   .version = xstrdup(version),
				   .build_id = xstrdup(build_id) };
}

static void update_deinit(struct series_update *update)
{
	free(update->id);
	free(update->title);
	string_list_deinit(&update->cves);
	string_list_deinit(&update->requires);
	string_list_deinit(&update->conflicts);
	free(update->effective);
}

void series_deinit(struct series *series)
{
	free(series->distribution);
	free(series->release);
	free(series->version);
	free(series->build_id);
	for (size_t i = 0; i < series->n_updates; i++)
		update_deinit(&series->updates[i]);
	for (size_t i = 0; i < series->n_exceptions; i++)
		series_exception_deinit(&series->exceptions[i]);
	free(series->order);
	free(series->updates);
	free(series->exceptions);
	*series = (struct series){};
}
