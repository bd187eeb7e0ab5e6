/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Applying the hunks of one file's patch to a text, or taking them back from it.
 *
 * Hunks go in their order and never overlap. Each is looked for at the place where its line
 * number and the drift of the one before lead, then ever further away in both directions: the
 * nearest place that has all its lines wins, the later one of two that are equally near, as
 * git and patch choose. A hunk with old lines and context that stand in many places is thus found
 * where people would look for it; a hunk that only adds and has no context left has no place
 * but an empty text.
 *
 * A hunk that shows less context on one side than the patch does elsewhere stood at that end of its
 * file: from line 1 at the beginning, or at the end. With all its context it is looked for
 * there only; with less than all (see below) it may stand anywhere. An added file must find
 * an empty text, a deleted one must leave one. Nothing is said of modes, names or binary content.
 */
#ifndef SUTURE_GRAFT_H
#define SUTURE_GRAFT_H

#include "evidence/candidate.h"
#include "tree/text.h"

enum graft_direction {
	GRAFT_FORWARD,
	GRAFT_BACKWARD,		/* the lines that the patch adds go, those that it removes come */
};

struct graft {
	struct text text;	/* the result */
	unsigned int drift;	/* lines by which the furthest hunk stood elsewhere */
};

/*
 * context: how many lines of context at most count on either side of a hunk's changed lines;
 * context between changed lines always counts. False if some hunk has no place; without hunks
 * the result is the text.
 */
bool graft_make(const struct text *text, const struct file_patch *patch,
		enum graft_direction direction, unsigned int context, struct graft *graft)
	__attribute__((nonnull));
void graft_deinit(struct graft *graft);
#define _cleanup_graft_ _cleanup_(graft_deinit)

#endif
