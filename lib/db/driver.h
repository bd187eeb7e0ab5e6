/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a kind of database is made of. db.c keeps track of transactions and of the rows that are
 * being read; a driver does as it is told and need not look.
 *
 * A driver's connection begins with struct db, its rows with struct db_rows; both come from
 * xcalloc().
 */
#ifndef SUTURE_DB_DRIVER_H
#define SUTURE_DB_DRIVER_H

#include "db/db.h"

/* The bytes of "Sutr": it marks our SQLite files, and is the number of our lock in PostgreSQL. */
#define DB_MARK 1400206450

/* How long one waits for another's lock, in milliseconds. */
#define DB_PATIENCE 5000

/* After how many milliseconds one that says nothing in the midst of a transaction has died. */
#define DB_SILENCE 30000

/* The number as a part of a statement. */
#define DB_LITERAL(number)  DB_LITERAL_(number)
#define DB_LITERAL_(number) #number

struct db {
	const struct db_driver *driver;
	bool in_transaction;
	bool has_failed;      /* something in this transaction: only rolling back is left */
	struct db_rows *rows; /* that are being read, or NULL */
};

struct db_rows {
	struct db *db;
	struct error *error;
	int64_t changed; /* known at the end */
};

struct db_driver {
	struct error *(*open)(const char *url, struct db **db);
	void (*close)(struct db *db);

	/* Rows that were started are ended once, at the last one, an error or before. */
	struct error *(*start)(struct db *db, const char *sql, struct db_values values,
			       struct db_rows **rows);
	struct error *(*next)(struct db_rows *rows, bool *is_row);
	void (*end)(struct db_rows *rows);

	int (*n_columns)(const struct db_rows *rows);
	const char *(*column_name)(const struct db_rows *rows, int column);
	enum db_type (*column_type)(const struct db_rows *rows, int column);
	bool (*is_null)(const struct db_rows *rows, int column);
	int64_t (*integer)(const struct db_rows *rows, int column);
	const char *(*text)(const struct db_rows *rows, int column);
	const void *(*bytes)(const struct db_rows *rows, int column, size_t *size);

	/* Statements with ';' between them, which are not kept. */
	struct error *(*execute)(struct db *db, const char *text);
	/* NULL: it cannot. */
	struct error *(*back_up)(struct db *db, const char *path);

	const char *begin;
	/* See db_lock(); NULL: whoever has begun is alone. */
	const char *lock;

	/* A transaction that no other migration runs beside, and the schema's version in it. */
	const char *begin_migration;
	const char *get_version;
	const char *set_version; /* a format with one %zu */
	/*
	 * That numbers of a table's "id" go on behind the highest: a format with the table's name
	 * twice. NULL: they do.
	 */
	const char *count_on;
	/* NULL: none is needed. The caller's. */
	char *(*translate)(const char *text);
};

extern const struct db_driver db_sqlite;
extern const struct db_driver db_postgres;

/* SQLite's CREATE TABLE as PostgreSQL has it. The caller's. */
char *dialect_translate(const char *text) __attribute__((nonnull, warn_unused_result));

#endif
