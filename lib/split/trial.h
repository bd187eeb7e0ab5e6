/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether some commits, done in order on the old tree as patches, yield what they should. Files do
 * not depend on one another: what a file becomes depends on which of its commits are done
 * and nothing else. So each such choice is tried once, and remembered for the file.
 */
#ifndef SUTURE_TRIAL_H
#define SUTURE_TRIAL_H

#include "split/past.h"
#include "split/replay.h"

struct trial {
	const struct split *split;
	const struct past *pasts;	/* of the split's files; the caller's */
	struct replay replay;
	struct trial_file *files;
	size_t *chosen;			/* files that the commits in question touch */
	size_t n_chosen;
};

void trial_init(struct trial *trial, const struct split *split, const struct past *pasts)
	__attribute__((nonnull));
void trial_deinit(struct trial *trial);

/* Up to and including last, which must be among them. Their pasts know them all. */
bool trial_succeeds(struct trial *trial, const struct commit_set *commits, size_t last)
	__attribute__((nonnull));

#endif
