/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Some commits of a split, done one after the other on the old tree as patches are applied: text by
 * hunks with three lines of context, wherever they find their place; whole files, modes and
 * opaque content only where what is there is what the commit found.
 */
#ifndef SUTURE_REPLAY_H
#define SUTURE_REPLAY_H

#include "split/split.h"

struct replay_file {
	struct content content;
	bool is_touched;
	bool owns_text;
};

struct replay {
	const struct split *split;
	/* Of each commit, one for each change; made when first needed. */
	struct file_patch **patches;
	struct replay_file *files;
	size_t *touched;	/* files, in the order in which they were first touched */
	size_t n_touched;
};

void replay_init(struct replay *replay, const struct split *split) __attribute__((nonnull));
void replay_deinit(struct replay *replay);
#define _cleanup_replay_ _cleanup_(replay_deinit)

/* Back to the old tree. */
void replay_restart(struct replay *replay) __attribute__((nonnull));
/* False if some file's change does not apply; those before it are done then. */
bool replay_do(struct replay *replay, size_t commit) __attribute__((nonnull, warn_unused_result));
/* One change of a commit. False if it does not apply. */
bool replay_change(struct replay *replay, size_t commit, size_t index)
	__attribute__((nonnull, warn_unused_result));
/* What a file is now. */
const struct content *replay_content(const struct replay *replay, size_t file)
	__attribute__((nonnull));

#endif
