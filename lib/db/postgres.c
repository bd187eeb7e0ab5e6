/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PostgreSQL by libpq.
 *
 * Rows come one at a time (single-row mode), so that a fleet's reports never are in memory all at
 * once; what a caller does not want to see is read and dropped. Values go as binary, each with its
 * type, since PostgreSQL would guess: "seen < $1 - 3600" makes of $1 a number of 32 bits. Results
 * come as text, in which a sum's NUMERIC and a count's BIGINT look alike.
 *
 * Transactions are SERIALIZABLE, as they are in SQLite, which has one writer at a time: what is
 * tested there must not go wrong here for want of a lock. But those of two writers that do nothing
 * else would collide at nearly each one, since what they read is locked by pages of indices; so
 * they wait for one another at db_lock() instead.
 *
 * A connection that was lost while nothing was under way, because the server has started anew, is
 * made again without a word. When it is lost during a statement nobody knows whether that was
 * done: this is an error, and the next statement, outside of that transaction, connects.
 */
#include <endian.h>
#include <libpq-fe.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "db/driver.h"

/* Of pg_type.dat; they are the same in all versions. */
#define OID_BOOL  16
#define OID_BYTEA 17
#define OID_INT8  20
#define OID_TEXT  25

static const Oid oids[] = {
	[DB_NULL] = 0, /* PostgreSQL guesses */
	[DB_INTEGER] = OID_INT8,
	[DB_TEXT] = OID_TEXT,
	[DB_BYTES] = OID_BYTEA,
};

/* The same text with values of other types is another statement; it is the server's by number. */
struct statement {
	const char *sql; /* as it was given: another text may come to stand at its place */
	char *text;
	size_t n_values;
	enum db_type types[DB_VALUES_MAX];
};

struct postgres {
	struct db db;
	char *url;
	PGconn *connection;
	struct statement *statements;
	size_t n_statements;
};

struct postgres_rows {
	struct db_rows rows;
	PGresult *result;
	unsigned char **unescaped; /* one for each column, NULL if it was not asked for */
	int n_columns;
};

static struct postgres *postgres_of(struct db *db)
{
	return (struct postgres *)db;
}

static struct postgres_rows *own(const struct db_rows *rows)
{
	return (struct postgres_rows *)rows;
}

/* ---- errors ---- */

static const struct {
	const char *state;
	enum suture_refusal refusal;
} states[] = {
	{ "40001", SUTURE_REFUSAL_DATABASE_BUSY }, /* serialization failure */
	{ "40P01", SUTURE_REFUSAL_DATABASE_BUSY }, /* deadlock */
	{ "55P03", SUTURE_REFUSAL_DATABASE_BUSY }, /* a lock that is not to be had in time */
	{ "53100", SUTURE_REFUSAL_NO_SPACE },
};

static enum suture_refusal refusal_of(const char *state)
{
	for (size_t i = 0; state && i < ARRAY_SIZE(states); i++)
		if (!strcmp(state, states[i].state))
			return states[i].refusal;
	return SUTURE_REFUSAL_DATABASE;
}

/* The first line says it; the others are hints. */
static struct error *connection_failure(const PGconn *connection)
{
	const char *message = PQerrorMessage(connection);

	return error_refuse(SUTURE_REFUSAL_DATABASE, "PostgreSQL: %.*s",
			    (int)strcspn(message, "\n"), message);
}

/* Not the details: they may be a row with all that is in it. */
static struct error *failure(const struct postgres *postgres, const PGresult *result)
{
	const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);

	if (!message)
		return connection_failure(postgres->connection);
	return error_refuse(refusal_of(PQresultErrorField(result, PG_DIAG_SQLSTATE)),
			    "PostgreSQL: %s", message);
}

static bool is_good(const PGresult *result)
{
	switch (PQresultStatus(result)) {
	case PGRES_COMMAND_OK:
	case PGRES_TUPLES_OK:
	case PGRES_SINGLE_TUPLE:
		return true;
	default:
		return false;
	}
}

/* Takes the result. */
static struct error *expect_good(const struct postgres *postgres, PGresult *result)
{
	struct error *error = NULL;

	if (!is_good(result))
		error = failure(postgres, result);
	PQclear(result);
	return error;
}

/* ---- the connection ---- */

static void ignore_notice(void *context, const char *message)
{
	(void)context;
	(void)message;
}

static void disconnect(struct postgres *postgres)
{
	for (size_t i = 0; i < postgres->n_statements; i++)
		free(postgres->statements[i].text);
	free(postgres->statements);
	postgres->statements = NULL;
	postgres->n_statements = 0;
	PQfinish(postgres->connection);
	postgres->connection = NULL;
}

/* What stands before the URL it may change; what stands behind it, not. */
static PGconn *call_server(const char *url)
{
	const char *const keywords[] = { "fallback_application_name",
					 "connect_timeout",
					 "keepalives_idle",
					 "tcp_user_timeout",
					 "dbname",
					 "client_encoding",
					 NULL };
	const char *const values[] = { "suture", "10", "60", "60000", url, "UTF8", NULL };

	return PQconnectdbParams(keywords, values, 1);
}

static struct error *connect_server(struct postgres *postgres)
{
	/* A machine that vanishes closes no connection, and may have locked something. */
	static const char settings[] = "SET lock_timeout = " DB_LITERAL(
		DB_PATIENCE) ";"
			     "SET idle_in_transaction_session_timeout = " DB_LITERAL(DB_SILENCE);

	postgres->connection = call_server(postgres->url);
	if (PQstatus(postgres->connection) != CONNECTION_OK)
		return connection_failure(postgres->connection);
	PQsetNoticeProcessor(postgres->connection, ignore_notice, NULL);
	return expect_good(postgres, PQexec(postgres->connection, settings));
}

/* A server that goes says so and closes; libpq sees it when it is made to read. */
static bool is_connected(const struct postgres *postgres)
{
	struct pollfd socket = { .fd = PQsocket(postgres->connection), .events = POLLIN };

	while (PQstatus(postgres->connection) == CONNECTION_OK && poll(&socket, 1, 0) > 0)
		if (!PQconsumeInput(postgres->connection))
			return false;
	return PQstatus(postgres->connection) == CONNECTION_OK;
}

static struct error *ensure_connection(struct postgres *postgres)
{
	if (postgres->db.in_transaction || is_connected(postgres))
		return NULL;
	disconnect(postgres);
	return connect_server(postgres);
}

/* ---- statements ---- */

/* A null is of any type. */
static bool takes(const struct statement *statement, struct db_values values)
{
	if (statement->n_values != values.n_items)
		return false;
	for (size_t i = 0; i < values.n_items; i++)
		if (values.items[i].type != DB_NULL && values.items[i].type != statement->types[i])
			return false;
	return true;
}

static bool find_statement(const struct postgres *postgres, const char *sql,
			   struct db_values values, size_t *number)
{
	for (size_t i = 0; i < postgres->n_statements; i++) {
		const struct statement *statement = &postgres->statements[i];

		if (statement->sql != sql || strcmp(statement->text, sql) != 0 ||
		    !takes(statement, values))
			continue;
		*number = i;
		return true;
	}
	return false;
}

struct name {
	char text[24];
};

static struct name name_of(size_t number)
{
	struct name name;

	snprintf(name.text, sizeof(name.text), "s%zu", number);
	return name;
}

static void keep_statement(struct postgres *postgres, const char *sql, struct db_values values)
{
	struct statement *statement = array_append(postgres->statements, postgres->n_statements);

	statement->sql = sql;
	statement->text = xstrdup(sql);
	statement->n_values = values.n_items;
	for (size_t i = 0; i < values.n_items; i++)
		statement->types[i] = values.items[i].type;
}

static struct error *get_statement(struct postgres *postgres, const char *sql,
				   struct db_values values, struct name *name)
{
	size_t number = postgres->n_statements;
	Oid types[DB_VALUES_MAX];

	if (find_statement(postgres, sql, values, &number)) {
		*name = name_of(number);
		return NULL;
	}
	for (size_t i = 0; i < values.n_items; i++)
		types[i] = oids[values.items[i].type];
	*name = name_of(number);
	try(expect_good(postgres, PQprepare(postgres->connection, name->text, sql,
					    (int)values.n_items, types)));
	keep_statement(postgres, sql, values);
	return NULL;
}

/* ---- rows ---- */

struct parameters {
	uint64_t integers[DB_VALUES_MAX];
	const char *values[DB_VALUES_MAX];
	int lengths[DB_VALUES_MAX];
	int formats[DB_VALUES_MAX];
};

static void set_parameter(struct parameters *parameters, size_t i, const struct db_value *value)
{
	parameters->formats[i] = 1;
	parameters->lengths[i] = (int)value->size;
	parameters->values[i] = value->data;
	if (value->type != DB_INTEGER)
		return;
	parameters->integers[i] = htobe64((uint64_t)value->integer);
	parameters->lengths[i] = sizeof(uint64_t);
	parameters->values[i] = (const char *)&parameters->integers[i];
}

static struct error *send_statement(struct postgres *postgres, const char *name,
				    struct db_values values)
{
	struct parameters parameters;

	for (size_t i = 0; i < values.n_items; i++)
		set_parameter(&parameters, i, &values.items[i]);
	if (!PQsendQueryPrepared(postgres->connection, name, (int)values.n_items, parameters.values,
				 parameters.lengths, parameters.formats, 0))
		return connection_failure(postgres->connection);
	PQsetSingleRowMode(postgres->connection);
	return NULL;
}

static struct error *start(struct db *db, const char *sql, struct db_values values,
			   struct db_rows **rows)
{
	struct postgres *postgres = postgres_of(db);
	struct name name;
	struct postgres_rows *made;

	try(ensure_connection(postgres));
	try(get_statement(postgres, sql, values, &name));
	try(send_statement(postgres, name.text, values));
	made = xcalloc(1, sizeof(*made));
	*rows = &made->rows;
	return NULL;
}

static void forget_row(struct postgres_rows *rows)
{
	for (int i = 0; i < rows->n_columns; i++)
		PQfreemem(rows->unescaped[i]);
	free(rows->unescaped);
	rows->unescaped = NULL;
	rows->n_columns = 0;
	PQclear(rows->result);
	rows->result = NULL;
}

static void end(struct db_rows *rows)
{
	const struct postgres *postgres = postgres_of(rows->db);
	PGresult *result;

	forget_row(own(rows));
	while ((result = PQgetResult(postgres->connection)))
		PQclear(result);
}

static void take_row(struct postgres_rows *rows, PGresult *result)
{
	rows->result = result;
	rows->n_columns = PQnfields(result);
	rows->unescaped = xcalloc((size_t)rows->n_columns, sizeof(*rows->unescaped));
}

static struct error *next(struct db_rows *rows, bool *is_row)
{
	struct postgres *postgres = postgres_of(rows->db);
	PGresult *result;

	forget_row(own(rows));
	result = PQgetResult(postgres->connection);
	if (PQresultStatus(result) == PGRES_SINGLE_TUPLE) {
		take_row(own(rows), result);
		*is_row = true;
		return NULL;
	}
	rows->changed = strtoll(PQcmdTuples(result), NULL, 10);
	return expect_good(postgres, result);
}

static int n_columns(const struct db_rows *rows)
{
	return own(rows)->n_columns;
}

static const char *column_name(const struct db_rows *rows, int column)
{
	return PQfname(own(rows)->result, column);
}

static enum db_type column_type(const struct db_rows *rows, int column)
{
	const Oid oid = PQftype(own(rows)->result, column);

	if (PQgetisnull(own(rows)->result, 0, column))
		return DB_NULL;
	for (enum db_type type = 0; type < ARRAY_SIZE(oids); type++)
		if (oids[type] == oid)
			return type;
	return DB_TEXT;
}

static bool is_null(const struct db_rows *rows, int column)
{
	return PQgetisnull(own(rows)->result, 0, column);
}

/* "t" and "f" are SQLite's 1 and 0. */
static int64_t integer(const struct db_rows *rows, int column)
{
	const char *value = PQgetvalue(own(rows)->result, 0, column);

	if (is_null(rows, column))
		return 0;
	if (PQftype(own(rows)->result, column) == OID_BOOL)
		return *value == 't';
	return strtoll(value, NULL, 10);
}

static const char *text(const struct db_rows *rows, int column)
{
	return is_null(rows, column) ? NULL : PQgetvalue(own(rows)->result, 0, column);
}

static const void *unescape(struct postgres_rows *rows, int column, size_t *size)
{
	const char *value = PQgetvalue(rows->result, 0, column);

	PQfreemem(rows->unescaped[column]);
	rows->unescaped[column] = PQunescapeBytea((const unsigned char *)value, size);
	return rows->unescaped[column];
}

static const void *bytes(const struct db_rows *rows, int column, size_t *size)
{
	*size = 0;
	if (is_null(rows, column))
		return NULL;
	if (PQftype(own(rows)->result, column) == OID_BYTEA)
		return unescape(own(rows), column, size);
	*size = (size_t)PQgetlength(own(rows)->result, 0, column);
	return PQgetvalue(own(rows)->result, 0, column);
}

static struct error *execute(struct db *db, const char *text)
{
	struct postgres *postgres = postgres_of(db);

	try(ensure_connection(postgres));
	return expect_good(postgres, PQexec(postgres->connection, text));
}

/* ---- opening and closing ---- */

static void close_postgres(struct db *db)
{
	struct postgres *postgres = postgres_of(db);

	disconnect(postgres);
	free(postgres->url);
	free(postgres);
}

static struct error *open_postgres(const char *url, struct db **db)
{
	struct postgres *postgres = xcalloc(1, sizeof(*postgres));
	struct error *error;

	postgres->db.driver = &db_postgres;
	postgres->url = xstrdup(url);
	error = connect_server(postgres);
	if (error) {
		close_postgres(&postgres->db);
		return error;
	}
	*db = &postgres->db;
	return NULL;
}

const struct db_driver db_postgres = {
	.open = open_postgres,
	.close = close_postgres,
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
	.begin = "BEGIN ISOLATION LEVEL SERIALIZABLE",
	/* What the transaction sees begins with the first statement behind a LOCK, not before. */
	.lock = "LOCK TABLE suture_schema IN EXCLUSIVE MODE",
	/* Not serializable: it is to see what another one has done while it waited for the lock. */
	.begin_migration = "BEGIN ISOLATION LEVEL READ COMMITTED;"
			   "SELECT pg_advisory_xact_lock(" DB_LITERAL(
				   DB_MARK) ");"
					    "CREATE TABLE IF NOT EXISTS suture_schema (version "
					    "BIGINT NOT NULL)",
	.get_version = "SELECT COALESCE(MAX(version), 0) FROM suture_schema",
	.set_version = "DELETE FROM suture_schema; INSERT INTO suture_schema VALUES (%zu)",
	.count_on = "SELECT setval(pg_get_serial_sequence('%s', 'id'), (SELECT max(id) FROM %s))",
	.translate = dialect_translate,
};
