/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A split as a git repository: refs/heads/main from the old tree (a root commit) to the new one,
 * refs/notes/suture with one JSON object for each commit (note.h), the tags "old" and "new".
 * The same input gives the same commits.
 */
#ifndef SUTURE_OUTPUT_H
#define SUTURE_OUTPUT_H

#include "split/split.h"

/*
 * Write and finish the input's store. TREE_DIFFERS if the last commit's tree is not the new
 * tree: nothing is written then.
 */
struct error *output_write(const struct split_input *input, const struct split *split)
	__attribute__((nonnull, warn_unused_result));

#endif
