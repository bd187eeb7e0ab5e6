/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Three-way merges: where a candidate's own blobs can be had, its change of a whole file is
 * merged into the front as git would, although its context is not there.
 */
#ifndef SUTURE_MERGE_H
#define SUTURE_MERGE_H

#include "split/job.h"

/* Merge what is left of the listed jobs. Adds to *n_done how many were. */
struct error *merge(struct state *state, struct jobs *jobs, size_t *n_done)
	__attribute__((nonnull, warn_unused_result));

#endif
