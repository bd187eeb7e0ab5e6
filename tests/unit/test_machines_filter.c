/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A fleet that is too large to look at all of it: whichever way is chosen, pages that follow one
 * another have together what a plain query has, and none of it twice.
 */
#include "database.h"

#include <stdlib.h>

#include "base/json.h"
#include "base/memory.h"
#include "fleet/change.h"
#include "fleet/figures.h"
#include "fleet/lists.h"
#include "fleet/machines_filter.h"
#include "fleet/schema.h"

#define N_MACHINES   24000
#define ACTIVE_SINCE 1000

static const struct actor everybody = { "all", 0, ROLE_APPROVER };
static const struct actor second = { "second", 2, ROLE_READ };

/* Names are many machines'; in group "odd" one in 600 is unsupported, and in "even" half are. */
static const char *const fleet[] = {
	"INSERT INTO account (id, name, created) VALUES (1, 'first', 1), (2, 'second', 1)",
	"INSERT INTO fleet_group (id, account, name) VALUES (1, 1, 'even'), (2, 2, 'odd')",
	"INSERT INTO access_key (id, digest, hint, label, account, fleet_group, admits, created)"
	" VALUES (1, 'd', 'x', 'x', 1, 1, 'allowed', 1)",
	"INSERT INTO kernel (build_id, kernel_release) VALUES ('aa', '6.1')",
	"INSERT INTO condition (id, digest, build_id, verdict, n_applied, n_open, n_unfixed,"
	" first_seen) VALUES (1, 'c1', 'aa', 'unsupported', 0, 0, 0, 1), (2, 'c2', 'aa',"
	" 'up-to-date', 0, 0, 0, 1), (3, 'c3', 'aa', 'unsupported', 0, 0, 0, 1)",
	"INSERT INTO condition_cve (condition, cve, state) VALUES (3, 'CVE-1', 'available'),"
	" (2, 'CVE-1', 'available')",
	"INSERT INTO machine (id, uuid, account, access_key, fleet_group, public_key, serial,"
	" letter, authorization_state, enrolled, last_seen, hostname, name, client, boot,"
	" automatic, tags, suspects, condition, n_released)"
	" WITH RECURSIVE s (i) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT i + 1 FROM s"
	" WHERE i + 1 < 24000) SELECT i + 1, 'm-' || i, i % 2 + 1, 1, i % 2 + 1, $1, 1, '',"
	" CASE WHEN i % 1000 = 1 THEN 'denied' ELSE 'allowed' END, 1,"
	" CASE WHEN i % 3 = 0 THEN 1 ELSE 2000 END, 'h' || ((i * 7919) % 9001),"
	" 'h' || ((i * 7919) % 9001), '1', '', 1, '{}', '[]',"
	" CASE WHEN i % 2 = 0 THEN 1 WHEN i % 1200 = 1 THEN 3 ELSE 2 END, 0 FROM s",
	"INSERT INTO machine_tag (machine, tag) SELECT id, 'site=' || (id % 2) FROM machine",
	"ANALYZE", /* as PostgreSQL does by itself */
};

static struct error *change(void *context, struct error *(*work)(struct db *db, void *data),
			    void *data)
{
	return transaction_run(context, work, data);
}

static void make_figures(struct db *db, int64_t few)
{
	const struct figures_making making = { db, change, db, 5000, ACTIVE_SINCE, few };

	database_must(figures_make(&making));
}

static int set_up(void **state)
{
	struct db *db;

	database_set_up(state);
	db = database_of(state);
	database_must(db_migrate(db, fleet_migrations, fleet_n_migrations));
	database_fill(db, fleet, ARRAY_SIZE(fleet));
	return 0;
}

/* ---- looking ---- */

static const struct search {
	struct machine_filter filter;
	const char *where;
} searches[] = {
	{ {}, "true" },
	{ { .hostname = "h77" }, "m.name LIKE 'h77%'" },
	{ { .hostname = "H" }, "true" },
	{ { .group = "even" }, "g.name = 'even'" },
	{ { .status = "unsupported" }, "c.verdict = 'unsupported'" },
	{ { .status = "unsupported", .group = "even" },
	  "c.verdict = 'unsupported' AND g.name = 'even'" },
	{ { .status = "unsupported", .group = "odd" },
	  "c.verdict = 'unsupported' AND g.name = 'odd'" },
	{ { .status = "unsupported", .group = "odd", .hostname = "h" },
	  "c.verdict = 'unsupported' AND g.name = 'odd'" },
	{ { .cve = "CVE-1", .tag = "site=1" }, "c.id IN (2, 3) AND m.id % 2 = 1" },
	{ { .cve = "CVE-1", .tag = "site", .active = "false" },
	  "c.id IN (2, 3) AND m.last_seen < 1000" },
	{ { .authorization = "denied", .group = "odd" },
	  "m.authorization_state = 'denied' AND g.name = 'odd'" },
	{ { .authorization = "allowed", .active = "true", .group = "odd" },
	  "m.authorization_state = 'allowed' AND g.name = 'odd' AND m.last_seen >= 1000" },
	{ { .status = "unknown", .group = "odd" }, "false" },
	{ { .tag = "site=0", .group = "odd" }, "m.id % 2 = 0 AND g.name = 'odd'" },
};

static char *look_plainly(struct db *db, const struct actor *actor, const struct search *search,
			  int64_t *n)
{
	_cleanup_free_ char *sql =
		xasprintf("SELECT m.uuid FROM machine m JOIN fleet_group g ON g.id = m.fleet_group"
			  " JOIN condition c ON c.id = m.condition WHERE (%s)"
			  " AND ($1 = 0 OR m.account = $1) ORDER BY m.name, m.id",
			  search->where);
	_cleanup_rows_ struct db_rows *rows = NULL;
	char *uuids = xstrdup("");

	*n = 0;
	database_must(db_query(db, sql, DB_VALUES(db_integer(actor->account)), &rows));
	for (; rows_next(rows); (*n)++)
		if (*n % 20 == 0) /* so that the text stays short */
			xappend(&uuids, "%s ", rows_text(rows, 0));
	database_must(rows_error(rows));
	return uuids;
}

/* No page may be without an end; the total is never too high, and exact unless there is more. */
static void assert_total(const json_t *list, int64_t n)
{
	const int64_t total = json_integer_value(json_object_get(list, "total"));

	assert_true(total <= n && total <= MACHINES_FEW);
	if (!json_is_true(json_object_get(list, "more")))
		assert_int_equal(total, n);
}

static char *look_by_pages(struct db *db, const struct actor *actor, const struct search *search,
			   int64_t n)
{
	_cleanup_free_ char *after = NULL;
	char *uuids = xstrdup("");
	int64_t seen = 0;

	for (int i = 0; i == 0 || after; i++) {
		const struct lists_page page = { .limit = 1000, .after = after };
		_cleanup_json_ json_t *list = NULL;
		const json_t *item;
		size_t j;

		assert_true(i < 100);
		database_must(
			list_machines(db, actor, &search->filter, &page, ACTIVE_SINCE, &list));
		assert_total(list, n);
		json_array_foreach (json_object_get(list, "items"), j, item)
			if (seen++ % 20 == 0)
				xappend(&uuids, "%s ",
					json_string_value(json_object_get(item, "uuid")));
		free(after);
		after = xstrdup_optional(json_string_value(json_object_get(list, "next")));
	}
	assert_int_equal(seen, n);
	return uuids;
}

static void compare(struct db *db, const struct actor *actor)
{
	for (size_t i = 0; i < ARRAY_SIZE(searches); i++) {
		int64_t n;
		_cleanup_free_ char *plain = look_plainly(db, actor, &searches[i], &n);
		_cleanup_free_ char *paged = look_by_pages(db, actor, &searches[i], n);

		assert_string_equal(plain, paged);
	}
}

static void pages_have_all(void **state)
{
	struct database *database = *state;

	compare(database->db, &everybody);
	make_figures(database->db, 0);
	compare(database->db, &everybody);
	compare(database->db, &second);
}

/* An offset has no end that comes before its page is full. */
static void offset_reaches_far(void **state)
{
	const struct machine_filter filter = { .status = "unsupported", .group = "even" };
	_cleanup_json_ json_t *list = NULL;
	struct database *database = *state;

	database_must(list_machines(database->db, &everybody, &filter,
				    &(struct lists_page){ .limit = 7, .offset = 9000 },
				    ACTIVE_SINCE, &list));
	assert_int_equal(json_array_size(json_object_get(list, "items")), 7);
}

#define ON(kind, name)                                                              \
	{                                                                           \
#name " on " kind, name, set_up, database_tear_down, (char *)(kind) \
	}
#define ON_BOTH(name) ON("sqlite", name), ON("postgresql", name)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_BOTH(pages_have_all),
		ON_BOTH(offset_reaches_far),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
