/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "split/join.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "evidence/subject.h"
#include "kernel/package.h"

/* A name of a candidate: its subject's key, its commit, or its upstream commit. */
struct name {
	char *text;
	size_t candidate;
};

struct join {
	const struct candidates *candidates;
	struct name *names;	/* sorted by text, then candidate */
	size_t n_names;
	bool *listed;		/* as candidates->items */
	const struct candidate **unlisted;
	size_t n_unlisted;
	char *series;		/* may be NULL */
};

void join_free(struct join *join)
{
	if (!join)
		return;
	for (size_t i = 0; i < join->n_names; i++)
		free(join->names[i].text);
	free(join->names);
	free(join->listed);
	free(join->unlisted);
	free(join->series);
	free(join);
}

static int by_text(const void *a, const void *b)
{
	const struct name *left = a, *right = b;
	int order = strcmp(left->text, right->text);

	return order ? order : (left->candidate > right->candidate) -
			       (left->candidate < right->candidate);
}

static void add_name(struct join *join, size_t candidate, char *text)
{
	struct name *name = array_append(join->names, join->n_names);

	name->text = text;
	name->candidate = candidate;
}

static void add_names(struct join *join, size_t number)
{
	const struct candidate *candidate = &join->candidates->items[number];

	add_name(join, number, subject_key(candidate->subject));
	if (candidate->upstream)
		add_name(join, number, xstrdup(candidate->upstream));
	if (candidate->origin == CANDIDATE_COMMIT)
		add_name(join, number, xstrdup(candidate->id));
}

static size_t first_name(const struct join *join, const char *text)
{
	size_t low = 0, high = join->n_names;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (strcmp(join->names[middle].text, text) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool has_candidate(const struct split_item *item, const struct candidate *candidate)
{
	for (size_t i = 0; i < item->n_candidates; i++)
		if (item->candidates[i] == candidate)
			return true;
	return false;
}

/* What changelogs give of a commit is abbreviated: a prefix of a name will do for them. */
static void add_candidates(struct join *join, struct split_item *item, const char *text,
			   bool is_prefix)
{
	for (size_t i = first_name(join, text); i < join->n_names; i++) {
		const struct name *name = &join->names[i];
		const struct candidate *candidate = &join->candidates->items[name->candidate];

		if (is_prefix ? strncmp(name->text, text, strlen(text)) : strcmp(name->text, text))
			return;
		join->listed[name->candidate] = true;
		if (!has_candidate(item, candidate))
			*array_append(item->candidates, item->n_candidates) = candidate;
	}
}

static void add_records(const struct records *records, struct split_item *item, const char *key)
{
	const struct record *first;
	size_t n = records ? records_find(records, key, &first) : 0;

	for (size_t i = 0; i < n; i++)
		*array_append(item->records, item->n_records) = &first[i];
}

/* The better one first. What is left open here is decided by what fits the trees better. */
static int by_merit(const void *a, const void *b, void *context)
{
	const struct candidate *left = *(const struct candidate **)a;
	const struct candidate *right = *(const struct candidate **)b;
	const char *series = context;
	bool left_ours = series && left->branch && strcmp(left->branch, series) == 0;
	bool right_ours = series && right->branch && strcmp(right->branch, series) == 0;

	if (left_ours != right_ours)
		return left_ours ? -1 : 1;
	if (left->origin != right->origin)
		return left->origin < right->origin ? -1 : 1;
	if (!left->branch != !right->branch)
		return left->branch ? 1 : -1;
	if (left->revision != right->revision)
		return left->revision > right->revision ? -1 : 1;
	if (left->time != right->time)
		return left->time > right->time ? -1 : 1;
	return (left->order > right->order) - (left->order < right->order);
}

static void join_subject(struct join *join, const struct records *records,
			 struct split_item *item, const char *subject)
{
	_cleanup_free_ char *key = subject_key(subject);

	add_records(records, item, key);
	add_candidates(join, item, key, false);
}

static void join_item(struct join *join, const struct split_input *input, struct split_item *item)
{
	const struct change_item *change = item->item;

	join_subject(join, input->records, item, change->subject);
	for (size_t i = 0; i < change->n_aliases; i++)
		join_subject(join, input->records, item, change->aliases[i]);
	if (change->commit)
		add_candidates(join, item, change->commit, true);
	for (size_t i = 0; i < item->n_records; i++) {
		if (item->records[i]->upstream)
			add_candidates(join, item, item->records[i]->upstream, false);
		if (item->records[i]->fixed_commit)
			add_candidates(join, item, item->records[i]->fixed_commit, false);
	}
	if (item->n_candidates)
		qsort_r(item->candidates, item->n_candidates, sizeof(*item->candidates), by_merit,
			join->series);
}

static void add_item(struct join *join, const struct split_input *input, struct split *split,
		     const struct change_item *change)
{
	struct split_item *item = array_append(split->items, split->n_items);

	item->item = change;
	item->fate = change->is_dropped ? ITEM_DROPPED : ITEM_UNEXPLAINED;
	join_item(join, input, item);
}

static void list_unlisted(struct join *join)
{
	for (size_t i = 0; i < join->candidates->n_items; i++)
		if (!join->listed[i])
			*array_append(join->unlisted, join->n_unlisted) =
				&join->candidates->items[i];
}

struct join *join_make(const struct split_input *input, struct split *split)
{
	struct join *join = xcalloc(1, sizeof(*join));

	join->candidates = input->candidates;
	join->listed = xcalloc(input->candidates->n_items + 1, sizeof(*join->listed));
	join->series = input->new->version ? version_series(input->new->version) : NULL;
	for (size_t i = 0; i < input->candidates->n_items; i++)
		add_names(join, i);
	if (join->n_names)
		qsort(join->names, join->n_names, sizeof(*join->names), by_text);
	for (size_t i = 0; input->changelog && i < input->changelog->n_items; i++)
		add_item(join, input, split, &input->changelog->items[i]);
	list_unlisted(join);
	return join;
}

const struct candidate *const *join_unlisted(const struct join *join, size_t *n)
{
	*n = join->n_unlisted;
	return join->unlisted;
}

const struct record **join_records(const struct split_input *input,
				   const struct candidate *candidate, size_t *n)
{
	_cleanup_free_ char *key = subject_key(candidate->subject);
	struct split_item item = {};

	add_records(input->records, &item, key);
	*n = item.n_records;
	return item.records;
}
