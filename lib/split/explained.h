/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whose the lines of the whole difference are. A line that comes belongs to the commit that wrote
 * it last, a line that goes to the commit that removed it; both are found by following each file
 * from content to content. What a commit wrote and a later one took away again is in no line of
 * the whole difference and counts for nobody.
 *
 * Where lines are equal, two ways of comparing may pair them differently, and a line of the
 * whole difference may be one that no commit touched. It then counts for the last commit of its
 * file that is residual, or if there is none for the file's last commit: what is said to be
 * explained is never more than is known.
 */
#ifndef SUTURE_EXPLAINED_H
#define SUTURE_EXPLAINED_H

#include "split/split.h"

/* lines gets the number for each commit; the caller's, with room for n_commits. Yields the sum. */
size_t explained_lines(const struct split *split, size_t *lines) __attribute__((nonnull));

#endif
