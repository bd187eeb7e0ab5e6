/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "service/history.h"

#include <stdlib.h>

#include "base/memory.h"

#define HOUR 3600
#define KEPT (730 * 24 * (int64_t)HOUR)

/* One account's. What is not known of is in none of them. */
struct sample {
	int64_t account, up_to_date, out_of_date, unsupported, inactive;
};

struct samples {
	int64_t at;
	struct sample *items;
	size_t n_items;
};

static void samples_deinit(struct samples *samples)
{
	free(samples->items);
}

#define COUNT(verdict) \
	"sum(CASE WHEN m.last_seen >= $1 AND c.verdict = '" verdict "' THEN 1 ELSE 0 END)"

/* All machines are looked at, so that it is not the writer who does it. */
static struct error *count(struct db *db, int64_t active_since, struct samples *samples)
{
	_cleanup_rows_ struct db_rows *rows = NULL;

	try(db_query(db,
		     "SELECT m.account, " COUNT("up-to-date") ", " COUNT("out-of-date") ", " COUNT(
			     "unsupported") ", sum(CASE WHEN m.last_seen < $1 THEN 1 ELSE 0 END)"
					    " FROM machine m JOIN condition c ON c.id = m.condition"
					    " WHERE m.authorization_state = 'allowed'"
					    " GROUP BY m.account",
		     DB_VALUES(db_integer(active_since)), &rows));
	while (rows_next(rows))
		*array_append(samples->items, samples->n_items) =
			(struct sample){ rows_integer(rows, 0), rows_integer(rows, 1),
					 rows_integer(rows, 2), rows_integer(rows, 3),
					 rows_integer(rows, 4) };
	return rows_error(rows);
}

static struct error *write_one(struct db *db, int64_t at, const struct sample *sample)
{
	return db_run(db,
		      "INSERT INTO sample (account, at, up_to_date, out_of_date, unsupported,"
		      " inactive) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
		      DB_VALUES(db_integer(sample->account), db_integer(at),
				db_integer(sample->up_to_date), db_integer(sample->out_of_date),
				db_integer(sample->unsupported), db_integer(sample->inactive)),
		      NULL);
}

static struct error *write_all(struct db *db, void *data)
{
	const struct samples *samples = data;

	for (size_t i = 0; i < samples->n_items; i++)
		try(write_one(db, samples->at, &samples->items[i]));
	return db_run(db, "DELETE FROM sample WHERE at < $1",
		      DB_VALUES(db_integer(samples->at - KEPT)), NULL);
}

struct error *history_note(struct service *service, int64_t now)
{
	_cleanup_(samples_deinit)
	struct samples samples = { .at = now - now % HOUR };
	struct db *db;

	try(service_db(service, &db));
	try(count(db, now - service_options(service)->inactive_after, &samples));
	return service_change(service, write_all, &samples);
}
