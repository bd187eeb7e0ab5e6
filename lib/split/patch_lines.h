/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The lines that a file's patch removes and adds, so that a run of the difference is held against
 * all its hunks at once: patch_lines_count() for each line of the run, then patch_lines_best().
 */
#ifndef SUTURE_PATCH_LINES_H
#define SUTURE_PATCH_LINES_H

#include "evidence/candidate.h"

struct patch_line {
	uint32_t line;
	char sign;		/* '-' or '+' */
	uint32_t hunk;
};

struct patch_lines {
	struct patch_line *items;	/* sorted by line, sign, hunk; each once */
	size_t n_items;
	size_t *counts;		/* of each hunk, since the last patch_lines_best() */
	size_t n_hunks;
};

void patch_lines_init(struct patch_lines *lines, const struct file_patch *patch)
	__attribute__((nonnull));
void patch_lines_deinit(struct patch_lines *lines);

/* One more for every hunk that removes ('-') or adds ('+') such a line. */
void patch_lines_count(struct patch_lines *lines, char sign, uint32_t line)
	__attribute__((nonnull));
/* The most that one hunk has; counting begins anew. */
size_t patch_lines_best(struct patch_lines *lines) __attribute__((nonnull));

#endif
