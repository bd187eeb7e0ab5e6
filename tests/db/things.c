/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "things.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* ---- a place for each test ---- */

void things_run(struct db *db, const char *sql)
{
	database_must(db_run(db, sql, DB_NO_VALUES, NULL));
}

int64_t things_number(struct db *db, const char *sql)
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

bool is_sqlite(const struct database *place)
{
	return !strcmp(place->kind, "sqlite");
}

struct db *things_open(const struct database *place)
{
	struct db *db = NULL;

	database_must(db_open(place->url, &db));
	return db;
}

const char *const things[3] = {
	"CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT UNIQUE, n INTEGER NOT NULL,"
	"	blob BLOB) STRICT;"
	"CREATE TABLE part (id INTEGER PRIMARY KEY AUTOINCREMENT, thing INTEGER NOT NULL"
	"	REFERENCES thing (id) ON DELETE CASCADE) STRICT;",
	"INSERT INTO thing (name, n) VALUES ('a TEXT; of a BLOB', 0) -- INTEGER; STRICT",
	"ALTER TABLE thing ADD COLUMN seen INTEGER;"
	"CREATE INDEX thing_seen ON thing (seen)",
};

void things_make(struct db *db)
{
	database_must(db_migrate(db, things, ARRAY_SIZE(things)));
	things_run(db, "DELETE FROM thing");
}

struct error *things_add(struct db *db, const char *name, int64_t n)
{
	return db_run(db, "INSERT INTO thing (name, n) VALUES ($1, $2)",
		      DB_VALUES(db_text(name), db_integer(n)), NULL);
}

int64_t things_count(struct db *db)
{
	return things_number(db, "SELECT COUNT(*) FROM thing");
}

/* A program that was built without it says so to whoever names one. */
static bool is_without_postgres(void)
{
	struct db *db = NULL;
	_cleanup_error_ struct error *error = db_open("postgresql://x@/x?host=/nowhere", &db);

	return error->kind == ERROR_USAGE && strstr(error->message, "without PostgreSQL");
}

void things_skip(void)
{
	if (is_without_postgres())
		cmocka_set_skip_filter("*, postgresql");
}
