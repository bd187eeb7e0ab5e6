/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A split as a git repository: refs/heads/main from the old tree (a root commit) to the new one,
 * refs/notes/suture with one JSON object for each commit (note.h), the tags "old" and "new".
 * The same input gives the same commits: where no candidate says who made a change and when,
 * it is "unknown" at the time of the new release; the committer is always suture-split.
 */
#ifndef SUTURE_OUTPUT_H
#define SUTURE_OUTPUT_H

#include "split/split.h"

/*
 * Write and finish the input's store, which is the caller's to publish. TREE_DIFFERS if the last
 * commit's tree is not the new tree. ids gets the commits' object names; the caller's, with room
 * for n_commits. The old source's listing is changed on the way, and is the new tree's in the end.
 */
struct error *output_write(const struct split_input *input, const struct split *split,
			   const struct kernel_progress *progress, git_oid *ids)
	__attribute__((nonnull(1, 2, 4), warn_unused_result));

#endif
