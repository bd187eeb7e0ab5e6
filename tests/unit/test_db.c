/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Databases. Each test runs on SQLite in a new file and on PostgreSQL in a new schema of the server
 * that SUTURE_TEST_POSTGRES names; those of one kind alone come behind them.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/memory.h"
#include "db/db.h"
#include "db/driver.h"
#include "database.h"

/* ---- a disk that is full, and one that counts: SQLite calls these ---- */

static bool is_full;
static unsigned int n_syncs;

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t offset);
int fdatasync(int fd);

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t offset)
{
	if (is_full) {
		errno = ENOSPC;
		return -1;
	}
	return syscall(SYS_pwrite64, fd, data, size, offset);
}

int fdatasync(int fd)
{
	n_syncs++;
	return (int)syscall(SYS_fdatasync, fd);
}

/* ---- a place for each test ---- */

static void run(struct db *db, const char *sql)
{
	database_must(db_run(db, sql, DB_NO_VALUES, NULL));
}

static int64_t number(struct db *db, const char *sql)
{
	_cleanup_rows_ struct db_rows *rows = NULL;
	int64_t value;

	database_must(db_query(db, sql, DB_NO_VALUES, &rows));
	assert_true(rows_next(rows));
	value = rows_integer(rows, 0);
	assert_false(rows_next(rows));
	database_must(rows_error(rows));
	return value;
}

static int set_up(void **state)
{
	struct database *place = xcalloc(1, sizeof(*place));

	database_open(place, *state);
	*state = place;
	return 0;
}

static int tear_down(void **state)
{
	struct database *place = *state;

	is_full = false;
	database_close(place);
	free(place);
	return 0;
}

static bool is_sqlite(const struct database *place)
{
	return !strcmp(place->kind, "sqlite");
}

static struct db *another(const struct database *place)
{
	struct db *db = NULL;

	database_must(db_open(place->url, &db));
	return db;
}

static const char *const things[] = {
	"CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT UNIQUE, n INTEGER NOT NULL,"
	"	blob BLOB) STRICT;"
	"CREATE TABLE part (id INTEGER PRIMARY KEY AUTOINCREMENT, thing INTEGER NOT NULL"
	"	REFERENCES thing (id) ON DELETE CASCADE) STRICT;",
	"INSERT INTO thing (name, n) VALUES ('a TEXT; of a BLOB', 0) -- INTEGER; STRICT",
	"ALTER TABLE thing ADD COLUMN seen INTEGER;"
	"CREATE INDEX thing_seen ON thing (seen)",
};

static void make_things(struct db *db)
{
	database_must(db_migrate(db, things, ARRAY_SIZE(things)));
	run(db, "DELETE FROM thing");
}

static struct error *add(struct db *db, const char *name, int64_t n)
{
	return db_run(db, "INSERT INTO thing (name, n) VALUES ($1, $2)",
		      DB_VALUES(db_text(name), db_integer(n)), NULL);
}

static int64_t count(struct db *db)
{
	return number(db, "SELECT COUNT(*) FROM thing");
}

/* ---- values ---- */

static void round_trip(struct db *db, struct db_value name, int64_t n, struct db_value blob)
{
	_cleanup_rows_ struct db_rows *rows = NULL;
	const void *bytes;
	size_t size = 99;

	run(db, "DELETE FROM thing");
	database_must(db_run(db, "INSERT INTO thing (name, n, blob) VALUES ($1, $2, $3)",
			     DB_VALUES(name, db_integer(n), blob), NULL));
	database_must(db_query(db, "SELECT name, n, blob FROM thing", DB_NO_VALUES, &rows));
	assert_true(rows_next(rows));
	assert_int_equal(rows_is_null(rows, 0), name.type == DB_NULL);
	assert_int_equal(rows_is_null(rows, 2), blob.type == DB_NULL);
	assert_false(rows_is_null(rows, 1));
	if (name.type == DB_NULL)
		assert_null(rows_text(rows, 0));
	else
		assert_string_equal(rows_text(rows, 0), name.data);
	assert_true(rows_integer(rows, 1) == n);
	bytes = rows_bytes(rows, 2, &size);
	assert_int_equal(size, blob.size);
	assert_int_equal(bytes == NULL, blob.type == DB_NULL);
	if (size)
		assert_memory_equal(bytes, blob.data, size);
	/* asked for once more */
	bytes = rows_bytes(rows, 2, &size);
	assert_int_equal(size, blob.size);
	assert_false(rows_next(rows));
	database_must(rows_error(rows));
}

static void values_come_back(void **state)
{
	struct db *db = ((struct database *)*state)->db;
	const struct db_value text = db_text("x"), none = db_null();
	uint8_t all[512];

	for (size_t i = 0; i < sizeof(all); i++)
		all[i] = (uint8_t)i;
	make_things(db);
	round_trip(db, text, INT64_MIN, none);
	round_trip(db, text, INT64_MAX, none);
	round_trip(db, text, -1, none);
	round_trip(db, text, 0, db_bytes(all, sizeof(all)));
	round_trip(db, text, 0, db_bytes("", 0));
	round_trip(db, text, 0, db_bytes("\0", 1));
	round_trip(db, text, 0, db_bytes("\\x00'\"", 6));
	round_trip(db, none, 0, none);
	round_trip(db, db_text(NULL), 0, db_bytes("a\0b\0", 4));
	round_trip(db, db_text(""), 0, none);
	round_trip(db, db_text("Größe 量 \xf0\x9f\x92\xa9 e\xcc\x81"), 0, none);
	round_trip(db, db_text("'; DROP TABLE thing; -- \\ $1 ? %s \t\n\x01"), 0, none);
}

static void large_values_come_back(void **state)
{
	struct db *db = ((struct database *)*state)->db;
	const size_t size = 3 << 20;
	_cleanup_free_ char *text = xcalloc(size + 1, 1);

	memset(text, 'x', size);
	make_things(db);
	/* An index of PostgreSQL does not take such a name. */
	round_trip(db, db_text("x"), 0, db_bytes(text, size));
}

static void text_is_utf8(void **state)
{
	struct db *db = ((struct database *)*state)->db;

	make_things(db);
	database_refused(add(db, "\xff", 1), SUTURE_REFUSAL_DATABASE);
	database_refused(add(db, "\xc0\x80", 1), SUTURE_REFUSAL_DATABASE);
	database_refused(add(db, "\xed\xa0\x80", 1), SUTURE_REFUSAL_DATABASE);
	assert_int_equal(count(db), 0);
}

static void numbers_are_wide(void **state)
{
	struct db *db = ((struct database *)*state)->db;
	const int64_t late = INT64_C(5000000000);
	_cleanup_rows_ struct db_rows *rows = NULL;

	make_things(db);
	database_must(add(db, "a", late));
	database_must(add(db, "b", late));
	database_must(
		db_query(db,
			 "SELECT $1 + 1, SUM(n), COUNT(*), EXISTS (SELECT 1 FROM thing), n < $1 "
			 "FROM thing WHERE n > $1 - 3600 AND COALESCE($2, 0) = $1 GROUP BY n",
			 DB_VALUES(db_integer(late), db_integer(late)), &rows));
	assert_true(rows_next(rows));
	assert_true(rows_integer(rows, 0) == late + 1);
	assert_true(rows_integer(rows, 1) == 2 * late);
	assert_int_equal(rows_integer(rows, 2), 2);
	assert_int_equal(rows_integer(rows, 3), 1);
	assert_int_equal(rows_integer(rows, 4), 0);
}

/* Capitals come first, and LIKE tells them apart. */
static void text_is_bytes(void **state)
{
	struct db *db = ((struct database *)*state)->db;
	static const char *const sorted[] = { "A-b", "Ab", "B", "a", "aa", "\xc3\xa4" };
	_cleanup_rows_ struct db_rows *rows = NULL;

	make_things(db);
	for (size_t i = ARRAY_SIZE(sorted); i-- > 0;)
		database_must(add(db, sorted[i], 1));
	database_must(db_query(db, "SELECT name FROM thing ORDER BY name", DB_NO_VALUES, &rows));
	for (size_t i = 0; i < ARRAY_SIZE(sorted); i++) {
		assert_true(rows_next(rows));
		assert_string_equal(rows_text(rows, 0), sorted[i]);
	}
	assert_false(rows_next(rows));
	assert_int_equal(number(db, "SELECT COUNT(*) FROM thing WHERE name LIKE 'a%'"), 2);
}

/* ---- statements ---- */

static void a_statement_is_used_again(void **state)
{
	struct db *db = ((struct database *)*state)->db;

	make_things(db);
	for (int64_t i = 0; i < 100; i++) {
		char name[24];

		snprintf(name, sizeof(name), "thing %" PRId64, i);
		database_must(add(db, i % 3 ? name : NULL, i));
	}
	assert_int_equal(count(db), 100);
	assert_int_equal(number(db, "SELECT SUM(n) FROM thing"), 4950);
	assert_int_equal(number(db, "SELECT COUNT(*) FROM thing WHERE name IS NULL"), 34);
}

/* No value is left of the last time. */
static void types_may_differ_from_call_to_call(void **state)
{
	struct db *db = ((struct database *)*state)->db;
	const struct db_value values[] = { db_null(), db_text("a"), db_null(), db_text("b") };

	make_things(db);
	for (size_t i = 0; i < ARRAY_SIZE(values); i++)
		database_must(db_run(
			db, "INSERT INTO thing (name, n, seen) VALUES ($1, $2, $3)",
			DB_VALUES(values[i], db_integer(1), i % 2 ? db_null() : db_integer(7)),
			NULL));
	assert_int_equal(number(db, "SELECT COUNT(*) FROM thing WHERE name IS NULL"), 2);
	assert_int_equal(number(db, "SELECT COUNT(*) FROM thing WHERE seen IS NULL"), 2);
	assert_int_equal(number(db, "SELECT COUNT(*) FROM thing WHERE name IN ('a', 'b')"), 2);
}

/* PostgreSQL guesses the null to be a number of 32 bits, which the next is not. */
static void a_null_does_not_tell_the_type(void **state)
{
	struct db *db = ((struct database *)*state)->db;
	const struct db_value values[] = { db_null(), db_integer(INT64_C(5000000000)) };

	for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
		_cleanup_rows_ struct db_rows *rows = NULL;

		database_must(db_query(db, "SELECT COALESCE($1, 0)", DB_VALUES(values[i]), &rows));
		assert_true(rows_next(rows));
		assert_true(rows_integer(rows, 0) == values[i].integer);
	}
}

static void another_text_at_the_same_place_is_another_statement(void **state)
{
	struct db *db = ((struct database *)*state)->db;
	char text[32];

	for (int64_t i = 0; i < 5; i++) {
		snprintf(text, sizeof(text), "SELECT %" PRId64, i);
		assert_int_equal(number(db, text), i);
	}
}

static void parameters_have_numbers(void **state)
{
	struct db *db = ((struct database *)*state)->db;
	_cleanup_rows_ struct db_rows *rows = NULL;

	database_must(
		db_query(db,
			 "SELECT $2 - 0, $11 - 0, $1 - 0, $2 * 2, $3 + $4 + $5 + $6 + $7 + $8 + "
			 "$9 + $10",
			 DB_VALUES(db_integer(1), db_integer(2), db_integer(3), db_integer(4),
				   db_integer(5), db_integer(6), db_integer(7), db_integer(8),
				   db_integer(9), db_integer(10), db_integer(11)),
			 &rows));
	assert_true(rows_next(rows));
	assert_int_equal(rows_integer(rows, 0), 2);
	assert_int_equal(rows_integer(rows, 1), 11);
	assert_int_equal(rows_integer(rows, 2), 1);
	assert_int_equal(rows_integer(rows, 3), 4);
	assert_int_equal(rows_integer(rows, 4), 52);
}

static void wrong_sql_is_refused(void **state)
{
	struct db *db = ((struct database *)*state)->db;
	static const char *const wrong[] = {
		"SELEKT 1", "", "SELECT * FROM nothing", "SELECT 1; SELECT 2", "SELECT \"no text\"",
	};

	make_things(db);
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		database_refused(db_run(db, wrong[i], DB_NO_VALUES, NULL), SUTURE_REFUSAL_DATABASE);
	database_refused(
		db_run(db, "DELETE FROM thing WHERE n = $1 + $2", DB_VALUES(db_integer(1)), NULL),
		SUTURE_REFUSAL_DATABASE);
	database_must(
		db_run(db, "DELETE FROM thing WHERE n = $1;\n", DB_VALUES(db_integer(1)), NULL));
}

static void constraints_hold(void **state)
{
	struct db *db = ((struct database *)*state)->db;

	make_things(db);
	database_must(add(db, "a", 1));
	database_refused(add(db, "a", 2), SUTURE_REFUSAL_DATABASE);
	database_refused(db_run(db, "INSERT INTO thing (name) VALUES ('b')", DB_NO_VALUES, NULL),
			 SUTURE_REFUSAL_DATABASE);
	database_refused(db_run(db, "INSERT INTO part (thing) VALUES (12345)", DB_NO_VALUES, NULL),
			 SUTURE_REFUSAL_DATABASE);
	database_refused(
		db_run(db, "INSERT INTO thing (n) VALUES ('no number')", DB_NO_VALUES, NULL),
		SUTURE_REFUSAL_DATABASE);
	database_must(add(db, "b", 2));
	assert_int_equal(count(db), 2);
}

static int64_t changes(struct db *db, const char *sql)
{
	int64_t changed = -1;

	database_must(db_run(db, sql, DB_NO_VALUES, &changed));
	return changed;
}

static void changes_are_counted(void **state)
{
	struct db *db = ((struct database *)*state)->db;

	make_things(db);
	assert_int_equal(changes(db, "INSERT INTO thing (n) VALUES (1), (2), (3)"), 3);
	assert_int_equal(changes(db, "CREATE TABLE other (n BIGINT)"), 0);
	assert_int_equal(changes(db, "UPDATE thing SET n = 9 WHERE n > 1"), 2);
	assert_int_equal(changes(db, "UPDATE thing SET n = 9 WHERE n > 100"), 0);
	assert_int_equal(changes(db, "INSERT INTO part (thing) SELECT id FROM thing"), 3);
	assert_int_equal(changes(db, "DELETE FROM thing WHERE n = 9"), 2);
	assert_int_equal(number(db, "SELECT COUNT(*) FROM part"), 1);
}

static int64_t upsert(struct db *db, const char *name, int64_t n)
{
	_cleanup_rows_ struct db_rows *rows = NULL;
	int64_t id;

	database_must(db_query(db,
			       "INSERT INTO thing (name, n) VALUES ($1, $2) ON CONFLICT (name) DO "
			       "UPDATE SET n = thing.n + excluded.n RETURNING id, n",
			       DB_VALUES(db_text(name), db_integer(n)), &rows));
	assert_true(rows_next(rows));
	id = rows_integer(rows, 0);
	assert_int_equal(rows_integer(rows, 1), n);
	assert_false(rows_next(rows));
	database_must(rows_error(rows));
	return id;
}

static void what_is_there_is_updated(void **state)
{
	struct db *db = ((struct database *)*state)->db;
	int64_t id;

	make_things(db);
	id = upsert(db, "a", 1);
	assert_int_not_equal(upsert(db, "b", 1), id);
	assert_int_equal(changes(db, "UPDATE thing SET n = 0"), 2);
	assert_int_equal(upsert(db, "a", 7), id);
	assert_int_equal(count(db), 2);
	assert_int_equal(changes(db, "INSERT INTO thing (name, n) VALUES ('a', 1) "
				     "ON CONFLICT DO NOTHING"),
			 0);
}

/* ---- rows ---- */

static void rows_may_be_abandoned(void **state)
{
	struct db *db = ((struct database *)*state)->db;

	make_things(db);
	for (int64_t i = 0; i < 1000; i++)
		database_must(add(db, NULL, i));
	for (int i = 0; i < 3; i++) {
		_cleanup_rows_ struct db_rows *rows = NULL;

		database_must(db_query(db, "SELECT n FROM thing ORDER BY n", DB_NO_VALUES, &rows));
		for (int64_t n = 0; n < 10 * i; n++) {
			assert_true(rows_next(rows));
			assert_int_equal(rows_integer(rows, 0), n);
		}
	}
	assert_int_equal(count(db), 1000);
}

static void what_abandoned_rows_changed_is_changed(void **state)
{
	const struct database *place = *state;
	_cleanup_db_ struct db *other = another(place);
	struct db_rows *rows = NULL;

	make_things(place->db);
	database_must(db_query(place->db, "INSERT INTO thing (n) VALUES (1), (2), (3) RETURNING id",
			       DB_NO_VALUES, &rows));
	assert_true(rows_next(rows));
	rows_free(rows);
	assert_int_equal(count(other), 3);
}

static void rows_end_once(void **state)
{
	struct db *db = ((struct database *)*state)->db;
	_cleanup_rows_ struct db_rows *rows = NULL;

	database_must(db_query(db, "SELECT 1", DB_NO_VALUES, &rows));
	assert_true(rows_next(rows));
	assert_false(rows_next(rows));
	/* The connection is free again. */
	assert_int_equal(number(db, "SELECT 2"), 2);
	assert_false(rows_next(rows));
	database_must(rows_error(rows));
}

static void rows_may_end_with_an_error(void **state)
{
	const struct database *place = *state;
	_cleanup_rows_ struct db_rows *rows = NULL;
	/* Neither is sorted: PostgreSQL would compute all before it does that. */
	const char *sql = is_sqlite(place) ? "SELECT abs(-9223372036854775807 - (n = 3)) FROM thing"
					   : "SELECT 1 / (n - 3) FROM thing";
	int n = 0;

	make_things(place->db);
	for (int64_t i = 1; i <= 5; i++)
		database_must(add(place->db, NULL, i));
	database_must(db_query(place->db, sql, DB_NO_VALUES, &rows));
	while (rows_next(rows))
		n++;
	assert_int_equal(n, 2);
	database_refused(rows_error(rows), SUTURE_REFUSAL_DATABASE);
	assert_int_equal(count(place->db), 5);
}

/* ---- transactions ---- */

static void a_transaction_is_all_or_nothing(void **state)
{
	const struct database *place = *state;
	_cleanup_db_ struct db *other = another(place);
	struct db *db = place->db;

	make_things(db);
	database_must(db_begin(db));
	database_must(add(db, "a", 1));
	database_must(add(db, "b", 2));
	assert_int_equal(count(db), 2);
	assert_int_equal(count(other), 0);
	database_must(db_commit(db));
	assert_int_equal(count(other), 2);

	database_must(db_begin(db));
	database_must(add(db, "c", 1));
	db_rollback(db);
	db_rollback(db);
	assert_int_equal(count(db), 2);
	database_must(add(db, "d", 1));
	assert_int_equal(count(other), 3);
}

static void a_failure_spoils_the_transaction(void **state)
{
	struct db *db = ((struct database *)*state)->db;

	make_things(db);
	database_must(add(db, "a", 1));
	database_must(db_begin(db));
	database_must(add(db, "b", 1));
	database_refused(add(db, "a", 1), SUTURE_REFUSAL_DATABASE);
	database_refused(add(db, "c", 1), SUTURE_REFUSAL_DATABASE);
	database_refused(db_commit(db), SUTURE_REFUSAL_DATABASE);
	assert_int_equal(count(db), 1);

	database_must(db_begin(db));
	database_refused(db_run(db, "no SQL", DB_NO_VALUES, NULL), SUTURE_REFUSAL_DATABASE);
	db_rollback(db);
	database_must(db_begin(db));
	database_must(add(db, "b", 1));
	database_must(db_commit(db));
	assert_int_equal(count(db), 2);
}

static void rolling_back_ends_rows(void **state)
{
	struct db *db = ((struct database *)*state)->db;
	_cleanup_rows_ struct db_rows *rows = NULL;

	make_things(db);
	database_must(db_begin(db));
	database_must(add(db, "a", 1));
	database_must(add(db, "b", 1));
	database_must(db_query(db, "SELECT name FROM thing", DB_NO_VALUES, &rows));
	assert_true(rows_next(rows));
	db_rollback(db);
	assert_false(rows_next(rows));
	assert_int_equal(count(db), 0);
}

/* Both read all and add to it. One of them is told to begin again; it does not see half. */
static void two_conflict(void **state)
{
	const struct database *place = *state;
	_cleanup_db_ struct db *other = another(place);
	struct db *db = place->db;
	struct error *error;

	make_things(db);
	database_must(db_begin(db));
	database_must(add(db, NULL, number(db, "SELECT COUNT(*) FROM thing")));
	error = db_begin(other);
	/* With SQLite the other one has not read in vain. */
	assert_int_equal(error != NULL, is_sqlite(place));
	if (!error)
		error = add(other, NULL, number(other, "SELECT COUNT(*) FROM thing"));
	database_must(db_commit(db));
	if (!error)
		error = db_commit(other);
	database_refused(error, SUTURE_REFUSAL_DATABASE_BUSY);
	db_rollback(other);

	database_must(db_begin(other));
	database_must(add(other, NULL, number(other, "SELECT COUNT(*) FROM thing")));
	database_must(db_commit(other));
	assert_int_equal(number(db, "SELECT SUM(n) FROM thing"), 1);
}

static void a_lock_is_not_waited_for_without_end(void **state)
{
	const struct database *place = *state;
	_cleanup_db_ struct db *other = another(place);

	make_things(place->db);
	database_must(add(place->db, "a", 1));
	database_must(db_begin(place->db));
	run(place->db, "UPDATE thing SET n = 2");
	database_refused(db_run(other, "UPDATE thing SET n = 3", DB_NO_VALUES, NULL),
			 SUTURE_REFUSAL_DATABASE_BUSY);
	database_must(db_commit(place->db));
	run(other, "UPDATE thing SET n = n * 10");
	assert_int_equal(number(place->db, "SELECT n FROM thing"), 20);
}

#define N_THREADS 4
#define N_ROUNDS  50

static struct error *count_up(struct db *db)
{
	int64_t n;

	try(db_begin(db));
	n = number(db, "SELECT n FROM thing");
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

	make_things(place->db);
	database_must(add(place->db, NULL, 0));
	for (int i = 0; i < N_THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, count_up_often, place), 0);
	for (int i = 0; i < N_THREADS; i++) {
		void *result = NULL;

		pthread_join(threads[i], &result);
		assert_non_null(result);
	}
	assert_int_equal(number(place->db, "SELECT n FROM thing"), N_THREADS * N_ROUNDS);
}

/* ---- processes that are killed ---- */

/* Tells of each thing that was committed; the last one begins and is not. */
static void add_until_killed(const struct database *place, int told)
{
	struct db *db = another(place);

	for (int64_t i = 0;; i++) {
		database_must(db_begin(db));
		database_must(add(db, NULL, i));
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

	make_things(place->db);
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
	n = count(place->db);
	assert_true(n == last + 1 || n == last + 2);
	database_must(add(place->db, "after it", 0));
}

/* ---- the schema ---- */

static void a_schema_comes_to_its_last_version(void **state)
{
	const struct database *place = *state;
	_cleanup_db_ struct db *other = another(place);

	database_must(db_migrate(place->db, things, 1));
	database_must(add(place->db, "kept", 1));
	assert_int_equal(count(place->db), 1);
	database_must(db_migrate(other, things, 2));
	assert_int_equal(count(other), 2);
	database_must(db_migrate(place->db, things, 3));
	database_must(db_migrate(place->db, things, 3));
	assert_int_equal(count(place->db), 2);
	assert_int_equal(number(place->db, "SELECT COUNT(*) FROM thing WHERE seen IS NULL"), 2);
	assert_int_equal(number(place->db, "SELECT COUNT(*) FROM thing WHERE "
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
	assert_int_equal(count(db), 1);
}

static void a_newer_schema_is_refused(void **state)
{
	struct db *db = ((struct database *)*state)->db;

	database_must(db_migrate(db, things, 3));
	database_refused(db_migrate(db, things, 2), SUTURE_REFUSAL_DATABASE_NEWER);
	assert_int_equal(count(db), 1);
	database_must(db_migrate(db, things, 3));
}

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

static void keys_count_up(void **state)
{
	struct db *db = ((struct database *)*state)->db;
	int64_t first, second;

	make_things(db);
	first = upsert(db, "a", 1);
	second = upsert(db, "b", 1);
	assert_true(second > first);
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

/* ---- SQLite ---- */

static char *path_in(const struct database *place, const char *name)
{
	return xasprintf("%s/%s", place->directory, name);
}

static struct error *open_path(const char *path)
{
	_cleanup_free_ char *url = xasprintf("sqlite://%s", path);
	_cleanup_db_ struct db *db = NULL;

	return db_open(url, &db);
}

static void a_commit_is_synced(void **state)
{
	struct db *db = ((struct database *)*state)->db;
	unsigned int before;

	make_things(db);
	before = n_syncs;
	database_must(add(db, "a", 1));
	assert_true(n_syncs > before);
	before = n_syncs;
	database_must(db_begin(db));
	database_must(add(db, "b", 1));
	database_must(add(db, "c", 1));
	assert_int_equal(n_syncs, before);
	database_must(db_commit(db));
	assert_true(n_syncs > before);
}

static void its_files_are_its_owner_s(void **state)
{
	const struct database *place = *state;
	static const char *const names[] = { "a.db", "a.db-wal", "a.db-shm" };

	make_things(place->db);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		_cleanup_free_ char *path = path_in(place, names[i]);
		struct stat status;

		assert_int_equal(stat(path, &status), 0);
		assert_int_equal(status.st_mode & 0777, 0600);
	}
}

/* One writes all the time; the copy is of one moment. */
static void *write_pairs(void *place)
{
	struct db *db = NULL;
	_cleanup_error_ struct error *error = db_open(((struct database *)place)->url, &db);

	for (int64_t i = 0; !error && i < 400; i++) {
		error = db_begin(db);
		if (!error)
			error = add(db, NULL, i);
		if (!error)
			error = add(db, NULL, -i);
		if (!error)
			error = db_commit(db);
	}
	if (error)
		error_print(error, stderr);
	db_close(db);
	return error ? NULL : place;
}

static void expect_copy(const char *path, int64_t least)
{
	_cleanup_free_ char *url = xasprintf("sqlite://%s", path);
	_cleanup_db_ struct db *db = NULL;
	_cleanup_rows_ struct db_rows *rows = NULL;

	database_must(db_open(url, &db));
	assert_true(count(db) >= least);
	assert_int_equal(number(db, "SELECT SUM(n) FROM thing"), 0);
	assert_int_equal(count(db) % 2, 1);
	database_must(db_migrate(db, things, ARRAY_SIZE(things)));
	database_must(db_query(db, "PRAGMA integrity_check", DB_NO_VALUES, &rows));
	assert_true(rows_next(rows));
	assert_string_equal(rows_text(rows, 0), "ok");
}

static void it_is_copied_while_it_is_written(void **state)
{
	struct database *place = *state;
	_cleanup_free_ char *path = path_in(place, "copy");
	int64_t n = 0;
	pthread_t writer;
	void *result = NULL;

	make_things(place->db);
	database_must(add(place->db, "first", 0));
	assert_int_equal(pthread_create(&writer, NULL, write_pairs, place), 0);
	for (int i = 0; i < 10; i++) {
		n = count(place->db);
		database_must(db_back_up(place->db, path));
		expect_copy(path, n);
	}
	pthread_join(writer, &result);
	assert_non_null(result);
	database_must(db_back_up(place->db, path));
	expect_copy(path, 801);
}

static void a_copy_is_complete_or_not_there(void **state)
{
	struct database *place = *state;
	_cleanup_free_ char *path = path_in(place, "copies/copy");
	_cleanup_free_ char *directory = path_in(place, "copies");
	_cleanup_free_ char *left = path_in(place, "copies/copy.new.1234");
	struct stat status;

	make_things(place->db);
	database_must(add(place->db, NULL, 0));
	database_must(directory_make(directory));
	is_full = true;
	database_refused(db_back_up(place->db, path), SUTURE_REFUSAL_NO_SPACE);
	is_full = false;
	/* The directory is empty. */
	assert_int_equal(rmdir(directory), 0);
	database_must(directory_make(directory));
	database_must(file_write(left, "left over", 9, 0600));
	database_must(db_back_up(place->db, path));
	assert_false(file_exists(left));
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(directory), 0);
}

static void a_full_disk_is_told(void **state)
{
	struct db *db = ((struct database *)*state)->db;

	make_things(db);
	database_must(add(db, "a", 1));
	is_full = true;
	database_refused(add(db, "b", 1), SUTURE_REFUSAL_NO_SPACE);
	database_must(db_begin(db));
	database_refused(add(db, "c", 1) ?: db_commit(db), SUTURE_REFUSAL_NO_SPACE);
	db_rollback(db);
	assert_int_equal(count(db), 1);
	is_full = false;
	database_must(add(db, "d", 1));
	assert_int_equal(count(db), 2);
}

static void a_file_that_may_not_grow_is_told(void **state)
{
	struct db *db = ((struct database *)*state)->db;
	struct rlimit before, small = { 1 << 16, 1 << 16 };
	struct error *error = NULL;
	int64_t n = 0;

	make_things(db);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small.rlim_max = before.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	while (!(error = add(db, NULL, n)) && n < 1000)
		n++;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	database_refused(error, SUTURE_REFUSAL_DATABASE);
	assert_true(n > 0);
	assert_int_equal(count(db), n);
	database_must(add(db, NULL, n));
}

static void reopen(struct database *place)
{
	db_close(take(place->db));
	database_must(db_open(place->url, &place->db));
}

static void overwrite(const struct database *place, off_t offset, off_t size)
{
	_cleanup_free_ char *path = path_in(place, "a.db");
	_cleanup_close_ int fd = open(path, O_RDWR);

	assert_true(fd >= 0);
	for (off_t i = 0; i < size; i++)
		assert_int_equal(pwrite(fd, "\x5a", 1, offset + i), 1);
}

static void a_damaged_file_is_told(void **state)
{
	struct database *place = *state;
	_cleanup_free_ char *path = path_in(place, "a.db");
	struct stat status;

	make_things(place->db);
	for (int64_t i = 0; i < 2000; i++) {
		database_must(db_begin(place->db));
		for (int64_t end = i + 500; i < end; i++)
			database_must(add(place->db, NULL, i));
		database_must(db_commit(place->db));
	}
	reopen(place);
	db_close(take(place->db));
	assert_int_equal(stat(path, &status), 0);
	overwrite(place, 4096, status.st_size - 4096);
	database_must(db_open(place->url, &place->db));
	database_refused(db_run(place->db, "SELECT SUM(n) FROM thing", DB_NO_VALUES, NULL),
			 SUTURE_REFUSAL_DATABASE);
	db_close(take(place->db));
	overwrite(place, 0, 100);
	database_refused(open_path(path), SUTURE_REFUSAL_DATABASE);
}

static void another_program_s_file_is_refused(void **state)
{
	struct database *place = *state;
	_cleanup_free_ char *path = path_in(place, "a.db");
	_cleanup_bytes_ struct bytes before = {}, after = {};

	make_things(place->db);
	run(place->db, "PRAGMA application_id = 7");
	db_close(take(place->db));
	database_must(file_read(path, &before));
	database_refused(open_path(path), SUTURE_REFUSAL_DATABASE);
	database_must(file_read(path, &after));
	assert_int_equal(before.size, after.size);
	assert_memory_equal(before.data, after.data, after.size);
	database_must(file_write(path, "this is no database, but a text of more than 16 bytes", 53,
				 0600));
	database_refused(open_path(path), SUTURE_REFUSAL_DATABASE);
}

/* root may all; nobody may not. */
static void refused_to_nobody(const char *path)
{
	const bool is_root = geteuid() == 0;
	struct error *error;

	if (is_root)
		assert_int_equal(seteuid(65534), 0);
	error = open_path(path);
	if (is_root)
		assert_int_equal(seteuid(0), 0);
	database_refused(error, SUTURE_REFUSAL_DATABASE);
}

static void permission_is_needed(void **state)
{
	struct database *place = *state;
	_cleanup_free_ char *path = path_in(place, "a.db");
	_cleanup_free_ char *missing = path_in(place, "missing/a.db");
	_cleanup_free_ char *directory = path_in(place, "closed");
	_cleanup_free_ char *closed = path_in(place, "closed/a.db");

	db_close(take(place->db));
	assert_int_equal(chmod(place->directory, 0755), 0);
	assert_int_equal(mkdir(directory, 0555), 0);
	database_refused(open_path(missing), SUTURE_REFUSAL_DATABASE);
	refused_to_nobody(closed);
	assert_int_equal(chmod(path, 0), 0);
	refused_to_nobody(path);
	/* What can be read alone is of no use, though its log could be made. */
	assert_int_equal(chmod(place->directory, 0777), 0);
	assert_int_equal(chmod(path, 0444), 0);
	refused_to_nobody(path);
}

/* Whatever part of the log a failure of the power has left: the file opens and has a beginning. */
static void any_beginning_of_the_log_is_a_database(void **state)
{
	struct database *place = *state;
	_cleanup_free_ char *path = path_in(place, "a.db"), *log = path_in(place, "a.db-wal");
	_cleanup_free_ char *cut = path_in(place, "cut.db"),
			    *cut_log = path_in(place, "cut.db-wal");
	_cleanup_free_ char *cut_url = xasprintf("sqlite://%s", cut);
	_cleanup_bytes_ struct bytes file = {}, full = {};
	int64_t before = 0;

	make_things(place->db);
	reopen(place);
	for (int64_t i = 0; i < 10; i++)
		database_must(add(place->db, NULL, i));
	database_must(file_read(path, &file));
	database_must(file_read(log, &full));
	for (size_t size = 0; size <= full.size; size += 1031) {
		_cleanup_db_ struct db *db = NULL;
		int64_t n;

		database_must(file_write(cut, file.data, file.size, 0600));
		database_must(file_write(cut_log, full.data, size, 0600));
		database_must(db_open(cut_url, &db));
		n = count(db);
		assert_true(n == before || n == before + 1);
		before = n;
	}
	assert_true(before >= 9);
}

/* ---- PostgreSQL ---- */

static void it_has_no_copy(void **state)
{
	const struct database *place = *state;
	_cleanup_free_ char *path = path_in(place, "copy");
	_cleanup_error_ struct error *error = db_back_up(place->db, path);

	assert_non_null(error);
	assert_int_equal(error->kind, ERROR_USAGE);
	assert_false(file_exists(path));
}

static void end_backend(const struct database *place, struct db *db)
{
	_cleanup_db_ struct db *other = another(place);
	int64_t pid = number(db, "SELECT pg_backend_pid()");

	database_must(db_run(other, "SELECT pg_terminate_backend(CAST($1 AS INTEGER), 60000)",
			     DB_VALUES(db_integer(pid)), NULL));
}

static void a_connection_that_was_lost_is_made_again(void **state)
{
	const struct database *place = *state;
	struct db *db = place->db;

	make_things(db);
	database_must(add(db, "a", 1));
	end_backend(place, db);
	database_must(add(db, "b", 1));
	assert_int_equal(count(db), 2);

	end_backend(place, db);
	database_must(db_begin(db));
	database_must(add(db, "c", 1));
	database_must(db_commit(db));

	end_backend(place, db);
	database_must(db_migrate(db, things, ARRAY_SIZE(things)));
	assert_int_equal(count(db), 3);
}

static void a_transaction_is_lost_with_its_connection(void **state)
{
	const struct database *place = *state;
	struct db *db = place->db;

	make_things(db);
	database_must(db_begin(db));
	database_must(add(db, "a", 1));
	end_backend(place, db);
	database_refused(add(db, "b", 1), SUTURE_REFUSAL_DATABASE);
	database_refused(add(db, "b", 1), SUTURE_REFUSAL_DATABASE);
	db_rollback(db);
	database_must(add(db, "c", 1));
	assert_int_equal(count(db), 1);

	database_must(db_begin(db));
	database_must(add(db, "d", 1));
	end_backend(place, db);
	database_refused(db_commit(db), SUTURE_REFUSAL_DATABASE);
	assert_int_equal(count(db), 1);
}

static void a_statement_is_lost_with_its_connection(void **state)
{
	const struct database *place = *state;
	struct db *db = place->db;

	make_things(db);
	database_refused(
		db_run(db, "SELECT pg_terminate_backend(pg_backend_pid())", DB_NO_VALUES, NULL),
		SUTURE_REFUSAL_DATABASE);
	database_must(add(db, "a", 1));
	assert_int_equal(count(db), 1);
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
	_cleanup_free_ char *path = path_in(place, "printed");
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

	make_things(place->db);
	database_must(add(place->db, "a", 1));
	database_must(add(place->db, "b", 1));
	database_must(db_begin(place->db));
	run(place->db, "UPDATE thing SET n = 3 WHERE name = 'a'");
	assert_int_equal(pthread_create(&other, NULL, lock_in_turn, place), 0);
	while (number(place->db, "SELECT COUNT(*) FROM pg_locks WHERE NOT granted") == 0)
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

/* A program that was built without it says so to whoever names one. */
static bool is_without_postgres(void)
{
	struct db *db = NULL;
	_cleanup_error_ struct error *error = db_open("postgresql://x@/x?host=/nowhere", &db);

	return error->kind == ERROR_USAGE && strstr(error->message, "without PostgreSQL");
}

#define ON(kind, test)                                                   \
	{                                                                \
#test ", " kind, test, set_up, tear_down, (void *)(kind) \
	}
#define SQLITE(test)   ON("sqlite", test)
#define POSTGRES(test) ON("postgresql", test)
#define BOTH(test)     SQLITE(test), POSTGRES(test)

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(values_come_back),
		BOTH(large_values_come_back),
		BOTH(text_is_utf8),
		BOTH(numbers_are_wide),
		BOTH(text_is_bytes),
		BOTH(a_statement_is_used_again),
		BOTH(types_may_differ_from_call_to_call),
		BOTH(a_null_does_not_tell_the_type),
		BOTH(another_text_at_the_same_place_is_another_statement),
		BOTH(parameters_have_numbers),
		BOTH(wrong_sql_is_refused),
		BOTH(constraints_hold),
		BOTH(changes_are_counted),
		BOTH(what_is_there_is_updated),
		BOTH(rows_may_be_abandoned),
		BOTH(what_abandoned_rows_changed_is_changed),
		BOTH(rows_end_once),
		BOTH(rows_may_end_with_an_error),
		BOTH(a_transaction_is_all_or_nothing),
		BOTH(a_failure_spoils_the_transaction),
		BOTH(rolling_back_ends_rows),
		BOTH(two_conflict),
		BOTH(a_lock_is_not_waited_for_without_end),
		BOTH(many_count_and_none_is_lost),
		BOTH(what_was_acknowledged_outlives_the_process),
		BOTH(a_schema_comes_to_its_last_version),
		BOTH(a_migration_that_fails_leaves_the_old_version),
		BOTH(a_newer_schema_is_refused),
		BOTH(many_may_begin_at_once),
		BOTH(keys_count_up),
		cmocka_unit_test(other_urls_are_refused),
		SQLITE(a_path_may_be_relative),
		SQLITE(a_commit_is_synced),
		SQLITE(its_files_are_its_owner_s),
		SQLITE(it_is_copied_while_it_is_written),
		SQLITE(a_copy_is_complete_or_not_there),
		SQLITE(a_full_disk_is_told),
		SQLITE(a_file_that_may_not_grow_is_told),
		SQLITE(a_damaged_file_is_told),
		SQLITE(another_program_s_file_is_refused),
		SQLITE(permission_is_needed),
		SQLITE(any_beginning_of_the_log_is_a_database),
		POSTGRES(it_has_no_copy),
		POSTGRES(a_connection_that_was_lost_is_made_again),
		POSTGRES(a_transaction_is_lost_with_its_connection),
		POSTGRES(a_statement_is_lost_with_its_connection),
		POSTGRES(notices_are_not_printed),
		POSTGRES(a_deadlock_ends),
		POSTGRES(a_server_that_is_not_there_is_told),
		cmocka_unit_test(tables_are_translated),
	};

	if (is_without_postgres())
		cmocka_set_skip_filter("*, postgresql");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
