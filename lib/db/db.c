/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "db/db.h"

#include <assert.h>
#include <string.h>

#include "base/memory.h"
#include "db/driver.h"

static const struct kind {
	const char *scheme;
	const struct db_driver *driver;
} kinds[] = {
	{ "sqlite://", &db_sqlite },
	{ "postgresql://", &db_postgres },
	{ "postgres://", &db_postgres },
};

/* ---- values ---- */

struct db_value db_null(void)
{
	return (struct db_value){ .type = DB_NULL };
}

struct db_value db_text(const char *text)
{
	if (!text)
		return db_null();
	return (struct db_value){ .type = DB_TEXT, .data = text, .size = strlen(text) };
}

struct db_value db_bytes(const void *data, size_t size)
{
	return (struct db_value){ .type = DB_BYTES, .data = data, .size = size };
}

/* ---- connections ---- */

/* A URL may hold a password: it is not told. */
struct error *db_open(const char *url, struct db **db)
{
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (!strncmp(url, kinds[i].scheme, strlen(kinds[i].scheme)))
			return kinds[i].driver->open(url, db);
	return error_new(ERROR_USAGE, "a database's URL begins with sqlite:// or postgresql://");
}

void db_close(struct db *db)
{
	if (!db)
		return;
	assert(!db->rows);
	db->driver->close(db);
}

/* ---- rows ---- */

static struct error *fail(struct db *db, struct error *error)
{
	if (error)
		db->has_failed = db->in_transaction;
	return error;
}

static void end(struct db_rows *rows)
{
	if (rows->db->rows != rows)
		return;
	rows->db->driver->end(rows);
	rows->db->rows = NULL;
}

static struct error *expect_no_failure(const struct db *db)
{
	if (!db->has_failed)
		return NULL;
	return error_refuse(SUTURE_REFUSAL_DATABASE, "something in this transaction has failed");
}

struct error *db_query(struct db *db, const char *sql, struct db_values values,
		       struct db_rows **rows)
{
	assert(!db->rows);
	assert(values.n_items <= DB_VALUES_MAX);
	try(expect_no_failure(db));
	try(fail(db, db->driver->start(db, sql, values, rows)));
	(*rows)->db = db;
	db->rows = *rows;
	return NULL;
}

bool rows_next(struct db_rows *rows)
{
	bool is_row = false;

	if (rows->db->rows != rows)
		return false;
	rows->error = fail(rows->db, rows->db->driver->next(rows, &is_row));
	if (!is_row)
		end(rows);
	return is_row;
}

struct error *rows_error(struct db_rows *rows)
{
	return take(rows->error);
}

bool rows_is_null(const struct db_rows *rows, int column)
{
	return rows->db->driver->is_null(rows, column);
}

int64_t rows_integer(const struct db_rows *rows, int column)
{
	return rows->db->driver->integer(rows, column);
}

const char *rows_text(const struct db_rows *rows, int column)
{
	return rows->db->driver->text(rows, column);
}

const void *rows_bytes(const struct db_rows *rows, int column, size_t *size)
{
	return rows->db->driver->bytes(rows, column, size);
}

void rows_free(struct db_rows *rows)
{
	if (!rows)
		return;
	end(rows);
	error_free(rows->error);
	free(rows);
}

struct error *db_run(struct db *db, const char *sql, struct db_values values, int64_t *changed)
{
	_cleanup_rows_ struct db_rows *rows = NULL;

	try(db_query(db, sql, values, &rows));
	while (rows_next(rows))
		;
	try(rows_error(rows));
	if (changed)
		*changed = rows->changed;
	return NULL;
}

/* ---- transactions ---- */

struct error *db_begin(struct db *db)
{
	assert(!db->in_transaction);
	try(db_run(db, db->driver->begin, DB_NO_VALUES, NULL));
	db->in_transaction = true;
	return NULL;
}

struct error *db_lock(struct db *db)
{
	assert(db->in_transaction);
	return db->driver->lock ? db_run(db, db->driver->lock, DB_NO_VALUES, NULL) : NULL;
}

void db_rollback(struct db *db)
{
	if (!db->in_transaction)
		return;
	if (db->rows)
		end(db->rows);
	db->has_failed = false;
	error_free(db_run(db, "ROLLBACK", DB_NO_VALUES, NULL));
	db->in_transaction = db->has_failed = false;
}

struct error *db_commit(struct db *db)
{
	struct error *error;

	assert(db->in_transaction);
	error = db_run(db, "COMMIT", DB_NO_VALUES, NULL);
	if (error)
		db_rollback(db);
	db->in_transaction = false;
	return error;
}

bool db_is_in_transaction(const struct db *db)
{
	return db->in_transaction;
}

/* ---- the schema ---- */

static struct error *get_version(struct db *db, size_t *version)
{
	_cleanup_rows_ struct db_rows *rows = NULL;

	try(db_query(db, db->driver->get_version, DB_NO_VALUES, &rows));
	if (rows_next(rows))
		*version = (size_t)rows_integer(rows, 0);
	return rows_error(rows);
}

static struct error *migrate_once(struct db *db, const char *migration)
{
	_cleanup_free_ char *translated = NULL;

	if (db->driver->translate)
		translated = db->driver->translate(migration);
	return db->driver->execute(db, translated ? translated : migration);
}

static struct error *migrate(struct db *db, const char *const *migrations, size_t n_migrations)
{
	_cleanup_free_ char *set_version = xasprintf(db->driver->set_version, n_migrations);
	size_t version = 0;

	try(get_version(db, &version));
	if (version > n_migrations)
		return error_refuse(SUTURE_REFUSAL_DATABASE_NEWER,
				    "the schema has version %zu, this program knows %zu", version,
				    n_migrations);
	for (size_t i = version; i < n_migrations; i++) {
		struct error *error = migrate_once(db, migrations[i]);

		if (error)
			return error_context(error, "cannot bring the schema to version %zu",
					     i + 1);
	}
	if (version < n_migrations)
		try(db->driver->execute(db, set_version));
	return db_commit(db);
}

struct error *db_migrate(struct db *db, const char *const *migrations, size_t n_migrations)
{
	struct error *error;

	assert(!db->in_transaction && !db->rows);
	error = db->driver->execute(db, db->driver->begin_migration);
	db->in_transaction = true; /* half of that may have been done */
	if (!error)
		error = migrate(db, migrations, n_migrations);
	if (error)
		db_rollback(db);
	return error;
}

struct error *db_back_up(struct db *db, const char *path)
{
	assert(!db->in_transaction && !db->rows);
	if (!db->driver->back_up)
		return error_new(ERROR_USAGE, "pg_dump backs up a PostgreSQL database");
	return db->driver->back_up(db, path);
}
