/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the service shows, as JSON: the interface for programs gives it as it is, the console makes
 * pages of it. A view is a query and the names and kinds of its columns; a column "kernel.release"
 * is the member 'release' of an object 'kernel', which is null if its first column is.
 */
#ifndef SUTURE_FLEET_VIEW_H
#define SUTURE_FLEET_VIEW_H

#include <jansson.h>

#include "db/db.h"

enum view_kind {
	VIEW_TEXT,
	VIEW_NUMBER,
	VIEW_DATE,    /* "2026-11-28T12:00:00Z" of seconds since 1970 */
	VIEW_BOOLEAN, /* of 0 and 1 */
	VIEW_JSON,    /* a value that was written as text */
};

struct view {
	const char *sql;
	const struct view_column {
		const char *name;
		enum view_kind kind;
	} *columns; /* up to a NULL name */
};

/* A new array of objects. */
struct error *view_list(struct db *db, const struct view *view, struct db_values values,
			json_t **array) __attribute__((nonnull, warn_unused_result));
/* A new object of the first row. Refuses with NOT_THERE if there is none, calling it 'what'. */
struct error *view_one(struct db *db, const struct view *view, struct db_values values,
		       const char *what, json_t **object)
	__attribute__((nonnull, warn_unused_result));

/* The one integer of a query; *value stays as it is, and *found is false, if there is no row. */
struct error *view_integer(struct db *db, const char *sql, struct db_values values, bool *found,
			   int64_t *value) __attribute__((nonnull, warn_unused_result));

#endif
