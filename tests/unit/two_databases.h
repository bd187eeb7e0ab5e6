/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A fleet's schema in a new SQLite file, and in a new schema of the PostgreSQL that
 * SUTURE_TEST_POSTGRES names (tests/db/with-postgres): each test of BOTH() runs on either.
 */
#ifndef SUTURE_TEST_TWO_DATABASES_H
#define SUTURE_TEST_TWO_DATABASES_H

#include <stdbool.h>

#include "db/db.h"
#include "fleet/audit.h"

struct fleet_place {
	const char *kind;
	char *directory, *url;
	struct db *db;
};

int fleet_place_set_up(void **state);
int fleet_place_tear_down(void **state);
/* Whether Suture was built without PostgreSQL: cmocka_set_skip_filter("*, postgresql"). */
bool fleet_is_without_postgres(void);

/* An approver of all accounts. */
extern const struct actor fleet_approver;

void must(struct error *error);
void assert_refused(struct error *error, enum suture_refusal refusal);
void run(struct db *db, const char *sql);
int64_t number(struct db *db, const char *sql);
/* "2026-11-28T12:00:00Z" */
int64_t moment(const char *text);

#define ON(place, test)                                                                            \
	{                                                                                          \
		#test ", " place, test, fleet_place_set_up, fleet_place_tear_down, (void *)(place) \
	}
#define BOTH(test) ON("sqlite", test), ON("postgresql", test)

#endif
