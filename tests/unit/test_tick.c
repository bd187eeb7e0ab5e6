/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What time does: history, protection, and what nobody has any more. */
#include "store.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "service/first.h"
#include "service/history.h"
#include "service/protection.h"
#include "service/tick.h"

static void set_now(int64_t now)
{
	char text[24];

	snprintf(text, sizeof(text), "%lld", (long long)now);
	setenv("SUTURE_NOW", text, 1);
}

static struct service *open_service(const struct store *store)
{
	const struct service_options options = {
		.store = store->url, .interval = 3600, .inactive_after = 86400, .name = "test"
	};
	struct service *service;

	set_now(store->now);
	database_must(service_open(&options, &service));
	return service;
}

static void set_verdict(struct made_up *machine, const char *verdict)
{
	json_object_set_new(json_object_get(machine->report, "status"), "verdict",
			    json_string(verdict));
}

static void history_is_hourly(void **state)
{
	static const char *const verdicts[] = { "up-to-date", "up-to-date", "out-of-date",
						"unsupported", "unknown" };
	struct store *store = *state;
	struct service *service = open_service(store);

	for (size_t i = 0; i < ARRAY_SIZE(verdicts); i++) {
		struct made_up machine;

		made_up_init(&machine, "m");
		set_verdict(&machine, verdicts[i]);
		/* The first one will have been silent for long. */
		store->now = STORE_NOW + (i ? 86400 : 0);
		store_enrol(store, &machine, store->access_key.text);
		made_up_deinit(&machine);
	}
	database_must(history_note(service, STORE_NOW + 86400 + 5));
	database_must(history_note(service, STORE_NOW + 86400 + 10));
	assert_int_equal(store_number(store, "SELECT count(*) FROM sample"), 1);
	assert_int_equal(store_number(store, "SELECT count(*) FROM sample WHERE up_to_date = 1"
					     " AND out_of_date = 1 AND unsupported = 1"
					     " AND inactive = 1 AND at = 1795953600"),
			 1);
	database_must(history_note(service, STORE_NOW + 86400 + 3600));
	assert_int_equal(store_number(store, "SELECT count(*) FROM sample"), 2);
	service_close(service);
}

/* ---- protection ---- */

#define N_MACHINES 20

static void fix(struct store *store, struct made_up *machines, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		made_up_cve(&machines[i], "CVE-2026-1", "fixed");
		store_report(store, &machines[i], NULL);
	}
}

static void protection_has_moments(void **state)
{
	struct store *store = *state;
	struct service *service = open_service(store);
	struct made_up machines[N_MACHINES];

	for (size_t i = 0; i < N_MACHINES; i++) {
		made_up_init(&machines[i], "m");
		made_up_cve(&machines[i], "CVE-2026-1", "available");
		made_up_cve(&machines[i], "CVE-2026-2", "fixed");
		made_up_cve(&machines[i], "CVE-2026-3", "unpatchable");
		store_enrol(store, &machines[i], store->access_key.text);
	}
	database_must(protection_note(service, 1000));
	assert_int_equal(store_number(store, "SELECT count(*) FROM protection"), 1);
	assert_int_equal(store_number(store, "SELECT count(*) FROM protection WHERE offered = 1000"
					     " AND first IS NULL AND cve = 'CVE-2026-1'"),
			 1);
	fix(store, machines, 0, 9);
	database_must(protection_note(service, 2000));
	fix(store, machines, 9, 10);
	database_must(protection_note(service, 3000));
	fix(store, machines, 10, 18);
	database_must(protection_note(service, 4000));
	assert_int_equal(store_number(store, "SELECT count(*) FROM protection WHERE offered = 1000"
					     " AND first = 2000 AND half = 3000 AND most IS NULL"),
			 1);
	fix(store, machines, 18, 19);
	database_must(protection_note(service, 5000));
	fix(store, machines, 19, 20);
	database_must(protection_note(service, 6000));
	assert_int_equal(store_number(store, "SELECT count(*) FROM protection WHERE offered = 1000"
					     " AND first = 2000 AND half = 3000 AND most = 5000"),
			 1);
	for (size_t i = 0; i < N_MACHINES; i++)
		made_up_deinit(&machines[i]);
	service_close(service);
}

/* The repository has two updates that fix CVE-2026-1, and one that only seems to. */
static void publish(struct store *store)
{
	static const struct {
		const char *build_id, *name, *cves;
		int64_t added;
	} updates[] = { { "01234567", "second", "[\"CVE-2026-9\",\"CVE-2026-1\"]", 700 },
			{ "01234567", "first", "[\"CVE-2026-1\"]", 600 },
			{ "01234567", "future", "[\"CVE-2026-1\"]", 1001 },
			{ "01234567", "like", "[\"CVE-2026-11\"]", 300 },
			{ "89abcdef", "elsewhere", "[\"CVE-2026-1\"]", 200 } };

	for (size_t i = 0; i < ARRAY_SIZE(updates); i++)
		database_must(
			db_run(store->db,
			       "INSERT INTO known_update (build_id, name, cves, added,"
			       " first_seen) VALUES ($1, $2, $3, $4, 1000)",
			       DB_VALUES(db_text(updates[i].build_id), db_text(updates[i].name),
					 db_text(updates[i].cves), db_integer(updates[i].added)),
			       NULL));
}

static void offered_is_when_it_was_published(void **state)
{
	struct store *store = *state;
	struct service *service = open_service(store);
	struct made_up machine;

	made_up_init(&machine, "m");
	made_up_cve(&machine, "CVE-2026-1", "available");
	publish(store);
	store_enrol(store, &machine, store->access_key.text);
	database_must(protection_note(service, 1000));
	assert_int_equal(store_number(store, "SELECT offered FROM protection"
					     " WHERE cve = 'CVE-2026-1'"),
			 600);
	assert_int_equal(store_number(store, "SELECT count(*) FROM protection"), 1);
	made_up_deinit(&machine);
	service_close(service);
}

static void offer(struct store *store, const char *cves, int64_t added)
{
	database_must(db_run(store->db,
			     "INSERT INTO known_update (build_id, name, cves, added, first_seen)"
			     " VALUES ('01234567', $1, $1, $2, $2)",
			     DB_VALUES(db_text(cves), db_integer(added)), NULL));
}

/*
 * A small fleet is through before anybody has looked. What was fixed when the machine was enrolled
 * has no times, also if a later update has it too.
 */
static void quick_ones_have_moments(void **state)
{
	struct store *store = *state;
	struct service *service = open_service(store);
	const int64_t now = store->now + 1200;
	struct made_up machine;

	made_up_init(&machine, "m");
	made_up_cve(&machine, "CVE-2026-2", "fixed");
	made_up_cve(&machine, "CVE-2026-3", "fixed");
	store_enrol(store, &machine, store->access_key.text);
	offer(store, "[\"CVE-2026-2\"]", store->now - 100);
	database_must(protection_note(service, store->now + 10));
	assert_int_equal(store_number(store, "SELECT count(*) FROM protection"), 0);
	offer(store, "[\"CVE-2026-2\",\"CVE-2026-1\"]", store->now + 600);
	fix(store, &machine, 0, 1);
	database_must(protection_note(service, now));
	assert_int_equal(store_number(store, "SELECT count(*) FROM protection"
					     " WHERE cve = 'CVE-2026-1' AND first = half"
					     " AND first = most AND first - offered = 600"),
			 1);
	assert_int_equal(store_number(store, "SELECT count(*) FROM protection"), 1);
	made_up_deinit(&machine);
	service_close(service);
}

/* ---- what nobody has any more ---- */

static void what_is_over_goes(void **state)
{
	struct store *store = *state;
	struct service *service = open_service(store);
	struct made_up machine;
	struct secret key, session;

	made_up_init(&machine, "m");
	store_enrol(store, &machine, store->access_key.text);
	set_verdict(&machine, "out-of-date");
	store_report(store, &machine, NULL);
	database_must(first_add_key(store->db, store->now, "test", &key));
	database_must(session_add(store->db, store->now, key.text, 60, &session));
	assert_int_equal(store_number(store, "SELECT count(*) FROM condition"), 2);
	tick_now(service, store->now + 59);
	assert_int_equal(store_number(store, "SELECT count(*) FROM condition"), 1);
	assert_int_equal(store_number(store, "SELECT count(*) FROM session"), 1);
	tick_now(service, store->now + 60);
	assert_int_equal(store_number(store, "SELECT count(*) FROM session"), 0);
	made_up_deinit(&machine);
	service_close(service);
}

/* ---- machines that do not come back ---- */

/* It was let, and then the service was down for a day. Nobody could report. */
static void being_down_is_nobody_s_failure(void **state)
{
	struct store *store = *state;
	struct service *service;
	struct made_up machine;

	made_up_init(&machine, "m");
	made_up_update(&machine, "fix-1", "available", NULL);
	made_up_about_to(&machine, true);
	store_enrol(store, &machine, store->access_key.text);
	assert_int_equal(store_number(store, "SELECT count(*) FROM attempt"), 1);
	store->now += 86400;
	service = open_service(store);
	tick_now(service, store->now + 1);
	tick_now(service, store->now + 8000);
	assert_int_equal(store_number(store, "SELECT count(*) FROM attempt"
					     " WHERE state = 'failed'"),
			 0);
	tick_now(service, store->now + 8100);
	assert_int_equal(store_number(store, "SELECT count(*) FROM attempt"
					     " WHERE state = 'failed'"),
			 1);
	made_up_deinit(&machine);
	service_close(service);
}

/* ---- the thread ---- */

static void the_thread_begins_and_ends(void **state)
{
	struct store *store = *state;
	struct service *service = open_service(store);
	struct secret key, session;
	struct tick *tick;

	database_must(first_add_key(store->db, store->now, "test", &key));
	database_must(session_add(store->db, store->now - 100, key.text, 60, &session));
	database_must(tick_start(service, &tick));
	for (int i = 0; i < 500 && store_number(store, "SELECT count(*) FROM session"); i++)
		usleep(20000);
	assert_int_equal(store_number(store, "SELECT count(*) FROM session"), 0);
	tick_stop(tick);
	service_close(service);
}

/* ---- the first start ---- */

static void the_first_start_is_one(void **state)
{
	struct store *store = *state;
	struct service *service = open_service(store);
	struct secret key;
	struct actor actor;
	bool is_first;

	database_must(first_start(service, &is_first, &key));
	assert_true(is_first);
	database_must(api_key_check(store->db, store->now, key.text, &actor));
	assert_int_equal(actor.role, ROLE_APPROVER);
	assert_int_equal(actor.account, 0);
	database_must(key_revoke(store->db, &store->actor, store->now, "api", 1));
	database_must(first_start(service, &is_first, &key));
	assert_false(is_first);
	assert_int_equal(store_number(store, "SELECT count(*) FROM api_key"), 1);
	assert_int_equal(store_number(store, "SELECT count(*) FROM account"), 1);
	service_close(service);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_BOTH(history_is_hourly),
		STORE_BOTH(protection_has_moments),
		STORE_BOTH(offered_is_when_it_was_published),
		STORE_BOTH(quick_ones_have_moments),
		STORE_BOTH(what_is_over_goes),
		STORE_BOTH(being_down_is_nobody_s_failure),
		STORE_BOTH(the_thread_begins_and_ends),
		STORE_BOTH(the_first_start_is_one),
	};

	store_skip();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
