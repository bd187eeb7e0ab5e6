/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keys are set in the one order in which docs/series.md lists them. */
#include "series/series.h"

#include <jansson.h>

#include "base/json.h"
#include "base/memory.h"

static json_t *update_to_json(const struct series_update *update)
{
	return json_pack(
		"{s:s, s:s, s:o, s:s, s:o, s:o, s:s?, s:I, s:o, s:b, s:I}", "id", update->id,
		"title", update->title, "cves", string_list_to_json(&update->cves), "severity",
		severity_name(update->severity), "requires", string_list_to_json(&update->requires),
		"conflicts", string_list_to_json(&update->conflicts), "effective",
		update->effective, "rollout", (json_int_t)update->rollout, "added",
		date_to_json(update->added), "pinned", update->pinned, "size",
		(json_int_t)update->size);
}

static json_t *exception_to_json(const struct series_exception *exception)
{
	return json_pack("{s:o, s:s, s:s?, s:s, s:s}", "cves",
			 string_list_to_json(&exception->cves), "title", exception->title,
			 "effective", exception->effective, "reason", exception->reason, "text",
			 exception->text);
}

static json_t *series_to_json(const struct series *series)
{
	json_t *updates = json_array(), *exceptions = json_array();

	for (size_t i = 0; i < series->n_updates; i++)
		json_array_append_new(updates, update_to_json(&series->updates[i]));
	for (size_t i = 0; i < series->n_exceptions; i++)
		json_array_append_new(exceptions, exception_to_json(&series->exceptions[i]));
	return json_pack("{s:i, s:{s:s, s:s, s:s, s:s}, s:o, s:o, s:o}", "format", SERIES_FORMAT,
			 "kernel", "distribution", series->distribution, "release", series->release,
			 "version", series->version, "build_id", series->build_id, "covered_until",
			 date_to_json(series->covered_until), "updates", updates, "unpatchable",
			 exceptions);
}

struct error *series_text(const struct series *series, char **text)
{
	_cleanup_json_ json_t *root = NULL;

	try(series_check(series));
	root = series_to_json(series);
	if (!root)
		return error_refuse(SUTURE_REFUSAL_SERIES_DAMAGED, "a string is no UTF-8");
	*text = json_text(root);
	return NULL;
}
