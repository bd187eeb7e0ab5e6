/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All states of one file at once: every line that any of them has, in one order, with the commit
 * that wrote it and the one that removed it. (So SCCS kept its files; M. Rochkind, "The Source
 * Code Control System", 1975.) Three commits, where "." is what was there at the beginning:
 *
 *	writer remover
 *	   .      .	int f(int x)
 *	   .      1	{ return g(x); }
 *	   1      3	{ return g(x, 0); }
 *	   3      .	{ return h(x, 0); }
 *	   .      .
 *	   2      .	int other;
 *
 * The state in which only some of the commits are done can be read off: lines whose writer is
 * among them and whose remover is not. That has a meaning if with each commit those are among
 * them that it stands on: 3 stands on 1, and 2 on nobody.
 */
#ifndef SUTURE_WEAVE_H
#define SUTURE_WEAVE_H

#include "split/commit_set.h"
#include "split/diff.h"

/* In the place of a commit: there from the beginning, or never removed. */
#define WEAVE_NOBODY UINT32_MAX
/* What a patch shows on either side of its lines. */
#define WEAVE_CONTEXT 3

struct weave_line {
	uint32_t line;
	uint32_t writer, remover;
	uint32_t next;		/* in the order of the file */
};

struct weave {
	struct weave_line *lines;
	size_t n_lines;
	uint32_t first;
	/* The lines of the latest state. */
	uint32_t *shown;
	size_t n_shown;
};

void weave_init(struct weave *weave, const struct text *text, uint32_t writer)
	__attribute__((nonnull));
void weave_deinit(struct weave *weave);

/*
 * The commit makes new of the latest state, by diff. To needs are added those on whose work it
 * stands: who wrote the lines that it removes or that its context shows, and who removed
 * lines between these.
 */
void weave_change(struct weave *weave, const struct diff *diff, const struct text *new,
		  uint32_t commit, struct commit_set *needs) __attribute__((nonnull));

/* Whether the state with only these commits is this text. */
bool weave_shows(const struct weave *weave, const struct commit_set *commits,
		 const struct text *text) __attribute__((nonnull));

#endif
