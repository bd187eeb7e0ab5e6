/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "split/peel.h"

#include <assert.h>

#include "split/apply.h"
#include "split/merge.h"

/* How much of an attempt must bring the two sides nearer. */
enum demand {
	DEMAND_NOTHING,
	DEMAND_NEW,		/* nothing, but it must not be in the old tree already */
	DEMAND_HALF,
	DEMAND_ALL,
};

struct pass {
	enum side side;
	unsigned int context;
	enum demand demand;
};

static bool is_met(const struct attempt *attempt, enum demand demand)
{
	switch (demand) {
	case DEMAND_NOTHING:
	case DEMAND_NEW:
		return true;
	case DEMAND_HALF:
		return attempt->gain > 0 && 2 * attempt->gain >= (long)attempt->size;
	case DEMAND_ALL:
		break;
	}
	return attempt->gain >= (long)attempt->size;
}

/* A file that the update leaves as it was speaks against a candidate that changes it. */
static bool touches_update(const struct state *state, const struct candidate *candidate)
{
	for (size_t i = 0; i < candidate->n_files; i++)
		if (state_differs(state, patch_path(&candidate->files[i])))
			return true;
	return false;
}

static bool is_inside_update(const struct state *state, const struct candidate *candidate)
{
	for (size_t i = 0; i < candidate->n_files; i++)
		if (!state_differs(state, patch_path(&candidate->files[i])))
			return false;
	return true;
}

static bool is_worth_trying(const struct state *state, const struct candidate *candidate,
			    enum demand demand)
{
	return demand == DEMAND_ALL ? is_inside_update(state, candidate) :
				      touches_update(state, candidate);
}

static struct error *try_candidate(struct state *state, const struct job *job, size_t which,
				   const struct pass *pass, struct attempt *attempt, bool *fits)
{
	const size_t n_contents = state->split->n_contents;
	enum demand demand = pass->demand;
	bool is_old = false;

	*fits = false;
	if (job->doubted[which] && demand < DEMAND_HALF)
		demand = DEMAND_HALF;
	if (!is_worth_trying(state, job->candidates[which], demand))
		return NULL;
	try(apply_candidate(state, job->candidates[which], pass->side, pass->context, attempt,
			    fits));
	if (*fits && demand == DEMAND_NEW)
		try(has_candidate(state, job->candidates[which], SIDE_FRONT, &is_old));
	if (*fits && (is_old || !is_met(attempt, demand))) {
		attempt_forget(state, attempt, n_contents);
		*fits = false;
	}
	return NULL;
}

/* By the share of progress, so that what the vendor took wins over what was sent before. */
static bool is_better(const struct attempt *attempt, long gain, size_t size)
{
	return attempt->gain * (long)size > gain * (long)attempt->size;
}

/* The candidate that fits best; n_candidates if none does. */
static struct error *choose(struct state *state, const struct job *job, const struct pass *pass,
			    size_t *best)
{
	const size_t n_contents = state->split->n_contents;
	size_t best_size = 0;
	long best_gain = 0;

	*best = job->n_candidates;
	for (size_t i = 0; i < job->n_candidates; i++) {
		struct attempt attempt = {};
		bool fits;

		try(try_candidate(state, job, i, pass, &attempt, &fits));
		if (!fits)
			continue;
		if (*best == job->n_candidates || is_better(&attempt, best_gain, best_size)) {
			*best = i;
			best_gain = attempt.gain;
			best_size = attempt.size;
		}
		attempt_forget(state, &attempt, n_contents);
	}
	return NULL;
}

static struct error *do_job(struct state *state, struct job *job, const struct pass *pass,
			    size_t *n_done)
{
	_cleanup_attempt_ struct attempt attempt = {};
	struct split_commit *step;
	size_t best;
	bool fits;

	if (job->done)
		return NULL;
	try(choose(state, job, pass, &best));
	if (best == job->n_candidates)
		return NULL;
	try(try_candidate(state, job, best, pass, &attempt, &fits));
	assert(fits);
	step = job_commit(job, state, &attempt,
			  pass->side == SIDE_FRONT ? SPLIT_FORWARD : SPLIT_BACKWARD,
			  job->candidates[best]);
	step->context = pass->context;
	(*n_done)++;
	return NULL;
}

/* Those of [first, end), the last one first on the back. */
static struct error *run_pass(struct state *state, struct jobs *jobs, size_t first, size_t end,
			      const struct pass *pass, size_t *n_done)
{
	for (size_t i = first; i < end; i++) {
		size_t at = pass->side == SIDE_FRONT ? i : first + end - 1 - i;

		try(do_job(state, &jobs->items[at], pass, n_done));
		jobs_tell(jobs, state);
	}
	return NULL;
}

/*
 * From full context down; whatever moves makes room for others, which begin anew. Without any
 * context it would be the lines alone that speak: that is for claims, which look for rivals.
 */
static struct error *peel_listed(struct state *state, struct jobs *jobs)
{
	unsigned int context = FULL_CONTEXT;

	while (context > 0) {
		const struct pass front = { SIDE_FRONT, context, DEMAND_HALF };
		const struct pass back = { SIDE_BACK, context, DEMAND_HALF };
		size_t n_done = 0;

		try(run_pass(state, jobs, 0, jobs->n_listed, &back, &n_done));
		try(run_pass(state, jobs, 0, jobs->n_listed, &front, &n_done));
		context = n_done ? FULL_CONTEXT : context - 1;
	}
	return NULL;
}

/*
 * Beside a changelog, what it does not list must be seen whole. Without one nothing is listed,
 * and what a later commit changes again has to be found as well.
 */
static struct error *peel_unlisted(struct state *state, struct jobs *jobs, size_t *n_done)
{
	const enum demand demand = jobs->n_listed ? DEMAND_ALL : DEMAND_HALF;
	const struct pass front = { SIDE_FRONT, FULL_CONTEXT, demand };
	const struct pass back = { SIDE_BACK, FULL_CONTEXT, demand };
	size_t n_before;

	do {
		n_before = *n_done;
		try(run_pass(state, jobs, jobs->n_listed, jobs->n_items, &front, n_done));
		try(run_pass(state, jobs, jobs->n_listed, jobs->n_items, &back, n_done));
	} while (*n_done > n_before);
	return NULL;
}

struct error *peel(struct state *state, struct jobs *jobs)
{
	const struct pass trusting = { SIDE_FRONT, FULL_CONTEXT, DEMAND_NOTHING };
	const struct pass seen_in_new = { SIDE_BACK, FULL_CONTEXT, DEMAND_NEW };
	size_t n_done = 0;

	try(run_pass(state, jobs, 0, jobs->n_listed, &trusting, &n_done));
	do {
		n_done = 0;
		try(peel_listed(state, jobs));
		try(run_pass(state, jobs, 0, jobs->n_listed, &seen_in_new, &n_done));
		try(merge(state, jobs, &n_done));
		try(peel_unlisted(state, jobs, &n_done));
	} while (n_done);
	return NULL;
}
