/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A split that is read back from its repository, and from that alone: the commits of
 * refs/heads/main with their notes.
 */
#ifndef SUTURE_HISTORY_H
#define SUTURE_HISTORY_H

#include <jansson.h>

#include "split/split.h"

struct history_commit {
	git_oid id, tree;
	json_t *note;		/* note.h; "subject" and "method" are strings, "cves" an array */
};

struct history {
	struct store *store;
	git_repository *repository;	/* the store's */
	git_oid old_tree;
	struct history_commit *commits;	/* from the old tree to the new one; the root is none */
	size_t n_commits;
	size_t *by_id;			/* the commits' indices, sorted by id */
};

/* NOT_A_SPLIT if there is no repository, or one that suture-split did not make. */
struct error *history_open(const char *path, struct history **history)
	__attribute__((nonnull, warn_unused_result));
void history_close(struct history *history);
DEFINE_CLEANUP(struct history *, history_close);
#define _cleanup_history_ _cleanup_(history_closep)

/* Members of a note; NULL, or the given value, where it is null or of another type. */
const char *history_string(const struct history_commit *commit, const char *key)
	__attribute__((nonnull));
double history_number(const struct history_commit *commit, const char *key, double otherwise)
	__attribute__((nonnull));
/* An array with what "id" or the elements themselves say; empty where there is none. */
size_t history_list(const struct history_commit *commit, const char *key, const char ***items)
	__attribute__((nonnull, warn_unused_result));
bool history_has_cve(const struct history_commit *commit, const char *cve)
	__attribute__((nonnull));

/* The index of a commit; false if it is not of this split. */
bool history_find(const struct history *history, const git_oid *id, size_t *index)
	__attribute__((nonnull));

/*
 * The commits as a split, for alone.h: files, contents, changes, methods, and what applies alone or
 * needs what. Nothing is known of evidence or units.
 */
struct error *history_split(const struct history *history, struct line_table *table,
			    struct split **split) __attribute__((nonnull, warn_unused_result));

#endif
