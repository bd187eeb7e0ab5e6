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

/* The URL of a new schema of PostgreSQL; the caller's. */
char *database_new_schema(void);

/* It must have gone well; it must have been refused so. */
void database_must(struct error *error);
void database_refused(struct error *error, enum suture_refusal refusal);

#endif
