/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A relational database: SQLite in a file of our own, or PostgreSQL by its URL.
 *
 *	sqlite:///var/lib/suture/fleet.db	three slashes and an absolute path, two and a
 *						relative one
 *	postgresql://user@host/name		anything that libpq takes
 *
 * The SQL is what both understand. Values are parameters, $1, $2 and so on, never text of the
 * statement. Whoever calls does not know which database it is: db.c alone looks at the URL.
 *
 *	_cleanup_rows_ struct db_rows *rows = NULL;
 *
 *	try(db_query(db, "SELECT name, seen FROM machine WHERE id = $1",
 *		     DB_VALUES(db_integer(id)), &rows));
 *	while (rows_next(rows))
 *		use(rows_text(rows, 0), rows_integer(rows, 1));
 *	try(rows_error(rows));
 *
 * A connection is one thread's at a time. Statements are prepared once for each connection and
 * kept until it is closed: their texts are literals.
 *
 * Types are three: 64-bit integers, text in UTF-8 without NUL, bytes; each may be null. Moments are
 * integers, seconds since 1970; money is integers, cents.
 */
#ifndef SUTURE_DB_H
#define SUTURE_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct db;
struct db_rows;

enum db_type { DB_NULL, DB_INTEGER, DB_TEXT, DB_BYTES };

/* The memory is the caller's, for the time of the call. */
struct db_value {
	enum db_type type;
	int64_t integer;
	const void *data; /* of text and bytes */
	size_t size;
};

static inline struct db_value db_integer(int64_t integer)
{
	return (struct db_value){ .type = DB_INTEGER, .integer = integer };
}

/* A number that is null if it is 0, as rows_integer() yields 0 for null. */
static inline struct db_value db_optional(int64_t integer)
{
	return integer ? db_integer(integer) : (struct db_value){ .type = DB_NULL };
}

struct db_value db_text(const char *text);	/* NULL is null */
struct db_value db_bytes(const void *data, size_t size) __attribute__((nonnull));
struct db_value db_null(void);

struct db_values {
	const struct db_value *items;
	size_t n_items;
};

#define DB_VALUES(...)								\
	((struct db_values){ (const struct db_value[]){ __VA_ARGS__ },		\
			     sizeof((const struct db_value[]){ __VA_ARGS__ }) /	\
				     sizeof(struct db_value) })
#define DB_NO_VALUES ((struct db_values){})
#define DB_VALUES_MAX 64

/*
 * ERROR_USAGE for a URL that is of no kind that we know, or were built for. For all that goes wrong
 * with a database, here and below: DATABASE_BUSY if somebody else has locked it for seconds,
 * NO_SPACE, else DATABASE. The file of an SQLite database is made if it is not there, for its owner
 * alone; one that another program has made is refused.
 *
 * A connection to PostgreSQL that is lost between two statements is made again without a word. A
 * statement during which it is lost fails and may have been done; a transaction fails as a whole,
 * and was not, unless that was in db_commit().
 */
struct error *db_open(const char *url, struct db **db) __attribute__((nonnull, warn_unused_result));
void db_close(struct db *db);
DEFINE_CLEANUP(struct db *, db_close);
#define _cleanup_db_ _cleanup_(db_closep)

/* A statement that yields no rows; *changed, if not NULL, is how many rows it changed. */
struct error *db_run(struct db *db, const char *sql, struct db_values values, int64_t *changed)
	__attribute__((nonnull(1, 2), warn_unused_result));

/*
 * Rows come one at a time and are not kept; what rows_text() and rows_bytes() yield lives until the
 * next rows_next(). Nothing else may be done with the connection until the last one has come, or
 * rows_free(). An error ends them early, so rows_error() is asked behind the last one; the error is
 * the caller's. What a statement changes is changed though not all of its rows are asked for, once
 * the first is.
 */
struct error *db_query(struct db *db, const char *sql, struct db_values values,
		       struct db_rows **rows) __attribute__((nonnull, warn_unused_result));
bool rows_next(struct db_rows *rows) __attribute__((nonnull));
struct error *rows_error(struct db_rows *rows) __attribute__((nonnull, warn_unused_result));
bool rows_is_null(const struct db_rows *rows, int column) __attribute__((nonnull));
int64_t rows_integer(const struct db_rows *rows, int column) __attribute__((nonnull));
/* NULL for null */
const char *rows_text(const struct db_rows *rows, int column) __attribute__((nonnull));
const void *rows_bytes(const struct db_rows *rows, int column, size_t *size)
	__attribute__((nonnull));
void rows_free(struct db_rows *rows);
DEFINE_CLEANUP(struct db_rows *, rows_free);
#define _cleanup_rows_ _cleanup_(rows_freep)

/*
 * Transactions do not nest. All of one is done, or nothing: when something in it has failed, all
 * that follows fails, db_commit() too. Two that write at the same time: with SQLite the second
 * waits at db_begin(), which takes the one lock that there is; with PostgreSQL they conflict where
 * one has read what the other changes, and DATABASE_BUSY says that all of it is to be done once
 * more, from db_begin() on. What db_commit() has acknowledged outlives the power.
 */
struct error *db_begin(struct db *db) __attribute__((nonnull, warn_unused_result));
struct error *db_commit(struct db *db) __attribute__((nonnull, warn_unused_result));
bool db_is_in_transaction(const struct db *db) __attribute__((nonnull));
/*
 * Right behind db_begin(): until the end of the transaction nobody else is behind his db_lock(), so
 * that those who always call it, by whichever connection, never collide; they wait. Readers do not.
 * The schema is there (db_migrate()). DATABASE_BUSY after some seconds.
 */
struct error *db_lock(struct db *db) __attribute__((nonnull, warn_unused_result));
/*
 * Cannot fail: a connection that is broken has rolled back. Ends rows that are being read. Does
 * nothing outside of a transaction; a db_commit() that has failed has rolled back already.
 */
void db_rollback(struct db *db) __attribute__((nonnull));

/*
 * Bring the schema from whichever version it has up to the last one, in one transaction. Version n
 * is reached by migrations[n - 1], statements with ';' between them. They are written for SQLite,
 * with keywords in capitals:
 *
 *	CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT NOT NULL, blob BLOB) STRICT;
 *
 * For PostgreSQL INTEGER becomes BIGINT, "INTEGER PRIMARY KEY", with or without AUTOINCREMENT, a
 * number that counts up by itself and is never given, BLOB BYTEA, TEXT one that is compared byte by
 * byte, and STRICT goes. A schema that is newer than we are is refused with DATABASE_NEWER.
 */
struct error *db_migrate(struct db *db, const char *const *migrations, size_t n_migrations)
	__attribute__((nonnull, warn_unused_result));

/*
 * All rows of some tables, in this order, into another database that has the same schema and no row
 * in any of them; ERROR_USAGE if it has. All of them or none. *n_rows is how many they were.
 */
struct error *db_copy(struct db *from, struct db *to, const char *const *tables, size_t n_tables,
		      int64_t *n_rows) __attribute__((nonnull, warn_unused_result));

/*
 * A copy of an SQLite database while it is in use: complete and synced under its name, or not
 * there. Not within a transaction. ERROR_USAGE with PostgreSQL, whose own tools do that.
 */
struct error *db_back_up(struct db *db, const char *path)
	__attribute__((nonnull, warn_unused_result));

#endif
