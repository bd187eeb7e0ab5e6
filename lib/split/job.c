/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "split/job.h"

#include <stdlib.h>

#include "base/memory.h"
#include "kernel/origin.h"

static void add(struct jobs *jobs, struct split_item *item,
		const struct candidate *const *candidates, size_t n_candidates)
{
	struct job *job = array_append(jobs->items, jobs->n_items);

	job->item = item;
	job->candidates = candidates;
	job->n_candidates = n_candidates;
	job->doubted = xcalloc(n_candidates + 1, sizeof(*job->doubted));
}

void jobs_make(struct jobs *jobs, const struct join *join, struct split *split)
{
	const struct candidate *const *unlisted;
	size_t n_unlisted;

	for (size_t i = 0; i < split->n_items; i++) {
		struct split_item *item = &split->items[i];

		add(jobs, item, item->candidates, item->n_candidates);
	}
	jobs->n_listed = jobs->n_items;
	unlisted = join_unlisted(join, &n_unlisted);
	for (size_t i = 0; i < n_unlisted; i++)
		add(jobs, NULL, &unlisted[i], 1);
	jobs_restart(jobs);
}

void jobs_deinit(struct jobs *jobs)
{
	for (size_t i = 0; i < jobs->n_items; i++)
		free(jobs->items[i].doubted);
	free(jobs->items);
}

void jobs_restart(struct jobs *jobs)
{
	for (size_t i = 0; i < jobs->n_items; i++) {
		const struct split_item *item = jobs->items[i].item;

		jobs->items[i].done = item && item->fate == ITEM_DROPPED;
	}
}

/* Each step is a job that was done. */
void jobs_tell(const struct jobs *jobs, const struct state *state)
{
	progress_part(jobs->progress,
		      state->steps[SIDE_FRONT].n_items + state->steps[SIDE_BACK].n_items,
		      jobs->n_items);
}

struct split_commit *job_commit(struct job *job, struct state *state, struct attempt *attempt,
				enum split_method method, const struct candidate *candidate)
{
	struct split_commit *step = state_commit(state, attempt);

	job->done = true;
	step->method = method;
	step->candidate = candidate;
	step->size = attempt->size;
	step->gain = attempt->gain;
	if (!job->item) {
		step->records = join_records(state->input, candidate, &step->n_records);
		return step;
	}
	step->item = job->item->item;
	step->n_records = job->item->n_records;
	step->records = job->item->n_records ?
		xmemdup(job->item->records, job->item->n_records * sizeof(*step->records)) : NULL;
	return step;
}
