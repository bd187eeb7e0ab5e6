/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where a split stands while it is made. Every file has two states: the front, which commits
 * applied forward have reached from the old tree, and the back, which commits taken back have
 * reached from the new one. What lies between the two is not explained yet.
 *
 *	OLD ─► step ─► step ─► front  ≠  back ◄─ step ◄─ step ◄─ NEW
 */
#ifndef SUTURE_STATE_H
#define SUTURE_STATE_H

#include "split/split.h"

enum side {
	SIDE_FRONT,
	SIDE_BACK,
	SIDES,
};

/* The content of a file that is not there. */
#define CONTENTS_ABSENT 0

struct state_file {
	size_t at[SIDES];	/* contents */
	size_t distance;	/* between the two, lines */
};

struct steps {
	struct split_commit *items;	/* in the order in which they were found */
	size_t n_items;
};

struct state {
	const struct split_input *input;
	struct split *split;
	struct state_file *files;	/* as split->files */
	size_t n_files;
	struct steps steps[SIDES];
	size_t *slots;			/* hash of paths: index + 1 */
	size_t n_slots;
	size_t *by_name;		/* files that differ, by the last part of their paths */
	/* What state_open() has read; all else goes at state_restart(). */
	size_t n_read_files, n_read_contents;
	/* Contents that no attempt takes along when it is forgotten: files were read later. */
	size_t n_kept_contents;
};

/* A change of one side that is not done yet. */
struct attempt {
	enum side side;
	struct attempt_change {
		size_t file;
		size_t content;		/* what the side becomes */
	} *changes;
	size_t n_changes;
	size_t size;		/* lines that it removes and adds */
	long gain;		/* lines by which the two sides come nearer */
	unsigned int drift;
};

/* All files that differ, with both sides at their ends. split is empty but for its items. */
struct error *state_open(struct state *state, const struct split_input *input, struct split *split)
	__attribute__((nonnull, warn_unused_result));
void state_close(struct state *state);
#define _cleanup_state_ _cleanup_(state_close)
/* Take all steps back: both sides are at their ends again. */
void state_restart(struct state *state) __attribute__((nonnull));

/*
 * The file of a path, which is read unless it is there. A path that neither tree has may be that
 * of another branch, where directories were moved: it means the one file that differs and
 * whose path has the same last two parts or more, if there is just one.
 */
struct error *state_file(struct state *state, const char *path, size_t *file)
	__attribute__((nonnull, warn_unused_result));
/* Does the whole update change the file? */
bool state_differs(const struct state *state, const char *path) __attribute__((nonnull));

/* Read a blob as what it is: text, or opaque. A mode of 0 is not for it. */
struct error *content_read(struct store *store, struct line_table *table, uint32_t mode,
			   const git_oid *oid, struct content *content)
	__attribute__((nonnull, warn_unused_result));

/* The content's number; its text is handed over. */
size_t state_add_content(struct state *state, struct content *content) __attribute__((nonnull));
static inline const struct content *state_content(const struct state *state, size_t content)
{
	return &state->split->contents[content];
}
/* What a side of a file is now. */
static inline const struct content *state_at(const struct state *state, size_t file,
					     enum side side)
{
	return state_content(state, state->files[file].at[side]);
}
/* Lines between two contents; a change of mode or of opaque content counts as one. */
size_t content_distance(const struct content *a, const struct content *b)
	__attribute__((nonnull));
bool content_equal(const struct content *a, const struct content *b) __attribute__((nonnull));

/* Add to an attempt that a file shall become content. Keeps size and gain. */
void attempt_change(struct state *state, struct attempt *attempt, size_t file, size_t content)
	__attribute__((nonnull));
/* What the attempt, or else the state, says that a file is on the attempt's side. */
const struct content *attempt_at(const struct state *state, const struct attempt *attempt,
				 size_t file) __attribute__((nonnull));
void attempt_deinit(struct attempt *attempt);
#define _cleanup_attempt_ _cleanup_(attempt_deinit)

/* Is any file another than before? What a candidate does it may undo itself. */
bool attempt_is_change(const struct state *state, const struct attempt *attempt)
	__attribute__((nonnull));

/*
 * Forget an attempt that nothing came after: n_contents is what there was before it. The files
 * that were read for it stay, and so do contents that are older than these.
 */
void attempt_forget(struct state *state, struct attempt *attempt, size_t n_contents)
	__attribute__((nonnull));

/* Do it: a new step of its side, whose other members are the caller's to fill. */
struct split_commit *state_commit(struct state *state, struct attempt *attempt)
	__attribute__((nonnull));

#endif
