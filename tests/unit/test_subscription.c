/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Subscriptions, and what machines are told that none of them covers, with letters as they come. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "two_databases.h"

#include "base/hex.h"
#include "base/json.h"
#include "base/memory.h"
#include "fleet/account.h"
#include "fleet/intake.h"
#include "fleet/subscription.h"
#include "fleet/usage.h"

#define DAY	 (24 * 3600)
#define BUILD_ID "00112233445566778899aabbccddeeff00112233"

/* ---- a service, and its machines ---- */

struct house {
	struct db *db;
	int64_t account;
	int64_t now;
	char access_key[96];
	struct intake_office office;
};

struct box {
	char uuid[UUID_TEXT_SIZE];
	EVP_PKEY *key;
	uint64_t serial;
	const char *distribution, *version;
};

static void house_open(struct house *house, struct fleet_place *place)
{
	const struct fleet_group group = { .name = "all" };
	struct access_key key = { .admits = ADMIT_ALLOWED, .label = "test" };
	struct secret secret;

	*house = (struct house){ .db = place->db, .now = moment("2026-11-10T12:00:00Z") };
	house->office.interval = 600;
	must(account_add(house->db, &fleet_approver, house->now, "acme", NULL, &house->account));
	must(group_set(house->db, &fleet_approver, house->now, house->account, &group, &key.group));
	key.account = house->account;
	must(access_key_add(house->db, &fleet_approver, house->now, &key, &secret));
	snprintf(house->access_key, sizeof(house->access_key), "%s", secret.text);
}

static void house_close(struct house *house)
{
	intake_forget(&house->office);
}
#define _cleanup_house_ _cleanup_(house_close)

static struct box box_make(const char *distribution, const char *version)
{
	struct box box = { .distribution = distribution, .version = version };

	must(uuid_make(box.uuid));
	must(ed25519_make(&box.key));
	return box;
}

static void box_drop(struct box *box)
{
	EVP_PKEY_free(box->key);
}
#define _cleanup_box_ _cleanup_(box_drop)

static json_t *status_of(const struct box *box)
{
	json_t *status = json_pack("{s:{s:s, s:s, s:s?, s:s?}}", "kernel", "release", "6.1.0-28-amd64",
				   "build_id", BUILD_ID, "distribution", box->distribution,
				   "version", box->version);

	json_object_set_new(status, "effective", json_null());
	json_object_set_new(status, "covered_until", json_null());
	json_object_set_new(status, "verdict", json_string("up-to-date"));
	json_object_set_new(status, "policy", json_pack("{s:s}", "mode", "automatic"));
	json_object_set_new(status, "updates", json_array());
	json_object_set_new(status, "cves", json_array());
	json_object_set_new(status, "suspects", json_array());
	json_object_set_new(status, "plan",
			    json_pack("{s:[], s:[], s:[], s:n}", "install", "remove", "skipped",
				      "reason"));
	return status;
}

static json_t *report_of(const struct box *box)
{
	return json_pack("{s:i, s:s, s:s, s:b, s:{}, s:s, s:n, s:o}", "format", 1, "hostname",
			 "box", "client", "1.0", "about_to", 0, "tags", "boot", "boot",
			 "last_change", "status", status_of(box));
}

static void add_enrolment(const struct house *house, const struct box *box, json_t *report)
{
	unsigned char public[ED25519_PUBLIC_SIZE];
	char digits[2 * ED25519_PUBLIC_SIZE + 1];

	must(ed25519_public(box->key, public));
	hex_write(public, sizeof(public), digits);
	json_object_set_new(report, "access_key", json_string(house->access_key));
	json_object_set_new(report, "public_key", json_string(digits));
}

static char *write_letter(const struct house *house, const struct box *box, enum letter_word word)
{
	_cleanup_json_ json_t *report = report_of(box);
	_cleanup_free_ char *body = NULL;
	struct letter letter = { .word = word, .serial = box->serial };
	char *text;

	if (word == LETTER_ENROL)
		add_enrolment(house, box, report);
	body = json_text(report);
	snprintf(letter.uuid, sizeof(letter.uuid), "%s", box->uuid);
	letter.body = (const unsigned char *)body;
	letter.size = strlen(body);
	must(letter_write(&letter, box->key, &text));
	return text;
}

static void take_letter(struct house *house, enum letter_word word, const char *text,
			struct advice *advice)
{
	_cleanup_intake_ struct intake intake = {};

	must(intake_open(house->db, word, text, strlen(text), "192.0.2.1", house->now, &intake));
	must(db_begin(house->db));
	must(intake_take(house->db, &house->office, &intake, house->now, advice));
	must(db_commit(house->db));
}

/* What the machine is told to wait for, and why; the first letter enrols it. */
static enum hold_reason report(struct house *house, struct box *box)
{
	const enum letter_word word = box->serial++ ? LETTER_REPORT : LETTER_ENROL;
	_cleanup_free_ char *text = write_letter(house, box, word);
	_cleanup_advice_ struct advice advice = {};

	take_letter(house, word, text, &advice);
	assert_int_equal(advice.n_holds, 0);
	return advice.others.reason;
}

static int64_t add_plan(struct house *house, const struct tariff *tariff)
{
	int64_t id;

	must(tariff_add(house->db, &fleet_approver, house->now, tariff, &id));
	return id;
}

static int64_t subscribe(struct house *house, const struct tariff *tariff, int64_t quota)
{
	const struct subscription_request request = { .account = house->account,
						      .plan = tariff->name,
						      .quota = quota };
	int64_t id;

	must(subscription_add(house->db, &fleet_approver, house->now, &request, &id));
	return id;
}

static int64_t n_counted(struct house *house)
{
	return number(house->db, "SELECT count(*) FROM usage");
}

static const struct tariff free_plan = { .name = "debian",
					 .kind = TARIFF_FREE,
					 .currency = "USD",
					 .distribution = "debian",
					 .releases = "6.1.*" };
static const struct tariff trial_plan = { .name = "trial",
					  .kind = TARIFF_TRIAL,
					  .currency = "USD",
					  .days = 30 };

/* ---- plans ---- */

static void plans_are_kept(void **state)
{
	struct fleet_place *place = *state;
	_cleanup_house_ struct house house;
	_cleanup_json_ json_t *list = NULL;
	_cleanup_free_ char *text = NULL;

	house_open(&house, place);
	add_plan(&house, &tariff_default);
	add_plan(&house, &free_plan);
	must(tariff_list(house.db, &list));
	text = json_dumps(list, JSON_COMPACT);
	assert_string_equal(
		text,
		"[{\"id\":2,\"name\":\"debian\",\"kind\":\"free\",\"currency\":\"USD\","
		"\"distribution\":\"debian\",\"releases\":\"6.1.*\",\"days\":null,"
		"\"grace_days\":0,\"created\":\"2026-11-10T12:00:00Z\",\"steps\":[]},"
		"{\"id\":1,\"name\":\"standard\",\"kind\":\"metered\",\"currency\":\"USD\","
		"\"distribution\":null,\"releases\":null,\"days\":null,"
		"\"grace_days\":14,\"created\":\"2026-11-10T12:00:00Z\","
		"\"steps\":[{\"beyond\":0,\"cents\":395},{\"beyond\":20,\"cents\":295}]}]");
	assert_int_equal(number(house.db, "SELECT count(*) FROM audit WHERE action = 'plan-add'"),
			 2);
}

#define REFUSED(...)                                                                            \
	do {                                                                                    \
		struct tariff wrong = tariff_default;                                           \
		__VA_ARGS__;                                                                    \
		assert_refused(tariff_add(house.db, &fleet_approver, house.now, &wrong, &id),   \
			       SUTURE_REFUSAL_REQUEST_MALFORMED);                               \
	} while (0)

static void wrong_plans_are_refused(void **state)
{
	struct fleet_place *place = *state;
	_cleanup_house_ struct house house;
	int64_t id;

	house_open(&house, place);
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
	assert_int_equal(number(house.db, "SELECT count(*) FROM plan"), 0);
	add_plan(&house, &tariff_default);
	REFUSED();
	assert_int_equal(number(house.db, "SELECT count(*) FROM plan_step"), 2);
}

/* ---- subscriptions ---- */

static void wrong_subscriptions_are_refused(void **state)
{
	struct fleet_place *place = *state;
	_cleanup_house_ struct house house;
	struct subscription_request request = { .plan = "standard" };
	int64_t id;

	house_open(&house, place);
	request.account = house.account;
	assert_refused(subscription_add(house.db, &fleet_approver, house.now, &request, &id),
		       SUTURE_REFUSAL_NOT_THERE);
	add_plan(&house, &tariff_default);
	request.ends = house.now;
	assert_refused(subscription_add(house.db, &fleet_approver, house.now, &request, &id),
		       SUTURE_REFUSAL_REQUEST_MALFORMED);
	request.ends = 0;
	request.quota = -1;
	assert_refused(subscription_add(house.db, &fleet_approver, house.now, &request, &id),
		       SUTURE_REFUSAL_REQUEST_MALFORMED);
	request.quota = 0;
	request.account = house.account + 1;
	assert_refused(subscription_add(house.db, &fleet_approver, house.now, &request, &id),
		       SUTURE_REFUSAL_NOT_THERE);
	assert_int_equal(number(house.db, "SELECT count(*) FROM subscription"), 0);
}

static void it_ends_once_and_not_in_the_past(void **state)
{
	struct fleet_place *place = *state;
	_cleanup_house_ struct house house;
	struct actor stranger = fleet_approver;
	int64_t id;

	house_open(&house, place);
	add_plan(&house, &tariff_default);
	id = subscribe(&house, &tariff_default, 0);
	stranger.account = house.account + 1;
	assert_refused(subscription_end(house.db, &stranger, house.now, id, 0),
		       SUTURE_REFUSAL_NOT_THERE);
	assert_refused(subscription_end(house.db, &fleet_approver, house.now, id, house.now - 1),
		       SUTURE_REFUSAL_REQUEST_MALFORMED);
	must(subscription_end(house.db, &fleet_approver, house.now, id, house.now + DAY));
	must(subscription_end(house.db, &fleet_approver, house.now, id, 0));
	assert_int_equal(number(house.db, "SELECT ends FROM subscription"), house.now);
	assert_refused(subscription_end(house.db, &fleet_approver, house.now, id, house.now + DAY),
		       SUTURE_REFUSAL_REQUEST_MALFORMED);
	assert_int_equal(number(house.db, "SELECT ends FROM subscription"), house.now);
}

static void they_are_listed_with_how_they_stand(void **state)
{
	struct fleet_place *place = *state;
	_cleanup_house_ struct house house;
	_cleanup_json_ json_t *list = NULL, *nothing = NULL;
	_cleanup_free_ char *text = NULL;
	struct actor stranger = { .role = ROLE_READ };
	struct subscription_request later = { .plan = "standard" };
	int64_t id;

	house_open(&house, place);
	add_plan(&house, &tariff_default);
	add_plan(&house, &trial_plan);
	subscribe(&house, &trial_plan, 5);
	later.account = house.account;
	later.starts = house.now + DAY;
	must(subscription_add(house.db, &fleet_approver, house.now, &later, &id));
	must(subscription_list(house.db, &fleet_approver, house.account, house.now, &list));
	text = json_dumps(list, JSON_COMPACT);
	assert_string_equal(
		text, "[{\"id\":1,\"account\":\"acme\",\"plan\":\"trial\",\"kind\":\"trial\","
		      "\"starts\":\"2026-11-10T12:00:00Z\",\"ends\":null,\"quota\":5,"
		      "\"over_since\":null,\"state\":\"trial\",\"until\":\"2026-12-10T12:00:00Z\"},"
		      "{\"id\":2,\"account\":\"acme\",\"plan\":\"standard\",\"kind\":\"metered\","
		      "\"starts\":\"2026-11-11T12:00:00Z\",\"ends\":null,\"quota\":null,"
		      "\"over_since\":null,\"state\":\"future\",\"until\":null}]");
	stranger.account = house.account + 1;
	must(subscription_list(house.db, &stranger, 0, house.now, &nothing));
	assert_int_equal(json_array_size(nothing), 0);
}

static void its_state_is_asked_for_a_kernel(void **state)
{
	struct fleet_place *place = *state;
	_cleanup_house_ struct house house;
	struct coverage coverage;
	int64_t id, found;

	house_open(&house, place);
	must(subscription_state(house.db, house.account, NULL, NULL, house.now, &coverage, &found));
	assert_int_equal(coverage.state, COVERAGE_COVERED);
	assert_int_equal(found, 0);
	add_plan(&house, &free_plan);
	id = subscribe(&house, &free_plan, 0);
	must(subscription_state(house.db, house.account, "debian", "6.1.119-1", house.now, &coverage,
				&found));
	assert_int_equal(coverage.state, COVERAGE_COVERED);
	assert_int_equal(found, id);
	must(subscription_state(house.db, house.account, "debian", "6.12.1-1", house.now, &coverage,
				&found));
	assert_int_equal(coverage.state, COVERAGE_ENDED);
	assert_int_equal(found, 0);
}

/* ---- machines ---- */

static void who_bills_nobody_holds_nobody(void **state)
{
	struct fleet_place *place = *state;
	_cleanup_house_ struct house house;
	_cleanup_box_ struct box box = box_make("debian", "6.1.119-1");

	house_open(&house, place);
	assert_int_equal(report(&house, &box), HOLD_NOTHING);
	assert_int_equal(n_counted(&house), 1);
	assert_int_equal(number(house.db, "SELECT count(*) FROM usage WHERE subscription IS NULL"),
			 1);
}

static void what_nothing_covers_waits_and_is_not_counted(void **state)
{
	struct fleet_place *place = *state;
	_cleanup_house_ struct house house;
	_cleanup_box_ struct box covered = box_make("debian", "6.1.119-1");
	_cleanup_box_ struct box other = box_make("fedora", "6.1.119-1");

	house_open(&house, place);
	add_plan(&house, &free_plan);
	subscribe(&house, &free_plan, 0);
	assert_int_equal(report(&house, &covered), HOLD_NOTHING);
	assert_int_equal(report(&house, &other), HOLD_SUBSCRIPTION);
	assert_int_equal(report(&house, &other), HOLD_SUBSCRIPTION);
	assert_int_equal(n_counted(&house), 1);
	/* It is known all the same, and counted as soon as somebody pays. */
	assert_int_equal(number(house.db, "SELECT count(*) FROM machine"), 2);
	add_plan(&house, &tariff_default);
	subscribe(&house, &tariff_default, 0);
	house.now += COVERAGE_CACHE_SECONDS;
	assert_int_equal(report(&house, &other), HOLD_NOTHING);
	assert_int_equal(n_counted(&house), 2);
	assert_int_equal(number(house.db, "SELECT count(*) FROM usage WHERE subscription = 2"), 1);
}

static void it_says_why(void **state)
{
	struct fleet_place *place = *state;
	_cleanup_house_ struct house house;
	_cleanup_box_ struct box box = box_make("fedora", "6.1.119-1");
	_cleanup_advice_ struct advice advice = {};
	_cleanup_free_ char *text = NULL;

	house_open(&house, place);
	add_plan(&house, &free_plan);
	subscribe(&house, &free_plan, 0);
	box.serial = 1;
	text = write_letter(&house, &box, LETTER_ENROL);
	take_letter(&house, LETTER_ENROL, text, &advice);
	assert_int_equal(advice.authorization, ADMIT_ALLOWED);
	assert_string_equal(advice.others.text,
			    "none of the account's subscriptions is for this kernel");
	/* The same letter again is answered the same. */
	advice_deinit(&advice);
	take_letter(&house, LETTER_ENROL, text, &advice);
	assert_int_equal(advice.others.reason, HOLD_SUBSCRIPTION);
}

static void only_who_is_allowed_is_counted(void **state)
{
	struct fleet_place *place = *state;
	_cleanup_house_ struct house house;
	_cleanup_box_ struct box box = box_make("debian", "6.1.119-1");

	house_open(&house, place);
	run(house.db, "UPDATE access_key SET admits = 'pending'");
	assert_int_equal(report(&house, &box), HOLD_AUTHORIZATION);
	run(house.db, "UPDATE machine SET authorization_state = 'denied'");
	assert_int_equal(report(&house, &box), HOLD_AUTHORIZATION);
	assert_int_equal(n_counted(&house), 0);
	run(house.db, "UPDATE machine SET authorization_state = 'allowed'");
	assert_int_equal(report(&house, &box), HOLD_NOTHING);
	assert_int_equal(n_counted(&house), 1);
}

static void it_is_counted_once_a_month(void **state)
{
	struct fleet_place *place = *state;
	_cleanup_house_ struct house house;
	_cleanup_box_ struct box box = box_make("debian", "6.1.119-1");

	house_open(&house, place);
	house.now = moment("2028-02-29T23:59:58Z");
	report(&house, &box);
	house.now++;
	report(&house, &box);
	assert_int_equal(n_counted(&house), 1);
	assert_int_equal(number(house.db, "SELECT count(*) FROM usage WHERE month = '2028-02'"), 1);
	house.now++;
	report(&house, &box);
	assert_int_equal(n_counted(&house), 2);
	assert_int_equal(number(house.db, "SELECT count(*) FROM usage WHERE month = '2028-03'"), 1);
	/* In April it does not report. */
	house.now = moment("2028-05-01T00:00:00Z");
	report(&house, &box);
	assert_int_equal(n_counted(&house), 3);
	assert_int_equal(number(house.db, "SELECT count(*) FROM usage WHERE month = '2028-04'"), 0);
}

static void a_trial_ends_while_machines_report(void **state)
{
	struct fleet_place *place = *state;
	_cleanup_house_ struct house house;
	_cleanup_box_ struct box box = box_make("debian", "6.1.119-1");

	house_open(&house, place);
	add_plan(&house, &trial_plan);
	subscribe(&house, &trial_plan, 0);
	house.now += 30 * DAY - 1;
	assert_int_equal(report(&house, &box), HOLD_NOTHING);
	house.now++;
	assert_int_equal(report(&house, &box), HOLD_SUBSCRIPTION);
}

/* It is told to hold others: nothing else in the advice changes what it has or may take back. */
static void an_end_holds_after_its_grace(void **state)
{
	struct fleet_place *place = *state;
	_cleanup_house_ struct house house;
	_cleanup_box_ struct box box = box_make("debian", "6.1.119-1");
	int64_t id;

	house_open(&house, place);
	add_plan(&house, &tariff_default);
	id = subscribe(&house, &tariff_default, 0);
	assert_int_equal(report(&house, &box), HOLD_NOTHING);
	must(subscription_end(house.db, &fleet_approver, house.now, id, 0));
	house.now += 14 * DAY - 1;
	assert_int_equal(report(&house, &box), HOLD_NOTHING);
	house.now++;
	assert_int_equal(report(&house, &box), HOLD_SUBSCRIPTION);
	assert_int_equal(n_counted(&house), 1);
}

/* ---- quotas ---- */

static void a_full_quota_holds_new_machines_alone(void **state)
{
	struct fleet_place *place = *state;
	_cleanup_house_ struct house house;
	struct box boxes[5];

	house_open(&house, place);
	add_plan(&house, &tariff_default);
	subscribe(&house, &tariff_default, 2);
	for (size_t i = 0; i < ARRAY_SIZE(boxes); i++)
		boxes[i] = box_make("debian", "6.1.119-1");
	assert_int_equal(report(&house, &boxes[0]), HOLD_NOTHING);
	assert_int_equal(report(&house, &boxes[1]), HOLD_NOTHING);
	assert_int_equal(number(house.db, "SELECT count(over_since) FROM subscription"), 0);
	/* The third is let in, and the grace begins. */
	assert_int_equal(report(&house, &boxes[2]), HOLD_NOTHING);
	assert_int_equal(number(house.db, "SELECT over_since FROM subscription"), house.now);
	assert_int_equal(number(house.db,
				"SELECT count(*) FROM audit WHERE action = 'quota-over'"),
			 1);
	house.now += 14 * DAY - 1;
	assert_int_equal(report(&house, &boxes[3]), HOLD_NOTHING);
	house.now++;
	assert_int_equal(report(&house, &boxes[4]), HOLD_SUBSCRIPTION);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(report(&house, &boxes[i]), HOLD_NOTHING);
	assert_int_equal(n_counted(&house), 4);
	/* A new month does not let it in, and holds nobody else: those of November have places. */
	house.now = moment("2026-12-01T00:00:00Z");
	assert_int_equal(report(&house, &boxes[4]), HOLD_SUBSCRIPTION);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(report(&house, &boxes[i]), HOLD_NOTHING);
	assert_int_equal(n_counted(&house), 8);
	/* Two go, which leaves as many as may be; a third, and there is room. */
	run(house.db, "UPDATE machine SET authorization_state = 'denied' WHERE id IN (1, 2)");
	house.now += COVERAGE_CACHE_SECONDS;
	assert_int_equal(report(&house, &boxes[4]), HOLD_SUBSCRIPTION);
	run(house.db, "UPDATE machine SET authorization_state = 'denied' WHERE id = 3");
	house.now += COVERAGE_CACHE_SECONDS;
	assert_int_equal(report(&house, &boxes[4]), HOLD_NOTHING);
	assert_int_equal(number(house.db, "SELECT count(over_since) FROM subscription"), 0);
	for (size_t i = 0; i < ARRAY_SIZE(boxes); i++)
		box_drop(&boxes[i]);
}

static void what_is_full_leaves_it_to_another(void **state)
{
	struct fleet_place *place = *state;
	struct tariff strict = tariff_default;
	_cleanup_house_ struct house house;
	_cleanup_box_ struct box first = box_make("debian", "6.1.119-1");
	_cleanup_box_ struct box second = box_make("debian", "6.1.119-1");
	_cleanup_box_ struct box third = box_make("debian", "6.1.119-1");

	strict.name = "strict";
	strict.grace_days = 0;
	house_open(&house, place);
	add_plan(&house, &strict);
	subscribe(&house, &strict, 1);
	subscribe(&house, &strict, 1);
	assert_int_equal(report(&house, &first), HOLD_NOTHING);
	assert_int_equal(report(&house, &second), HOLD_NOTHING);
	assert_int_equal(report(&house, &third), HOLD_SUBSCRIPTION);
	assert_int_equal(number(house.db, "SELECT count(*) FROM usage WHERE subscription = 1"), 1);
	assert_int_equal(number(house.db, "SELECT count(*) FROM usage WHERE subscription = 2"), 1);
}

/* ---- the cache ---- */

static void a_change_is_noticed_within_a_minute(void **state)
{
	struct fleet_place *place = *state;
	_cleanup_house_ struct house house;
	_cleanup_box_ struct box box = box_make("fedora", "6.1");

	house_open(&house, place);
	assert_int_equal(report(&house, &box), HOLD_NOTHING);
	add_plan(&house, &free_plan);
	subscribe(&house, &free_plan, 0);
	house.now += COVERAGE_CACHE_SECONDS - 1;
	assert_int_equal(report(&house, &box), HOLD_NOTHING);
	house.now++;
	assert_int_equal(report(&house, &box), HOLD_SUBSCRIPTION);
	/* Also when the clock was put back. */
	must(subscription_end(house.db, &fleet_approver, house.now, 1, house.now + DAY));
	run(house.db, "DELETE FROM subscription");
	house.now -= COVERAGE_CACHE_SECONDS;
	assert_int_equal(report(&house, &box), HOLD_NOTHING);
}

static enum coverage_state cached_state(struct house *house, bool is_new)
{
	struct coverage coverage;

	must(coverage_cache_find(house->db, &house->office.coverage, house->account, "debian",
				 "6.1.119-1", is_new, house->now, &coverage));
	return coverage.state;
}

static void a_rollback_is_forgotten(void **state)
{
	struct fleet_place *place = *state;
	_cleanup_house_ struct house house;
	_cleanup_box_ struct box box = box_make("debian", "6.1.119-1");

	house_open(&house, place);
	add_plan(&house, &tariff_default);
	subscribe(&house, &tariff_default, 1);
	report(&house, &box);
	must(db_begin(house.db));
	assert_int_equal(cached_state(&house, true), COVERAGE_GRACE);
	db_rollback(house.db);
	assert_int_equal(number(house.db, "SELECT count(over_since) FROM subscription"), 0);
	assert_int_equal(cached_state(&house, false), COVERAGE_GRACE);
	intake_forget(&house.office);
	assert_int_equal(cached_state(&house, false), COVERAGE_COVERED);
}

/* ---- usage ---- */

static void usage_is_listed(void **state)
{
	struct fleet_place *place = *state;
	_cleanup_house_ struct house house;
	_cleanup_box_ struct box first = box_make("debian", "6.1.119-1");
	_cleanup_box_ struct box second = box_make(NULL, NULL);
	_cleanup_json_ json_t *list = NULL, *page = NULL, *nothing = NULL;
	const struct lists_page all = {}, rest = { .offset = 1, .limit = 1 };
	struct actor stranger = { .role = ROLE_READ };
	const char *plan = NULL, *uuid = NULL;
	struct month month;

	house_open(&house, place);
	report(&house, &first);
	add_plan(&house, &tariff_default);
	subscribe(&house, &tariff_default, 0);
	house.now += COVERAGE_CACHE_SECONDS;
	report(&house, &second);
	month_of(house.now, &month);
	must(usage_list(house.db, &fleet_approver, house.account, &month, house.now, &all, &list));
	assert_int_equal(json_integer_value(json_object_get(list, "total")), 2);
	assert_true(json_is_true(json_object_get(list, "preliminary")));
	assert_int_equal(json_array_size(json_object_get(list, "items")), 2);
	must(usage_list(house.db, &fleet_approver, 0, &month, month.ends + 3600, &rest, &page));
	assert_false(json_is_true(json_object_get(page, "preliminary")));
	assert_int_equal(json_array_size(json_object_get(page, "items")), 1);
	assert_int_equal(json_unpack(page, "{s:[{s:s, s:s}]}", "items", "plan", &plan, "machine",
				     &uuid),
			 0);
	assert_string_equal(plan, "standard");
	assert_string_equal(uuid, second.uuid);
	stranger.account = house.account + 1;
	must(usage_list(house.db, &stranger, house.account, &month, house.now, &all, &nothing));
	assert_int_equal(json_integer_value(json_object_get(nothing, "total")), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(plans_are_kept),
		BOTH(wrong_plans_are_refused),
		BOTH(wrong_subscriptions_are_refused),
		BOTH(it_ends_once_and_not_in_the_past),
		BOTH(they_are_listed_with_how_they_stand),
		BOTH(its_state_is_asked_for_a_kernel),
		BOTH(who_bills_nobody_holds_nobody),
		BOTH(what_nothing_covers_waits_and_is_not_counted),
		BOTH(it_says_why),
		BOTH(only_who_is_allowed_is_counted),
		BOTH(it_is_counted_once_a_month),
		BOTH(a_trial_ends_while_machines_report),
		BOTH(an_end_holds_after_its_grace),
		BOTH(a_full_quota_holds_new_machines_alone),
		BOTH(what_is_full_leaves_it_to_another),
		BOTH(a_change_is_noticed_within_a_minute),
		BOTH(a_rollback_is_forgotten),
		BOTH(usage_is_listed),
	};

	if (fleet_is_without_postgres())
		cmocka_set_skip_filter("*, postgresql");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
