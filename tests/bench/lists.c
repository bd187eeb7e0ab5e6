/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lists URL [MACHINES]: how long it takes to show a fleet. A database without tables is filled with
 * that of big_fleet.h, of MACHINES, 1,000,000 if nothing is said. Prints the milliseconds of the
 * second and third look at each list.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "big_fleet.h"

#include "base/json.h"
#include "base/memory.h"
#include "fleet/change.h"
#include "fleet/figures.h"
#include "fleet/lists.h"
#include "fleet/view.h"

#define NOW	     BIG_FLEET_NOW
#define ACTIVE_SINCE (NOW - 3 * 24 * 3600)

static const struct actor everybody = { "bench", 0, ROLE_APPROVER };

static void must(struct error *error)
{
	if (!error)
		return;
	error_print(error, stderr);
	exit(1);
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
	{ "by many names", { .hostname = "host7" }, 0 },
	{ "by no name", { .hostname = "nothing" }, 0 },
	{ "by a tag", { .tag = "site=s77" }, 0 },
	{ "by any tag", { .tag = "site" }, 0 },
	{ "inactive", { .active = "false" }, 0 },
	{ "with an update", { .update = "update-7" }, 0 },
	{ "without an update", { .update = "!update-55" }, 0 },
	{ "with a CVE", { .cve = "CVE-2026-290" }, 0 },
	{ "unsupported in a group of many", { .status = "unsupported", .group = "group 0" }, 0 },
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

/* ---- figures ---- */

static struct error *change(void *context, struct error *(*work)(struct db *db, void *data),
			    void *data)
{
	return transaction_run(context, work, data);
}

static void make_figures(struct db *db)
{
	const struct figures_making making = { db, change, db, NOW, ACTIVE_SINCE, FIGURES_FEW };
	const double start = seconds();

	must(figures_make(&making));
	printf("%-38s %8.1f ms\n", "figures", (seconds() - start) * 1000);
}

int main(int argc, char **argv)
{
	_cleanup_db_ struct db *db = NULL;

	if (argc < 2)
		return 2;
	must(db_open(argv[1], &db));
	must(big_fleet_fill(db, argc > 2 ? strtoll(argv[2], NULL, 10) : 1000000));
	make_figures(db);
	for (size_t i = 0; i < ARRAY_SIZE(looks); i++)
		time_machines(db, &looks[i]);
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		time_other(db, i);
	return 0;
}
