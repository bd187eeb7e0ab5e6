/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "service/protection.h"

#include <stdlib.h>

#include "base/memory.h"

/* Something of it has come to pass. */
struct change {
	char *cve;
	int64_t account, fixed, total;
};

struct changes {
	int64_t now;
	struct change *items;
	size_t n_items;
};

static void changes_deinit(struct changes *changes)
{
	for (size_t i = 0; i < changes->n_items; i++)
		free(changes->items[i].cve);
	free(changes->items);
}

/*
 * Machines are counted by how they stand before CVEs are looked at: there are few ways to stand.
 * A CVE that cannot be patched concerns nobody here. CAST, since PostgreSQL's sums are wider.
 */
#define COUNTED                                                                             \
	"(SELECT m.account AS account, c.cve AS cve, CAST(sum(CASE WHEN c.state = 'fixed'"  \
	" THEN m.n ELSE 0 END) AS BIGINT) AS fixed, CAST(sum(m.n) AS BIGINT) AS total FROM" \
	" (SELECT account, condition, count(*) AS n FROM machine"                           \
	" WHERE authorization_state = 'allowed' GROUP BY account, condition) m"             \
	" JOIN condition_cve c ON c.condition = m.condition WHERE c.state <> 'unpatchable'" \
	" GROUP BY m.account, c.cve)"

/*
 * A small fleet is through with an update before it is counted: its CVE was open nonetheless, if a
 * machine that it concerns was there before the first update of it. Few updates are as new, since
 * machines report every week at least.
 */
#define NEW_FOR (8 * 24 * 3600) /* seconds */
#define FIXES	" replace(u.cves, '\"' || s.cve || '\"', '') <> u.cves"
#define WAS_OPEN                                                                         \
	"EXISTS (SELECT 1 FROM recent u WHERE" FIXES ")"                                 \
	" AND (SELECT min(u.added) FROM known_update u WHERE" FIXES " AND u.build_id IN" \
	" (SELECT c.build_id FROM machine m JOIN condition c ON c.id = m.condition"      \
	" WHERE m.account = s.account)) > (SELECT min(m.enrolled) FROM machine m"        \
	" JOIN condition_cve c ON c.condition = m.condition WHERE m.account = s.account" \
	" AND c.cve = s.cve AND c.state <> 'unpatchable')"

static struct error *list(struct db *db, struct changes *changes)
{
	_cleanup_rows_ struct db_rows *rows = NULL;

	try(db_query(db,
		     "WITH recent AS MATERIALIZED (SELECT cves FROM known_update"
		     " WHERE added > $1 AND added <= $2)"
		     " SELECT s.account, s.cve, s.fixed, s.total FROM " COUNTED " s"
		     " LEFT JOIN protection p ON p.account = s.account AND p.cve = s.cve"
		     " WHERE (p.cve IS NULL AND (s.fixed < s.total OR (" WAS_OPEN ")))"
		     " OR (p.cve IS NOT NULL AND ((p.first IS NULL AND s.fixed > 0)"
		     " OR (p.half IS NULL AND 2 * s.fixed >= s.total)"
		     " OR (p.most IS NULL AND 20 * s.fixed >= 19 * s.total)))",
		     DB_VALUES(db_integer(changes->now - NEW_FOR), db_integer(changes->now)),
		     &rows));
	while (rows_next(rows))
		*array_append(changes->items, changes->n_items) =
			(struct change){ xstrdup(rows_text(rows, 1)), rows_integer(rows, 0),
					 rows_integer(rows, 2), rows_integer(rows, 3) };
	return rows_error(rows);
}

static struct db_value moment(bool has_come, int64_t now)
{
	return has_come ? db_integer(now) : db_null();
}

/* A moment that has come stays, also when machines come later that lack the update. */
static struct error *change_one(struct db *db, int64_t now, const struct change *change,
				int64_t *changed)
{
	return db_run(
		db,
		"UPDATE protection SET first = coalesce(first, $3), half = coalesce(half, $4),"
		" most = coalesce(most, $5) WHERE account = $1 AND cve = $2",
		DB_VALUES(db_integer(change->account), db_text(change->cve),
			  moment(change->fixed > 0, now),
			  moment(2 * change->fixed >= change->total, now),
			  moment(20 * change->fixed >= 19 * change->total, now)),
		changed);
}

/*
 * Of the updates that the repository has for kernels of this account, the first that has fixed it;
 * until the repository has told of one, it is since now. Ways to stand are few, and machines, which
 * may be many, are only asked whether there is one.
 */
#define OFFERED                                                                      \
	"(SELECT min(u.added) FROM known_update u WHERE u.added <= $3"               \
	" AND replace(u.cves, $7, '') <> u.cves AND u.build_id IN"                   \
	" (SELECT c.build_id FROM condition c WHERE EXISTS (SELECT 1 FROM machine m" \
	" WHERE m.condition = c.id AND m.account = $1)))"

static struct error *write_one(struct db *db, int64_t now, const struct change *change)
{
	_cleanup_free_ char *in_list = xasprintf("\"%s\"", change->cve);
	int64_t changed;

	try(change_one(db, now, change, &changed));
	if (changed)
		return NULL;
	return db_run(
		db,
		"INSERT INTO protection (account, cve, offered, first, half, most)"
		" VALUES ($1, $2, coalesce(" OFFERED ", $3), $4, $5, $6) ON CONFLICT DO NOTHING",
		DB_VALUES(db_integer(change->account), db_text(change->cve), db_integer(now),
			  moment(change->fixed > 0, now),
			  moment(2 * change->fixed >= change->total, now),
			  moment(20 * change->fixed >= 19 * change->total, now), db_text(in_list)),
		NULL);
}

static struct error *write_all(struct db *db, void *data)
{
	const struct changes *changes = data;

	for (size_t i = 0; i < changes->n_items; i++)
		try(write_one(db, changes->now, &changes->items[i]));
	return NULL;
}

struct error *protection_note(struct service *service, int64_t now)
{
	_cleanup_(changes_deinit)
	struct changes changes = { .now = now };
	struct db *db;

	try(service_db(service, &db));
	try(list(db, &changes));
	return changes.n_items ? service_change(service, write_all, &changes) : NULL;
}
