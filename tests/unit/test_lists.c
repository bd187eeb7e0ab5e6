/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is shown of a fleet, on both databases: two accounts, three ways to stand, six machines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include "db/db.h"
#include "fleet/lists.h"
#include "fleet/schema.h"
#include "database.h"

#define NOW	     1764500000
#define ACTIVE_SINCE (NOW - 1000)

static const struct actor everybody = { "key 1 (all)", 0, ROLE_APPROVER };
static const struct actor first = { "key 2 (first)", 1, ROLE_OPERATOR };
static const struct actor second = { "key 3 (second)", 2, ROLE_OPERATOR };

/* ---- the fleet ---- */

/*
 * web1 and web2 stand alike, and so do db1 and db2: two kernels; old is a machine that nobody has
 * heard of for long. The second account has "web1" as well, on a kernel that the first has not.
 */
static const char *const fleet[] = {
	"INSERT INTO account (id, name, email, created) VALUES (1, 'first', 'a@example.org', 5),"
	" (2, 'second', NULL, 6)",
	"INSERT INTO ring (id, account, position, name, promote_after, failures_max) VALUES"
	" (1, 1, 10, 'early', 3600, 0), (2, 1, 20, 'late', NULL, 2), (3, 2, 10, 'only', NULL, 0)",
	"INSERT INTO fleet_group (id, account, name, ring, opens, at_once) VALUES"
	" (1, 1, 'web', 1, NULL, NULL), (2, 1, 'db', 2, 'Sat 02:00-04:00', 1),"
	" (3, 2, 'web', 3, NULL, NULL)",
	"INSERT INTO access_key (id, digest, hint, label, account, fleet_group, admits, quota,"
	" created, expires, revoked) VALUES (1, 'd1', 'aaaa', 'installer', 1, 1, 'allowed', 10, 7,"
	" NULL, NULL), (2, 'd2', 'bbbb', 'other', 2, 3, 'pending', NULL, 7, NULL, 8)",
	"INSERT INTO api_key (id, digest, hint, label, account, role, created, expires) VALUES"
	" (1, 'e1', 'cccc', 'all', NULL, 'approver', 7, NULL), (2, 'e2', 'dddd', 'mine', 1,"
	" 'read', 7, 99)",
	"INSERT INTO kernel (build_id, kernel_release, distribution, version) VALUES"
	" ('aa', '6.1.0-1', 'debian', '6.1.1'), ('bb', '6.1.0-2', NULL, NULL),"
	" ('cc', '6.1.0-9', NULL, NULL)",
	"INSERT INTO known_update (id, build_id, name, title, severity, cves, effective, added,"
	" first_seen) VALUES (1, 'aa', 'u-1', 'first fix', 'high',"
	" '[\"CVE-2026-1\",\"CVE-2026-22\"]', '6.1.2', 100, 90),"
	" (2, 'aa', 'u-2', 'Second fix', 'low', '[\"CVE-2026-2\"]', NULL, 200, 90),"
	" (3, 'bb', 'u-1', NULL, NULL, '[]', NULL, NULL, 50),"
	" (4, 'cc', 'u-9', NULL, NULL, '[\"CVE-2026-9\"]', NULL, NULL, 60)",
	"INSERT INTO condition (id, digest, build_id, effective, verdict, n_applied, n_open,"
	" n_unfixed, first_seen) VALUES (1, 'c1', 'aa', '6.1.2', 'out-of-date', 1, 1, 2, 9),"
	" (2, 'c2', 'bb', NULL, 'up-to-date', 1, 0, 0, 9), (3, 'c3', 'cc', NULL, 'unsupported',"
	" 0, 1, 1, 9)",
	"INSERT INTO condition_update (condition, known_update, position, state, reason, text)"
	" VALUES (1, 2, 1, 'skipped', 'held', 'it is held'), (1, 1, 0, 'applied', NULL, NULL),"
	" (2, 3, 0, 'waiting', NULL, NULL), (3, 4, 0, 'available', NULL, NULL)",
	"INSERT INTO condition_cve (condition, cve, state, update_name, text) VALUES"
	" (1, 'CVE-2026-1', 'fixed', 'u-1', NULL), (1, 'CVE-2026-2', 'held-back', 'u-2', 'held'),"
	" (1, 'CVE-2026-3', 'unpatchable', NULL, 'data'), (2, 'CVE-2026-2', 'fixed', 'u-1', NULL),"
	" (3, 'CVE-2026-9', 'available', 'u-9', NULL)",
	"INSERT INTO machine (id, uuid, account, access_key, fleet_group, public_key, serial,"
	" letter, origin, authorization_state, enrolled, last_seen, address, hostname, client, "
	"boot,"
	" automatic, tags, cluster, last_change, suspects, condition, n_released) VALUES"
	" (1, 'm-web1', 1, 1, 1, $1, 1, '', NULL, 'allowed', 10, 1764499900, '192.0.2.1', 'web1',"
	" '1.0', 'b', 1, '{\"site\":\"here\",\"cluster\":\"w\"}', 'w',"
	" '{\"at\":\"2026-11-28T12:00:00Z\"}', '[\"u-7\"]', 1, 0),"
	" (2, 'm-web2', 1, 1, 1, $1, 1, '', 'm-web1', 'pending', 10, 1764499900, NULL, 'web2',"
	" '1.1', 'b', 0, '{\"site\":\"there\"}', NULL, NULL, '[]', 1, 0),"
	" (3, 'm-db1', 1, 1, 2, $1, 1, '', NULL, 'allowed', 10, 1764499900, NULL, 'db1',"
	" '1.1', 'b', 0, '{}', NULL, NULL, '[]', 2, 0),"
	" (4, 'm-db2', 1, 1, 2, $1, 1, '', NULL, 'denied', 10, 1764499900, NULL, 'db2',"
	" '1.1', 'b', 0, '{}', NULL, NULL, '[]', 2, 0),"
	" (5, 'm-old', 1, 1, 2, $1, 1, '', NULL, 'allowed', 10, 20, NULL, 'Old_One',"
	" '0.9', 'b', 0, '{}', NULL, NULL, '[]', 1, 0),"
	" (6, 'm-other', 2, 2, 3, $1, 1, '', NULL, 'allowed', 10, 1764499900, NULL, 'web1',"
	" '1.1', 'b', 0, '{\"site\":\"here\"}', NULL, NULL, '[]', 3, 0)",
	"UPDATE machine SET name = lower(hostname)",
	"INSERT INTO machine_tag (machine, tag) VALUES (1, 'site=here'), (1, 'cluster=w'),"
	" (2, 'site=there'), (6, 'site=here')",
	"INSERT INTO rollout (id, account, known_update, state, position, since, reason) VALUES"
	" (1, 1, 2, 'halted', 10, 300, 'machines have failed'), (2, 2, 4, 'rolling', 10, 300, "
	"NULL)",
	"INSERT INTO attempt (rollout, machine, state, position, released, ended, reason) VALUES"
	" (1, 1, 'failed', 10, 400, 500, 'busy: it is'), (1, 2, 'applied', 10, 400, 500, NULL)",
	"INSERT INTO sample (account, at, up_to_date, out_of_date, unsupported, inactive) VALUES"
	" (1, 1764400000, 1, 2, 3, 4), (2, 1764400000, 10, 20, 30, 40), (1, 1700000000, 9, 9, 9, "
	"9)",
	"INSERT INTO protection (account, cve, offered, first, half, most) VALUES"
	" (1, 'CVE-2026-2', 100, 200, NULL, NULL)",
	"INSERT INTO audit (at, account, actor, action, object, detail) VALUES"
	" (1, NULL, 'the service', 'start', 'it', NULL), (2, 1, 'key 2', 'do', 'this', 'so'),"
	" (3, 2, 'key 3', 'do', 'that', NULL)",
};

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

/* That which stands at a path as "items.0.name". */
static const json_t *at(const json_t *value, const char *path)
{
	_cleanup_free_ char *copy = xstrdup(path);
	char *rest = copy;

	for (char *part; (part = strsep(&rest, "."));)
		value = json_is_array(value) ? json_array_get(value, strtoul(part, NULL, 10))
					     : json_object_get(value, part);
	return value;
}

static void assert_at(const json_t *value, const char *path, const char *expected)
{
	const json_t *found = at(value, path);
	_cleanup_free_ char *text =
		found ? json_dumps(found, JSON_COMPACT | JSON_ENCODE_ANY | JSON_SORT_KEYS) : NULL;

	if (!text)
		fail_msg("there is no %s", path);
	if (strcmp(text, expected) != 0)
		fail_msg("%s is %s and not %s", path, text, expected);
}

/* One member of all items, with blanks between. */
static char *column(const json_t *items, const char *member)
{
	char *text = xstrdup("");
	json_t *item;
	size_t i;

	json_array_foreach ((json_t *)items, i, item)
		xappend(&text, "%s%s", i ? " " : "",
			json_string_value(json_object_get(item, member)));
	return text;
}

static void assert_column(const json_t *items, const char *member, const char *expected)
{
	_cleanup_free_ char *text = column(items, member);

	assert_string_equal(text, expected);
}

/* ---- machines ---- */

static void find(struct db *db, const struct actor *actor, struct machine_filter filter,
		 const char *expected)
{
	_cleanup_json_ json_t *list = NULL;
	const struct lists_page page = {};
	char total[24];

	database_must(list_machines(db, actor, &filter, &page, ACTIVE_SINCE, &list));
	assert_column(json_object_get(list, "items"), "uuid", expected);
	snprintf(total, sizeof(total), "%zu", json_array_size(json_object_get(list, "items")));
	assert_at(list, "total", total);
	assert_at(list, "more", "false");
	assert_at(list, "next", "null");
}

static void shows_machines_of_an_account(void **state)
{
	find(database_of(state), &everybody, (struct machine_filter){},
	     "m-db1 m-db2 m-old m-web1 m-other m-web2");
	find(database_of(state), &first, (struct machine_filter){},
	     "m-db1 m-db2 m-old m-web1 m-web2");
	find(database_of(state), &second, (struct machine_filter){}, "m-other");
	find(database_of(state), &everybody, (struct machine_filter){ .account = 2 }, "m-other");
	find(database_of(state), &everybody, (struct machine_filter){ .account = 77 }, "");
}

static void filters_machines(void **state)
{
	static const struct {
		struct machine_filter filter;
		const char *of_all, *of_second;
	} cases[] = {
		{ { .group = "web" }, "m-web1 m-other m-web2", "m-other" },
		{ { .group = "none" }, "", "" },
		{ { .status = "out-of-date" }, "m-old m-web1 m-web2", "" },
		{ { .status = "unsupported" }, "m-other", "m-other" },
		{ { .authorization = "allowed" }, "m-db1 m-old m-web1 m-other", "m-other" },
		{ { .authorization = "pending" }, "m-web2", "" },
		{ { .hostname = "we" }, "m-web1 m-other m-web2", "m-other" },
		{ { .hostname = "eb" }, "", "" },
		{ { .hostname = "WEB2" }, "m-web2", "" },
		{ { .hostname = "OLD_" }, "m-old", "" },
		{ { .hostname = "%" }, "", "" },
		{ { .hostname = "_" }, "", "" },
		{ { .tag = "site" }, "m-web1 m-other m-web2", "m-other" },
		{ { .tag = "site=here" }, "m-web1 m-other", "m-other" },
		{ { .tag = "site=her" }, "", "" },
		{ { .tag = "sit" }, "", "" },
		{ { .update = "u-1" }, "m-db1 m-db2 m-old m-web1 m-web2", "" },
		{ { .update = "u-2" }, "", "" },
		{ { .update = "!u-2" }, "m-old m-web1 m-web2", "" },
		{ { .update = "!u-9" }, "m-other", "m-other" },
		{ { .update = "!u-1" }, "", "" },
		{ { .cve = "CVE-2026-2" }, "m-old m-web1 m-web2", "" },
		{ { .cve = "CVE-2026-1" }, "", "" },
		{ { .active = "false" }, "m-old", "" },
		{ { .active = "true" }, "m-db1 m-db2 m-web1 m-other m-web2", "m-other" },
		{ { .active = "true",
		    .status = "out-of-date",
		    .group = "web",
		    .tag = "site",
		    .hostname = "web",
		    .cve = "CVE-2026-2",
		    .update = "u-1",
		    .authorization = "allowed" },
		  "m-web1",
		  "" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		find(database_of(state), &everybody, cases[i].filter, cases[i].of_all);
		find(database_of(state), &second, cases[i].filter, cases[i].of_second);
	}
}

static void refuses_other_accounts(void **state)
{
	const struct machine_filter filter = { .account = 2 };
	const struct lists_page page = {};
	json_t *list;

	database_refused(list_machines(database_of(state), &first, &filter, &page, 0, &list),
			 SUTURE_REFUSAL_NOT_THERE);
	database_refused(list_updates(database_of(state), &first, 2, NULL, &page, &list),
			 SUTURE_REFUSAL_NOT_THERE);
	database_refused(list_cves(database_of(state), &first, 2, NULL, &page, &list),
			 SUTURE_REFUSAL_NOT_THERE);
	database_refused(list_groups(database_of(state), &first, 2, &list),
			 SUTURE_REFUSAL_NOT_THERE);
	database_refused(list_rings(database_of(state), &first, 2, &list),
			 SUTURE_REFUSAL_NOT_THERE);
	database_refused(list_keys(database_of(state), &first, 2, &list), SUTURE_REFUSAL_NOT_THERE);
	database_refused(list_audit(database_of(state), &first, 2, &page, &list),
			 SUTURE_REFUSAL_NOT_THERE);
	database_refused(show_overview(database_of(state), &first, 2, NOW, 0, &list),
			 SUTURE_REFUSAL_NOT_THERE);
	database_refused(show_machine(database_of(state), &first, "m-other", 0, &list),
			 SUTURE_REFUSAL_NOT_THERE);
	database_refused(show_update(database_of(state), &first, "cc", "u-9", &list),
			 SUTURE_REFUSAL_NOT_THERE);
	database_refused(show_cve(database_of(state), &first, "CVE-2026-9", &list),
			 SUTURE_REFUSAL_NOT_THERE);
	database_refused(machine_authorize(database_of(state), &first, NOW, "m-other", "denied"),
			 SUTURE_REFUSAL_NOT_THERE);
	database_refused(machine_move(database_of(state), &first, NOW, "m-other", "db"),
			 SUTURE_REFUSAL_NOT_THERE);
	database_refused(machine_remove(database_of(state), &first, NOW, "m-other"),
			 SUTURE_REFUSAL_NOT_THERE);
}

/* Pages of two, by 'after' and by offset, have together what one page has. */
static void pages_machines(void **state)
{
	const struct machine_filter filter = {};
	_cleanup_free_ char *by_next = xstrdup("");
	_cleanup_free_ char *by_offset = xstrdup("");
	_cleanup_free_ char *after = NULL;
	struct lists_page page = { .limit = 2 };

	for (int i = 0; i < 3; i++) {
		_cleanup_json_ json_t *list = NULL;
		_cleanup_json_ json_t *other = NULL;
		_cleanup_free_ char *uuids = NULL;
		_cleanup_free_ char *same = NULL;

		page.after = after;
		database_must(
			list_machines(database_of(state), &everybody, &filter, &page, 0, &list));
		database_must(list_machines(database_of(state), &everybody, &filter,
					    &(struct lists_page){ .limit = 2, .offset = 2 * i }, 0,
					    &other));
		uuids = column(json_object_get(list, "items"), "uuid");
		same = column(json_object_get(other, "items"), "uuid");
		xappend(&by_next, "%s ", uuids);
		xappend(&by_offset, "%s ", same);
		assert_at(list, "total", "6");
		free(after);
		after = json_is_null(json_object_get(list, "next"))
				? NULL
				: xstrdup(json_string_value(json_object_get(list, "next")));
	}
	assert_null(after);
	assert_string_equal(by_next, "m-db1 m-db2 m-old m-web1 m-other m-web2 ");
	assert_string_equal(by_offset, by_next);
}

static void refuses_wrong_pages(void **state)
{
	static const struct lists_page pages[] = { { .limit = LISTS_LIMIT_MAX + 1 },
						   { .limit = -1 },
						   { .offset = -1 },
						   { .offset = LISTS_OFFSET_MAX + 1 } };
	const struct machine_filter filter = {}, wrong = { .active = "yes" };
	json_t *list;

	for (size_t i = 0; i < ARRAY_SIZE(pages); i++) {
		database_refused(
			list_machines(database_of(state), &first, &filter, &pages[i], 0, &list),
			SUTURE_REFUSAL_REQUEST_MALFORMED);
		database_refused(list_cves(database_of(state), &first, 0, NULL, &pages[i], &list),
				 SUTURE_REFUSAL_REQUEST_MALFORMED);
	}
	database_refused(
		list_machines(database_of(state), &first, &wrong, &(struct lists_page){}, 0, &list),
		SUTURE_REFUSAL_REQUEST_MALFORMED);
	database_refused(list_machines(database_of(state), &first, &filter,
				       &(struct lists_page){ .after = "m-other" }, 0, &list),
			 SUTURE_REFUSAL_NOT_THERE);
}

static void shows_a_machine(void **state)
{
	_cleanup_json_ json_t *machine = NULL;

	database_must(show_machine(database_of(state), &first, "m-web1", ACTIVE_SINCE, &machine));
	assert_at(machine, "hostname", "\"web1\"");
	assert_at(machine, "address", "\"192.0.2.1\"");
	assert_at(machine, "group", "\"web\"");
	assert_at(machine, "status", "\"out-of-date\"");
	assert_at(machine, "active", "true");
	assert_at(machine, "automatic", "true");
	assert_at(machine, "last_seen", "\"2025-11-30T10:51:40Z\"");
	assert_at(machine, "kernel",
		  "{\"build_id\":\"aa\",\"distribution\":\"debian\",\"release\":\"6.1.0-1\","
		  "\"version\":\"6.1.1\"}");
	assert_at(machine, "tags", "{\"cluster\":\"w\",\"site\":\"here\"}");
	assert_at(machine, "suspects", "[\"u-7\"]");
	assert_at(machine, "last_change", "{\"at\":\"2026-11-28T12:00:00Z\"}");
	assert_at(machine, "origin", "null");
	assert_at(machine, "copies", "[\"m-web2\"]");
	assert_at(machine, "updates.0.id", "\"u-1\"");
	assert_at(machine, "updates.0.cves", "[\"CVE-2026-1\",\"CVE-2026-22\"]");
	assert_at(machine, "updates.1",
		  "{\"cves\":[\"CVE-2026-2\"],\"id\":\"u-2\",\"reason\":\"held\",\"severity\":"
		  "\"low\","
		  "\"state\":\"skipped\",\"text\":\"it is held\",\"title\":\"Second fix\"}");
	assert_at(machine, "cves.1",
		  "{\"name\":\"CVE-2026-2\",\"state\":\"held-back\",\"text\":\"held\","
		  "\"update\":\"u-2\"}");
	assert_at(
		machine, "attempts",
		"[{\"ended\":\"1970-01-01T00:08:20Z\",\"reason\":\"busy: it is\","
		"\"released\":\"1970-01-01T00:06:40Z\",\"state\":\"failed\",\"update\":\"u-2\"}]");
}

/* ---- updates and CVEs ---- */

static void lists_updates(void **state)
{
	_cleanup_json_ json_t *list = NULL;
	_cleanup_json_ json_t *mine = NULL;
	_cleanup_json_ json_t *found = NULL;
	_cleanup_json_ json_t *behind = NULL;

	database_must(list_updates(database_of(state), &everybody, 0, NULL, &(struct lists_page){},
				   &list));
	assert_column(json_object_get(list, "items"), "id", "u-2 u-1 u-9 u-1");
	assert_at(list, "total", "4");
	assert_at(list, "items.0.n_applied", "0");
	assert_at(list, "items.0.n_missing", "3");
	assert_at(list, "items.1.n_applied", "3");
	assert_at(list, "items.3.n_applied", "2");
	assert_at(list, "items.0.rollout",
		  "{\"account\":\"first\",\"id\":1,\"position\":10,"
		  "\"reason\":\"machines have failed\",\"ring\":\"early\","
		  "\"since\":\"1970-01-01T00:05:00Z\",\"state\":\"halted\"}");
	assert_at(list, "items.1.rollout", "null");
	assert_null(at(list, "items.0.total"));
	database_must(
		list_updates(database_of(state), &first, 0, NULL, &(struct lists_page){}, &mine));
	assert_column(json_object_get(mine, "items"), "id", "u-2 u-1 u-1");
	database_must(list_updates(database_of(state), &everybody, 0, "second FIX",
				   &(struct lists_page){}, &found));
	assert_column(json_object_get(found, "items"), "id", "u-2");
	database_must(list_updates(database_of(state), &everybody, 0, NULL,
				   &(struct lists_page){ .offset = 9 }, &behind));
	assert_column(json_object_get(behind, "items"), "id", "");
	assert_at(behind, "total", "4");
}

static void shows_an_update(void **state)
{
	_cleanup_json_ json_t *update = NULL;

	database_must(show_update(database_of(state), &first, "aa", "u-2", &update));
	assert_at(update, "n_missing", "3");
	assert_at(update, "rollouts.0.id", "1");
	assert_at(update, "states",
		  "[{\"n\":3,\"reason\":\"held\",\"state\":\"skipped\",\"text\":\"it is held\"}]");
	assert_at(update, "rings",
		  "[{\"account\":\"first\",\"n_applied\":1,\"n_failed\":1,\"n_machines\":2,"
		  "\"name\":\"early\",\"position\":10},{\"account\":\"first\",\"n_applied\":0,"
		  "\"n_failed\":0,\"n_machines\":3,\"name\":\"late\",\"position\":20}]");
	assert_at(update, "failures",
		  "[{\"ended\":\"1970-01-01T00:08:20Z\",\"hostname\":\"web1\","
		  "\"machine\":\"m-web1\",\"reason\":\"busy: it is\"}]");
}

static void lists_cves(void **state)
{
	_cleanup_json_ json_t *list = NULL;
	_cleanup_json_ json_t *mine = NULL;
	_cleanup_json_ json_t *cve = NULL;

	database_must(
		list_cves(database_of(state), &everybody, 0, "", &(struct lists_page){}, &list));
	assert_column(json_object_get(list, "items"), "name",
		      "CVE-2026-2 CVE-2026-9 CVE-2026-3 CVE-2026-1");
	assert_at(list, "items.0.n_open", "3");
	assert_at(list, "items.0.n_fixed", "2");
	assert_at(list, "items.2.n_unpatchable", "3");
	assert_at(list, "items.0.protection",
		  "{\"first\":\"1970-01-01T00:03:20Z\",\"half\":null,\"most\":null,"
		  "\"offered\":\"1970-01-01T00:01:40Z\"}");
	assert_at(list, "items.1.protection", "null");
	database_must(
		list_cves(database_of(state), &second, 0, "cve", &(struct lists_page){}, &mine));
	assert_column(json_object_get(mine, "items"), "name", "CVE-2026-9");
	database_must(show_cve(database_of(state), &first, "CVE-2026-2", &cve));
	assert_at(cve, "n_open", "3");
	assert_column(json_object_get(cve, "updates"), "id", "u-2");
	assert_at(cve, "states",
		  "[{\"n\":3,\"state\":\"held-back\",\"text\":\"held\"},"
		  "{\"n\":2,\"state\":\"fixed\",\"text\":null}]");
}

/* ---- the rest ---- */

static void lists_groups_and_rings(void **state)
{
	_cleanup_json_ json_t *groups = NULL;
	_cleanup_json_ json_t *rings = NULL;

	database_must(list_groups(database_of(state), &first, 0, &groups));
	assert_at(groups, "items",
		  "[{\"account\":\"first\",\"at_once\":1,\"n_machines\":3,\"name\":\"db\","
		  "\"opens\":\"Sat 02:00-04:00\",\"ring\":\"late\"},{\"account\":\"first\","
		  "\"at_once\":null,\"n_machines\":2,\"name\":\"web\",\"opens\":null,"
		  "\"ring\":\"early\"}]");
	database_must(list_rings(database_of(state), &everybody, 0, &rings));
	assert_column(json_object_get(rings, "items"), "name", "early late only");
	assert_at(rings, "items.0.groups", "[\"web\"]");
	assert_at(rings, "items.0.n_machines", "2");
	assert_at(rings, "items.0.promote_after", "3600");
	assert_at(rings, "items.2.groups", "[\"web\"]");
	assert_at(rings, "items.2.n_machines", "1");
}

static void lists_keys_and_accounts(void **state)
{
	_cleanup_json_ json_t *keys = NULL;
	_cleanup_json_ json_t *mine = NULL;
	_cleanup_json_ json_t *accounts = NULL;
	_cleanup_json_ json_t *own = NULL;

	database_must(list_keys(database_of(state), &everybody, 0, &keys));
	assert_column(json_object_get(keys, "items"), "label", "installer other all mine");
	assert_at(keys, "items.0.n_machines", "5");
	assert_at(keys, "items.0.quota", "10");
	assert_at(keys, "items.2.role", "\"approver\"");
	assert_at(keys, "items.2.account", "null");
	database_must(list_keys(database_of(state), &first, 0, &mine));
	assert_column(json_object_get(mine, "items"), "label", "installer mine");
	database_must(list_accounts(database_of(state), &everybody, &accounts));
	assert_column(json_object_get(accounts, "items"), "name", "first second");
	assert_at(accounts, "items.0.n_machines", "5");
	database_must(list_accounts(database_of(state), &second, &own));
	assert_column(json_object_get(own, "items"), "name", "second");
}

static void lists_what_was_done(void **state)
{
	_cleanup_json_ json_t *list = NULL;
	_cleanup_json_ json_t *mine = NULL;

	database_must(list_audit(database_of(state), &everybody, 0, &(struct lists_page){}, &list));
	assert_column(json_object_get(list, "items"), "object", "that this it");
	assert_at(list, "total", "3");
	database_must(list_audit(database_of(state), &first, 0, &(struct lists_page){}, &mine));
	assert_column(json_object_get(mine, "items"), "object", "this");
	assert_at(mine, "total", "1");
}

static void shows_an_overview(void **state)
{
	_cleanup_json_ json_t *all = NULL;
	_cleanup_json_ json_t *mine = NULL;

	database_must(show_overview(database_of(state), &everybody, 0, NOW, ACTIVE_SINCE, &all));
	database_must(show_overview(database_of(state), &second, 0, NOW, ACTIVE_SINCE, &mine));
	assert_at(all, "up_to_date", "2");
	assert_at(all, "out_of_date", "2");
	assert_at(all, "unsupported", "1");
	assert_at(all, "unknown", "0");
	assert_at(all, "inactive", "1");
	assert_at(all, "total", "6");
	assert_at(all, "pending", "1");
	assert_at(all, "denied", "1");
	assert_at(all, "n_cves_open", "2");
	assert_at(all, "rollouts", "{\"blocked\":0,\"halted\":1,\"rolling\":1}");
	assert_at(all, "history",
		  "[{\"at\":\"2025-11-29T07:06:40Z\",\"inactive\":44,\"out_of_date\":22,"
		  "\"unsupported\":33,\"up_to_date\":11}]");
	assert_at(all, "kernels.0", "{\"n\":3,\"release\":\"6.1.0-1\"}");
	assert_at(all, "clients.0", "{\"client\":\"1.1\",\"n\":4}");
	assert_at(mine, "total", "1");
	assert_at(mine, "pending", "0");
	assert_at(mine, "n_cves_open", "1");
	assert_at(mine, "rollouts.halted", "0");
}

static void changes_machines(void **state)
{
	struct db *db = database_of(state);
	_cleanup_json_ json_t *log = NULL;
	json_t *machine;

	database_must(machine_authorize(db, &first, NOW, "m-web2", "allowed"));
	database_must(machine_move(db, &first, NOW, "m-web2", "db"));
	database_must(show_machine(db, &first, "m-web2", ACTIVE_SINCE, &machine));
	assert_at(machine, "authorization", "\"allowed\"");
	assert_at(machine, "group", "\"db\"");
	json_decref(machine);
	database_must(machine_remove(db, &first, NOW, "m-web1"));
	database_refused(show_machine(db, &first, "m-web1", ACTIVE_SINCE, &machine),
			 SUTURE_REFUSAL_NOT_THERE);
	database_refused(machine_authorize(db, &first, NOW, "m-web2", "maybe"),
			 SUTURE_REFUSAL_REQUEST_MALFORMED);
	database_refused(machine_move(db, &first, NOW, "m-web2", "none"), SUTURE_REFUSAL_NOT_THERE);
	database_must(list_audit(db, &first, 0, &(struct lists_page){}, &log));
	assert_column(json_object_get(log, "items"), "action",
		      "machine-remove machine-move machine-authorize do");
}

#define ON(kind, name)                                                              \
	{                                                                           \
#name " on " kind, name, set_up, database_tear_down, (char *)(kind) \
	}
#define ON_BOTH(name) ON("sqlite", name), ON("postgresql", name)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_BOTH(shows_machines_of_an_account),
		ON_BOTH(filters_machines),
		ON_BOTH(refuses_other_accounts),
		ON_BOTH(pages_machines),
		ON_BOTH(refuses_wrong_pages),
		ON_BOTH(shows_a_machine),
		ON_BOTH(lists_updates),
		ON_BOTH(shows_an_update),
		ON_BOTH(lists_cves),
		ON_BOTH(lists_groups_and_rings),
		ON_BOTH(lists_keys_and_accounts),
		ON_BOTH(lists_what_was_done),
		ON_BOTH(shows_an_overview),
		ON_BOTH(changes_machines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
