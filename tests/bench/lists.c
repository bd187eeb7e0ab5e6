/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lists URL [MACHINES]: how long it takes to show a fleet. A database without tables is filled with
 * a made-up fleet of MACHINES, 1,000,000 if nothing is said: 20 kernels of 60 updates, 2,000 ways
 * to stand with 300 CVEs each. Prints the milliseconds of the second and third look at each list.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/json.h"
#include "base/memory.h"
#include "fleet/lists.h"
#include "fleet/schema.h"
#include "fleet/view.h"

#define NOW	     1764500000
#define ACTIVE_SINCE (NOW - 3 * 24 * 3600)

static const struct actor everybody = { "bench", 0, ROLE_APPROVER };

/* Of a series: to i from 0 below $1. */
#define SERIES                                                                   \
	"WITH RECURSIVE s (i) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT i + 1 FROM s" \
	" WHERE i + 1 < $1) "

static const struct filling {
	int64_t n; /* 0: machines */
	const char *sql;
} fillings[] = {
	{ 1, "INSERT INTO account (id, name, created) SELECT $1, 'first', 1" },
	{ 2, "INSERT INTO account (id, name, created) SELECT $1, 'second', 1" },
	{ 100, "INSERT INTO fleet_group (id, account, name) " SERIES
	       "SELECT i + 1, CASE WHEN i < 90 THEN 1 ELSE 2 END, 'group ' || i FROM s" },
	{ 1, "INSERT INTO access_key (id, digest, hint, label, account, fleet_group, admits,"
	     " created) SELECT $1, 'x', 'x', 'x', 1, 1, 'allowed', 1" },
	{ 20, "INSERT INTO kernel (build_id, kernel_release) " SERIES
	      "SELECT 'aa' || i, '6.1.0-' || i FROM s" },
	{ 1200, "INSERT INTO known_update (id, build_id, name, title, cves, first_seen) " SERIES
		"SELECT i + 1, 'aa' || (i % 20), 'update-' || (i / 20), 'title ' || i,"
		" '[\"CVE-2026-' || (i / 20) || '\"]', i FROM s" },
	{ 2000, "INSERT INTO condition (id, digest, build_id, verdict, n_applied, n_open,"
		" n_unfixed, first_seen) " SERIES "SELECT i + 1, 'd' || i, 'aa' || (i % 20),"
		" CASE WHEN i % 50 = 7 THEN 'unsupported' WHEN i % 3 = 0 THEN 'out-of-date'"
		" ELSE 'up-to-date' END, 1, 1, 1, 1 FROM s" },
	{ 120000, "INSERT INTO condition_update (condition, known_update, position, state) " SERIES
		  "SELECT i / 60 + 1, (i % 60) * 20 + ((i / 60) % 20) + 1, i % 60,"
		  " CASE WHEN (i / 60) % 3 = 0 AND i % 60 > 50 THEN 'available' ELSE 'applied' END"
		  " FROM s" },
	{ 600000, "INSERT INTO condition_cve (condition, cve, state) " SERIES
		  "SELECT i / 300 + 1, 'CVE-2026-' || (i % 300), CASE WHEN (i / 300) % 3 = 0"
		  " AND i % 300 > 280 THEN 'available' WHEN i % 300 < 20 THEN 'unpatchable'"
		  " ELSE 'fixed' END FROM s" },
	{ 0,
	  "INSERT INTO machine (id, uuid, account, access_key, fleet_group, public_key, serial,"
	  " letter, authorization_state, enrolled, last_seen, address, hostname, client, boot,"
	  " automatic, tags, suspects, condition, n_released) " SERIES
	  "SELECT i + 1, 'machine-' || i, CASE WHEN i % 100 < 90 THEN 1 ELSE 2 END, 1,"
	  " i % 100 + 1, $2, 1, 'a digest of sixty-four digits a digest of sixty-four digits a ',"
	  " CASE WHEN i % 5000 = 17 THEN 'pending' ELSE 'allowed' END, 1,"
	  " 1764500000 - (i % 1000) * 300, '192.0.2.1', 'host' || ((i * 7919) % 1000003)"
	  " || '.example.org', '1.' || (i % 4), 'boot boot boot boot', 1,"
	  " '{\"site\":\"s' || (i % 200) || '\"}', '[]',"
	  " CASE WHEN i % 10 < 6 THEN (i * 31) % 60 ELSE (i * 7919) % 2000 END + 1, 0 FROM s" },
	{ 0, "INSERT INTO machine_tag (machine, tag) " SERIES
	     "SELECT i + 1, 'site=s' || (i % 200) FROM s" },
};

static void must(struct error *error)
{
	if (!error)
		return;
	error_print(error, stderr);
	exit(1);
}

static void fill(struct db *db, int64_t n_machines)
{
	int64_t n;
	bool found;

	must(db_migrate(db, fleet_migrations, fleet_n_migrations));
	must(view_integer(db, "SELECT count(*) FROM account", DB_NO_VALUES, &found, &n));
	if (n)
		return;
	must(db_begin(db));
	for (size_t i = 0; i < ARRAY_SIZE(fillings); i++) {
		const struct db_value values[] = {
			db_integer(fillings[i].n ? fillings[i].n : n_machines),
			db_bytes("12345678901234567890123456789012", 32),
		};
		const size_t n_values = strstr(fillings[i].sql, "$2") ? 2 : 1;

		must(db_run(db, fillings[i].sql, (struct db_values){ values, n_values }, NULL));
	}
	must(db_commit(db));
}

/* ---- looks ---- */

static const struct look {
	const char *name;
	struct machine_filter filter;
	int64_t offset;
} looks[] = {
	{ "all", {}, 0 },
	{ "all, far behind", {}, LISTS_OFFSET_MAX },
	{ "of an account", { .account = 1 }, 0 },
	{ "of a group", { .group = "group 7" }, 0 },
	{ "out of date", { .status = "out-of-date" }, 0 },
	{ "out of date, far behind", { .status = "out-of-date" }, LISTS_OFFSET_MAX },
	{ "unsupported", { .status = "unsupported" }, 0 },
	{ "unknown", { .status = "unknown" }, 0 },
	{ "pending", { .authorization = "pending" }, 0 },
	{ "by a name", { .hostname = "host77777." }, 0 },
	{ "by no name", { .hostname = "nothing" }, 0 },
	{ "by a tag", { .tag = "site=s77" }, 0 },
	{ "by any tag", { .tag = "site" }, 0 },
	{ "inactive", { .active = "false" }, 0 },
	{ "with an update", { .update = "update-7" }, 0 },
	{ "without an update", { .update = "!update-55" }, 0 },
	{ "with a CVE", { .cve = "CVE-2026-290" }, 0 },
	{ "out of date in a group", { .status = "out-of-date", .group = "group 7" }, 0 },
};

static double seconds(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void time_machines(struct db *db, const struct look *look)
{
	const struct lists_page page = { .offset = look->offset };
	double times[3];
	long long total = 0;

	for (size_t i = 0; i < ARRAY_SIZE(times); i++) {
		const double start = seconds();
		json_t *list;

		must(list_machines(db, &everybody, &look->filter, &page, ACTIVE_SINCE, &list));
		total = json_integer_value(json_object_get(list, "total"));
		json_decref(list);
		times[i] = (seconds() - start) * 1000;
	}
	printf("machines: %-28s %8.1f %8.1f ms, %lld\n", look->name, times[1], times[2], total);
}

static struct error *all_updates(struct db *db, json_t **list)
{
	return list_updates(db, &everybody, 0, NULL, &(struct lists_page){}, list);
}

static struct error *an_update(struct db *db, json_t **list)
{
	return show_update(db, &everybody, "aa0", "update-55", list);
}

static struct error *all_cves(struct db *db, json_t **list)
{
	return list_cves(db, &everybody, 0, NULL, &(struct lists_page){}, list);
}

static struct error *a_cve(struct db *db, json_t **list)
{
	return show_cve(db, &everybody, "CVE-2026-290", list);
}

static struct error *all_groups(struct db *db, json_t **list)
{
	return list_groups(db, &everybody, 0, list);
}

static struct error *all_keys(struct db *db, json_t **list)
{
	return list_keys(db, &everybody, 0, list);
}

static struct error *an_overview(struct db *db, json_t **list)
{
	return show_overview(db, &everybody, 0, NOW, ACTIVE_SINCE, list);
}

static struct error *a_machine(struct db *db, json_t **list)
{
	return show_machine(db, &everybody, "machine-777", ACTIVE_SINCE, list);
}

static const struct {
	const char *name;
	struct error *(*show)(struct db *db, json_t **list);
} others[] = {
	{ "a machine", a_machine }, { "updates", all_updates },	 { "an update", an_update },
	{ "CVEs", all_cves },	    { "a CVE", a_cve },		 { "groups", all_groups },
	{ "keys", all_keys },	    { "overview", an_overview },
};

static void time_other(struct db *db, size_t i)
{
	double times[3];

	for (size_t j = 0; j < ARRAY_SIZE(times); j++) {
		const double start = seconds();
		json_t *list;

		must(others[i].show(db, &list));
		json_decref(list);
		times[j] = (seconds() - start) * 1000;
	}
	printf("%-38s %8.1f %8.1f ms\n", others[i].name, times[1], times[2]);
}

int main(int argc, char **argv)
{
	_cleanup_db_ struct db *db = NULL;

	if (argc < 2)
		return 2;
	must(db_open(argv[1], &db));
	fill(db, argc > 2 ? strtoll(argv[2], NULL, 10) : 1000000);
	for (size_t i = 0; i < ARRAY_SIZE(looks); i++)
		time_machines(db, &looks[i]);
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		time_other(db, i);
	return 0;
}
