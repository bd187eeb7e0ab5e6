/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "split/facts.h"

#include <stdlib.h>

#include "base/json.h"
#include "base/memory.h"

static int compare_cves(const void *a, const void *b)
{
	return strverscmp(((const struct fact_cve *)a)->id, ((const struct fact_cve *)b)->id);
}

/* The score is a record's; a changelog has none. */
static size_t add_cve(struct fact_cve **cves, size_t n_cves, const char *id, double score)
{
	for (size_t i = 0; i < n_cves; i++) {
		if (strcmp((*cves)[i].id, id))
			continue;
		if ((*cves)[i].score < 0)
			(*cves)[i].score = score;
		return n_cves;
	}
	*array_append(*cves, n_cves) = (struct fact_cve){ id, score };
	return n_cves;
}

size_t facts_cves(const struct change_item *item, const struct record *const *records,
		  size_t n_records, struct fact_cve **cves)
{
	size_t n_cves = 0;

	*cves = NULL;
	for (size_t i = 0; i < n_records; i++)
		n_cves = add_cve(cves, n_cves, records[i]->cve, records[i]->score);
	for (size_t i = 0; item && i < item->n_cves; i++)
		n_cves = add_cve(cves, n_cves, item->cves[i], -1);
	if (n_cves)
		qsort(*cves, n_cves, sizeof(**cves), compare_cves);
	return n_cves;
}

json_t *facts_cves_json(const struct change_item *item, const struct record *const *records,
			size_t n_records)
{
	_cleanup_free_ struct fact_cve *cves = NULL;
	size_t n_cves = facts_cves(item, records, n_records, &cves);
	json_t *array = json_array();

	for (size_t i = 0; i < n_cves; i++) {
		json_t *score = cves[i].score < 0 ? json_null() : json_real(cves[i].score);

		json_array_append_new(array, json_pack("{s:o, s:o}", "id",
						       string_to_json(cves[i].id), "score", score));
	}
	return array;
}

const char *facts_upstream(const struct split_commit *commit)
{
	if (commit->candidate && commit->candidate->upstream)
		return commit->candidate->upstream;
	for (size_t i = 0; i < commit->n_records; i++)
		if (commit->records[i]->upstream)
			return commit->records[i]->upstream;
	return NULL;
}

/* A commit whose message names another as upstream is itself a backport. */
const char *facts_stable(const struct split_commit *commit)
{
	const struct candidate *candidate = commit->candidate;

	for (size_t i = 0; i < commit->n_records; i++)
		if (commit->records[i]->fixed_commit)
			return commit->records[i]->fixed_commit;
	if (candidate && candidate->origin == CANDIDATE_COMMIT && candidate->upstream)
		return candidate->id;
	return NULL;
}

char *facts_utf8(const char *text)
{
	_cleanup_json_ json_t *string = string_to_json(text);

	return xstrdup(json_string_value(string));
}
