/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Line numbers reach object code: WARN_ON, BUG and the like hold __LINE__. A
 * patch that adds one line at the top of a file would thus change every function
 * below. So the patched source gets "#line" directives after each change, by
 * which every line that is not the patch's own keeps the number that it had.
 *
 * A directive may stand only where it cannot harm: at the start of a line, outside
 * comments, literals, continued lines and parentheses (which may be a macro's
 * arguments), behind a token that ends something. Where there is no such place the
 * numbers stay shifted, which is correct and merely makes a bigger difference.
 */
#ifndef SUTURE_LINES_H
#define SUTURE_LINES_H

#include "base/error.h"
#include "build/patch.h"
#include "build/worktree.h"

/* The patched text of a C file, with its changes, to the same with directives. */
struct error *lines_pin_text(const struct bytes *text, const struct change *changes,
			     size_t n_changes, struct bytes *pinned)
	__attribute__((nonnull(1, 4), warn_unused_result));

/* Pin every C file (.c, .h) of a patch that has been applied to the worktree. */
struct error *lines_pin(const struct worktree *worktree, const struct patch *patch)
	__attribute__((nonnull, warn_unused_result));

#endif
