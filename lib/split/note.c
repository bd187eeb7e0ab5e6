/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "split/note.h"

#include "base/json.h"
#include "base/memory.h"
#include "split/facts.h"

static json_t *candidate_to_json(const struct candidate *candidate)
{
	static const char *const origins[] = {
		[CANDIDATE_COMMIT] = "commit",
		[CANDIDATE_PATCH] = "patch",
		[CANDIDATE_MAIL] = "mail",
	};

	if (!candidate)
		return json_null();
	return json_pack("{s:s, s:o, s:i}", "origin", origins[candidate->origin], "id",
			 string_to_json(candidate->id), "revision", (int)candidate->revision);
}

static json_t *needs_to_json(const struct split_commit *commit, const git_oid *ids)
{
	json_t *array = json_array();
	char hex[GIT_OID_HEXSZ + 1];

	for (size_t i = 0; i < commit->n_needs; i++) {
		git_oid_tostr(hex, sizeof(hex), &ids[commit->needs[i]]);
		json_array_append_new(array, json_string(hex));
	}
	return array;
}

static json_t *known_strings(char *const *items, size_t n_items)
{
	return items ? strings_to_json(items, n_items) : json_null();
}

static void set_evidence(json_t *note, const struct split_commit *commit)
{
	const struct change_item *item = commit->item;

	json_object_set_new(note, "item", string_to_json(item ? item->line : NULL));
	json_object_set_new(note, "release", string_to_json(item ? item->release : NULL));
	json_object_set_new(note, "candidate", candidate_to_json(commit->candidate));
	json_object_set_new(note, "upstream", string_to_json(facts_upstream(commit)));
	json_object_set_new(note, "stable", string_to_json(facts_stable(commit)));
	json_object_set_new(note, "cves",
			    facts_cves_json(item, commit->records, commit->n_records));
}

static void set_findings(json_t *note, const struct split_commit *commit, const git_oid *ids)
{
	json_object_set_new(note, "context", json_integer(commit->context));
	json_object_set_new(note, "drift", json_integer(commit->drift));
	json_object_set_new(note, "missing", json_integer(commit->missing));
	json_object_set_new(note, "undone", json_integer((json_int_t)commit->undone));
	json_object_set_new(note, "applies_alone", json_boolean(commit->applies_alone));
	json_object_set_new(note, "needs", needs_to_json(commit, ids));
	json_object_set_new(note, "units", known_strings(commit->units, commit->n_units));
	json_object_set_new(note, "targets", known_strings(commit->targets, commit->n_targets));
}

json_t *note_make(const struct split *split, size_t commit, const git_oid *ids)
{
	const struct split_commit *made = &split->commits[commit];
	_cleanup_free_ char *subject = split_subject(made);
	json_t *note = json_object();

	json_object_set_new(note, "subject", string_to_json(subject));
	json_object_set_new(note, "method", json_string(split_method_name(made->method)));
	json_object_set_new(note, "confidence", json_real(made->confidence));
	set_evidence(note, made);
	set_findings(note, made, ids);
	return note;
}
