/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Figures that are kept are those that are counted, of fleets by chance, on both databases. */
#include "database.h"

#include <stdlib.h>

#include "base/json.h"
#include "base/memory.h"
#include "fleet/figures.h"
#include "fleet/lists.h"
#include "fleet/schema.h"
#include "fleet/usage.h"

#define NOW	     1764500000
#define ACTIVE_SINCE (NOW - 1000)
#define MONTH	     "2025-11"

static const struct actor everybody = { "all", 0, ROLE_APPROVER };
static const struct actor second = { "second", 2, ROLE_READ };

/* ---- fleets ---- */

static unsigned int chance;

static int64_t below(int64_t n)
{
	chance = chance * 1103515245 + 12345;
	return (int64_t)(chance >> 8) % n;
}

static const char *one_of(const char *const *words, int64_t n)
{
	return words[below(n)];
}
#define ONE_OF(...)                                  \
	one_of((const char *const[]){ __VA_ARGS__ }, \
	       sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

static void run(struct db *db, const char *sql, struct db_values values)
{
	database_must(db_run(db, sql, values, NULL));
}

#define N_ACCOUNTS   3
#define N_GROUPS     6
#define N_CONDITIONS 12
#define N_UPDATES    9
#define N_MACHINES   60

static void add_places(struct db *db)
{
	for (int64_t i = 1; i <= N_ACCOUNTS; i++) {
		_cleanup_free_ char *name = xasprintf("account %d", (int)i);

		run(db, "INSERT INTO account (id, name, created) VALUES ($1, $2, 1)",
		    DB_VALUES(db_integer(i), db_text(name)));
		run(db,
		    "INSERT INTO ring (id, account, position, name, failures_max)"
		    " VALUES ($1, $1, 10, 'ring', 0)",
		    DB_VALUES(db_integer(i)));
	}
	for (int64_t i = 1; i <= N_GROUPS; i++) {
		_cleanup_free_ char *name = xasprintf("group %d", (int)i);

		run(db, "INSERT INTO fleet_group (id, account, name, ring) VALUES ($1, $2, $3, $4)",
		    DB_VALUES(db_integer(i), db_integer(i % N_ACCOUNTS + 1), db_text(name),
			      i > 3 ? db_null() : db_integer(i % N_ACCOUNTS + 1)));
		run(db,
		    "INSERT INTO access_key (id, digest, hint, label, account, fleet_group, admits,"
		    " created) VALUES ($1, $2, 'x', $2, $3, $1, 'allowed', 1)",
		    DB_VALUES(db_integer(i), db_text(name), db_integer(i % N_ACCOUNTS + 1)));
	}
}

static void add_updates(struct db *db)
{
	for (int64_t i = 1; i <= N_UPDATES; i++) {
		_cleanup_free_ char *name = xasprintf("u-%d", (int)i);
		_cleanup_free_ char *cves = xasprintf("[\"CVE-%d\"]", (int)i % 4);

		run(db,
		    "INSERT INTO known_update (id, build_id, name, cves, first_seen)"
		    " VALUES ($1, $2, $3, $4, $1)",
		    DB_VALUES(db_integer(i), db_text(ONE_OF("aa", "bb", "cc")), db_text(name),
			      db_text(cves)));
	}
	run(db,
	    "INSERT INTO kernel (build_id, kernel_release) VALUES ('aa', '6.1'), ('bb', '6.2'),"
	    " ('cc', '6.1')",
	    DB_NO_VALUES);
	run(db,
	    "INSERT INTO rollout (id, account, known_update, state, position, since) VALUES"
	    " (1, 1, 1, 'rolling', 10, 1), (2, 2, 1, 'done', 10, 1), (3, 1, 2, 'halted', 20, 1)",
	    DB_NO_VALUES);
}

static void add_condition(struct db *db, int64_t id)
{
	_cleanup_free_ char *digest = xasprintf("c%d", (int)id);

	run(db,
	    "INSERT INTO condition (id, digest, build_id, verdict, n_applied, n_open, n_unfixed,"
	    " first_seen) VALUES ($1, $2, $3, $4, 1, 1, 1, 1)",
	    DB_VALUES(db_integer(id), db_text(digest), db_text(ONE_OF("aa", "bb", "cc")),
		      db_text(ONE_OF("up-to-date", "out-of-date", "unsupported", "unknown"))));
	for (int64_t i = 1; i <= N_UPDATES; i++)
		if (below(2))
			run(db,
			    "INSERT INTO condition_update (condition, known_update, position, "
			    "state,"
			    " reason) VALUES ($1, $2, 1, $3, $4)",
			    DB_VALUES(db_integer(id), db_integer(i),
				      db_text(ONE_OF("applied", "waiting", "available", "skipped")),
				      db_text(ONE_OF("held", NULL))));
	for (int i = 0; i < 8; i++) {
		_cleanup_free_ char *cve = xasprintf("CVE-%d", i);

		if (below(2))
			run(db,
			    "INSERT INTO condition_cve (condition, cve, state, text)"
			    " VALUES ($1, $2, $3, $4)",
			    DB_VALUES(db_integer(id), db_text(cve),
				      db_text(ONE_OF("available", "held-back", "fixed",
						     "unpatchable")),
				      db_text(ONE_OF("why", NULL))));
	}
}

static void add_machine(struct db *db, int64_t id)
{
	_cleanup_free_ char *uuid = xasprintf("m-%d", (int)id);
	const int64_t group = below(N_GROUPS) + 1, account = group % N_ACCOUNTS + 1;

	run(db,
	    "INSERT INTO machine (id, uuid, account, access_key, fleet_group, public_key, serial,"
	    " letter, authorization_state, enrolled, last_seen, hostname, name, client, boot,"
	    " automatic, tags, suspects, condition, n_released) VALUES ($1, $2, $3, $4, $5, $6, 1,"
	    " '', $7, 1, $8, $9, $9, $10, '', 1, '{}', '[]', $11, 0)",
	    DB_VALUES(db_integer(id), db_text(uuid), db_integer(account),
		      db_integer(below(N_GROUPS) + 1), db_integer(group),
		      db_bytes("12345678901234567890123456789012", 32),
		      db_text(ONE_OF("allowed", "allowed", "pending", "denied")),
		      db_integer(NOW - below(2000)), db_text(ONE_OF("web", "db", "wiki")),
		      db_text(ONE_OF("1.0", "1.1", "2.0")), db_integer(below(N_CONDITIONS) + 1)));
	if (below(2))
		run(db, "INSERT INTO usage (account, month, machine) VALUES ($1, $2, $3)",
		    DB_VALUES(db_integer(account), db_text(ONE_OF(MONTH, "2025-10")),
			      db_integer(id)));
	if (below(2))
		run(db,
		    "INSERT INTO attempt (rollout, machine, state, position, released)"
		    " VALUES ($1, $2, $3, 10, 1)",
		    DB_VALUES(db_integer(below(3) + 1), db_integer(id),
			      db_text(ONE_OF("applied", "failed", "released"))));
}

static void fill(struct db *db)
{
	database_must(db_migrate(db, fleet_migrations, fleet_n_migrations));
	add_places(db);
	add_updates(db);
	for (int64_t i = 1; i <= N_CONDITIONS; i++)
		add_condition(db, i);
	for (int64_t i = 1; i <= N_MACHINES; i++)
		add_machine(db, i);
}

/* Some machines come, some go, some change. */
static void change_fleet(struct db *db)
{
	static int64_t last = N_MACHINES;

	for (int i = 0; i < 5; i++) {
		add_machine(db, ++last);
		run(db,
		    "UPDATE machine SET condition = $1, fleet_group = $2, last_seen = $3"
		    " WHERE id % 7 = $4",
		    DB_VALUES(db_integer(below(N_CONDITIONS) + 1), db_integer(below(N_GROUPS) + 1),
			      db_integer(NOW - below(2000)), db_integer(below(7))));
	}
	run(db, "UPDATE machine SET account = fleet_group % $1 + 1",
	    DB_VALUES(db_integer(N_ACCOUNTS)));
}

/* ---- all that is shown of one ---- */

static void add(json_t *all, struct error *error, json_t *const *shown)
{
	database_must(error);
	json_array_append_new(all, *shown);
}

/* Of some updates and CVEs there is nothing to see. */
static void add_if(json_t *all, struct error *error, json_t *const *shown)
{
	if (error)
		assert_int_equal(error->refusal, SUTURE_REFUSAL_NOT_THERE);
	json_array_append_new(all, error ? json_null() : *shown);
	error_free(error);
}

static void add_each(json_t *all, struct db *db, const struct actor *actor)
{
	for (int i = 0; i < 10; i++) {
		_cleanup_free_ char *cve = xasprintf("CVE-%d", i);
		_cleanup_free_ char *update = xasprintf("u-%d", i);
		json_t *shown;

		add_if(all, show_cve(db, actor, cve, &shown), &shown);
		for (int j = 0; j < 3; j++)
			add_if(all,
			       show_update(db, actor, (const char *[]){ "aa", "bb", "cc" }[j],
					   update, &shown),
			       &shown);
	}
}

static void add_machines(json_t *all, struct db *db, const struct actor *actor)
{
	static const struct machine_filter filters[] = {
		{},
		{ .status = "out-of-date" },
		{ .status = "out-of-date", .group = "group 2", .active = "true" },
		{ .cve = "CVE-3", .hostname = "w" },
		{ .update = "!u-4" },
		{ .update = "u-4", .authorization = "allowed" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(filters); i++) {
		json_t *shown;

		add(all,
		    list_machines(db, actor, &filters[i], &(struct lists_page){}, ACTIVE_SINCE,
				  &shown),
		    &shown);
	}
}

static json_t *look(struct db *db, const struct actor *actor, int64_t account)
{
	const struct lists_page page = {};
	json_t *all = json_array(), *shown;
	struct month month;

	month_of(NOW, &month);
	add(all, show_overview(db, actor, account, NOW, ACTIVE_SINCE, &shown), &shown);
	add(all, list_updates(db, actor, account, NULL, &page, &shown), &shown);
	add(all, list_cves(db, actor, account, NULL, &page, &shown), &shown);
	add(all, list_cves(db, actor, account, "cve-1", &page, &shown), &shown);
	add(all, list_groups(db, actor, account, &shown), &shown);
	add(all, list_rings(db, actor, account, &shown), &shown);
	add(all, list_keys(db, actor, account, &shown), &shown);
	add(all, list_accounts(db, actor, &shown), &shown);
	add(all, usage_list(db, actor, account, &month, NOW, &page, &shown), &shown);
	add_each(all, db, actor);
	add_machines(all, db, actor);
	return all;
}

/* As everybody sees it, who looks at all and at one account, and as one account does. */
static json_t *look_as_all(struct db *db)
{
	return json_pack("[o, o, o]", look(db, &everybody, 0), look(db, &everybody, 1),
			 look(db, &second, 0));
}

/* Each loses when it was counted; how many were counted at that moment. */
static size_t take_counted(json_t *all, const char *date)
{
	size_t n = 0, i, j;
	json_t *of_actor, *shown;

	json_array_foreach (all, i, of_actor)
		json_array_foreach (of_actor, j, shown) {
			const json_t *counted = json_object_get(shown, "counted");

			n += json_is_string(counted) && !strcmp(json_string_value(counted), date);
			json_object_del(shown, "counted");
		}
	return n;
}

/* ---- rounds ---- */

static struct error *change(void *context, struct error *(*work)(struct db *db, void *data),
			    void *data)
{
	struct db *db = context;
	struct error *error;

	try(db_begin(db));
	error = work(db, data);
	if (!error)
		return db_commit(db);
	db_rollback(db);
	return error;
}

static void make(struct db *db, int64_t now, int64_t few)
{
	const struct figures_making making = { db, change, db, now, ACTIVE_SINCE, few };

	database_must(figures_make(&making));
}

static int64_t number(struct db *db, const char *sql)
{
	int64_t value = -1;
	bool found;

	database_must(view_integer(db, sql, DB_NO_VALUES, &found, &value));
	return value;
}

/* ---- tests ---- */

static void assert_same(const json_t *one, const json_t *other)
{
	if (json_equal(one, other))
		return;
	json_dumpf(one, stderr, JSON_INDENT(1));
	fputs("\n\n", stderr);
	json_dumpf(other, stderr, JSON_INDENT(1));
	fail_msg("they differ");
}

static void kept_are_those_counted(void **state)
{
	struct db *db = database_of(state);

	chance = 1;
	fill(db);
	for (int i = 0; i < 8; i++) {
		_cleanup_json_ json_t *fresh = NULL;
		_cleanup_json_ json_t *kept = NULL;

		make(db, NOW, 1000000);
		fresh = look_as_all(db);
		make(db, NOW, 0);
		kept = look_as_all(db);
		assert_int_equal(take_counted(fresh, "2025-11-30T10:53:20Z"), 0);
		assert_true(take_counted(kept, "2025-11-30T10:53:20Z") > 30);
		assert_same(fresh, kept);
		change_fleet(db);
	}
}

static void kept_stay_until_the_next_round(void **state)
{
	struct db *db = database_of(state);
	_cleanup_json_ json_t *before = NULL;
	_cleanup_json_ json_t *between = NULL;
	_cleanup_json_ json_t *after = NULL;
	int64_t counted;

	chance = 2;
	fill(db);
	make(db, NOW, 0);
	database_must(list_groups(db, &everybody, 0, &before));
	change_fleet(db);
	make(db, NOW + FIGURES_EVERY - 1, 0);
	database_must(list_groups(db, &everybody, 0, &between));
	assert_same(before, between);
	make(db, NOW + FIGURES_EVERY, 0);
	database_must(list_groups(db, &everybody, 0, &after));
	assert_false(json_equal(before, after));
	database_must(figures_find(db, &counted));
	assert_int_equal(counted, NOW + FIGURES_EVERY);
	assert_int_equal(number(db, "SELECT count(*) FROM figure_round"), 1);
	assert_int_equal(number(db, "SELECT count(DISTINCT round) FROM figure"), 1);
	/* a clock that was set back does not keep them for ever */
	make(db, NOW - 100000, 0);
	database_must(figures_find(db, &counted));
	assert_int_equal(counted, NOW - 100000);
}

static void small_fleet_keeps_none(void **state)
{
	struct db *db = database_of(state);
	int64_t counted;

	chance = 3;
	fill(db);
	make(db, NOW, N_MACHINES);
	database_must(figures_find(db, &counted));
	assert_int_equal(counted, 0);
	make(db, NOW, N_MACHINES - 1);
	database_must(figures_find(db, &counted));
	assert_int_equal(counted, NOW);
	make(db, NOW, N_MACHINES);
	database_must(figures_find(db, &counted));
	assert_int_equal(counted, 0);
	assert_int_equal(number(db, "SELECT count(*) FROM figure"), 0);
}

/* What one that counts slowly has when another has begun, and ended, behind it. */
struct race {
	struct db *db;
	int n_changes, at;
};

static struct error *change_late(void *context, struct error *(*work)(struct db *db, void *data),
				 void *data)
{
	struct race *race = context;

	if (race->n_changes++ == race->at)
		make(race->db, NOW + 5, 0);
	return change(race->db, work, data);
}

static void who_began_last_stays(void **state)
{
	struct db *db = database_of(state);

	chance = 4;
	fill(db);
	for (int at = 1; at < 12; at++) {
		struct race race = { db, 0, at };
		const struct figures_making slow = { db, change_late, &race, NOW, ACTIVE_SINCE, 0 };
		_cleanup_json_ json_t *fresh = NULL;
		_cleanup_json_ json_t *kept = NULL;
		int64_t counted;

		make(db, NOW, 1000000);
		fresh = look_as_all(db);
		database_must(figures_make(&slow));
		database_must(figures_find(db, &counted));
		assert_int_equal(counted, race.n_changes > at ? NOW + 5 : NOW);
		kept = look_as_all(db);
		take_counted(fresh, "");
		take_counted(kept, "");
		assert_same(fresh, kept);
		change_fleet(db);
	}
	/* what the slow ones have left goes with the next round */
	make(db, NOW + 100, 0);
	assert_int_equal(number(db, "SELECT count(DISTINCT round) FROM figure"), 1);
}

/* A program that was ended while it counted. */
static void half_a_round_is_not_seen(void **state)
{
	struct db *db = database_of(state);
	int64_t counted;

	chance = 5;
	fill(db);
	run(db, "INSERT INTO figure_round (counted) VALUES (NULL)", DB_NO_VALUES);
	run(db,
	    "INSERT INTO figure (round, subject, account, id, name, n, a, b)"
	    " SELECT max(id), 'group', 0, 1, '', 77, 0, 0 FROM figure_round",
	    DB_NO_VALUES);
	database_must(figures_find(db, &counted));
	assert_int_equal(counted, 0);
	make(db, NOW, 0);
	assert_int_equal(number(db, "SELECT count(*) FROM figure_round"), 1);
	assert_int_equal(number(db, "SELECT count(*) FROM figure WHERE n = 77"), 0);
}

#define ON(kind, name)                                                                       \
	{                                                                                    \
#name " on " kind, name, database_set_up, database_tear_down, (char *)(kind) \
	}
#define ON_BOTH(name) ON("sqlite", name), ON("postgresql", name)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_BOTH(kept_are_those_counted),   ON_BOTH(kept_stay_until_the_next_round),
		ON_BOTH(small_fleet_keeps_none),   ON_BOTH(who_began_last_stays),
		ON_BOTH(half_a_round_is_not_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
