/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The difference of two texts as hunks with context, as a patch has them.
 */
#ifndef SUTURE_HUNKS_H
#define SUTURE_HUNKS_H

#include "evidence/candidate.h"
#include "tree/text.h"

/* context: lines before and after each run; runs whose context would touch share a hunk. */
void hunks_make(const struct text *old, const struct text *new, unsigned int context,
		struct file_patch *patch) __attribute__((nonnull));
/* Of a patch that was made by hunks_make() alone. */
void hunks_deinit(struct file_patch *patch);
#define _cleanup_hunks_ _cleanup_(hunks_deinit)

/* Old and new lines of a hunk. */
void hunk_count(const struct hunk *hunk, size_t *n_old, size_t *n_new) __attribute__((nonnull));

#endif
