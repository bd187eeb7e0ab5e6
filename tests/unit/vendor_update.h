/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A vendor's update of a few files, whose history a test knows. */
#ifndef SUTURE_TEST_VENDOR_UPDATE_H
#define SUTURE_TEST_VENDOR_UPDATE_H

#include "split/split.h"

/* Two trees, a changelog, candidates. */
struct update {
	char *directory;
	struct store *store;
	struct line_table *table;
	struct source sides[2];
	struct changelog changelog;
	struct candidates candidates;
	struct records *records;
	struct split *split;
};

/* There is no error. */
void must(struct error *error);

void update_open(struct update *update);
void update_close(struct update *update);

/* A file of one tree (0: old, 1: new); no text: it is not there. */
void put(struct update *update, int side, const char *path, uint32_t mode, const char *text);
/* A file of both trees; NULL where it is not there. */
void has_file(struct update *update, const char *path, const char *old, const char *new);
/* The changelog lists it, or somebody sends it. */
void lists(struct update *update, const char *subject);
void sends(struct update *update, const char *subject, const char *diff);

/* What is made of it; the update's. */
const struct split *split_it(struct update *update);
/* The one commit of that subject, or NULL. */
const struct split_commit *commit_of(const struct split *split, const char *subject);
/* Every file goes from old to new in steps that join, whatever the commits are. */
void assert_joined(const struct split *split);

#define BASE "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten\n"

/* Changes of f.c, which has BASE at first. */
extern const char two_to_zwei[];
extern const char nine_to_neun[];
extern const char zwei_to_deux[];

#endif
