/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/figures.h"

#include <stdlib.h>

#include "base/memory.h"
#include "fleet/month.h"
#include "fleet/view.h"

/* ---- counting ---- */

/* The one value that a statement takes. */
enum taken { NOTHING, SINCE, MONTH, ROUND };

/* Columns are account, id, name, n, a, b; those of account 0 are sums. */
#define BY_NAME "WITH by_account AS MATERIALIZED ("
#define WHOLE_BY_NAME                                                                \
	") SELECT account, 0, name, n, 0, 0 FROM by_account UNION ALL SELECT 0, 0, " \
	"name, sum(n), 0, 0 FROM by_account GROUP BY name"

/*
 * Machines are counted by indexes alone; only of the inactive ones more is read. What stands in
 * this round's figures already is not counted again.
 */
static const struct counting {
	const char *subject;
	enum taken takes;
	const char *sql;
} countings[] = {
	{ "condition", SINCE,
	  "WITH standing AS MATERIALIZED (SELECT condition, account, count(*) AS n FROM machine"
	  " GROUP BY condition, account), sleeping AS MATERIALIZED (SELECT condition, account,"
	  " count(*) AS n FROM machine WHERE fleet_group IN (SELECT id FROM fleet_group)"
	  " AND last_seen < $1 GROUP BY condition, account), by_account AS MATERIALIZED"
	  " (SELECT s.account, s.condition, s.n, coalesce(z.n, 0) AS a FROM standing s"
	  " LEFT JOIN sleeping z ON z.condition = s.condition AND z.account = s.account)"
	  " SELECT account, condition, '', n, a, 0 FROM by_account UNION ALL"
	  " SELECT 0, condition, '', sum(n), sum(a), 0 FROM by_account GROUP BY condition" },
	{ "cve", ROUND,
	  "WITH by_account AS MATERIALIZED (SELECT f.account, c.cve AS name,"
	  " sum(CASE WHEN c.state = 'fixed' THEN f.n ELSE 0 END) AS n,"
	  " sum(CASE WHEN c.state IN ('available', 'held-back') THEN f.n ELSE 0 END) AS a,"
	  " sum(CASE WHEN c.state = 'unpatchable' THEN f.n ELSE 0 END) AS b FROM figure f"
	  " JOIN condition_cve c ON c.condition = f.id WHERE f.round = $1"
	  " AND f.subject = 'condition' AND f.account <> 0 GROUP BY f.account, c.cve)"
	  " SELECT account, 0, name, n, a, b FROM by_account UNION ALL"
	  " SELECT 0, 0, name, sum(n), sum(a), sum(b) FROM by_account GROUP BY name" },
	{ "account", ROUND,
	  "SELECT 0, f.account, '', sum(f.n), 0, 0 FROM figure f WHERE f.round = $1"
	  " AND f.subject = 'condition' AND f.account <> 0 GROUP BY f.account" },
	{ "group", NOTHING,
	  "SELECT 0, fleet_group, '', count(*), 0, 0 FROM machine GROUP BY fleet_group" },
	{ "key", NOTHING,
	  "SELECT 0, access_key, '', count(*), 0, 0 FROM machine GROUP BY access_key" },
	{ "client", NOTHING,
	  BY_NAME "SELECT client AS name, account, count(*) AS n FROM machine"
		  " GROUP BY client, account" WHOLE_BY_NAME },
	{ "admission", NOTHING,
	  BY_NAME "SELECT authorization_state AS name, account, count(*) AS n FROM machine"
		  " GROUP BY authorization_state, account" WHOLE_BY_NAME },
	{ "usage", MONTH,
	  BY_NAME
	  "SELECT month AS name, account, count(*) AS n FROM usage WHERE account IN"
	  " (SELECT id FROM account) AND month = $1 GROUP BY month, account" WHOLE_BY_NAME },
	{ "attempt", NOTHING,
	  "SELECT 0, rollout, CAST(position AS TEXT),"
	  " sum(CASE WHEN state = 'applied' THEN 1 ELSE 0 END),"
	  " sum(CASE WHEN state = 'failed' THEN 1 ELSE 0 END), 0 FROM attempt"
	  " GROUP BY rollout, position" },
};

struct figure {
	int64_t account, id;
	char *name;
	int64_t n, a, b;
};

struct counted {
	const struct figures_making *making;
	int64_t round;
	const char *subject;
	struct figure *items;
	size_t n_items;
	size_t from, to; /* those that are written next */
};

static void counted_deinit(struct counted *counted)
{
	for (size_t i = 0; i < counted->n_items; i++)
		free(counted->items[i].name);
	free(counted->items);
}

static struct error *count_by(const char *sql, struct db_values values, struct counted *counted)
{
	_cleanup_rows_ struct db_rows *rows = NULL;

	try(db_query(counted->making->db, sql, values, &rows));
	while (rows_next(rows))
		*array_append(counted->items, counted->n_items) =
			(struct figure){ rows_integer(rows, 0),	      rows_integer(rows, 1),
					 xstrdup(rows_text(rows, 2)), rows_integer(rows, 3),
					 rows_integer(rows, 4),	      rows_integer(rows, 5) };
	return rows_error(rows);
}

static struct error *count(const struct counting *counting, struct counted *counted)
{
	struct db_value value = db_null();
	struct month month;

	month_of(counted->making->now, &month);
	if (counting->takes == SINCE)
		value = db_integer(counted->making->active_since);
	if (counting->takes == MONTH)
		value = db_text(month.text);
	if (counting->takes == ROUND)
		value = db_integer(counted->round);
	return count_by(counting->sql, (struct db_values){ &value, counting->takes != NOTHING },
			counted);
}

/* ---- keeping ---- */

#define COLUMNS 8
#define AT_ONCE 8   /* rows of a statement, of which each takes a round trip */
#define CHUNK	256 /* rows of a transaction: reports wait while it is written */

#define INSERT "INSERT INTO figure (round, subject, account, id, name, n, a, b) VALUES"

static const char insert_one[] = INSERT " ($1, $2, $3, $4, $5, $6, $7, $8)";
static const char insert_eight[] = INSERT
	" ($1, $2, $3, $4, $5, $6, $7, $8), ($9, $10, $11, $12, $13, $14, $15, $16),"
	" ($17, $18, $19, $20, $21, $22, $23, $24), ($25, $26, $27, $28, $29, $30, $31, $32),"
	" ($33, $34, $35, $36, $37, $38, $39, $40), ($41, $42, $43, $44, $45, $46, $47, $48),"
	" ($49, $50, $51, $52, $53, $54, $55, $56), ($57, $58, $59, $60, $61, $62, $63, $64)";

static void set_values(const struct counted *counted, const struct figure *figure,
		       struct db_value *values)
{
	values[0] = db_integer(counted->round);
	values[1] = db_text(counted->subject);
	values[2] = db_integer(figure->account);
	values[3] = db_integer(figure->id);
	values[4] = db_text(figure->name);
	values[5] = db_integer(figure->n);
	values[6] = db_integer(figure->a);
	values[7] = db_integer(figure->b);
}

static struct error *write_chunk(struct db *db, void *data)
{
	const struct counted *counted = data;
	struct db_value values[COLUMNS * AT_ONCE];

	for (size_t i = counted->from, n; i < counted->to; i += n) {
		n = counted->to - i < AT_ONCE ? 1 : AT_ONCE;
		for (size_t j = 0; j < n; j++)
			set_values(counted, &counted->items[i + j], values + COLUMNS * j);
		try(db_run(db, n == 1 ? insert_one : insert_eight,
			   (struct db_values){ values, COLUMNS * n }, NULL));
	}
	return NULL;
}

static struct error *change(const struct figures_making *making,
			    struct error *(*work)(struct db *db, void *data), void *data)
{
	return making->change(making->context, work, data);
}

static struct error *count_and_write(const struct figures_making *making, int64_t round,
				     const struct counting *counting)
{
	_cleanup_(counted_deinit)
	struct counted counted = { making, round, counting->subject };

	try(count(counting, &counted));
	for (; counted.from < counted.n_items; counted.from = counted.to) {
		counted.to = counted.from + CHUNK;
		if (counted.to > counted.n_items)
			counted.to = counted.n_items;
		try(change(making, write_chunk, &counted));
	}
	return NULL;
}

/* ---- rounds ---- */

struct round {
	int64_t id, counted;
};

/* A number is never used twice: whoever is overtaken must not write into another's round. */
static struct error *begin(struct db *db, void *data)
{
	struct round *round = data;
	bool found;

	return view_integer(db, "INSERT INTO figure_round (counted) VALUES (NULL) RETURNING id",
			    DB_NO_VALUES, &found, &round->id);
}

/* Those before are no more, also what others have begun: theirs is older. */
static struct error *end(struct db *db, void *data)
{
	const struct round *round = data;
	const struct db_value id = db_integer(round->id);
	int64_t changed;

	try(db_run(db, "UPDATE figure_round SET counted = $2 WHERE id = $1",
		   DB_VALUES(id, db_integer(round->counted)), &changed));
	if (!changed)
		return NULL;
	try(db_run(db, "DELETE FROM figure_round WHERE id < $1", DB_VALUES(id), NULL));
	return db_run(db, "DELETE FROM figure WHERE round < $1", DB_VALUES(id), NULL);
}

static struct error *forget(struct db *db, void *data)
{
	(void)data;
	try(db_run(db, "DELETE FROM figure_round", DB_NO_VALUES, NULL));
	return db_run(db, "DELETE FROM figure", DB_NO_VALUES, NULL);
}

static struct error *is_small(const struct figures_making *making, bool *small)
{
	int64_t n = 0;
	bool found;

	try(view_integer(making->db, "SELECT count(*) FROM (SELECT 1 FROM machine LIMIT $1) AS few",
			 DB_VALUES(db_integer(making->few + 1)), &found, &n));
	*small = n <= making->few;
	return NULL;
}

static struct error *make(const struct figures_making *making)
{
	struct round round = { .counted = making->now };

	try(change(making, begin, &round));
	for (size_t i = 0; i < ARRAY_SIZE(countings); i++)
		try(count_and_write(making, round.id, &countings[i]));
	return change(making, end, &round);
}

struct error *figures_make(const struct figures_making *making)
{
	int64_t last;
	bool small;

	try(figures_find(making->db, &last));
	try(is_small(making, &small));
	if (small)
		return last ? change(making, forget, NULL) : NULL;
	if (last && last <= making->now && making->now - last < FIGURES_EVERY)
		return NULL;
	return make(making);
}
