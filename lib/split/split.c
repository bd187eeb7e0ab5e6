/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "split/split.h"

#include <stdlib.h>

#include "base/memory.h"
#include "kernel/package.h"
#include "split/attribution.h"
#include "split/claim.h"
#include "split/confidence.h"
#include "split/join.h"
#include "split/peel.h"
#include "split/sole.h"
#include "split/undone.h"

/* Doubting one candidate may bring another into doubt; more rounds than this were never needed. */
#define ROUNDS_MAX 8

static void commit_deinit(struct split_commit *commit)
{
	for (size_t i = 0; i < commit->n_units; i++)
		free(commit->units[i]);
	for (size_t i = 0; i < commit->n_targets; i++)
		free(commit->targets[i]);
	free(commit->units);
	free(commit->targets);
	free(commit->needs);
	free(commit->changes);
	free(commit->records);
	free(commit->area);
}

void split_free(struct split *split)
{
	if (!split)
		return;
	for (size_t i = 0; i < split->n_commits; i++)
		commit_deinit(&split->commits[i]);
	for (size_t i = 0; i < split->n_items; i++) {
		free(split->items[i].records);
		free(split->items[i].candidates);
	}
	for (size_t i = 0; i < split->n_files; i++)
		free(split->files[i].path);
	for (size_t i = 0; i < split->n_contents; i++)
		text_deinit(&split->contents[i].text);
	free(split->commits);
	free(split->items);
	free(split->files);
	free(split->contents);
	free(split);
}

const char *split_method_name(enum split_method method)
{
	static const char *const names[SPLIT_METHODS] = {
		[SPLIT_RESIDUAL] = "residual",	[SPLIT_SOLE_FILE] = "sole-file",
		[SPLIT_CLAIMED] = "claimed",	[SPLIT_MERGED] = "merged",
		[SPLIT_BACKWARD] = "backward",	[SPLIT_FORWARD] = "forward",
	};

	return names[method];
}

char *split_subject(const struct split_commit *commit)
{
	if (commit->candidate)
		return xstrdup(commit->candidate->subject);
	if (commit->item)
		return xstrdup(commit->item->subject);
	return xasprintf("The rest of %s", commit->area);
}

/* "drivers/net": two directories, or what there is of them. The caller's. */
static char *area_of(const char *path)
{
	const char *end = strchr(path, '/');
	const char *second = end ? strchr(end + 1, '/') : NULL;

	if (!end)
		return xstrdup("the top directory");
	return xstrndup(path, (second ? second : end) - path);
}

/* The step that is the rest of an area; a new one if it is the first. */
static struct split_commit *rest_of(struct split *split, size_t first, const char *path)
{
	_cleanup_free_ char *area = area_of(path);
	struct split_commit *commit;

	for (size_t i = first; i < split->n_commits; i++)
		if (strcmp(split->commits[i].area, area) == 0)
			return &split->commits[i];
	commit = array_append(split->commits, split->n_commits);
	commit->area = take(area);
	return commit;
}

static int by_path(const void *a, const void *b, void *context)
{
	const struct split *split = context;

	return strcmp(split->files[*(const size_t *)a].path, split->files[*(const size_t *)b].path);
}

/* The files by their paths: those that were read on the way stand at the end otherwise. */
static size_t *sorted_files(const struct split *split)
{
	size_t *order = xcalloc(split->n_files + 1, sizeof(*order));

	for (size_t i = 0; i < split->n_files; i++)
		order[i] = i;
	qsort_r(order, split->n_files, sizeof(*order), by_path, (void *)split);
	return order;
}

static void add_rests(const struct state *state, struct split *split)
{
	_cleanup_free_ size_t *order = sorted_files(split);
	const size_t first = split->n_commits;

	for (size_t i = 0; i < split->n_files; i++) {
		const struct state_file *file = &state->files[order[i]];
		struct split_commit *rest;
		struct split_change *change;

		if (!file->distance)
			continue;
		rest = rest_of(split, first, split->files[order[i]].path);
		rest->size += file->distance;
		rest->gain = rest->size;
		change = array_append(rest->changes, rest->n_changes);
		*change = (struct split_change){ order[i], file->at[SIDE_FRONT],
						 file->at[SIDE_BACK] };
	}
}

/* The steps become commits; what they own goes with them. */
static void add_steps(struct state *state, struct split *split, enum side side)
{
	struct steps *steps = &state->steps[side];

	for (size_t i = 0; i < steps->n_items; i++) {
		size_t at = side == SIDE_FRONT ? i : steps->n_items - 1 - i;

		*array_append(split->commits, split->n_commits) = steps->items[at];
	}
	free(steps->items);
	*steps = (struct steps){};
}

static void settle_items(struct split *split)
{
	for (size_t i = 0; i < split->n_commits; i++) {
		struct split_commit *commit = &split->commits[i];

		commit->confidence = confidence_of(commit);
		for (size_t j = 0; j < split->n_items; j++)
			if (commit->item && split->items[j].item == commit->item) {
				split->items[j].fate = ITEM_EXPLAINED;
				split->items[j].commit = i;
			}
	}
}

static void finish(struct state *state, struct split *split)
{
	add_steps(state, split, SIDE_FRONT);
	add_rests(state, split);
	add_steps(state, split, SIDE_BACK);
	settle_items(split);
	attribute_records(state->input, split);
}

static struct error *run_round(struct state *state, struct jobs *jobs)
{
	try(peel(state, jobs));
	try(claim(state, jobs));
	try(sole(state, jobs));
	undone_count(state);
	return NULL;
}

static struct error *run_rounds(struct state *state, const struct join *join, struct split *split,
				const struct kernel_progress *progress)
{
	_cleanup_jobs_ struct jobs jobs = { .progress = progress };

	jobs_make(&jobs, join, split);
	for (int round = 1;; round++) {
		try(run_round(state, &jobs));
		if (round == ROUNDS_MAX || !undone_doubt(state, &jobs))
			return NULL;
		state_restart(state);
		jobs_restart(&jobs);
	}
}

struct overlap {
	size_t n_differing, n_old_only;
};

static void count_overlap(void *context, const char *path __attribute__((unused)),
			  uint32_t old_mode __attribute__((unused)),
			  const git_oid *old __attribute__((unused)), uint32_t new_mode,
			  const git_oid *new __attribute__((unused)))
{
	struct overlap *overlap = context;

	overlap->n_differing++;
	overlap->n_old_only += new_mode == 0;
}

/* Versions of one source have nearly all their files in common. */
static struct error *check_trees(const struct split_input *input)
{
	struct overlap overlap = {};
	const struct listing_visitor visitor = { .differs = count_overlap, .context = &overlap };
	size_t n_old = listing_count(input->old->listing);

	listing_compare(input->old->listing, input->new->listing, &visitor);
	if (overlap.n_differing == 0)
		return error_refuse(SUTURE_REFUSAL_TREES_SAME, "%s and %s are the same tree",
				    input->old->name, input->new->name);
	if (2 * overlap.n_old_only > n_old)
		return error_refuse(SUTURE_REFUSAL_TREES_UNRELATED,
				    "%zu of %zu files of %s are not in %s", overlap.n_old_only,
				    n_old, input->old->name, input->new->name);
	if (input->old->version && input->new->version &&
	    version_compare(input->old->version, input->new->version) > 0)
		return error_refuse(SUTURE_REFUSAL_TREES_REVERSED, "%s is older than %s",
				    input->new->version, input->old->version);
	return NULL;
}

struct error *split_make(const struct split_input *input, const struct kernel_progress *progress,
			 struct split **split)
{
	_cleanup_split_ struct split *new = xcalloc(1, sizeof(*new));
	_cleanup_state_ struct state state = {};
	_cleanup_join_ struct join *join = NULL;

	try(check_trees(input));
	if (progress && progress->step)
		progress->step(progress->context, "splitting");
	new->table = input->table;
	join = join_make(input, new);
	try(state_open(&state, input, new));
	try(run_rounds(&state, join, new, progress));
	finish(&state, new);
	*split = take(new);
	return NULL;
}
