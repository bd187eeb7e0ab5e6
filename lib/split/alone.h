/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which commits of a split apply alone to the old tree, and which need others first. Every line
 * of every state is followed back to the commit that wrote it: a commit needs those that wrote
 * the lines it removes or that its context (three lines) shows, and those that removed lines
 * where it stands. What this yields is then tried: the commits are applied to the old tree in
 * order, and only what gives the same result counts.
 */
#ifndef SUTURE_ALONE_H
#define SUTURE_ALONE_H

#include "split/split.h"

/* Fill applies_alone and needs of every commit. */
void alone_find(struct split *split) __attribute__((nonnull));

/* The change of commits (in order) as they apply to the old tree: one unified diff. */
struct error *alone_patch(const struct split *split, const size_t *commits, size_t n_commits,
			  struct bytes *patch) __attribute__((nonnull, warn_unused_result));

#endif
