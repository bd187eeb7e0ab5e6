/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What suture-admin can do: a table, for each action is one request.
 *
 * Arguments are words that have to be there, and then settings, NAME=VALUE, that may be. The words
 * go into the path where it says "{1}", or into the body by their names; settings go into the query
 * of a GET and into the body of everything else.
 */
#ifndef SUTURE_ADMIN_ACTIONS_H
#define SUTURE_ADMIN_ACTIONS_H

#include "base/error.h"

struct action {
	const char *noun;
	const char *name;      /* "": what is done if no action is named */
	const char *words;     /* "UUID GROUP" */
	const char *settings;  /* "group status" */
	const char *method, *path;
	const char *members;   /* of the body, one for each word; "-": it is in the path alone */
	const char *columns;   /* of a list for people; NULL: it is no list */
	const char *summary;
};

extern const struct action actions[];
extern const size_t n_actions;

/* By the first one or two of the arguments, of which *n_taken are its name. A usage error. */
struct error *action_find(int argc, char **argv, const struct action **action, int *n_taken)
	__attribute__((nonnull, warn_unused_result));

#endif
