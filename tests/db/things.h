/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Things and their parts: the tables with which lib/db is tested, on SQLite in a new file and on
 * PostgreSQL in a new schema (database.h).
 */
#ifndef SUTURE_TESTS_THINGS_H
#define SUTURE_TESTS_THINGS_H

#include "database.h"


#define ON(kind, test)                                                                 \
	{                                                                              \
#test ", " kind, test, database_set_up, database_tear_down, (void *)(kind) \
	}
#define SQLITE(test)   ON("sqlite", test)
#define POSTGRES(test) ON("postgresql", test)
#define BOTH(test)     SQLITE(test), POSTGRES(test)
/* Before the tests run: none of PostgreSQL if this program is built without it. */
void things_skip(void);

bool is_sqlite(const struct database *place);
/* Another connection to the same; the caller's. */
struct db *things_open(const struct database *place);
/* It must go well; the one number that a query must yield. */
void things_run(struct db *db, const char *sql);
int64_t things_number(struct db *db, const char *sql);

/* ---- the tables ---- */

/* Its migrations: the last one makes one row, which things_make() removes. */
extern const char *const things[3];

void things_make(struct db *db);
struct error *things_add(struct db *db, const char *name, int64_t n);
int64_t things_count(struct db *db);

#endif
