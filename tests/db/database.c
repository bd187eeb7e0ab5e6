/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "database.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"

void database_must(struct error *error)
{
	if (!error)
		return;
	error_print(error, stderr);
	error_free(error);
	fail();
}

void database_refused(struct error *error, enum suture_refusal refusal)
{
	assert_non_null(error);
	if (error->refusal != refusal)
		error_print(error, stderr);
	assert_int_equal(error->refusal, refusal);
	error_free(error);
}

/* Each test has a schema, and no other test's rows in it. */
char *database_new_schema(void)
{
	static unsigned int n_schemas;
	const char *server = getenv("SUTURE_TEST_POSTGRES");
	_cleanup_free_ char *sql = xasprintf("CREATE SCHEMA test%u", ++n_schemas);
	_cleanup_db_ struct db *db = NULL;

	if (!server)
		fail_msg("there is no SUTURE_TEST_POSTGRES: see tests/db/with-postgres");
	database_must(db_open(server, &db));
	database_must(db_run(db, sql, DB_NO_VALUES, NULL));
	return xasprintf("%s&options=-csearch_path%%3Dtest%u", server, n_schemas);
}

void database_open(struct database *database, const char *kind)
{
	database->kind = kind;
	database_must(directory_make_temporary("/tmp", "suture-test", &database->directory));
	database->url = strcmp(kind, "sqlite") ? database_new_schema()
					       : xasprintf("sqlite://%s/a.db", database->directory);
	database_must(db_open(database->url, &database->db));
}

void database_close(struct database *database)
{
	db_close(database->db);
	database_must(tree_remove(database->directory));
	free(database->directory);
	free(database->url);
}

int database_set_up(void **state)
{
	struct database *database = xcalloc(1, sizeof(*database));

	database_open(database, *state);
	*state = database;
	return 0;
}

int database_tear_down(void **state)
{
	struct database *database = *state;

	database_close(database);
	free(database);
	return 0;
}

struct db *database_of(void **state)
{
	return ((struct database *)*state)->db;
}

void database_fill(struct db *db, const char *const *statements, size_t n_statements)
{
	const struct db_values key = DB_VALUES(db_bytes("12345678901234567890123456789012", 32));

	for (size_t i = 0; i < n_statements; i++)
		database_must(db_run(db, statements[i],
				     strchr(statements[i], '$') ? key : DB_NO_VALUES, NULL));
}
