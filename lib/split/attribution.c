/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "split/attribution.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"

/* Less of a name than this is an accident. */
#define ID_LENGTH_MIN 8

/* An id that a record names. */
struct named {
	const char *id;
	const struct record *record;
};

struct attribution {
	const struct record *records;
	struct named *named;	/* sorted by id */
	size_t n_named;
	bool *placed;		/* of each record: a change of the update has its id */
};

/* Either may be abbreviated. */
static bool is_same(const char *a, const char *b)
{
	const size_t a_length = a ? strlen(a) : 0, b_length = b ? strlen(b) : 0;
	const size_t length = a_length < b_length ? a_length : b_length;

	return length >= ID_LENGTH_MIN && strncasecmp(a, b, length) == 0;
}

/* The id of a candidate itself; mails and files have none. */
static const char *own_id(const struct candidate *candidate)
{
	return candidate->origin == CANDIDATE_COMMIT ? candidate->id : NULL;
}

static bool has_id(const struct candidate *candidate, const char *id)
{
	return is_same(id, candidate->upstream) || is_same(id, own_id(candidate));
}

static bool agrees(const struct record *record, const struct candidate *candidate)
{
	return has_id(candidate, record->upstream) || has_id(candidate, record->fixed_commit);
}

/* Both say what they are of, and it is not the same. */
static bool contradicts(const struct record *record, const struct candidate *candidate)
{
	return (record->upstream || record->fixed_commit) &&
	       (candidate->upstream || own_id(candidate)) && !agrees(record, candidate);
}

static int by_id(const void *a, const void *b)
{
	const struct named *left = a, *right = b;
	int order = strcasecmp(left->id, right->id);

	return order ? order : (left->record > right->record) - (left->record < right->record);
}

static void add_named(struct attribution *attribution, const char *id,
		      const struct record *record)
{
	if (!id || strlen(id) < ID_LENGTH_MIN)
		return;
	*array_append(attribution->named, attribution->n_named) = (struct named){ id, record };
}

static void open_attribution(struct attribution *attribution, const struct records *records)
{
	attribution->records = records->items;
	attribution->placed = xcalloc(records->n_items, sizeof(*attribution->placed));
	for (size_t i = 0; i < records->n_items; i++) {
		add_named(attribution, records->items[i].upstream, &records->items[i]);
		add_named(attribution, records->items[i].fixed_commit, &records->items[i]);
	}
	if (attribution->n_named)
		qsort(attribution->named, attribution->n_named, sizeof(*attribution->named), by_id);
}

static void close_attribution(struct attribution *attribution)
{
	free(attribution->named);
	free(attribution->placed);
}
#define _cleanup_attribution_ _cleanup_(close_attribution)

static void place(struct attribution *attribution, const struct record *record)
{
	attribution->placed[record - attribution->records] = true;
}

static bool is_placed(const struct attribution *attribution, const struct record *record)
{
	return attribution->placed[record - attribution->records];
}

static void add_record(struct split_commit *commit, const struct record *record)
{
	for (size_t i = 0; i < commit->n_records; i++)
		if (commit->records[i] == record)
			return;
	/* The array may be a copy, whose capacity is its length. */
	commit->records = xrealloc(commit->records, commit->n_records + 1,
				   sizeof(*commit->records));
	commit->records[commit->n_records++] = record;
}

/* Abbreviations: those that begin alike stand together, but not in the order that is meant. */
static size_t first_alike(const struct attribution *attribution, const char *id)
{
	size_t low = 0, high = attribution->n_named;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (strncasecmp(attribution->named[middle].id, id, ID_LENGTH_MIN) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void add_named_records(const struct attribution *attribution, struct split_commit *commit,
			      const char *id)
{
	if (!id || strlen(id) < ID_LENGTH_MIN)
		return;
	for (size_t i = first_alike(attribution, id); i < attribution->n_named; i++) {
		const struct named *named = &attribution->named[i];

		if (strncasecmp(named->id, id, ID_LENGTH_MIN))
			return;
		if (is_same(named->id, id))
			add_record(commit, named->record);
	}
}

/* The upstream commit that its message names is the one that it takes back. */
static bool is_revert(const struct candidate *candidate)
{
	return strncasecmp(candidate->subject, "Revert \"", 8) == 0;
}

static void place_commit(struct attribution *attribution, struct split_commit *commit)
{
	if (!is_revert(commit->candidate)) {
		add_named_records(attribution, commit, commit->candidate->upstream);
		add_named_records(attribution, commit, own_id(commit->candidate));
	}
	for (size_t i = 0; i < commit->n_records; i++)
		if (agrees(commit->records[i], commit->candidate))
			place(attribution, commit->records[i]);
}

/* What was not found is in the update all the same, and a record may be its. */
static void place_item(struct attribution *attribution, const struct split_item *item)
{
	for (size_t i = 0; i < item->n_records; i++)
		for (size_t j = 0; j < item->n_candidates; j++)
			if (agrees(item->records[i], item->candidates[j]))
				place(attribution, item->records[i]);
}

static void place_all(struct attribution *attribution, struct split *split)
{
	for (size_t i = 0; i < split->n_commits; i++)
		if (split->commits[i].candidate)
			place_commit(attribution, &split->commits[i]);
	for (size_t i = 0; i < split->n_items; i++)
		if (split->items[i].fate == ITEM_UNEXPLAINED)
			place_item(attribution, &split->items[i]);
}

static bool has_own(const struct split_commit *commit)
{
	for (size_t i = 0; i < commit->n_records; i++)
		if (agrees(commit->records[i], commit->candidate))
			return true;
	return false;
}

static void drop_foreign(const struct attribution *attribution, struct split_commit *commit)
{
	const bool own = has_own(commit);
	size_t n = 0;

	for (size_t i = 0; i < commit->n_records; i++) {
		const struct record *record = commit->records[i];

		if (!contradicts(record, commit->candidate) ||
		    !(own || is_placed(attribution, record)))
			commit->records[n++] = record;
	}
	commit->n_records = n;
}

static void update_item(struct split_item *item, const struct split_commit *commit)
{
	free(item->records);
	item->n_records = commit->n_records;
	item->records = commit->n_records ?
		xmemdup(commit->records, commit->n_records * sizeof(*item->records)) : NULL;
}

void attribute_records(const struct split_input *input, struct split *split)
{
	_cleanup_attribution_ struct attribution attribution = {};

	if (!input->records)
		return;
	open_attribution(&attribution, input->records);
	place_all(&attribution, split);
	for (size_t i = 0; i < split->n_commits; i++)
		if (split->commits[i].candidate)
			drop_foreign(&attribution, &split->commits[i]);
	for (size_t i = 0; i < split->n_items; i++)
		if (split->items[i].fate == ITEM_EXPLAINED)
			update_item(&split->items[i], &split->commits[split->items[i].commit]);
}
