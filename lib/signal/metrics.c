/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/metrics.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"

#define REQUESTS "suture_service_requests"

/* Yields account, label and number; $1 is the account or 0 for all, $2 since when one is active. */
struct metric {
	const char *name, *help, *label; /* label NULL: it has none but the account */
	const char *sql;
};

static const struct metric metrics[] = {
	{ "suture_fleet_machines", "Machines by how they stand.", "status",
	  "SELECT a.name, CASE WHEN m.authorization_state <> 'allowed' THEN m.authorization_state"
	  " WHEN m.last_seen < $2 THEN 'inactive' ELSE c.verdict END AS status, count(*)"
	  " FROM machine m JOIN account a ON a.id = m.account"
	  " JOIN condition c ON c.id = m.condition"
	  " WHERE $1 = 0 OR m.account = $1 GROUP BY a.name, status ORDER BY a.name, status" },
	{ "suture_fleet_rollouts", "Roll-outs by state.", "state",
	  "SELECT a.name, r.state, count(*) FROM rollout r JOIN account a ON a.id = r.account"
	  " WHERE ($1 = 0 OR r.account = $1) AND $2 = $2 GROUP BY a.name, r.state"
	  " ORDER BY a.name, r.state" },
	{ "suture_fleet_machines_failed", "Machines with an update that has failed.", NULL,
	  "SELECT a.name, '', count(DISTINCT t.machine) FROM attempt t"
	  " JOIN rollout r ON r.id = t.rollout JOIN account a ON a.id = r.account"
	  " WHERE t.state = 'failed' AND ($1 = 0 OR r.account = $1) AND $2 = $2"
	  " GROUP BY a.name ORDER BY a.name" },
	{ "suture_fleet_deliveries_waiting", "Messages to webhooks that were not taken yet.", NULL,
	  "SELECT a.name, '', count(*) FROM delivery d JOIN webhook w ON w.id = d.webhook"
	  " JOIN account a ON a.id = w.account WHERE d.delivered IS NULL"
	  " AND ($1 = 0 OR w.account = $1) AND $2 = $2 GROUP BY a.name ORDER BY a.name" },
};

/* Names of accounts have no quotes and no backslashes (account.c), nor have states. */
static void print_sample(FILE *stream, const struct metric *metric, const struct db_rows *rows)
{
	fprintf(stream, "%s{account=\"%s\"", metric->name, rows_text(rows, 0));
	if (metric->label)
		fprintf(stream, ",%s=\"%s\"", metric->label, rows_text(rows, 1));
	fprintf(stream, "} %lld\n", (long long)rows_integer(rows, 2));
}

static struct error *print_metric(FILE *stream, const struct metric *metric, struct db *db,
				  const struct actor *actor, int64_t active_since)
{
	_cleanup_rows_ struct db_rows *rows = NULL;

	fprintf(stream, "# HELP %s %s\n# TYPE %s gauge\n", metric->name, metric->help,
		metric->name);
	try(db_query(db, metric->sql,
		     DB_VALUES(db_integer(actor->account), db_integer(active_since)), &rows));
	while (rows_next(rows))
		print_sample(stream, metric, rows);
	return rows_error(rows);
}

static void print_counts(FILE *stream, const struct http_counts *counts)
{
	const struct {
		const char *outcome;
		uint64_t n;
	} rows[] = { { "answered", counts->requests },
		     { "dropped", counts->dropped },
		     { "limited", counts->limited } };

	fprintf(stream, "# HELP %s %s\n# TYPE %s counter\n", REQUESTS,
		"Requests and connections since the start.", REQUESTS);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		fprintf(stream, "%s_total{outcome=\"%s\"} %llu\n", REQUESTS, rows[i].outcome,
			(unsigned long long)rows[i].n);
}

static struct error *print_all(FILE *stream, struct db *db, const struct actor *actor,
			       int64_t active_since, const struct http_counts *counts)
{
	for (size_t i = 0; i < ARRAY_SIZE(metrics); i++)
		try(print_metric(stream, &metrics[i], db, actor, active_since));
	if (counts && !actor->account)
		print_counts(stream, counts);
	fputs("# EOF\n", stream);
	return NULL;
}

struct error *fleet_metrics(struct db *db, const struct actor *actor, int64_t active_since,
			    const struct http_counts *counts, char **text)
{
	_cleanup_free_ char *made = NULL;
	size_t size;
	FILE *stream = open_memstream(&made, &size);
	struct error *error;

	if (!stream)
		return error_errno("cannot write to memory");
	error = print_all(stream, db, actor, active_since, counts);
	if (fclose(stream) && !error)
		error = error_errno("cannot write to memory");
	if (!error)
		*text = take(made);
	return error;
}
