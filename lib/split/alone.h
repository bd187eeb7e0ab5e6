/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which commits of a split apply alone to the old tree, and which need others first.
 *
 * Every line of every state is followed back to the commit that wrote it (weave.h): a commit needs
 * those that wrote the lines it removes or that its context (three lines) shows, those that removed
 * lines where it stands, and all that these need. Who adds or removes a whole file, or replaces
 * opaque content, needs all who touched the file before, and is needed by all who do later.
 *
 * What this yields is then tried: the commits are applied to the old tree in order (replay.h), and
 * only what gives the lines that their history says counts. Where it does not, for hunks may be
 * found in another place of the like, a commit needs all that touch its files before it, and
 * so on: these find what they found in the split.
 *
 * All this is about text. A commit that applies alone may still call a function that another one
 * adds, or rely on a meaning that another one changes: that is for the compiler and for people.
 */
#ifndef SUTURE_ALONE_H
#define SUTURE_ALONE_H

#include "split/split.h"

/* Fill applies_alone and needs of every commit. Needs hold the needs of needs. */
void alone_find(struct split *split) __attribute__((nonnull));

/*
 * The change of commits (in order) as they apply to the old tree: one unified diff, as git writes
 * it. ERROR_USAGE if they do not apply without others, or change binary content or links.
 */
struct error *alone_patch(const struct split *split, const size_t *commits, size_t n_commits,
			  struct bytes *patch) __attribute__((nonnull, warn_unused_result));

#endif
