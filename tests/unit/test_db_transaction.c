/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Transactions, and processes that are killed in one. */
#include "things.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"

/* ---- transactions ---- */

static void a_transaction_is_all_or_nothing(void **state)
{
	const struct database *place = *state;
	_cleanup_db_ struct db *other = things_open(place);
	struct db *db = place->db;

	things_make(db);
	database_must(db_begin(db));
	database_must(things_add(db, "a", 1));
	database_must(things_add(db, "b", 2));
	assert_int_equal(things_count(db), 2);
	assert_int_equal(things_count(other), 0);
	database_must(db_commit(db));
	assert_int_equal(things_count(other), 2);

	database_must(db_begin(db));
	database_must(things_add(db, "c", 1));
	db_rollback(db);
	db_rollback(db);
	assert_int_equal(things_count(db), 2);
	database_must(things_add(db, "d", 1));
	assert_int_equal(things_count(other), 3);
}

static void a_failure_spoils_the_transaction(void **state)
{
	struct db *db = ((struct database *)*state)->db;

	things_make(db);
	database_must(things_add(db, "a", 1));
	database_must(db_begin(db));
	database_must(things_add(db, "b", 1));
	database_refused(things_add(db, "a", 1), SUTURE_REFUSAL_DATABASE);
	database_refused(things_add(db, "c", 1), SUTURE_REFUSAL_DATABASE);
	database_refused(db_commit(db), SUTURE_REFUSAL_DATABASE);
	assert_int_equal(things_count(db), 1);

	database_must(db_begin(db));
	database_refused(db_run(db, "no SQL", DB_NO_VALUES, NULL), SUTURE_REFUSAL_DATABASE);
	db_rollback(db);
	database_must(db_begin(db));
	database_must(things_add(db, "b", 1));
	database_must(db_commit(db));
	assert_int_equal(things_count(db), 2);
}

static void rolling_back_ends_rows(void **state)
{
	struct db *db = ((struct database *)*state)->db;
	_cleanup_rows_ struct db_rows *rows = NULL;

	things_make(db);
	database_must(db_begin(db));
	database_must(things_add(db, "a", 1));
	database_must(things_add(db, "b", 1));
	database_must(db_query(db, "SELECT name FROM thing", DB_NO_VALUES, &rows));
	assert_true(rows_next(rows));
	db_rollback(db);
	assert_false(rows_next(rows));
	assert_int_equal(things_count(db), 0);
}

/* Both read all and add to it. One of them is told to begin again; it does not see half. */
static void two_conflict(void **state)
{
	const struct database *place = *state;
	_cleanup_db_ struct db *other = things_open(place);
	struct db *db = place->db;
	struct error *error;

	things_make(db);
	database_must(db_begin(db));
	database_must(things_add(db, NULL, things_number(db, "SELECT COUNT(*) FROM thing")));
	error = db_begin(other);
	/* With SQLite the other one has not read in vain. */
	assert_int_equal(error != NULL, is_sqlite(place));
	if (!error)
		error = things_add(other, NULL, things_number(other, "SELECT COUNT(*) FROM thing"));
	database_must(db_commit(db));
	if (!error)
		error = db_commit(other);
	database_refused(error, SUTURE_REFUSAL_DATABASE_BUSY);
	db_rollback(other);

	database_must(db_begin(other));
	database_must(things_add(other, NULL, things_number(other, "SELECT COUNT(*) FROM thing")));
	database_must(db_commit(other));
	assert_int_equal(things_number(db, "SELECT SUM(n) FROM thing"), 1);
}

static void a_lock_is_not_waited_for_without_end(void **state)
{
	const struct database *place = *state;
	_cleanup_db_ struct db *other = things_open(place);

	things_make(place->db);
	database_must(things_add(place->db, "a", 1));
	database_must(db_begin(place->db));
	things_run(place->db, "UPDATE thing SET n = 2");
	database_refused(db_run(other, "UPDATE thing SET n = 3", DB_NO_VALUES, NULL),
			 SUTURE_REFUSAL_DATABASE_BUSY);
	database_must(db_commit(place->db));
	things_run(other, "UPDATE thing SET n = n * 10");
	assert_int_equal(things_number(place->db, "SELECT n FROM thing"), 20);
}

/* With SQLite whoever has begun has it. Readers read. */
static void one_has_the_lock(void **state)
{
	const struct database *place = *state;
	_cleanup_db_ struct db *other = things_open(place), *reader = things_open(place);
	struct db *db = place->db;
	struct error *error;

	things_make(db);
	database_must(db_begin(db));
	database_must(db_lock(db));
	database_must(things_add(db, "a", 1));
	error = db_begin(other);
	if (!error)
		error = db_lock(other);
	database_refused(error, SUTURE_REFUSAL_DATABASE_BUSY);
	db_rollback(other);
	assert_int_equal(things_count(reader), 0);
	database_must(db_commit(db));
	database_must(db_begin(other));
	database_must(db_lock(other));
	assert_int_equal(things_count(other), 1);
	database_must(db_commit(other));
}

#define N_THREADS 4
#define N_ROUNDS  50

static struct error *count_up(struct db *db)
{
	int64_t n;

	try(db_begin(db));
	n = things_number(db, "SELECT n FROM thing");
	try(db_run(db, "UPDATE thing SET n = $1", DB_VALUES(db_integer(n + 1)), NULL));
	return db_commit(db);
}

/* cmocka's checks are for the main thread. */
static void *count_up_often(void *place)
{
	_cleanup_db_ struct db *db = NULL;
	int n_done = 0;

	if (db_open(((struct database *)place)->url, &db))
		abort();
	while (n_done < N_ROUNDS) {
		_cleanup_error_ struct error *error = count_up(db);

		db_rollback(db);
		if (!error)
			n_done++;
		else if (error->refusal != SUTURE_REFUSAL_DATABASE_BUSY)
			return NULL;
	}
	return place;
}

static void many_count_and_none_is_lost(void **state)
{
	struct database *place = *state;
	pthread_t threads[N_THREADS];

	things_make(place->db);
	database_must(things_add(place->db, NULL, 0));
	for (int i = 0; i < N_THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, count_up_often, place), 0);
	for (int i = 0; i < N_THREADS; i++) {
		void *result = NULL;

		pthread_join(threads[i], &result);
		assert_non_null(result);
	}
	assert_int_equal(things_number(place->db, "SELECT n FROM thing"), N_THREADS * N_ROUNDS);
}

/* ---- processes that are killed ---- */

/* Tells of each thing that was committed; the last one begins and is not. */
static void add_until_killed(const struct database *place, int told)
{
	struct db *db = things_open(place);

	for (int64_t i = 0;; i++) {
		database_must(db_begin(db));
		database_must(things_add(db, NULL, i));
		database_must(db_commit(db));
		if (write(told, &i, sizeof(i)) != sizeof(i))
			_exit(1);
	}
}

static void what_was_acknowledged_outlives_the_process(void **state)
{
	const struct database *place = *state;
	int64_t last = -1, n;
	int ends[2];
	pid_t child;

	things_make(place->db);
	assert_int_equal(pipe(ends), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0)
		add_until_killed(place, ends[1]);
	close(ends[1]);
	while (last < 50)
		assert_int_equal(read(ends[0], &last, sizeof(last)), sizeof(last));
	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, NULL, 0), child);
	while (read(ends[0], &last, sizeof(last)) == sizeof(last))
		;
	close(ends[0]);
	/* One more may have been committed and not told. */
	n = things_count(place->db);
	assert_true(n == last + 1 || n == last + 2);
	database_must(things_add(place->db, "after it", 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(a_transaction_is_all_or_nothing),
		BOTH(a_failure_spoils_the_transaction),
		BOTH(rolling_back_ends_rows),
		BOTH(two_conflict),
		BOTH(a_lock_is_not_waited_for_without_end),
		BOTH(one_has_the_lock),
		BOTH(many_count_and_none_is_lost),
		BOTH(what_was_acknowledged_outlives_the_process),
	};

	things_skip();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
