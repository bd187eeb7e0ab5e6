/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "two_databases.h"

#include "base/date.h"
#include "base/file.h"
#include "base/memory.h"
#include "fleet/schema.h"

const struct actor fleet_approver = { .name = "key 1 (test)", .role = ROLE_APPROVER };

void must(struct error *error)
{
	if (!error)
		return;
	error_print(error, stderr);
	error_free(error);
	fail();
}

void assert_refused(struct error *error, enum suture_refusal refusal)
{
	assert_non_null(error);
	if (error->refusal != refusal)
		error_print(error, stderr);
	assert_int_equal(error->refusal, refusal);
	error_free(error);
}

void run(struct db *db, const char *sql)
{
	must(db_run(db, sql, DB_NO_VALUES, NULL));
}

int64_t number(struct db *db, const char *sql)
{
	_cleanup_rows_ struct db_rows *rows = NULL;
	int64_t value;

	must(db_query(db, sql, DB_NO_VALUES, &rows));
	assert_true(rows_next(rows));
	value = rows_integer(rows, 0);
	assert_false(rows_next(rows));
	must(rows_error(rows));
	return value;
}

int64_t moment(const char *text)
{
	int64_t seconds;

	assert_true(date_read(text, &seconds));
	return seconds;
}

bool fleet_is_without_postgres(void)
{
	struct db *db;
	struct error *error = db_open("postgresql:///nowhere?host=/nowhere", &db);
	const bool is_without = error->kind == ERROR_USAGE;

	error_free(error);
	return is_without;
}

/* The server's part of a new schema. */
static char *new_schema(void)
{
	static unsigned int n_schemas;
	const char *server = getenv("SUTURE_TEST_POSTGRES");
	_cleanup_free_ char *sql = xasprintf("CREATE SCHEMA fleet%u", ++n_schemas);
	_cleanup_db_ struct db *db = NULL;

	if (!server)
		fail_msg("there is no SUTURE_TEST_POSTGRES: see tests/db/with-postgres");
	must(db_open(server, &db));
	run(db, sql);
	return xasprintf("%s&options=-csearch_path%%3Dfleet%u", server, n_schemas);
}

int fleet_place_set_up(void **state)
{
	struct fleet_place *place = xcalloc(1, sizeof(*place));

	place->kind = *state;
	must(directory_make_temporary("/tmp", "suture-fleet", &place->directory));
	if (!strcmp(place->kind, "sqlite"))
		place->url = xasprintf("sqlite://%s/fleet.db", place->directory);
	else
		place->url = new_schema();
	must(db_open(place->url, &place->db));
	must(db_migrate(place->db, fleet_migrations, fleet_n_migrations));
	*state = place;
	return 0;
}

int fleet_place_tear_down(void **state)
{
	struct fleet_place *place = *state;

	db_close(place->db);
	must(tree_remove(place->directory));
	free(place->directory);
	free(place->url);
	free(place);
	return 0;
}
