/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An empty database for one test: a file of SQLite in a new directory, or a new schema of the
 * PostgreSQL that with-postgres has started.
 */
#ifndef SUTURE_TESTS_DATABASE_H
#define SUTURE_TESTS_DATABASE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "db/db.h"

struct database {
	const char *kind; /* "sqlite" or "postgresql" */
	char *directory;
	char *url;
	struct db *db;
};

void database_open(struct database *database, const char *kind);
void database_close(struct database *database);

/* Around a test: *state is its kind before, and its database then. */
int database_set_up(void **state);
int database_tear_down(void **state);
struct db *database_of(void **state);

/*
 * Statements one after the other, which must all go well; those with a parameter are given bytes as
 * many as a public key has.
 */
void database_fill(struct db *db, const char *const *statements, size_t n_statements);

/* The URL of a new schema of PostgreSQL; the caller's. */
char *database_new_schema(void);

/* It must have gone well; it must have been refused so. */
void database_must(struct error *error);
void database_refused(struct error *error, enum suture_refusal refusal);

#endif
