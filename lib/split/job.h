/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is looked for in the update: first the changelog's items in their order, then the candidates
 * that it does not list.
 */
#ifndef SUTURE_JOB_H
#define SUTURE_JOB_H

#include "split/join.h"
#include "split/state.h"

struct job {
	struct split_item *item;	/* NULL: not listed */
	const struct candidate *const *candidates;	/* best first */
	size_t n_candidates;
	/* Of each: it was undone when it was believed (undone.h), and must show progress now. */
	bool *doubted;
	bool done;
};

struct jobs {
	struct job *items;
	size_t n_items;
	size_t n_listed;
	const struct kernel_progress *progress;		/* may be NULL */
};

void jobs_make(struct jobs *jobs, const struct join *join, struct split *split)
	__attribute__((nonnull));
void jobs_deinit(struct jobs *jobs);
#define _cleanup_jobs_ _cleanup_(jobs_deinit)
/* All are to be done again. Doubts stay. */
void jobs_restart(struct jobs *jobs) __attribute__((nonnull));

/* Tell how many have their commit. */
void jobs_tell(const struct jobs *jobs, const struct state *state) __attribute__((nonnull));

/*
 * Do an attempt for a job: commit it, and fill what the step's members can tell by now.
 * candidate: NULL if there is none.
 */
struct split_commit *job_commit(struct job *job, struct state *state, struct attempt *attempt,
				enum split_method method, const struct candidate *candidate)
	__attribute__((nonnull(1, 2, 3)));

#endif
