/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Subscriptions, and what machines are told that none of them covers, with letters as they come. */
#include "store.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/json.h"
#include "base/memory.h"
#include "fleet/subscription.h"
#include "fleet/usage.h"

#define DAY (24 * 3600)

static int64_t moment(const char *text)
{
	int64_t seconds;

	assert_true(date_read(text, &seconds));
	return seconds;
}

static void run(const struct store *store, const char *sql)
{
	database_must(db_run(store->db, sql, DB_NO_VALUES, NULL));
}

/* ---- machines ---- */

static struct made_up machine_of(const char *distribution, const char *version)
{
	struct made_up machine;
	json_t *kernel;

	made_up_init(&machine, "box");
	kernel = json_object_get(json_object_get(machine.report, "status"), "kernel");
	json_object_set_new(kernel, "distribution", string_to_json(distribution));
	json_object_set_new(kernel, "version", string_to_json(version));
	return machine;
}
#define _cleanup_machine_ _cleanup_(made_up_deinit)

/* What the machine is told to wait for, and why; its first letter enrols it. */
static enum hold_reason report(struct store *store, struct made_up *machine)
{
	_cleanup_advice_ struct advice advice = {};

	if (machine->serial)
		store_report(store, machine, &advice);
	else
		database_must(store_take(store, LETTER_ENROL,
					 made_up_enrolment(machine, store->access_key.text),
					 &advice));
	assert_int_equal(advice.n_holds, 0);
	return advice.others.reason;
}

/* ---- who pays ---- */

static void add_plan(struct store *store, const struct tariff *tariff)
{
	int64_t id;

	database_must(tariff_add(store->db, &store->actor, store->now, tariff, &id));
}

static int64_t subscribe(struct store *store, const struct tariff *tariff, int64_t quota)
{
	const struct subscription_request request = { .account = store->account,
						      .plan = tariff->name,
						      .quota = quota };
	int64_t id;

	database_must(subscription_add(store->db, &store->actor, store->now, &request, &id));
	return id;
}

static int64_t n_counted(const struct store *store)
{
	return store_number(store, "SELECT count(*) FROM usage");
}

static const struct tariff free_plan = { .name = "debian",
					 .kind = TARIFF_FREE,
					 .currency = "USD",
					 .distribution = "debian",
					 .releases = "6.1.*" };
static const struct tariff trial_plan = {
	.name = "trial", .kind = TARIFF_TRIAL, .currency = "USD", .days = 30
};

/* ---- plans ---- */

static void plans_are_kept(void **state)
{
	struct store *store = *state;
	_cleanup_json_ json_t *list = NULL;
	_cleanup_free_ char *text = NULL;

	add_plan(store, &tariff_default);
	add_plan(store, &free_plan);
	database_must(tariff_list(store->db, &list));
	text = json_dumps(list, JSON_COMPACT);
	assert_string_equal(
		text, "[{\"id\":2,\"name\":\"debian\",\"kind\":\"free\",\"currency\":\"USD\","
		      "\"distribution\":\"debian\",\"releases\":\"6.1.*\",\"days\":null,"
		      "\"grace_days\":0,\"created\":\"2026-11-28T12:00:00Z\",\"steps\":[]},"
		      "{\"id\":1,\"name\":\"standard\",\"kind\":\"metered\",\"currency\":\"USD\","
		      "\"distribution\":null,\"releases\":null,\"days\":null,"
		      "\"grace_days\":14,\"created\":\"2026-11-28T12:00:00Z\","
		      "\"steps\":[{\"beyond\":0,\"cents\":395},{\"beyond\":20,\"cents\":295}]}]");
	assert_int_equal(
		store_number(store, "SELECT count(*) FROM audit WHERE action = 'plan-add'"), 2);
}

#define REFUSED(...)                                                                            \
	do {                                                                                    \
		struct tariff wrong = tariff_default;                                           \
		__VA_ARGS__;                                                                    \
		database_refused(tariff_add(store->db, &store->actor, store->now, &wrong, &id), \
				 SUTURE_REFUSAL_REQUEST_MALFORMED);                             \
	} while (0)

static void wrong_plans_are_refused(void **state)
{
	struct store *store = *state;
	int64_t id;

	REFUSED(wrong.name = "=cmd()");
	REFUSED(wrong.name = "<script>");
	REFUSED(wrong.currency = "usd");
	REFUSED(wrong.currency = "USDT");
	REFUSED(wrong.grace_days = -1);
	REFUSED(wrong.grace_days = TARIFF_DAYS_MAX + 1);
	REFUSED(wrong.n_steps = 0);
	REFUSED(wrong.steps[0].beyond = 1);
	REFUSED(wrong.steps[1].beyond = 0);
	REFUSED(wrong.steps[1].cents = -1);
	REFUSED(wrong.steps[1].cents = TARIFF_NUMBER_MAX + 1LL);
	REFUSED(wrong.releases = "6.1.[0-9]");
	REFUSED(wrong.releases = "*1*2*3*4*5");
	REFUSED(wrong.distribution = "");
	REFUSED(wrong.kind = TARIFF_FREE, wrong.distribution = "debian");
	REFUSED(wrong.kind = TARIFF_FREE, wrong.n_steps = 0);
	REFUSED(wrong.kind = TARIFF_TRIAL, wrong.n_steps = 0, wrong.days = 0);
	assert_int_equal(store_number(store, "SELECT count(*) FROM plan"), 0);
	add_plan(store, &tariff_default);
	REFUSED();
	assert_int_equal(store_number(store, "SELECT count(*) FROM plan_step"), 2);
}

/* ---- subscriptions ---- */

static void wrong_subscriptions_are_refused(void **state)
{
	struct store *store = *state;
	struct subscription_request request = { .plan = "standard" };
	int64_t id;

	request.account = store->account;
	database_refused(subscription_add(store->db, &store->actor, store->now, &request, &id),
			 SUTURE_REFUSAL_NOT_THERE);
	add_plan(store, &tariff_default);
	request.ends = store->now;
	database_refused(subscription_add(store->db, &store->actor, store->now, &request, &id),
			 SUTURE_REFUSAL_REQUEST_MALFORMED);
	request.ends = 0;
	request.quota = -1;
	database_refused(subscription_add(store->db, &store->actor, store->now, &request, &id),
			 SUTURE_REFUSAL_REQUEST_MALFORMED);
	request.quota = 0;
	request.account = store->account + 1;
	database_refused(subscription_add(store->db, &store->actor, store->now, &request, &id),
			 SUTURE_REFUSAL_NOT_THERE);
	assert_int_equal(store_number(store, "SELECT count(*) FROM subscription"), 0);
}

static void it_ends_once_and_not_in_the_past(void **state)
{
	struct store *store = *state;
	struct actor stranger = store->actor;
	int64_t id;

	add_plan(store, &tariff_default);
	id = subscribe(store, &tariff_default, 0);
	stranger.account = store->account + 1;
	database_refused(subscription_end(store->db, &stranger, store->now, id, 0),
			 SUTURE_REFUSAL_NOT_THERE);
	database_refused(subscription_end(store->db, &store->actor, store->now, id, store->now - 1),
			 SUTURE_REFUSAL_REQUEST_MALFORMED);
	database_must(subscription_end(store->db, &store->actor, store->now, id, store->now + DAY));
	database_must(subscription_end(store->db, &store->actor, store->now, id, 0));
	assert_int_equal(store_number(store, "SELECT ends FROM subscription"), store->now);
	database_refused(
		subscription_end(store->db, &store->actor, store->now, id, store->now + DAY),
		SUTURE_REFUSAL_REQUEST_MALFORMED);
	assert_int_equal(store_number(store, "SELECT ends FROM subscription"), store->now);
}

static void they_are_listed_with_how_they_stand(void **state)
{
	struct store *store = *state;
	_cleanup_json_ json_t *list = NULL, *nothing = NULL;
	_cleanup_free_ char *text = NULL;
	struct actor stranger = { .role = ROLE_READ };
	struct subscription_request later = { .plan = "standard" };
	int64_t id;

	add_plan(store, &tariff_default);
	add_plan(store, &trial_plan);
	subscribe(store, &trial_plan, 5);
	later.account = store->account;
	later.starts = store->now + DAY;
	database_must(subscription_add(store->db, &store->actor, store->now, &later, &id));
	database_must(
		subscription_list(store->db, &store->actor, store->account, store->now, &list));
	text = json_dumps(list, JSON_COMPACT);
	assert_string_equal(
		text,
		"[{\"id\":1,\"account\":\"default\",\"plan\":\"trial\",\"kind\":\"trial\","
		"\"starts\":\"2026-11-28T12:00:00Z\",\"ends\":null,\"quota\":5,"
		"\"over_since\":null,\"state\":\"trial\",\"until\":\"2026-12-28T12:00:00Z\"},"
		"{\"id\":2,\"account\":\"default\",\"plan\":\"standard\",\"kind\":\"metered\","
		"\"starts\":\"2026-11-29T12:00:00Z\",\"ends\":null,\"quota\":null,"
		"\"over_since\":null,\"state\":\"future\",\"until\":null}]");
	stranger.account = store->account + 1;
	database_refused(
		subscription_list(store->db, &stranger, store->account, store->now, &nothing),
		SUTURE_REFUSAL_NOT_THERE);
	database_must(subscription_list(store->db, &stranger, 0, store->now, &nothing));
	assert_int_equal(json_array_size(nothing), 0);
}

static enum coverage_state state_for(struct store *store, const char *distribution,
				     const char *version, int64_t *id)
{
	_cleanup_subscriptions_ struct subscriptions list = {};
	struct coverage found;

	database_must(subscription_load(store->db, store->account, &list));
	found = coverage_find(&list, distribution, version, store->now);
	*id = found.by ? found.by->id : 0;
	return found.state;
}

static void its_state_is_asked_for_a_kernel(void **state)
{
	struct store *store = *state;
	int64_t id, found;

	assert_int_equal(state_for(store, NULL, NULL, &found), COVERAGE_COVERED);
	assert_int_equal(found, 0);
	add_plan(store, &free_plan);
	id = subscribe(store, &free_plan, 0);
	assert_int_equal(state_for(store, "debian", "6.1.119-1", &found), COVERAGE_COVERED);
	assert_int_equal(found, id);
	assert_int_equal(state_for(store, "debian", "6.12.1-1", &found), COVERAGE_ENDED);
	assert_int_equal(found, 0);
}

/* ---- machines ---- */

static void who_bills_nobody_holds_nobody(void **state)
{
	struct store *store = *state;
	_cleanup_machine_ struct made_up box = machine_of("debian", "6.1.119-1");

	assert_int_equal(report(store, &box), HOLD_NOTHING);
	assert_int_equal(n_counted(store), 1);
	assert_int_equal(
		store_number(store, "SELECT count(*) FROM usage WHERE subscription IS NULL"), 1);
}

static void what_nothing_covers_waits_and_is_not_counted(void **state)
{
	struct store *store = *state;
	_cleanup_machine_ struct made_up covered = machine_of("debian", "6.1.119-1");
	_cleanup_machine_ struct made_up other = machine_of("fedora", "6.1.119-1");

	add_plan(store, &free_plan);
	subscribe(store, &free_plan, 0);
	assert_int_equal(report(store, &covered), HOLD_NOTHING);
	assert_int_equal(report(store, &other), HOLD_SUBSCRIPTION);
	assert_int_equal(report(store, &other), HOLD_SUBSCRIPTION);
	assert_int_equal(n_counted(store), 1);
	/* It is known all the same, and counted as soon as somebody pays. */
	assert_int_equal(store_number(store, "SELECT count(*) FROM machine"), 2);
	add_plan(store, &tariff_default);
	subscribe(store, &tariff_default, 0);
	store->now += COVERAGE_CACHE_SECONDS;
	assert_int_equal(report(store, &other), HOLD_NOTHING);
	assert_int_equal(n_counted(store), 2);
	assert_int_equal(store_number(store, "SELECT count(*) FROM usage WHERE subscription = 2"),
			 1);
}

static void it_says_why(void **state)
{
	struct store *store = *state;
	_cleanup_machine_ struct made_up box = machine_of("fedora", "6.1.119-1");
	_cleanup_advice_ struct advice advice = {};
	_cleanup_free_ char *text = NULL;

	add_plan(store, &free_plan);
	subscribe(store, &free_plan, 0);
	text = made_up_enrolment(&box, store->access_key.text);
	database_must(store_take(store, LETTER_ENROL, xstrdup(text), &advice));
	assert_int_equal(advice.authorization, ADMIT_ALLOWED);
	assert_string_equal(advice.others.text,
			    "none of the account's subscriptions is for this kernel");
	/* The same letter again is answered the same. */
	advice_deinit(&advice);
	database_must(store_take(store, LETTER_ENROL, xstrdup(text), &advice));
	assert_int_equal(advice.others.reason, HOLD_SUBSCRIPTION);
}

static void only_who_is_allowed_is_counted(void **state)
{
	struct store *store = *state;
	_cleanup_machine_ struct made_up box = machine_of("debian", "6.1.119-1");

	run(store, "UPDATE access_key SET admits = 'pending'");
	assert_int_equal(report(store, &box), HOLD_AUTHORIZATION);
	run(store, "UPDATE machine SET authorization_state = 'denied'");
	assert_int_equal(report(store, &box), HOLD_AUTHORIZATION);
	assert_int_equal(n_counted(store), 0);
	run(store, "UPDATE machine SET authorization_state = 'allowed'");
	assert_int_equal(report(store, &box), HOLD_NOTHING);
	assert_int_equal(n_counted(store), 1);
}

static void it_is_counted_once_a_month(void **state)
{
	struct store *store = *state;
	_cleanup_machine_ struct made_up box = machine_of("debian", "6.1.119-1");

	store->now = moment("2028-02-29T23:59:58Z");
	report(store, &box);
	store->now++;
	report(store, &box);
	assert_int_equal(n_counted(store), 1);
	assert_int_equal(store_number(store, "SELECT count(*) FROM usage WHERE month = '2028-02'"),
			 1);
	store->now++;
	report(store, &box);
	assert_int_equal(n_counted(store), 2);
	assert_int_equal(store_number(store, "SELECT count(*) FROM usage WHERE month = '2028-03'"),
			 1);
	/* In April it does not report. */
	store->now = moment("2028-05-01T00:00:00Z");
	report(store, &box);
	assert_int_equal(n_counted(store), 3);
	assert_int_equal(store_number(store, "SELECT count(*) FROM usage WHERE month = '2028-04'"),
			 0);
}

static void a_trial_ends_while_machines_report(void **state)
{
	struct store *store = *state;
	_cleanup_machine_ struct made_up box = machine_of("debian", "6.1.119-1");

	add_plan(store, &trial_plan);
	subscribe(store, &trial_plan, 0);
	store->now += 30 * DAY - 1;
	assert_int_equal(report(store, &box), HOLD_NOTHING);
	store->now++;
	assert_int_equal(report(store, &box), HOLD_SUBSCRIPTION);
}

/* It is told to hold others: nothing else in the advice changes what it has or may take back. */
static void an_end_holds_after_its_grace(void **state)
{
	struct store *store = *state;
	_cleanup_machine_ struct made_up box = machine_of("debian", "6.1.119-1");
	int64_t id;

	store->now = moment("2026-11-10T12:00:00Z");
	add_plan(store, &tariff_default);
	id = subscribe(store, &tariff_default, 0);
	assert_int_equal(report(store, &box), HOLD_NOTHING);
	database_must(subscription_end(store->db, &store->actor, store->now, id, 0));
	store->now += 14 * DAY - 1;
	assert_int_equal(report(store, &box), HOLD_NOTHING);
	store->now++;
	assert_int_equal(report(store, &box), HOLD_SUBSCRIPTION);
	assert_int_equal(n_counted(store), 1);
}

/* ---- quotas ---- */

static void a_full_quota_holds_new_machines_alone(void **state)
{
	struct store *store = *state;
	struct made_up boxes[5];

	store->now = moment("2026-11-10T12:00:00Z");
	add_plan(store, &tariff_default);
	subscribe(store, &tariff_default, 2);
	for (size_t i = 0; i < ARRAY_SIZE(boxes); i++)
		boxes[i] = machine_of("debian", "6.1.119-1");
	assert_int_equal(report(store, &boxes[0]), HOLD_NOTHING);
	assert_int_equal(report(store, &boxes[1]), HOLD_NOTHING);
	assert_int_equal(store_number(store, "SELECT count(over_since) FROM subscription"), 0);
	/* The third is let in, and the grace begins. */
	assert_int_equal(report(store, &boxes[2]), HOLD_NOTHING);
	assert_int_equal(store_number(store, "SELECT over_since FROM subscription"), store->now);
	assert_int_equal(
		store_number(store, "SELECT count(*) FROM audit WHERE action = 'quota-over'"), 1);
	store->now += 14 * DAY - 1;
	assert_int_equal(report(store, &boxes[3]), HOLD_NOTHING);
	store->now++;
	assert_int_equal(report(store, &boxes[4]), HOLD_SUBSCRIPTION);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(report(store, &boxes[i]), HOLD_NOTHING);
	assert_int_equal(n_counted(store), 4);
	/* A new month does not let it in, and holds nobody else: those of November have places. */
	store->now = moment("2026-12-01T00:00:00Z");
	assert_int_equal(report(store, &boxes[4]), HOLD_SUBSCRIPTION);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(report(store, &boxes[i]), HOLD_NOTHING);
	assert_int_equal(n_counted(store), 8);
	/* Two go, which leaves as many as may be; a third, and there is room. */
	run(store, "UPDATE machine SET authorization_state = 'denied' WHERE id IN (1, 2)");
	store->now += COVERAGE_CACHE_SECONDS;
	assert_int_equal(report(store, &boxes[4]), HOLD_SUBSCRIPTION);
	run(store, "UPDATE machine SET authorization_state = 'denied' WHERE id = 3");
	store->now += COVERAGE_CACHE_SECONDS;
	assert_int_equal(report(store, &boxes[4]), HOLD_NOTHING);
	assert_int_equal(store_number(store, "SELECT count(over_since) FROM subscription"), 0);
	for (size_t i = 0; i < ARRAY_SIZE(boxes); i++)
		made_up_deinit(&boxes[i]);
}

/* Each daemon has what it remembers of subscriptions; the second one tells nothing anew. */
static void two_daemons_are_over_once(void **state)
{
	struct store *store = *state;
	struct intake_office first, other = { .interval = 3600 };
	struct made_up boxes[6];

	store->now = moment("2026-11-10T12:00:00Z");
	add_plan(store, &tariff_default);
	subscribe(store, &tariff_default, 2);
	for (size_t i = 0; i < ARRAY_SIZE(boxes); i++) {
		boxes[i] = machine_of("debian", "6.1.119-1");
		first = store->office;
		store->office = other;
		other = first;
		assert_int_equal(report(store, &boxes[i]), HOLD_NOTHING);
		store->now++;
	}
	assert_int_equal(
		store_number(store, "SELECT count(*) FROM audit WHERE action = 'quota-over'"), 1);
	intake_forget(&other);
	for (size_t i = 0; i < ARRAY_SIZE(boxes); i++)
		made_up_deinit(&boxes[i]);
}

static void what_is_full_leaves_it_to_another(void **state)
{
	struct store *store = *state;
	struct tariff strict = tariff_default;
	_cleanup_machine_ struct made_up first = machine_of("debian", "6.1.119-1");
	_cleanup_machine_ struct made_up second = machine_of("debian", "6.1.119-1");
	_cleanup_machine_ struct made_up third = machine_of("debian", "6.1.119-1");

	strict.name = "strict";
	strict.grace_days = 0;
	add_plan(store, &strict);
	subscribe(store, &strict, 1);
	subscribe(store, &strict, 1);
	assert_int_equal(report(store, &first), HOLD_NOTHING);
	assert_int_equal(report(store, &second), HOLD_NOTHING);
	assert_int_equal(report(store, &third), HOLD_SUBSCRIPTION);
	assert_int_equal(store_number(store, "SELECT count(*) FROM usage WHERE subscription = 1"),
			 1);
	assert_int_equal(store_number(store, "SELECT count(*) FROM usage WHERE subscription = 2"),
			 1);
}

/* ---- the cache ---- */

static void a_change_is_noticed_within_a_minute(void **state)
{
	struct store *store = *state;
	_cleanup_machine_ struct made_up box = machine_of("fedora", "6.1");

	assert_int_equal(report(store, &box), HOLD_NOTHING);
	add_plan(store, &free_plan);
	subscribe(store, &free_plan, 0);
	store->now += COVERAGE_CACHE_SECONDS - 1;
	assert_int_equal(report(store, &box), HOLD_NOTHING);
	store->now++;
	assert_int_equal(report(store, &box), HOLD_SUBSCRIPTION);
	/* Also when the clock was put back. */
	database_must(subscription_end(store->db, &store->actor, store->now, 1, store->now + DAY));
	run(store, "DELETE FROM subscription");
	store->now -= COVERAGE_CACHE_SECONDS;
	assert_int_equal(report(store, &box), HOLD_NOTHING);
}

static enum coverage_state cached_state(struct store *store, bool is_new)
{
	struct coverage coverage;

	database_must(coverage_cache_find(store->db, &store->office.coverage, store->account,
					  "debian", "6.1.119-1", is_new, store->now, &coverage));
	return coverage.state;
}

static void a_rollback_is_forgotten(void **state)
{
	struct store *store = *state;
	_cleanup_machine_ struct made_up box = machine_of("debian", "6.1.119-1");

	add_plan(store, &tariff_default);
	subscribe(store, &tariff_default, 1);
	report(store, &box);
	database_must(db_begin(store->db));
	assert_int_equal(cached_state(store, true), COVERAGE_GRACE);
	db_rollback(store->db);
	assert_int_equal(store_number(store, "SELECT count(over_since) FROM subscription"), 0);
	assert_int_equal(cached_state(store, false), COVERAGE_GRACE);
	intake_forget(&store->office);
	assert_int_equal(cached_state(store, false), COVERAGE_COVERED);
}

/* ---- usage ---- */

static void usage_is_listed(void **state)
{
	struct store *store = *state;
	_cleanup_machine_ struct made_up first = machine_of("debian", "6.1.119-1");
	_cleanup_machine_ struct made_up second = machine_of(NULL, NULL);
	_cleanup_json_ json_t *list = NULL, *page = NULL, *nothing = NULL;
	const struct lists_page all = {}, rest = { .offset = 1, .limit = 1 };
	struct actor stranger = { .role = ROLE_READ };
	const char *plan = NULL, *uuid = NULL;
	struct month month;

	report(store, &first);
	add_plan(store, &tariff_default);
	subscribe(store, &tariff_default, 0);
	store->now += COVERAGE_CACHE_SECONDS;
	report(store, &second);
	month_of(store->now, &month);
	database_must(usage_list(store->db, &store->actor, store->account, &month, store->now, &all,
				 &list));
	assert_int_equal(json_integer_value(json_object_get(list, "total")), 2);
	assert_true(json_is_true(json_object_get(list, "preliminary")));
	assert_int_equal(json_array_size(json_object_get(list, "items")), 2);
	database_must(
		usage_list(store->db, &store->actor, 0, &month, month.ends + 3600, &rest, &page));
	assert_false(json_is_true(json_object_get(page, "preliminary")));
	assert_int_equal(json_array_size(json_object_get(page, "items")), 1);
	assert_int_equal(
		json_unpack(page, "{s:[{s:s, s:s}]}", "items", "plan", &plan, "machine", &uuid), 0);
	assert_string_equal(plan, "standard");
	assert_string_equal(uuid, second.uuid);
	stranger.account = store->account + 1;
	database_refused(usage_list(store->db, &stranger, store->account, &month, store->now, &all,
				    &nothing),
			 SUTURE_REFUSAL_NOT_THERE);
	database_must(usage_list(store->db, &stranger, 0, &month, store->now, &all, &nothing));
	assert_int_equal(json_integer_value(json_object_get(nothing, "total")), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_BOTH(plans_are_kept),
		STORE_BOTH(wrong_plans_are_refused),
		STORE_BOTH(wrong_subscriptions_are_refused),
		STORE_BOTH(it_ends_once_and_not_in_the_past),
		STORE_BOTH(they_are_listed_with_how_they_stand),
		STORE_BOTH(its_state_is_asked_for_a_kernel),
		STORE_BOTH(who_bills_nobody_holds_nobody),
		STORE_BOTH(what_nothing_covers_waits_and_is_not_counted),
		STORE_BOTH(it_says_why),
		STORE_BOTH(only_who_is_allowed_is_counted),
		STORE_BOTH(it_is_counted_once_a_month),
		STORE_BOTH(a_trial_ends_while_machines_report),
		STORE_BOTH(an_end_holds_after_its_grace),
		STORE_BOTH(a_full_quota_holds_new_machines_alone),
		STORE_BOTH(two_daemons_are_over_once),
		STORE_BOTH(what_is_full_leaves_it_to_another),
		STORE_BOTH(a_change_is_noticed_within_a_minute),
		STORE_BOTH(a_rollback_is_forgotten),
		STORE_BOTH(usage_is_listed),
	};

	store_skip();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
