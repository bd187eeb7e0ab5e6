/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who did what to one file, commit by commit. A past is a row of eras: in each the file is one text
 * that changes line by line (weave.h), or nothing happens. An era ends where the file comes,
 * goes, or has its opaque content replaced: whoever does that needs all who touched the file
 * before, and all who touch it later need him.
 */
#ifndef SUTURE_PAST_H
#define SUTURE_PAST_H

#include "split/split.h"
#include "split/weave.h"

struct era {
	uint32_t opener;		/* a commit; WEAVE_NOBODY: the old tree */
	const struct content *content;	/* at its beginning */
	struct weave weave;		/* if that is text */
	struct mode_change {
		uint32_t commit;
		uint32_t mode;
	} *modes;
	size_t n_modes;
};

struct past {
	struct era *eras;
	size_t n_eras;
	uint32_t *commits;	/* that touch the file, in order */
	size_t n_commits;
};

/* Contents must outlive the past. */
void past_init(struct past *past, const struct content *old) __attribute__((nonnull));
void past_deinit(struct past *past);

/* The next commit that touches the file; to needs are added those on whose work it stands. */
void past_add(struct past *past, uint32_t commit, const struct content *before,
	      const struct content *after, struct commit_set *needs) __attribute__((nonnull));
/* Those who touched the file before a commit. */
void past_before(const struct past *past, uint32_t commit, struct commit_set *commits)
	__attribute__((nonnull));
/* Whether this is what the file is when only these commits are done. */
bool past_shows(const struct past *past, const struct commit_set *commits,
		const struct content *content) __attribute__((nonnull));

#endif
