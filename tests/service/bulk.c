/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a load is measured against:
 *
 *	bulk fleet STORE N		the fleet of big_fleet.h, with N machines, if there is none
 *	bulk fill STORE N		N copies of the first machine that is enrolled (copies.h)
 *	bulk upsert STORE SECONDS EACH	upsert rows of these machines, EACH in a transaction, by one
 *					connection, and print how many a second it were
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/memory.h"
#include "big_fleet.h"
#include "copies.h"
#include "fleet/view.h"
#include "times.h"

#define WARM_UP 3 /* seconds */

static int fail(struct error *error)
{
	error_print(error, stderr);
	error_free(error);
	return 1;
}

/* ---- filling ---- */

#define COLUMNS                                                                                \
	"account, access_key, fleet_group, public_key, serial, letter, authorization_state,"   \
	" enrolled, last_seen, address, client, boot, automatic, tags, last_change, suspects," \
	" condition, counted, n_released"

/* Copies are of an even spread of days, so that some are inactive. */
static struct error *fill_by(struct db *db, int64_t first, int64_t n)
{
	return db_run(
		db,
		"INSERT INTO machine (uuid, hostname, name, " COLUMNS ")"
		" WITH RECURSIVE s (i) AS (SELECT CAST($1 AS BIGINT) UNION ALL"
		" SELECT i + 1 FROM s WHERE i + 1 < CAST($2 AS BIGINT))"
		" SELECT substr('0000000' || i, length('0000000' || i) - 7) || '" COPIES_UUID_END
		"', 'host' || i, 'host' || i, " COLUMNS
		" FROM machine CROSS JOIN s WHERE id = (SELECT min(id) FROM machine)",
		DB_VALUES(db_integer(first), db_integer(first + n)), NULL);
}

static struct error *fill(const char *url, int64_t n)
{
	const int64_t step = 50000;
	_cleanup_db_ struct db *db = NULL;

	try(db_open(url, &db));
	for (int64_t i = 0; i < n; i += step) {
		try(db_begin(db));
		try(fill_by(db, i, i + step < n ? step : n - i));
		try(db_commit(db));
	}
	return NULL;
}

/* What PostgreSQL does by itself within minutes is done now. */
static struct error *fill_fleet(const char *url, int64_t n)
{
	_cleanup_db_ struct db *db = NULL;

	try(db_open(url, &db));
	try(big_fleet_fill(db, n));
	if (strncmp(url, "postgres", strlen("postgres")) != 0)
		return NULL;
	return db_run(db, "VACUUM ANALYZE", DB_NO_VALUES, NULL);
}

/* ---- upserts ---- */

/* What a row refers to. */
struct base {
	int64_t n_machines, account, access_key, group, condition;
};

static struct error *read_base(struct db *db, struct base *base)
{
	_cleanup_rows_ struct db_rows *rows = NULL;

	try(db_query(db,
		     "SELECT account, access_key, fleet_group, condition, (SELECT count(*)"
		     " FROM machine WHERE name LIKE 'host%') FROM machine"
		     " WHERE id = (SELECT min(id) FROM machine)",
		     DB_NO_VALUES, &rows));
	if (rows_next(rows))
		*base = (struct base){ rows_integer(rows, 4), rows_integer(rows, 0),
				       rows_integer(rows, 1), rows_integer(rows, 2),
				       rows_integer(rows, 3) };
	try(rows_error(rows));
	return base->n_machines ? NULL
				: error_new(ERROR_USAGE, "there are no machines: fill it first");
}

/* What the service writes of a report, without asking for anything before. */
static struct error *upsert(struct db *db, const struct base *base, int64_t moment)
{
	static const char digest[] =
		"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
	const long i = random() % base->n_machines;
	char uuid[UUID_TEXT_SIZE];
	_cleanup_free_ char *name = xasprintf("host%ld", i);

	copy_uuid((unsigned int)i, uuid);
	return db_run(db,
		      "INSERT INTO machine (uuid, hostname, name, account, access_key, fleet_group,"
		      " public_key, serial, letter, authorization_state, enrolled, last_seen,"
		      " address, client, boot, automatic, tags, last_change, suspects, condition,"
		      " counted, n_released) VALUES ($1, $2, $2, $3, $4, $5, $6, 1, $7, 'allowed',"
		      " $8, $8, '127.0.0.1', '0.1.0', 'boot-1', 1, '{}', 'null', '[]', $9,"
		      " '2026-11', 0) ON CONFLICT (uuid) DO UPDATE SET"
		      " serial = machine.serial + 1, letter = excluded.letter,"
		      " last_seen = excluded.last_seen, address = excluded.address,"
		      " hostname = excluded.hostname, name = excluded.name,"
		      " client = excluded.client, boot = excluded.boot,"
		      " automatic = excluded.automatic, tags = excluded.tags,"
		      " last_change = excluded.last_change, suspects = excluded.suspects,"
		      " condition = excluded.condition, counted = excluded.counted,"
		      " n_released = excluded.n_released",
		      DB_VALUES(db_text(uuid), db_text(name), db_integer(base->account),
				db_integer(base->access_key), db_integer(base->group),
				db_bytes(digest, 32), db_text(digest), db_integer(moment),
				db_integer(base->condition)),
		      NULL);
}

static struct error *upsert_batch(struct db *db, const struct base *base, long each)
{
	const int64_t moment = (int64_t)time(NULL);

	try(db_begin(db));
	for (long i = 0; i < each; i++)
		try(upsert(db, base, moment));
	return db_commit(db);
}

static struct error *upsert_for(struct db *db, const struct base *base, long seconds, long each,
				double *rate)
{
	const int64_t begun = microseconds();
	int64_t n = 0;

	for (; microseconds() - begun < seconds * 1000000; n += each)
		try(upsert_batch(db, base, each));
	*rate = (double)n * 1e6 / (double)(microseconds() - begun);
	return NULL;
}

/* What was read before is at hand, as it is for a service that runs. */
static struct error *measure(const char *url, long seconds, long each)
{
	_cleanup_db_ struct db *db = NULL;
	struct base base = {};
	double rate;

	try(db_open(url, &db));
	try(read_base(db, &base));
	try(upsert_for(db, &base, WARM_UP, each, &rate));
	try(upsert_for(db, &base, seconds, each, &rate));
	printf("%.0f\n", rate);
	return NULL;
}

int main(int argc, char **argv)
{
	struct error *error;

	if (argc == 4 && !strcmp(argv[1], "fill"))
		error = fill(argv[2], strtoll(argv[3], NULL, 10));
	else if (argc == 4 && !strcmp(argv[1], "fleet"))
		error = fill_fleet(argv[2], strtoll(argv[3], NULL, 10));
	else if (argc == 5 && !strcmp(argv[1], "upsert"))
		error = measure(argv[2], strtol(argv[3], NULL, 10), strtol(argv[4], NULL, 10));
	else
		error = error_new(ERROR_USAGE,
				  "usage: bulk fleet | fill STORE N | upsert STORE SECONDS EACH");
	return error ? fail(error) : 0;
}
