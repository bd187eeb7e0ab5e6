/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The schema and its versions, and URLs. */
#include "things.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"

/* ---- the schema ---- */

static void a_schema_comes_to_its_last_version(void **state)
{
	const struct database *place = *state;
	_cleanup_db_ struct db *other = things_open(place);

	database_must(db_migrate(place->db, things, 1));
	database_must(things_add(place->db, "kept", 1));
	assert_int_equal(things_count(place->db), 1);
	database_must(db_migrate(other, things, 2));
	assert_int_equal(things_count(other), 2);
	database_must(db_migrate(place->db, things, 3));
	database_must(db_migrate(place->db, things, 3));
	assert_int_equal(things_count(place->db), 2);
	assert_int_equal(things_number(place->db, "SELECT COUNT(*) FROM thing WHERE seen IS NULL"),
			 2);
	assert_int_equal(things_number(place->db, "SELECT COUNT(*) FROM thing WHERE "
						  "name = 'a TEXT; of a BLOB'"),
			 1);
}

static void a_migration_that_fails_leaves_the_old_version(void **state)
{
	struct db *db = ((struct database *)*state)->db;
	const char *const wrong[] = { things[0], "CREATE TABLE third (n INTEGER)",
				      "CREATE TABLE fourth (n INTEGER); INSERT INTO nowhere" };
	struct error *error;

	database_must(db_migrate(db, things, 1));
	error = db_migrate(db, wrong, ARRAY_SIZE(wrong));
	assert_non_null(error);
	assert_non_null(strstr(error->message, "version 3"));
	database_refused(error, SUTURE_REFUSAL_DATABASE);
	database_refused(db_run(db, "SELECT * FROM third", DB_NO_VALUES, NULL),
			 SUTURE_REFUSAL_DATABASE);
	/* From version 1 on. */
	database_must(db_migrate(db, things, ARRAY_SIZE(things)));
	assert_int_equal(things_count(db), 1);
}

static void a_newer_schema_is_refused(void **state)
{
	struct db *db = ((struct database *)*state)->db;

	database_must(db_migrate(db, things, 3));
	database_refused(db_migrate(db, things, 2), SUTURE_REFUSAL_DATABASE_NEWER);
	assert_int_equal(things_count(db), 1);
	database_must(db_migrate(db, things, 3));
}

#define N_THREADS 4

static void *open_and_migrate(void *place)
{
	_cleanup_db_ struct db *db = NULL;
	_cleanup_error_ struct error *error = db_open(((struct database *)place)->url, &db);

	if (!error)
		error = db_migrate(db, things, ARRAY_SIZE(things));
	if (error)
		error_print(error, stderr);
	return error ? NULL : place;
}

static void migrate_at_once(struct database *place)
{
	pthread_t threads[N_THREADS];

	for (int i = 0; i < N_THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, open_and_migrate, place), 0);
	for (int i = 0; i < N_THREADS; i++) {
		void *result = NULL;

		pthread_join(threads[i], &result);
		assert_non_null(result);
	}
}

static void many_may_begin_at_once(void **state)
{
	struct database *place = *state;

	for (int round = 0; round < 20; round++) {
		struct database new = { .kind = place->kind };

		if (is_sqlite(place))
			new.url = xasprintf("sqlite://%s/%d.db", place->directory, round);
		else
			new.url = database_new_schema();
		migrate_at_once(&new);
		free(new.url);
	}
}

/* ---- URLs ---- */

static void other_urls_are_refused(void **state)
{
	static const char *const urls[] = { "", "mysql://root:secret@host/", "/tmp/a.db",
					    "sqlite:/tmp/a.db", "sqlite://" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(urls); i++) {
		struct db *db = NULL;
		_cleanup_error_ struct error *error = db_open(urls[i], &db);

		assert_non_null(error);
		assert_int_equal(error->kind, ERROR_USAGE);
		assert_null(strstr(error->message, "secret"));
		assert_null(db);
	}
}

static void a_path_may_be_relative(void **state)
{
	const struct database *place = *state;
	_cleanup_free_ char *before = getcwd(NULL, 0);
	static const char *const names[] = { "b.db", ":memory:", "file:c.db", "a b%20c?d#e" };

	assert_int_equal(chdir(place->directory), 0);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		_cleanup_free_ char *url = xasprintf("sqlite://%s", names[i]);
		_cleanup_db_ struct db *db = NULL;

		database_must(db_open(url, &db));
		assert_true(file_exists(names[i]));
	}
	assert_int_equal(chdir(before), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(a_schema_comes_to_its_last_version),
		BOTH(a_migration_that_fails_leaves_the_old_version),
		BOTH(a_newer_schema_is_refused),
		BOTH(many_may_begin_at_once),
		cmocka_unit_test(other_urls_are_refused),
		SQLITE(a_path_may_be_relative),
	};

	things_skip();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
