/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SQLite in a file of our own.
 *
 * The write-ahead log (WAL) lets readers go on while one writes. What is committed is in the file
 * system when db_commit() returns, so that it is there after a SIGKILL. synchronous=FULL syncs the
 * log at each commit; NORMAL would not, and a failure of the power would take back what was
 * acknowledged, though never damage the file. A report would come again, but "halt the
 * roll-out" or a key that was withdrawn would not. PostgreSQL promises the same. Who has many small
 * changes puts them into one transaction, which is one sync.
 *
 * Of a large file more is kept than SQLite would by itself, for each connection 8 MiB if it reads
 * as much; and the log may grow to 16 MiB before it is written back, since pages that many letters
 * change are then written once.
 */
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/memory.h"
#include "db/driver.h"

struct statement {
	const char *sql; /* as it was given: another text may come to stand at its place */
	char *text;
	sqlite3_stmt *handle;
	int *indexes; /* of the parameters $1 ... in SQLite's count */
	size_t n_parameters;
};

struct sqlite {
	struct db db;
	sqlite3 *handle;
	char *path;
	struct statement *statements;
	size_t n_statements;
};

struct sqlite_rows {
	struct db_rows rows;
	sqlite3_stmt *handle;
	int64_t total_before; /* changes of this connection */
};

static struct sqlite *sqlite_of(struct db *db)
{
	return (struct sqlite *)db;
}

static sqlite3_stmt *handle_of(const struct db_rows *rows)
{
	return ((const struct sqlite_rows *)rows)->handle;
}

/* ---- errors ---- */

static enum suture_refusal refusal_of(int code)
{
	switch (code & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return SUTURE_REFUSAL_DATABASE_BUSY;
	case SQLITE_FULL:
		return SUTURE_REFUSAL_NO_SPACE;
	default:
		return SUTURE_REFUSAL_DATABASE;
	}
}

/* What the system says tells more than "unable to open" and "disk I/O error". */
static bool is_of_system(int code)
{
	return (code & 0xff) == SQLITE_CANTOPEN || (code & 0xff) == SQLITE_IOERR;
}

static struct error *failure(const char *path, sqlite3 *handle)
{
	const int code = sqlite3_extended_errcode(handle);
	const int number = sqlite3_system_errno(handle);

	if (is_of_system(code) && number)
		return error_refuse(refusal_of(code), "%s: %s: %s", path, sqlite3_errmsg(handle),
				    strerror(number));
	return error_refuse(refusal_of(code), "%s: %s", path, sqlite3_errmsg(handle));
}

/* ---- statements ---- */

static void statement_deinit(struct statement *statement)
{
	sqlite3_finalize(statement->handle);
	free(statement->text);
	free(statement->indexes);
	*statement = (struct statement){};
}

static const struct statement *find_statement(const struct sqlite *sqlite, const char *sql)
{
	for (size_t i = 0; i < sqlite->n_statements; i++)
		if (sqlite->statements[i].sql == sql && !strcmp(sqlite->statements[i].text, sql))
			return &sqlite->statements[i];
	return NULL;
}

static struct error *find_parameters(const struct sqlite *sqlite, struct statement *statement)
{
	const size_t n = (size_t)sqlite3_bind_parameter_count(statement->handle);

	statement->indexes = xcalloc(n, sizeof(*statement->indexes));
	statement->n_parameters = n;
	for (size_t i = 0; i < n; i++) {
		char name[24];

		snprintf(name, sizeof(name), "$%zu", i + 1);
		statement->indexes[i] = sqlite3_bind_parameter_index(statement->handle, name);
		if (!statement->indexes[i])
			return error_refuse(SUTURE_REFUSAL_DATABASE, "%s: there is no parameter %s",
					    sqlite->path, name);
	}
	return NULL;
}

/* "rest" of what was compiled is another statement, unless it is blank. */
static struct error *expect_one(const struct sqlite *sqlite, const struct statement *statement,
				const char *rest)
{
	if (statement->handle && !rest[strspn(rest, " \t\n;")])
		return NULL;
	return error_refuse(SUTURE_REFUSAL_DATABASE, "%s: one statement is expected", sqlite->path);
}

static struct error *compile(const struct sqlite *sqlite, const char *sql,
			     struct statement *statement)
{
	const char *rest = NULL;

	statement->sql = sql;
	statement->text = xstrdup(sql);
	if (sqlite3_prepare_v3(sqlite->handle, sql, -1, SQLITE_PREPARE_PERSISTENT,
			       &statement->handle, &rest))
		return failure(sqlite->path, sqlite->handle);
	try(expect_one(sqlite, statement, rest));
	return find_parameters(sqlite, statement);
}

static struct error *get_statement(struct sqlite *sqlite, const char *sql,
				   const struct statement **statement)
{
	_cleanup_(statement_deinit)
	struct statement new = {};

	*statement = find_statement(sqlite, sql);
	if (*statement)
		return NULL;
	try(compile(sqlite, sql, &new));
	*array_append(sqlite->statements, sqlite->n_statements) = new;
	new = (struct statement){};
	*statement = &sqlite->statements[sqlite->n_statements - 1];
	return NULL;
}

/* ---- values ---- */

/* PostgreSQL looks itself. */
static bool is_utf8(const struct db_value *value)
{
	json_t *string = json_stringn(value->data, value->size);

	json_decref(string);
	return string != NULL;
}

/* Copied: the caller's memory is there for the call alone, and rows come later. */
static int bind_one(sqlite3_stmt *handle, int index, const struct db_value *value)
{
	switch (value->type) {
	case DB_INTEGER:
		return sqlite3_bind_int64(handle, index, value->integer);
	case DB_TEXT:
		return sqlite3_bind_text64(handle, index, value->data, value->size,
					   SQLITE_TRANSIENT, SQLITE_UTF8);
	case DB_BYTES:
		return sqlite3_bind_blob64(handle, index, value->data, value->size,
					   SQLITE_TRANSIENT);
	default:
		return sqlite3_bind_null(handle, index);
	}
}

static struct error *bind(const struct sqlite *sqlite, const struct statement *statement,
			  struct db_values values)
{
	if (values.n_items != statement->n_parameters)
		return error_refuse(SUTURE_REFUSAL_DATABASE,
				    "%s: %zu values are given for %zu parameters", sqlite->path,
				    values.n_items, statement->n_parameters);
	for (size_t i = 0; i < values.n_items; i++) {
		const struct db_value *value = &values.items[i];

		if (value->type == DB_TEXT && !is_utf8(value))
			return error_refuse(SUTURE_REFUSAL_DATABASE, "%s: a text is no UTF-8",
					    sqlite->path);
		if (bind_one(statement->handle, statement->indexes[i], value))
			return failure(sqlite->path, sqlite->handle);
	}
	return NULL;
}

/* ---- rows ---- */

static struct error *start(struct db *db, const char *sql, struct db_values values,
			   struct db_rows **rows)
{
	struct sqlite *sqlite = sqlite_of(db);
	const struct statement *statement;
	struct sqlite_rows *made;

	try(get_statement(sqlite, sql, &statement));
	try(bind(sqlite, statement, values));
	made = xcalloc(1, sizeof(*made));
	made->handle = statement->handle;
	made->total_before = sqlite3_total_changes64(sqlite->handle);
	*rows = &made->rows;
	return NULL;
}

/* sqlite3_changes64() tells of the last statement that could change rows, which another may be. */
static int64_t count_changes(sqlite3 *handle, int64_t total_before)
{
	return sqlite3_total_changes64(handle) == total_before ? 0 : sqlite3_changes64(handle);
}

static struct error *next(struct db_rows *rows, bool *is_row)
{
	const struct sqlite_rows *own = (const struct sqlite_rows *)rows;
	const struct sqlite *sqlite = sqlite_of(rows->db);

	switch (sqlite3_step(own->handle)) {
	case SQLITE_ROW:
		*is_row = true;
		return NULL;
	case SQLITE_DONE:
		rows->changed = count_changes(sqlite->handle, own->total_before);
		return NULL;
	default:
		return failure(sqlite->path, sqlite->handle);
	}
}

static void end(struct db_rows *rows)
{
	sqlite3_reset(handle_of(rows));
	sqlite3_clear_bindings(handle_of(rows));
}

static int n_columns(const struct db_rows *rows)
{
	return sqlite3_column_count(handle_of(rows));
}

static const char *column_name(const struct db_rows *rows, int column)
{
	return sqlite3_column_name(handle_of(rows), column);
}

static enum db_type column_type(const struct db_rows *rows, int column)
{
	switch (sqlite3_column_type(handle_of(rows), column)) {
	case SQLITE_INTEGER:
		return DB_INTEGER;
	case SQLITE_TEXT:
		return DB_TEXT;
	case SQLITE_BLOB:
		return DB_BYTES;
	default:
		return DB_NULL;
	}
}

static bool is_null(const struct db_rows *rows, int column)
{
	return sqlite3_column_type(handle_of(rows), column) == SQLITE_NULL;
}

static int64_t integer(const struct db_rows *rows, int column)
{
	return sqlite3_column_int64(handle_of(rows), column);
}

static const char *text(const struct db_rows *rows, int column)
{
	return (const char *)sqlite3_column_text(handle_of(rows), column);
}

/* SQLite has NULL for none of bytes too. */
static const void *bytes(const struct db_rows *rows, int column, size_t *size)
{
	const void *data = sqlite3_column_blob(handle_of(rows), column);

	*size = (size_t)sqlite3_column_bytes(handle_of(rows), column);
	return data || is_null(rows, column) ? data : "";
}

static struct error *execute(struct db *db, const char *text)
{
	const struct sqlite *sqlite = sqlite_of(db);

	if (sqlite3_exec(sqlite->handle, text, NULL, NULL, NULL))
		return failure(sqlite->path, sqlite->handle);
	return NULL;
}

/* ---- the connection ---- */

static void close_sqlite(struct db *db)
{
	struct sqlite *sqlite = sqlite_of(db);

	for (size_t i = 0; i < sqlite->n_statements; i++)
		statement_deinit(&sqlite->statements[i]);
	free(sqlite->statements);
	sqlite3_close(sqlite->handle);
	free(sqlite->path);
	free(sqlite);
}

/*
 * Nobody else may read what is in it: the log and its index get the same mode. open(2) would not
 * do: closing the file again would drop the locks of this process's other connections.
 */
static struct error *make_file(const char *path)
{
	if (mknod(path, S_IFREG | 0600, 0) < 0)
		return NULL; /* it is there, or SQLite tells why it cannot be */
	return directory_sync(path);
}

static struct error *open_file(struct sqlite *sqlite)
{
	const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;

	try(make_file(sqlite->path));
	if (sqlite3_open_v2(sqlite->path, &sqlite->handle, flags, NULL))
		return failure(sqlite->path, sqlite->handle);
	if (sqlite3_db_readonly(sqlite->handle, "main"))
		return error_refuse(SUTURE_REFUSAL_DATABASE, "%s: it cannot be written to",
				    sqlite->path);
	return NULL;
}

/* The file may have been made to harm whoever opens it; and texts are not quoted like names. */
static void harden(sqlite3 *handle)
{
	static const struct {
		int what, value;
	} settings[] = {
		{ SQLITE_DBCONFIG_DEFENSIVE, 1 },   { SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
		{ SQLITE_DBCONFIG_ENABLE_FKEY, 1 }, { SQLITE_DBCONFIG_DQS_DDL, 0 },
		{ SQLITE_DBCONFIG_DQS_DML, 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(settings); i++)
		sqlite3_db_config(handle, settings[i].what, settings[i].value, NULL);
	sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0);
}

static struct error *get_integer(struct sqlite *sqlite, const char *sql, int64_t *value)
{
	_cleanup_rows_ struct db_rows *rows = NULL;

	try(db_query(&sqlite->db, sql, DB_NO_VALUES, &rows));
	if (rows_next(rows))
		*value = rows_integer(rows, 0);
	return rows_error(rows);
}

/*
 * An empty file is ours, too: we may just have made it. The mark comes before any table, so that it
 * is looked for behind them: another one of us may be making them.
 */
static struct error *expect_ours(struct sqlite *sqlite, bool *is_marked)
{
	int64_t mark = 0, n_tables = 0;

	try(get_integer(sqlite, "SELECT COUNT(*) FROM sqlite_schema", &n_tables));
	try(get_integer(sqlite, "PRAGMA application_id", &mark));
	*is_marked = mark == DB_MARK;
	if (*is_marked || (mark == 0 && n_tables == 0))
		return NULL;
	return error_refuse(SUTURE_REFUSAL_DATABASE, "%s: it is a database of another program's",
			    sqlite->path);
}

static struct error *try_log(struct sqlite *sqlite)
{
	_cleanup_rows_ struct db_rows *rows = NULL;

	try(db_query(&sqlite->db, "PRAGMA journal_mode = WAL", DB_NO_VALUES, &rows));
	if (rows_next(rows) && strcmp(rows_text(rows, 0), "wal") != 0)
		return error_refuse(SUTURE_REFUSAL_DATABASE,
				    "%s: its file system does not take a write-ahead log",
				    sqlite->path);
	return rows_error(rows);
}

/* SQLite does not wait here when others, too, have just made the file: so we do. */
static struct error *use_log(struct sqlite *sqlite)
{
	const int step = 10;
	struct error *error;

	sqlite3_busy_timeout(sqlite->handle, 0);
	for (int waited = 0;; waited += step) {
		error = try_log(sqlite);
		if (!error || error->refusal != SUTURE_REFUSAL_DATABASE_BUSY ||
		    waited >= DB_PATIENCE)
			break;
		error_free(error);
		usleep(1000 * step);
	}
	sqlite3_busy_timeout(sqlite->handle, DB_PATIENCE);
	return error;
}

/* LIKE tells capitals apart, as in PostgreSQL. */
static struct error *set_up(struct sqlite *sqlite)
{
	bool is_marked = false;

	harden(sqlite->handle);
	sqlite3_busy_timeout(sqlite->handle, DB_PATIENCE);
	try(expect_ours(sqlite, &is_marked));
	try(use_log(sqlite));
	try(execute(&sqlite->db, "PRAGMA synchronous = FULL; PRAGMA cell_size_check = ON;"
				 "PRAGMA case_sensitive_like = ON; PRAGMA cache_size = -8192;"
				 "PRAGMA wal_autocheckpoint = 4000"));
	if (is_marked)
		return NULL;
	return execute(&sqlite->db, "PRAGMA application_id = " DB_LITERAL(DB_MARK));
}

/* Names that mean something to SQLite, as ":memory:" does, do not begin with a dot. */
static struct error *get_path(const char *url, char **path)
{
	const char *name = url + strlen("sqlite://");

	if (!*name)
		return error_new(ERROR_USAGE, "the URL of the database names no file");
	*path = xasprintf("%s%s", *name == '/' ? "" : "./", name);
	return NULL;
}

static struct error *open_sqlite(const char *url, struct db **db)
{
	_cleanup_free_ char *path = NULL;
	struct sqlite *sqlite;
	struct error *error;

	try(get_path(url, &path));
	sqlite = xcalloc(1, sizeof(*sqlite));
	sqlite->db.driver = &db_sqlite;
	sqlite->path = take(path);
	error = open_file(sqlite);
	if (!error)
		error = set_up(sqlite);
	if (error) {
		close_sqlite(&sqlite->db);
		return error;
	}
	*db = &sqlite->db;
	return NULL;
}

/* ---- a copy ---- */

/*
 * All of it in one step: that is one view of the database, and who writes in the meantime goes on
 * in the log. Between several steps the copy would begin anew whenever somebody writes.
 */
static struct error *copy_pages(const struct sqlite *sqlite, const char *path, sqlite3 *copy)
{
	sqlite3_backup *backup = sqlite3_backup_init(copy, "main", sqlite->handle, "main");

	if (!backup)
		return failure(path, copy);
	sqlite3_backup_step(backup, -1);
	if (sqlite3_backup_finish(backup))
		return failure(path, copy);
	return NULL;
}

/* Without a journal: what is not complete is removed. */
static struct error *write_copy(const struct sqlite *sqlite, const char *path)
{
	const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
	struct error *error = NULL;
	sqlite3 *copy = NULL;

	if (mknod(path, S_IFREG | 0600, 0) < 0)
		return error_errno("cannot make %s", path);
	if (sqlite3_open_v2(path, &copy, flags, NULL) ||
	    sqlite3_exec(copy, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF", NULL, NULL,
			 NULL))
		error = failure(path, copy);
	if (!error)
		error = copy_pages(sqlite, path, copy);
	sqlite3_close(copy);
	return error;
}

static struct error *sync_file(const char *path)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || fsync(fd) < 0)
		return error_errno("cannot sync %s", path);
	return NULL;
}

static struct error *back_up(struct db *db, const char *path)
{
	_cleanup_free_ char *temporary = xasprintf("%s.new.%ld", path, (long)getpid());
	struct error *error;

	try(file_remove_unfinished_of(path));
	error = write_copy(sqlite_of(db), temporary);
	if (!error)
		error = sync_file(temporary);
	if (!error)
		error = file_publish(temporary, path);
	if (error)
		unlink(temporary);
	return error;
}

const struct db_driver db_sqlite = {
	.open = open_sqlite,
	.close = close_sqlite,
	.start = start,
	.next = next,
	.end = end,
	.n_columns = n_columns,
	.column_name = column_name,
	.column_type = column_type,
	.is_null = is_null,
	.integer = integer,
	.text = text,
	.bytes = bytes,
	.execute = execute,
	.back_up = back_up,
	.begin = "BEGIN IMMEDIATE",
	.begin_migration = "BEGIN IMMEDIATE",
	.get_version = "PRAGMA user_version",
	.set_version = "PRAGMA user_version = %zu",
};
