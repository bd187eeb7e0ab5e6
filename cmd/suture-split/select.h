/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which commits of a split somebody asks for. */
#ifndef SUTURE_SPLIT_SELECT_H
#define SUTURE_SPLIT_SELECT_H

#include "split/history.h"

/* What is NULL, false or 0 leaves all in. */
struct selection {
	const char *cve;
	const char *commit;	/* a revision, as git names it */
	const char *subject;	/* a part of it, in any case */
	bool security;		/* only what fixes a vulnerability */
	double confidence;	/* at least */
	unsigned int methods;	/* bits 1 << method */
};

/* Does it ask for certain commits, rather than for a kind? */
bool selection_names_some(const struct selection *selection) __attribute__((nonnull));

/*
 * A flag for each commit; the caller's. Where certain commits are asked for and there is none,
 * NOT_IN_SPLIT.
 */
struct error *selection_make(const struct selection *selection, const struct history *history,
			     bool **chosen) __attribute__((nonnull, warn_unused_result));

/* The bit of a method by its name; 0 if there is no such method. */
unsigned int selection_method(const char *name) __attribute__((nonnull));

#endif
