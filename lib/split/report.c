/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "split/report.h"

#include "base/json.h"
#include "base/memory.h"
#include "split/explained.h"
#include "split/facts.h"

/* What became of an item, in the order in which reports list it. */
enum fate {
	FATE_EXACT,
	FATE_CLAIMED,
	FATE_SOLE_FILE,
	FATE_UNEXPLAINED,
	FATE_DROPPED,
	FATES,
};

static const char *const fate_names[] = {
	[FATE_EXACT] = "exact",
	[FATE_CLAIMED] = "claimed",
	[FATE_SOLE_FILE] = "sole-file",
	[FATE_UNEXPLAINED] = "unexplained",
	[FATE_DROPPED] = "dropped",
};

static enum fate fate_by_method(enum split_method method)
{
	switch (method) {
	case SPLIT_FORWARD:
	case SPLIT_BACKWARD:
	case SPLIT_MERGED:
		return FATE_EXACT;
	case SPLIT_CLAIMED:
		return FATE_CLAIMED;
	case SPLIT_SOLE_FILE:
		return FATE_SOLE_FILE;
	default:
		return FATE_UNEXPLAINED;
	}
}

static enum fate fate_of(const struct split *split, const struct split_item *item)
{
	if (item->fate == ITEM_DROPPED)
		return FATE_DROPPED;
	if (item->fate != ITEM_EXPLAINED)
		return FATE_UNEXPLAINED;
	return fate_by_method(split->commits[item->commit].method);
}

static bool has_candidate(const struct split_item *item)
{
	return item->n_candidates > 0;
}

static bool has_cve(const struct split_item *item)
{
	return item->n_records > 0 || item->item->n_cves > 0;
}

static bool is_any(const struct split_item *item)
{
	(void)item;
	return true;
}

static json_t *items_to_json(const struct split *split, bool (*counts)(const struct split_item *))
{
	size_t numbers[FATES] = { 0 }, all = 0;
	json_t *value = json_object();

	for (size_t i = 0; i < split->n_items; i++) {
		if (!counts(&split->items[i]))
			continue;
		all++;
		numbers[fate_of(split, &split->items[i])]++;
	}
	json_object_set_new(value, "all", json_integer((json_int_t)all));
	for (size_t i = 0; i < FATES; i++)
		json_object_set_new(value, fate_names[i], json_integer((json_int_t)numbers[i]));
	return value;
}

/* The surest first, as people read it. */
static json_t *methods_to_json(const size_t *numbers)
{
	json_t *value = json_object();

	for (size_t i = SPLIT_METHODS; i > 0; i--)
		json_object_set_new(value, split_method_name(i - 1),
				    json_integer((json_int_t)numbers[i - 1]));
	return value;
}

static json_t *lines_to_json(const struct split *split, const size_t *lines, size_t all)
{
	size_t numbers[SPLIT_METHODS] = { 0 };

	for (size_t i = 0; i < split->n_commits; i++)
		numbers[split->commits[i].method] += lines[i];
	return json_pack("{s:I, s:I, s:o}", "all", (json_int_t)all, "explained",
			 (json_int_t)(all - numbers[SPLIT_RESIDUAL]), "by_method",
			 methods_to_json(numbers));
}

static json_t *commits_to_json(const struct split *split)
{
	size_t numbers[SPLIT_METHODS] = { 0 }, alone = 0, unlisted = 0;

	for (size_t i = 0; i < split->n_commits; i++) {
		const struct split_commit *commit = &split->commits[i];

		numbers[commit->method]++;
		if (commit->method == SPLIT_RESIDUAL)
			continue;
		alone += commit->applies_alone;
		unlisted += !commit->item;
	}
	return json_pack("{s:I, s:I, s:I, s:o}", "all", (json_int_t)split->n_commits,
			 "applies_alone", (json_int_t)alone, "unlisted", (json_int_t)unlisted,
			 "by_method", methods_to_json(numbers));
}

/* A file is explained if no residual commit changes it. */
static json_t *files_to_json(const struct split *split)
{
	_cleanup_free_ bool *residual = xcalloc(split->n_files, sizeof(*residual));
	size_t n_residual = 0;

	for (size_t i = 0; i < split->n_commits; i++)
		if (split->commits[i].method == SPLIT_RESIDUAL)
			for (size_t n = 0; n < split->commits[i].n_changes; n++)
				residual[split->commits[i].changes[n].file] = true;
	for (size_t i = 0; i < split->n_files; i++)
		n_residual += residual[i];
	return json_pack("{s:I, s:I}", "all", (json_int_t)split->n_files, "explained",
			 (json_int_t)(split->n_files - n_residual));
}

static json_t *id_to_json(const git_oid *id)
{
	char hex[GIT_OID_HEXSZ + 1];

	return json_string(git_oid_tostr(hex, sizeof(hex), id));
}

static json_t *residual_to_json(const struct split *split, const git_oid *ids, const size_t *lines)
{
	json_t *array = json_array();

	for (size_t i = 0; i < split->n_commits; i++) {
		const struct split_commit *commit = &split->commits[i];

		if (commit->method != SPLIT_RESIDUAL)
			continue;
		json_array_append_new(array, json_pack("{s:o, s:o, s:I, s:I}", "area",
						       string_to_json(commit->area), "commit",
						       id_to_json(&ids[i]), "files",
						       (json_int_t)commit->n_changes, "lines",
						       (json_int_t)lines[i]));
	}
	return array;
}

static json_t *item_to_json(const struct split *split, const struct split_item *item,
			    const git_oid *ids)
{
	const struct change_item *said = item->item;
	bool is_explained = item->fate == ITEM_EXPLAINED;
	const struct split_commit *commit = is_explained ? &split->commits[item->commit] : NULL;
	json_t *value = json_object();

	json_object_set_new(value, "subject", string_to_json(said->subject));
	json_object_set_new(value, "line", string_to_json(said->line));
	json_object_set_new(value, "release", string_to_json(said->release));
	json_object_set_new(value, "cves",
			    facts_cves_json(said, item->records, item->n_records));
	json_object_set_new(value, "candidates", json_integer((json_int_t)item->n_candidates));
	json_object_set_new(value, "fate", json_string(fate_names[fate_of(split, item)]));
	json_object_set_new(value, "commit", commit ? id_to_json(&ids[item->commit]) : json_null());
	json_object_set_new(value, "method",
			    string_to_json(commit ? split_method_name(commit->method) : NULL));
	json_object_set_new(value, "confidence",
			    commit ? json_real(commit->confidence) : json_null());
	return value;
}

static json_t *item_list(const struct split *split, const git_oid *ids)
{
	json_t *array = json_array();

	for (size_t i = 0; i < split->n_items; i++)
		json_array_append_new(array, item_to_json(split, &split->items[i], ids));
	return array;
}

static json_t *candidates_to_json(const struct split_input *input, const struct split *split)
{
	size_t used = 0;

	for (size_t i = 0; i < split->n_commits; i++)
		used += split->commits[i].candidate != NULL;
	return json_pack("{s:I, s:I}", "all", (json_int_t)input->candidates->n_items, "used",
			 (json_int_t)used);
}

static json_t *not_understood(const struct split_input *input)
{
	const struct candidates *candidates = input->candidates;
	const struct changelog *changelog = input->changelog;

	return json_pack("{s:o, s:o, s:I}", "candidates",
			 strings_to_json(candidates->rejected, candidates->n_rejected),
			 "changelog_lines",
			 strings_to_json(changelog ? changelog->unparsed : NULL,
					 changelog ? changelog->n_unparsed : 0),
			 "records",
			 (json_int_t)(input->records ? input->records->n_unreadable : 0));
}

static json_t *source_to_json(const struct source *source)
{
	return json_pack("{s:o, s:o}", "name", string_to_json(source->name), "version",
			 string_to_json(source->version));
}

json_t *report_make(const struct split_input *input, const struct split *split, const git_oid *ids)
{
	_cleanup_free_ size_t *lines = xcalloc(split->n_commits, sizeof(*lines));
	size_t all = explained_lines(split, lines);
	json_t *report = json_object();

	json_object_set_new(report, "format", json_integer(1));
	json_object_set_new(report, "suture", json_string(SUTURE_VERSION));
	json_object_set_new(report, "old", source_to_json(input->old));
	json_object_set_new(report, "new", source_to_json(input->new));
	json_object_set_new(report, "lines", lines_to_json(split, lines, all));
	json_object_set_new(report, "files", files_to_json(split));
	json_object_set_new(report, "commits", commits_to_json(split));
	json_object_set_new(report, "candidates", candidates_to_json(input, split));
	json_object_set_new(report, "items", items_to_json(split, is_any));
	json_object_set_new(report, "items_with_candidate", items_to_json(split, has_candidate));
	json_object_set_new(report, "items_with_cve", items_to_json(split, has_cve));
	json_object_set_new(report, "residual", residual_to_json(split, ids, lines));
	json_object_set_new(report, "not_understood", not_understood(input));
	json_object_set_new(report, "list", item_list(split, ids));
	return report;
}
