/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A server of PostgreSQL: connections that are lost, locks, and its dialect. */
#include "things.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "db/driver.h"

/* ---- PostgreSQL ---- */

static void it_has_no_copy(void **state)
{
	const struct database *place = *state;
	_cleanup_free_ char *path = xasprintf("%s/copy", place->directory);
	_cleanup_error_ struct error *error = db_back_up(place->db, path);

	assert_non_null(error);
	assert_int_equal(error->kind, ERROR_USAGE);
	assert_false(file_exists(path));
}

static void end_backend(const struct database *place, struct db *db)
{
	_cleanup_db_ struct db *other = things_open(place);
	int64_t pid = things_number(db, "SELECT pg_backend_pid()");

	database_must(db_run(other, "SELECT pg_terminate_backend(CAST($1 AS INTEGER), 60000)",
			     DB_VALUES(db_integer(pid)), NULL));
}

static void a_connection_that_was_lost_is_made_again(void **state)
{
	const struct database *place = *state;
	struct db *db = place->db;

	things_make(db);
	database_must(things_add(db, "a", 1));
	end_backend(place, db);
	database_must(things_add(db, "b", 1));
	assert_int_equal(things_count(db), 2);

	end_backend(place, db);
	database_must(db_begin(db));
	database_must(things_add(db, "c", 1));
	database_must(db_commit(db));

	end_backend(place, db);
	database_must(db_migrate(db, things, ARRAY_SIZE(things)));
	assert_int_equal(things_count(db), 3);
}

static void a_transaction_is_lost_with_its_connection(void **state)
{
	const struct database *place = *state;
	struct db *db = place->db;

	things_make(db);
	database_must(db_begin(db));
	database_must(things_add(db, "a", 1));
	end_backend(place, db);
	database_refused(things_add(db, "b", 1), SUTURE_REFUSAL_DATABASE);
	database_refused(things_add(db, "b", 1), SUTURE_REFUSAL_DATABASE);
	db_rollback(db);
	database_must(things_add(db, "c", 1));
	assert_int_equal(things_count(db), 1);

	database_must(db_begin(db));
	database_must(things_add(db, "d", 1));
	end_backend(place, db);
	database_refused(db_commit(db), SUTURE_REFUSAL_DATABASE);
	assert_int_equal(things_count(db), 1);
}

static void a_statement_is_lost_with_its_connection(void **state)
{
	const struct database *place = *state;
	struct db *db = place->db;

	things_make(db);
	database_refused(
		db_run(db, "SELECT pg_terminate_backend(pg_backend_pid())", DB_NO_VALUES, NULL),
		SUTURE_REFUSAL_DATABASE);
	database_must(things_add(db, "a", 1));
	assert_int_equal(things_count(db), 1);
}

static void a_server_that_is_not_there_is_told(void **state)
{
	struct db *db = NULL;

	(void)state;
	database_refused(db_open("postgresql://x:secret@/x?host=/nowhere", &db),
			 SUTURE_REFUSAL_DATABASE);
	database_refused(db_open("postgresql://x?nonsense=1", &db), SUTURE_REFUSAL_DATABASE);
	assert_null(db);
}

/* Here that a table is there already. */
static void notices_are_not_printed(void **state)
{
	const struct database *place = *state;
	_cleanup_free_ char *path = xasprintf("%s/printed", place->directory);
	_cleanup_bytes_ struct bytes printed = {};
	const int before = dup(STDERR_FILENO);

	database_must(db_migrate(place->db, things, 1));
	assert_non_null(freopen(path, "w", stderr));
	database_must(db_migrate(place->db, things, 2));
	fflush(stderr);
	assert_int_equal(dup2(before, STDERR_FILENO), STDERR_FILENO);
	close(before);
	database_must(file_read(path, &printed));
	assert_int_equal(printed.size, 0);
}

/* Two rows, each locked by one who wants the other. */
static void *lock_in_turn(void *argument)
{
	const struct database *place = argument;
	_cleanup_db_ struct db *db = NULL;
	_cleanup_error_ struct error *error = db_open(place->url, &db);

	if (!error)
		error = db_begin(db);
	if (!error)
		error = db_run(db, "UPDATE thing SET n = 2 WHERE name = 'b'", DB_NO_VALUES, NULL);
	if (!error)
		error = db_run(db, "UPDATE thing SET n = 2 WHERE name = 'a'", DB_NO_VALUES, NULL);
	if (!error)
		error = db_commit(db);
	if (db)
		db_rollback(db);
	return error && error->refusal != SUTURE_REFUSAL_DATABASE_BUSY ? NULL : argument;
}

static void a_deadlock_ends(void **state)
{
	struct database *place = *state;
	struct error *error;
	pthread_t other;
	void *result = NULL;

	things_make(place->db);
	database_must(things_add(place->db, "a", 1));
	database_must(things_add(place->db, "b", 1));
	database_must(db_begin(place->db));
	things_run(place->db, "UPDATE thing SET n = 3 WHERE name = 'a'");
	assert_int_equal(pthread_create(&other, NULL, lock_in_turn, place), 0);
	while (things_number(place->db, "SELECT COUNT(*) FROM pg_locks WHERE NOT granted") == 0)
		usleep(10000);
	error = db_run(place->db, "UPDATE thing SET n = 3 WHERE name = 'b'", DB_NO_VALUES, NULL);
	if (error)
		database_refused(error, SUTURE_REFUSAL_DATABASE_BUSY);
	db_rollback(place->db);
	pthread_join(other, &result);
	assert_non_null(result);
}

static void tables_are_translated(void **state)
{
	static const struct {
		const char *from, *to;
	} texts[] = {
		{ "", "" },
		{ "id INTEGER PRIMARY KEY, x",
		  "id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, x" },
		{ "id INTEGER PRIMARY KEY AUTOINCREMENT)",
		  "id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY)" },
		{ "n INTEGER", "n BIGINT" },
		{ "n INTEGERS, AN_INTEGER INTEGER2", "n INTEGERS, AN_INTEGER INTEGER2" },
		{ "t TEXT, b BLOB) STRICT;", "t TEXT COLLATE \"C\", b BYTEA) ;" },
		{ "text blob strict integer", "text blob strict integer" },
		{ "'TEXT''BLOB' BLOB", "'TEXT''BLOB' BYTEA" },
		{ "\"TEXT\" -- BLOB 'x\nBLOB", "\"TEXT\" -- BLOB 'x\nBYTEA" },
		{ "'BLOB", "'BLOB" },
		{ "-- BLOB", "-- BLOB" },
		{ "'ä' ü BLOB", "'ä' ü BYTEA" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		_cleanup_free_ char *translated = dialect_translate(texts[i].from);

		assert_string_equal(translated, texts[i].to);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		POSTGRES(it_has_no_copy),
		POSTGRES(a_connection_that_was_lost_is_made_again),
		POSTGRES(a_transaction_is_lost_with_its_connection),
		POSTGRES(a_statement_is_lost_with_its_connection),
		POSTGRES(notices_are_not_printed),
		POSTGRES(a_deadlock_ends),
		POSTGRES(a_server_that_is_not_there_is_told),
		cmocka_unit_test(tables_are_translated),
	};

	things_skip();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
