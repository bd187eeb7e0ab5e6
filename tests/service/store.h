/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A fleet's database for one test: empty but for one account and one group of the name "default",
 * and an access key that admits any number of machines. Tests run on SQLite and on a PostgreSQL
 * that tests/db/with-postgres has started, each in a schema of its own.
 */
#ifndef SUTURE_TESTS_STORE_H
#define SUTURE_TESTS_STORE_H

#include "fleet/account.h"
#include "fleet/intake.h"
#include "fleet/key.h"
#include "made_up.h"
#include "database.h"

#define STORE_NOW 1795867200 /* 2026-11-28T12:00:00Z, when a test begins */

struct store {
	struct database database;
	const char *url; /* the database's, as the next */
	struct db *db;
	struct intake_office office;
	struct actor actor; /* may do everything */
	int64_t now;
	int64_t account, group;
	struct secret access_key;
};

int store_set_up(void **state);
int store_tear_down(void **state);

#define STORE_TEST(kind, test)                                                   \
	{                                                                        \
		#test ", " kind, test, store_set_up, store_tear_down, (void *)kind \
	}
#define STORE_BOTH(test) STORE_TEST("sqlite", test), STORE_TEST("postgresql", test)
/* Before the tests run: none of PostgreSQL if this program is built without it. */
void store_skip(void);

/* The one number of a query. */
int64_t store_number(const struct store *store, const char *sql);
/* Its one text; the caller's. */
char *store_text(const struct store *store, const char *sql);

/* Open a letter and take it. Yields what it was refused with, or NULL; the letter is freed. */
struct error *store_take(struct store *store, enum letter_word word, char *letter,
			 struct advice *advice);
/* Enrol a machine; report once more. Both must go well. */
void store_enrol(struct store *store, struct made_up *machine, const char *access_key);
void store_report(struct store *store, struct made_up *machine, struct advice *advice);

#endif
