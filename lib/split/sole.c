/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "split/sole.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "split/diff.h"

/* An item that may be the one that changes a file. */
struct claim_to_file {
	const char *path;
	const struct job *job;
};

struct registry {
	struct claim_to_file *items;	/* sorted by path */
	size_t n_items;
};

static void registry_add(struct registry *registry, const char *path, const struct job *job)
{
	struct claim_to_file *item = array_append(registry->items, registry->n_items);

	item->path = path;
	item->job = job;
}

static int by_path(const void *a, const void *b)
{
	const struct claim_to_file *left = a, *right = b;

	return strcmp(left->path, right->path);
}

/* Records name files, and so do candidates that did not fit. */
static void register_job(struct registry *registry, const struct job *job)
{
	for (size_t i = 0; i < job->item->n_records; i++)
		for (size_t j = 0; j < job->item->records[i]->n_files; j++)
			registry_add(registry, job->item->records[i]->files[j], job);
	for (size_t i = 0; i < job->n_candidates; i++)
		for (size_t j = 0; j < job->candidates[i]->n_files; j++)
			registry_add(registry, patch_path(&job->candidates[i]->files[j]), job);
}

static struct claim_to_file *find(const struct registry *registry, const char *path)
{
	size_t low = 0, high = registry->n_items;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (strcmp(registry->items[middle].path, path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return registry->items + low;
}

static bool is_sole(const struct registry *registry, const char *path, const struct job *job)
{
	const struct claim_to_file *end = registry->items + registry->n_items;

	for (const struct claim_to_file *item = find(registry, path);
	     item < end && strcmp(item->path, path) == 0; item++)
		if (item->job != job && !item->job->done)
			return false;
	return true;
}

/*
 * The more places of a file are left, the likelier some of them are somebody's of whom nothing
 * is known: of real updates' files with one place nine in ten were the item's and nothing else,
 * of those with more two in three.
 */
static bool is_one_place(const struct state *state, size_t file)
{
	const struct content *front = state_at(state, file, SIDE_FRONT);
	const struct content *back = state_at(state, file, SIDE_BACK);
	_cleanup_diff_ struct diff diff = {};

	if (front->kind != CONTENT_TEXT || back->kind != CONTENT_TEXT)
		return true;
	diff_make(&front->text, &back->text, &diff);
	return diff.n_runs <= 1;
}

/*
 * All files of a record, or nothing: a fix of which a part lies where others changed things
 * too would come out as half a fix.
 */
static struct error *take_files(struct state *state, const struct registry *registry,
				const struct job *job, const struct record *record,
				struct attempt *attempt, bool *takes)
{
	*takes = false;
	for (size_t i = 0; i < record->n_files; i++) {
		size_t file;

		try(state_file(state, record->files[i], &file));
		if (!state->files[file].distance || !is_one_place(state, file) ||
		    !is_sole(registry, record->files[i], job))
			return NULL;
		attempt_change(state, attempt, file, state->files[file].at[SIDE_BACK]);
	}
	*takes = attempt->n_changes > 0;
	return NULL;
}

static struct error *do_job(struct state *state, const struct registry *registry, struct job *job)
{
	for (size_t i = 0; i < job->item->n_records && !job->done; i++) {
		_cleanup_attempt_ struct attempt attempt = {};
		bool takes;

		try(take_files(state, registry, job, job->item->records[i], &attempt, &takes));
		if (takes)
			job_commit(job, state, &attempt, SPLIT_SOLE_FILE, NULL);
	}
	return NULL;
}

static struct error *do_jobs(struct state *state, const struct registry *registry,
			     struct jobs *jobs)
{
	for (size_t i = 0; i < jobs->n_listed; i++)
		if (!jobs->items[i].done)
			try(do_job(state, registry, &jobs->items[i]));
	return NULL;
}

struct error *sole(struct state *state, struct jobs *jobs)
{
	struct registry registry = {};
	struct error *error;

	for (size_t i = 0; i < jobs->n_listed; i++)
		if (!jobs->items[i].done)
			register_job(&registry, &jobs->items[i]);
	if (registry.n_items)
		qsort(registry.items, registry.n_items, sizeof(*registry.items), by_path);
	error = do_jobs(state, &registry, jobs);
	free(registry.items);
	return error;
}
