/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "split/confidence.h"

/*
 * The share of commits that are what they say and nothing else, by what was seen, rounded down.
 * See docs/results/split.txt, which 'make split-corpus' makes: where a class falls below its
 * number there, it is wrong here.
 */
static double whole_candidate(const struct split_commit *commit)
{
	if (2 * commit->undone > commit->size)
		return 0.50;
	if (commit->undone)
		return 0.90;
	if (commit->gain < (long)commit->size)
		return 0.95;
	return commit->context == 3 ? 0.99 : commit->context ? 0.97 : 0.95;
}

double confidence_of(const struct split_commit *commit)
{
	switch (commit->method) {
	case SPLIT_FORWARD:
	case SPLIT_BACKWARD:
		return whole_candidate(commit);
	case SPLIT_MERGED:
		return 0.95;
	case SPLIT_CLAIMED:
		/* Most of its lines are its own, but a neighbour's is often among them. */
		return 0.30;
	case SPLIT_SOLE_FILE:
		return 0.85;
	case SPLIT_RESIDUAL:
	case SPLIT_METHODS:
		break;
	}
	return 0;
}
