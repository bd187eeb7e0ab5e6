/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A split: the way from a vendor's old tree to the new one, as a sequence of commits of which
 * each is one fix, or is said to be unexplained.
 *
 *	OLD ─► forward commits ─► claimed ─► the rest ─► backward commits ─► NEW
 *
 * It is a sequence of trees and no labelling of hunks: up to a third of a vendor's commits are
 * overwritten or adapted by a later one of the same update, and show in no hunk of the whole
 * difference. Every commit's change is exact, since each is the difference of two trees of the
 * sequence; what is uncertain is only whose it is. That is the method and the confidence.
 */
#ifndef SUTURE_SPLIT_H
#define SUTURE_SPLIT_H

#include "evidence/candidate.h"
#include "evidence/changelog.h"
#include "evidence/records.h"
#include "tree/source.h"
#include "tree/text.h"

/* One state of one file. */
enum content_kind {
	CONTENT_ABSENT,
	CONTENT_TEXT,
	CONTENT_OPAQUE,		/* binary, or a symbolic link: all or nothing */
};

struct content {
	enum content_kind kind;
	uint32_t mode;		/* as git writes it */
	struct text text;	/* CONTENT_TEXT */
	git_oid oid;		/* CONTENT_OPAQUE; CONTENT_TEXT: if has_oid */
	bool has_oid;
};

struct split_file {
	char *path;
	size_t old, new;	/* contents */
};

/* The surest last. */
enum split_method {
	SPLIT_RESIDUAL,		/* unexplained: the rest of an area */
	SPLIT_SOLE_FILE,	/* the one item whose record names the file */
	SPLIT_CLAIMED,		/* lines of the residual that are in one candidate only */
	SPLIT_MERGED,		/* a candidate, by a three-way merge */
	SPLIT_BACKWARD,		/* a candidate, taken back from the new tree */
	SPLIT_FORWARD,		/* a candidate, applied to the old tree */
	SPLIT_METHODS,
};

struct split_change {
	size_t file;
	size_t before, after;	/* contents */
};

struct split_commit {
	enum split_method method;
	const struct change_item *item;		/* NULL: the changelog does not list it */
	const struct candidate *candidate;	/* NULL: known by its item alone, or not at all */
	const struct record **records;		/* of its title; n may be 0 */
	size_t n_records;
	char *area;		/* SPLIT_RESIDUAL: "drivers/net" */
	struct split_change *changes;	/* each file once, sorted by path */
	size_t n_changes;
	unsigned int context;	/* lines of context that all hunks were found with, 0..3 */
	unsigned int drift;	/* lines by which the furthest hunk had moved */
	unsigned int missing;	/* of a claim: lines of the candidate that are not in it */
	size_t size;		/* lines that it removes and adds */
	long gain;		/* lines by which it brings the two trees nearer; size: all of it */
	size_t undone;		/* of its lines, those that unexplained ones take back */
	double confidence;	/* that this change is this item's: 0..1 */
	/* Filled by alone.h: */
	bool applies_alone;	/* to the old tree */
	size_t *needs;		/* commits that must go first, in order; NULL if it applies alone */
	size_t n_needs;
	/* Filled by units.h; sorted; NULL where no configuration is known. */
	char **units;		/* "net/rds/message.o" */
	size_t n_units;
	char **targets;		/* "vmlinux", "net/rds/rds" */
	size_t n_targets;
};

/* What became of an item of the changelog. */
enum item_fate {
	ITEM_UNEXPLAINED,	/* a candidate, or none, but no commit */
	ITEM_EXPLAINED,		/* commit is its commit */
	ITEM_DROPPED,		/* is_dropped: nothing to do */
};

struct split_item {
	const struct change_item *item;
	enum item_fate fate;
	size_t commit;
	const struct record **records;
	size_t n_records;
	const struct candidate **candidates;	/* that its subject names, best first */
	size_t n_candidates;
};

struct split {
	struct line_table *table;	/* not owned, like all that the pointers above lead to */
	struct content *contents;
	size_t n_contents;
	struct split_file *files;	/* those that differ, sorted by path */
	size_t n_files;
	struct split_item *items;	/* one for each of the changelog's, in its order */
	size_t n_items;
	struct split_commit *commits;	/* from the old tree to the new one */
	size_t n_commits;
};

struct split_input {
	struct store *store;
	struct line_table *table;
	const struct source *old, *new;
	const struct changelog *changelog;	/* may be NULL */
	const struct candidates *candidates;
	const struct records *records;		/* may be NULL */
};

/*
 * Split. TREES_SAME if nothing differs, TREES_UNRELATED if the trees have next to nothing in
 * common, TREES_REVERSED if the changelog says that new is older than old.
 */
struct error *split_make(const struct split_input *input, const struct kernel_progress *progress,
			 struct split **split) __attribute__((nonnull(1, 3), warn_unused_result));
void split_free(struct split *split);
DEFINE_CLEANUP(struct split *, split_free);
#define _cleanup_split_ _cleanup_(split_freep)

/* "forward", "sole-file": as reports and notes write it. */
const char *split_method_name(enum split_method method);

/* The subject of a commit: its candidate's, its item's, or "The rest of AREA". The caller's. */
char *split_subject(const struct split_commit *commit) __attribute__((nonnull));

#endif
