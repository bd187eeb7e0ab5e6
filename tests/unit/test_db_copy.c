/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A fleet that moves to another database: every row, and it goes on there. */
#include <stdlib.h>
#include <string.h>

#include "store.h"

#include "base/memory.h"
#include "fleet/schema.h"

/* ---- all of a database ---- */

static int compare(const void *one, const void *other)
{
	return strcmp(*(char *const *)one, *(char *const *)other);
}

/* A row as text that is the same whichever database has it. */
static char *row_text(struct db *db, const struct db_rows *rows, int n_columns)
{
	char *text = xstrdup("");

	(void)db;
	for (int i = 0; i < n_columns; i++)
		xappend(&text, "|%s", rows_is_null(rows, i) ? "<null>" : rows_text(rows, i));
	return text;
}

/* The table's rows, sorted, without bytes, which are written in two ways. */
static char *table_text(struct db *db, const char *table, const char *columns, int n_columns)
{
	_cleanup_free_ char *sql = xasprintf("SELECT %s FROM %s", columns, table);
	_cleanup_rows_ struct db_rows *rows = NULL;
	char **lines = NULL, *text = xasprintf("%s\n", table);
	size_t n_lines = 0;

	database_must(db_query(db, sql, DB_NO_VALUES, &rows));
	while (rows_next(rows))
		*array_append(lines, n_lines) = row_text(db, rows, n_columns);
	database_must(rows_error(rows));
	if (n_lines)
		qsort(lines, n_lines, sizeof(*lines), compare);
	for (size_t i = 0; i < n_lines; i++) {
		xappend(&text, "%s\n", lines[i]);
		free(lines[i]);
	}
	free(lines);
	return text;
}

static void assert_same_table(const struct store *store, struct db *other, const char *table,
			      const char *columns, int n_columns)
{
	_cleanup_free_ char *one = table_text(store->db, table, columns, n_columns);
	_cleanup_free_ char *two = table_text(other, table, columns, n_columns);

	assert_string_equal(one, two);
}

static int64_t count(struct db *db, const char *table)
{
	_cleanup_free_ char *sql = xasprintf("SELECT count(*) FROM %s", table);
	_cleanup_rows_ struct db_rows *rows = NULL;

	database_must(db_query(db, sql, DB_NO_VALUES, &rows));
	assert_true(rows_next(rows));
	return rows_integer(rows, 0);
}

/* ---- moving ---- */

static void fill(struct store *store, struct made_up *machine)
{
	made_up_init(machine, "alpha");
	made_up_tag(machine, "role", "web");
	made_up_update(machine, "fix-1", "available", NULL);
	made_up_update(machine, "fix-2", "applied", NULL);
	made_up_cve(machine, "CVE-2026-1", "available");
	made_up_about_to(machine, true);
	store_enrol(store, machine, store->access_key.text);
	store_report(store, machine, NULL);
}

static void all_is_copied(struct store *store, const char *kind)
{
	struct database other;
	struct made_up machine;
	struct store moved = *store;
	_cleanup_error_ struct error *error = NULL;
	int64_t n_rows, n_all = 0;

	fill(store, &machine);
	database_open(&other, kind);
	database_must(db_migrate(other.db, fleet_migrations, fleet_n_migrations));
	database_must(db_copy(store->db, other.db, fleet_tables, fleet_n_tables, &n_rows));
	for (size_t i = 0; i < fleet_n_tables; i++) {
		assert_int_equal(count(other.db, fleet_tables[i]),
				 count(store->db, fleet_tables[i]));
		n_all += count(other.db, fleet_tables[i]);
	}
	assert_int_equal(n_rows, n_all);
	assert_same_table(store, other.db, "machine",
			  "uuid, serial, hostname, tags, condition, counted, cluster", 7);
	assert_same_table(store, other.db, "condition_update", "condition, known_update, state", 3);
	assert_same_table(store, other.db, "attempt", "rollout, machine, state, released", 4);
	assert_same_table(store, other.db, "access_key", "id, digest, label, quota", 4);

	/* Whatever is new there has numbers of its own; who was known is known. */
	moved.db = other.db;
	memset(&moved.office, 0, sizeof(moved.office));
	moved.office.interval = 3600;
	store_report(&moved, &machine, NULL);
	made_up_deinit(&machine);
	made_up_init(&machine, "beta");
	made_up_update(&machine, "fix-3", "available", NULL);
	store_enrol(&moved, &machine, store->access_key.text);
	assert_int_equal(count(other.db, "machine"), 2);
	made_up_deinit(&machine);

	error = db_copy(store->db, other.db, fleet_tables, fleet_n_tables, &n_rows);
	assert_non_null(error);
	assert_int_equal(error->kind, ERROR_USAGE);
	assert_int_equal(count(other.db, "machine"), 2);
	intake_forget(&moved.office);
	database_close(&other);
}

static void a_fleet_moves_to_sqlite(void **state)
{
	all_is_copied(*state, "sqlite");
}

static void a_fleet_moves_to_postgresql(void **state)
{
	all_is_copied(*state, "postgresql");
}

/* A table that is made and not named here would be left behind. */
static void no_table_is_forgotten(void **state)
{
	struct store *store = *state;
	int64_t n = store_number(store, "SELECT count(*) FROM sqlite_schema WHERE type = 'table'"
					" AND name NOT LIKE 'sqlite%'");

	assert_int_equal(n, fleet_n_tables);
	for (size_t i = 0; i < fleet_n_tables; i++)
		assert_true(count(store->db, fleet_tables[i]) >= 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST("sqlite", a_fleet_moves_to_sqlite),
		STORE_TEST("postgresql", a_fleet_moves_to_sqlite),
		STORE_TEST("sqlite", no_table_is_forgotten),
		{ "a_fleet_moves_to_postgresql, postgresql", a_fleet_moves_to_postgresql,
		  store_set_up, store_tear_down, (void *)"sqlite" },
	};

	store_skip();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
