/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Values, statements and rows, on either database. */
#include "things.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* ---- values ---- */

static void round_trip(struct db *db, struct db_value name, int64_t n, struct db_value blob)
{
	_cleanup_rows_ struct db_rows *rows = NULL;
	const void *bytes;
	size_t size = 99;

	things_run(db, "DELETE FROM thing");
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
	things_make(db);
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
	things_make(db);
	/* An index of PostgreSQL does not take such a name. */
	round_trip(db, db_text("x"), 0, db_bytes(text, size));
}

static void text_is_utf8(void **state)
{
	struct db *db = ((struct database *)*state)->db;

	things_make(db);
	database_refused(things_add(db, "\xff", 1), SUTURE_REFUSAL_DATABASE);
	database_refused(things_add(db, "\xc0\x80", 1), SUTURE_REFUSAL_DATABASE);
	database_refused(things_add(db, "\xed\xa0\x80", 1), SUTURE_REFUSAL_DATABASE);
	assert_int_equal(things_count(db), 0);
}

static void numbers_are_wide(void **state)
{
	struct db *db = ((struct database *)*state)->db;
	const int64_t late = INT64_C(5000000000);
	_cleanup_rows_ struct db_rows *rows = NULL;

	things_make(db);
	database_must(things_add(db, "a", late));
	database_must(things_add(db, "b", late));
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

	things_make(db);
	for (size_t i = ARRAY_SIZE(sorted); i-- > 0;)
		database_must(things_add(db, sorted[i], 1));
	database_must(db_query(db, "SELECT name FROM thing ORDER BY name", DB_NO_VALUES, &rows));
	for (size_t i = 0; i < ARRAY_SIZE(sorted); i++) {
		assert_true(rows_next(rows));
		assert_string_equal(rows_text(rows, 0), sorted[i]);
	}
	assert_false(rows_next(rows));
	assert_int_equal(things_number(db, "SELECT COUNT(*) FROM thing WHERE name LIKE 'a%'"), 2);
}

/* ---- statements ---- */

static void a_statement_is_used_again(void **state)
{
	struct db *db = ((struct database *)*state)->db;

	things_make(db);
	for (int64_t i = 0; i < 100; i++) {
		char name[24];

		snprintf(name, sizeof(name), "thing %" PRId64, i);
		database_must(things_add(db, i % 3 ? name : NULL, i));
	}
	assert_int_equal(things_count(db), 100);
	assert_int_equal(things_number(db, "SELECT SUM(n) FROM thing"), 4950);
	assert_int_equal(things_number(db, "SELECT COUNT(*) FROM thing WHERE name IS NULL"), 34);
}

/* No value is left of the last time. */
static void types_may_differ_from_call_to_call(void **state)
{
	struct db *db = ((struct database *)*state)->db;
	const struct db_value values[] = { db_null(), db_text("a"), db_null(), db_text("b") };

	things_make(db);
	for (size_t i = 0; i < ARRAY_SIZE(values); i++)
		database_must(db_run(
			db, "INSERT INTO thing (name, n, seen) VALUES ($1, $2, $3)",
			DB_VALUES(values[i], db_integer(1), i % 2 ? db_null() : db_integer(7)),
			NULL));
	assert_int_equal(things_number(db, "SELECT COUNT(*) FROM thing WHERE name IS NULL"), 2);
	assert_int_equal(things_number(db, "SELECT COUNT(*) FROM thing WHERE seen IS NULL"), 2);
	assert_int_equal(things_number(db, "SELECT COUNT(*) FROM thing WHERE name IN ('a', 'b')"),
			 2);
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
		assert_int_equal(things_number(db, text), i);
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

	things_make(db);
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

	things_make(db);
	database_must(things_add(db, "a", 1));
	database_refused(things_add(db, "a", 2), SUTURE_REFUSAL_DATABASE);
	database_refused(db_run(db, "INSERT INTO thing (name) VALUES ('b')", DB_NO_VALUES, NULL),
			 SUTURE_REFUSAL_DATABASE);
	database_refused(db_run(db, "INSERT INTO part (thing) VALUES (12345)", DB_NO_VALUES, NULL),
			 SUTURE_REFUSAL_DATABASE);
	database_refused(
		db_run(db, "INSERT INTO thing (n) VALUES ('no number')", DB_NO_VALUES, NULL),
		SUTURE_REFUSAL_DATABASE);
	database_must(things_add(db, "b", 2));
	assert_int_equal(things_count(db), 2);
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

	things_make(db);
	assert_int_equal(changes(db, "INSERT INTO thing (n) VALUES (1), (2), (3)"), 3);
	assert_int_equal(changes(db, "CREATE TABLE other (n BIGINT)"), 0);
	assert_int_equal(changes(db, "UPDATE thing SET n = 9 WHERE n > 1"), 2);
	assert_int_equal(changes(db, "UPDATE thing SET n = 9 WHERE n > 100"), 0);
	assert_int_equal(changes(db, "INSERT INTO part (thing) SELECT id FROM thing"), 3);
	assert_int_equal(changes(db, "DELETE FROM thing WHERE n = 9"), 2);
	assert_int_equal(things_number(db, "SELECT COUNT(*) FROM part"), 1);
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

	things_make(db);
	id = upsert(db, "a", 1);
	assert_int_not_equal(upsert(db, "b", 1), id);
	assert_int_equal(changes(db, "UPDATE thing SET n = 0"), 2);
	assert_int_equal(upsert(db, "a", 7), id);
	assert_int_equal(things_count(db), 2);
	assert_int_equal(changes(db, "INSERT INTO thing (name, n) VALUES ('a', 1) "
				     "ON CONFLICT DO NOTHING"),
			 0);
}

static void keys_count_up(void **state)
{
	struct db *db = ((struct database *)*state)->db;
	int64_t first, second;

	things_make(db);
	first = upsert(db, "a", 1);
	second = upsert(db, "b", 1);
	assert_true(second > first);
}

/* ---- rows ---- */

static void rows_may_be_abandoned(void **state)
{
	struct db *db = ((struct database *)*state)->db;

	things_make(db);
	for (int64_t i = 0; i < 1000; i++)
		database_must(things_add(db, NULL, i));
	for (int i = 0; i < 3; i++) {
		_cleanup_rows_ struct db_rows *rows = NULL;

		database_must(db_query(db, "SELECT n FROM thing ORDER BY n", DB_NO_VALUES, &rows));
		for (int64_t n = 0; n < 10 * i; n++) {
			assert_true(rows_next(rows));
			assert_int_equal(rows_integer(rows, 0), n);
		}
	}
	assert_int_equal(things_count(db), 1000);
}

static void what_abandoned_rows_changed_is_changed(void **state)
{
	const struct database *place = *state;
	_cleanup_db_ struct db *other = things_open(place);
	struct db_rows *rows = NULL;

	things_make(place->db);
	database_must(db_query(place->db, "INSERT INTO thing (n) VALUES (1), (2), (3) RETURNING id",
			       DB_NO_VALUES, &rows));
	assert_true(rows_next(rows));
	rows_free(rows);
	assert_int_equal(things_count(other), 3);
}

static void rows_end_once(void **state)
{
	struct db *db = ((struct database *)*state)->db;
	_cleanup_rows_ struct db_rows *rows = NULL;

	database_must(db_query(db, "SELECT 1", DB_NO_VALUES, &rows));
	assert_true(rows_next(rows));
	assert_false(rows_next(rows));
	/* The connection is free again. */
	assert_int_equal(things_number(db, "SELECT 2"), 2);
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

	things_make(place->db);
	for (int64_t i = 1; i <= 5; i++)
		database_must(things_add(place->db, NULL, i));
	database_must(db_query(place->db, sql, DB_NO_VALUES, &rows));
	while (rows_next(rows))
		n++;
	assert_int_equal(n, 2);
	database_refused(rows_error(rows), SUTURE_REFUSAL_DATABASE);
	assert_int_equal(things_count(place->db), 5);
}

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
		BOTH(keys_count_up),
		BOTH(rows_may_be_abandoned),
		BOTH(what_abandoned_rows_changed_is_changed),
		BOTH(rows_end_once),
		BOTH(rows_may_end_with_an_error),
	};

	things_skip();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
