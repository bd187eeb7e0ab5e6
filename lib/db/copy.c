/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "db/driver.h"

/* A table on its way. */
struct passage {
	struct db *from, *to;
	const char *table;
	char *insert; /* made of the first row, as all that follows */
	struct db_value *values;
	int n_columns;
	bool is_numbered; /* its first column is "id" */
};

static void passage_deinit(struct passage *passage)
{
	free(passage->insert);
	free(passage->values);
}

/* The columns of both need not stand in the same order. */
static void prepare(struct passage *passage, const struct db_rows *rows)
{
	const struct db_driver *driver = passage->from->driver;

	passage->n_columns = driver->n_columns(rows);
	passage->values = xcalloc((size_t)passage->n_columns, sizeof(*passage->values));
	passage->is_numbered = !strcmp(driver->column_name(rows, 0), "id");
	passage->insert = xasprintf("INSERT INTO %s (", passage->table);
	for (int i = 0; i < passage->n_columns; i++)
		xappend(&passage->insert, "%s%s", i ? ", " : "", driver->column_name(rows, i));
	xappend(&passage->insert, ") VALUES (");
	for (int i = 0; i < passage->n_columns; i++)
		xappend(&passage->insert, "%s$%d", i ? ", " : "", i + 1);
	xappend(&passage->insert, ")");
}

static struct db_value value_of(const struct db_rows *rows, int column)
{
	const void *bytes;
	size_t size;

	switch (rows->db->driver->column_type(rows, column)) {
	case DB_INTEGER:
		return db_integer(rows_integer(rows, column));
	case DB_TEXT:
		return db_text(rows_text(rows, column));
	case DB_BYTES:
		bytes = rows_bytes(rows, column, &size);
		return db_bytes(bytes, size);
	default:
		return db_null();
	}
}

static struct error *copy_row(struct passage *passage, const struct db_rows *rows)
{
	if (!passage->insert)
		prepare(passage, rows);
	for (int i = 0; i < passage->n_columns; i++)
		passage->values[i] = value_of(rows, i);
	return db_run(passage->to, passage->insert,
		      (struct db_values){ passage->values, (size_t)passage->n_columns }, NULL);
}

static struct error *expect_empty(struct db *db, const char *table)
{
	_cleanup_free_ char *sql = xasprintf("SELECT 1 FROM %s LIMIT 1", table);
	_cleanup_rows_ struct db_rows *rows = NULL;

	try(db_query(db, sql, DB_NO_VALUES, &rows));
	if (rows_next(rows))
		return error_new(ERROR_USAGE, "there is something in its table '%s'", table);
	return rows_error(rows);
}

/* What is given by itself from now on stands behind what was copied. */
static struct error *count_on(struct db *db, const char *table, const struct passage *passage)
{
	_cleanup_free_ char *sql = NULL;

	if (!db->driver->count_on || !passage->is_numbered)
		return NULL;
	sql = xasprintf(db->driver->count_on, table, table);
	return db_run(db, sql, DB_NO_VALUES, NULL);
}

static struct error *copy_table(struct db *from, struct db *to, const char *table, int64_t *n_rows)
{
	_cleanup_free_ char *select = xasprintf("SELECT * FROM %s", table);
	_cleanup_(passage_deinit)
	struct passage passage = { .from = from, .to = to, .table = table };
	_cleanup_rows_ struct db_rows *rows = NULL;

	try(expect_empty(to, table));
	try(db_query(from, select, DB_NO_VALUES, &rows));
	for (; rows_next(rows); ++*n_rows)
		try(copy_row(&passage, rows));
	try(rows_error(rows));
	return count_on(to, table, &passage);
}

static struct error *copy_all(struct db *from, struct db *to, const char *const *tables,
			      size_t n_tables, int64_t *n_rows)
{
	for (size_t i = 0; i < n_tables; i++)
		try(copy_table(from, to, tables[i], n_rows));
	return db_commit(to);
}

struct error *db_copy(struct db *from, struct db *to, const char *const *tables, size_t n_tables,
		      int64_t *n_rows)
{
	struct error *error;

	*n_rows = 0;
	try(db_begin(from));
	error = db_begin(to);
	if (!error)
		error = copy_all(from, to, tables, n_tables, n_rows);
	db_rollback(to);
	db_rollback(from);
	return error;
}
