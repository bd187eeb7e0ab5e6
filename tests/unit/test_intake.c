/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Letters of machines: who is believed, what is written down, and what is answered again. */
#include "store.h"

#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "fleet/change.h"
#include "fleet/lists.h"

static char *replaced(const char *text, const char *what, const char *with)
{
	const char *at = strstr(text, what);

	assert_non_null(at);
	return xasprintf("%.*s%s%s", (int)(at - text), text, with, at + strlen(what));
}

/* ---- enrolment ---- */

static void a_machine_enrols(void **state)
{
	struct store *store = *state;
	struct made_up machine;
	_cleanup_advice_ struct advice advice = {};

	made_up_init(&machine, "alpha");
	made_up_update(&machine, "fix-1", "available", NULL);
	database_must(store_take(store, LETTER_ENROL,
				 made_up_enrolment(&machine, store->access_key.text), &advice));
	assert_string_equal(advice.machine, machine.uuid);
	assert_int_equal(advice.authorization, ADMIT_ALLOWED);
	assert_string_equal(advice.group, "default");
	assert_int_equal(advice.next, 3600);
	assert_true(advice.good_until > store->now);
	assert_false(advice.renew);
	assert_int_equal(advice.released.n_items, 1);
	assert_int_equal(store_number(store, "SELECT count(*) FROM machine WHERE serial = 1"
					     " AND hostname = 'alpha' AND address = '192.0.2.1'"),
			 1);
	assert_int_equal(store_number(store, "SELECT count(*) FROM usage"), 1);
	made_up_deinit(&machine);
}

static void add_key(struct store *store, enum admission admits, int64_t quota, int64_t expires,
		    struct secret *secret)
{
	const struct access_key key = { .account = store->account,
					.group = store->group,
					.admits = admits,
					.quota = quota,
					.expires = expires,
					.label = "another" };

	database_must(access_key_add(store->db, &store->actor, store->now, &key, secret));
}

/* Strangers are not told which it is. */
static void a_wrong_key_admits_nobody(void **state)
{
	struct store *store = *state;
	struct secret secret, expired;
	struct made_up machine;

	made_up_init(&machine, "alpha");
	database_must(secret_make(SECRET_ACCESS, &secret));
	add_key(store, ADMIT_ALLOWED, 0, store->now, &expired);
	database_must(key_revoke(store->db, &store->actor, store->now, "access", 1));
	database_refused(
		store_take(store, LETTER_ENROL, made_up_enrolment(&machine, secret.text), NULL),
		SUTURE_REFUSAL_ACCESS_KEY_WRONG);
	database_refused(
		store_take(store, LETTER_ENROL, made_up_enrolment(&machine, expired.text), NULL),
		SUTURE_REFUSAL_ACCESS_KEY_WRONG);
	database_refused(store_take(store, LETTER_ENROL,
				    made_up_enrolment(&machine, store->access_key.text), NULL),
			 SUTURE_REFUSAL_ACCESS_KEY_WRONG);
	database_refused(store_take(store, LETTER_ENROL, made_up_enrolment(&machine, "x"), NULL),
			 SUTURE_REFUSAL_ACCESS_KEY_WRONG);
	assert_int_equal(store_number(store, "SELECT count(*) FROM machine"), 0);
	made_up_deinit(&machine);
}

static void a_key_may_admit_to_wait(void **state)
{
	struct store *store = *state;
	_cleanup_advice_ struct advice advice = {};
	struct secret secret;
	struct made_up machine;

	made_up_init(&machine, "alpha");
	made_up_update(&machine, "fix-1", "available", NULL);
	add_key(store, ADMIT_PENDING, 0, 0, &secret);
	database_must(
		store_take(store, LETTER_ENROL, made_up_enrolment(&machine, secret.text), &advice));
	assert_int_equal(advice.authorization, ADMIT_PENDING);
	assert_int_equal(advice.others.reason, HOLD_AUTHORIZATION);
	assert_int_equal(advice.released.n_items, 0);
	assert_int_equal(store_number(store, "SELECT count(*) FROM usage"), 0);
	made_up_deinit(&machine);
}

static void a_quota_is_kept(void **state)
{
	struct store *store = *state;
	struct made_up machines[3];
	struct secret secret;

	add_key(store, ADMIT_ALLOWED, 2, 0, &secret);
	for (size_t i = 0; i < ARRAY_SIZE(machines); i++)
		made_up_init(&machines[i], "alpha");
	store_enrol(store, &machines[0], secret.text);
	store_enrol(store, &machines[1], secret.text);
	database_refused(
		store_take(store, LETTER_ENROL, made_up_enrolment(&machines[2], secret.text), NULL),
		SUTURE_REFUSAL_QUOTA_EXCEEDED);
	assert_int_equal(store_number(store, "SELECT count(*) FROM audit"
					     " WHERE action = 'key-full' AND object = 'access 2'"),
			 1);
	/* One that was denied does not count. */
	database_must(db_run(store->db,
			     "UPDATE machine SET authorization_state = 'denied' WHERE uuid = $1",
			     DB_VALUES(db_text(machines[0].uuid)), NULL));
	machines[2].serial = 0;
	store_enrol(store, &machines[2], secret.text);
	assert_int_equal(store_number(store, "SELECT count(*) FROM audit"
					     " WHERE action = 'key-full'"),
			 2);
	assert_int_equal(store_number(store, "SELECT count(*) FROM audit"
					     " WHERE action = 'machine-enrol'"),
			 3);
	for (size_t i = 0; i < ARRAY_SIZE(machines); i++)
		made_up_deinit(&machines[i]);
}

/* Whoever knows another machine's UUID cannot take it. */
static void an_identity_is_its_first_owner_s(void **state)
{
	struct store *store = *state;
	struct made_up machine, thief;

	made_up_init(&machine, "alpha");
	made_up_init(&thief, "beta");
	memcpy(thief.uuid, machine.uuid, sizeof(thief.uuid));
	store_enrol(store, &machine, store->access_key.text);
	database_refused(store_take(store, LETTER_ENROL,
				    made_up_enrolment(&thief, store->access_key.text), NULL),
			 SUTURE_REFUSAL_REPORT_UNTRUSTED);
	database_refused(store_take(store, LETTER_REPORT, made_up_letter(&thief), NULL),
			 SUTURE_REFUSAL_REPORT_UNTRUSTED);
	assert_int_equal(store_number(store, "SELECT serial FROM machine"), 1);
	made_up_deinit(&machine);
	made_up_deinit(&thief);
}

/* ---- reports ---- */

static void a_report_is_written_down(void **state)
{
	struct store *store = *state;
	struct made_up machine;

	made_up_init(&machine, "alpha");
	store_enrol(store, &machine, store->access_key.text);
	made_up_update(&machine, "fix-1", "applied", NULL);
	made_up_update(&machine, "fix-2", "available", NULL);
	made_up_cve(&machine, "CVE-2026-1", "fixed");
	made_up_tag(&machine, "cluster", "db");
	store->now += 60;
	store_report(store, &machine, NULL);
	assert_int_equal(store_number(store, "SELECT count(*) FROM machine m JOIN condition c"
					     " ON c.id = m.condition WHERE m.serial = 2"
					     " AND m.cluster = 'db' AND c.n_applied = 1"
					     " AND c.n_open = 1 AND c.n_unfixed = 0"),
			 1);
	assert_int_equal(store_number(store, "SELECT last_seen FROM machine"), store->now);
	made_up_deinit(&machine);
}

/* How many are found so. */
static int64_t find(const struct store *store, struct machine_filter filter)
{
	_cleanup_json_ json_t *list = NULL;

	database_must(
		list_machines(store->db, &store->actor, &filter, &(struct lists_page){}, 0, &list));
	return json_integer_value(json_object_get(list, "total"));
}

static void it_is_found_by_what_it_reported_last(void **state)
{
	struct store *store = *state;
	struct made_up machine, copy;

	made_up_init(&machine, "Web-1");
	made_up_tag(&machine, "site", "here");
	store_enrol(store, &machine, store->access_key.text);
	assert_int_equal(find(store, (struct machine_filter){ .tag = "site=here" }), 1);
	assert_int_equal(find(store, (struct machine_filter){ .hostname = "wEB-" }), 1);
	made_up_tag(&machine, "site", "there");
	store_report(store, &machine, NULL);
	assert_int_equal(find(store, (struct machine_filter){ .tag = "site=here" }), 0);
	assert_int_equal(find(store, (struct machine_filter){ .tag = "site=there" }), 1);

	made_up_init(&copy, "Web-1");
	made_up_tag(&copy, "site", "there");
	database_must(store_take(store, LETTER_RENEW, made_up_renewal(&machine, &copy), NULL));
	assert_int_equal(find(store, (struct machine_filter){ .hostname = "web" }), 2);
	store_report(store, &copy, NULL);
	assert_int_equal(find(store, (struct machine_filter){ .tag = "site" }), 2);
	made_up_deinit(&copy);
	made_up_deinit(&machine);
}

static void machines_that_stand_alike_share_it(void **state)
{
	struct store *store = *state;
	struct made_up machines[2];

	for (size_t i = 0; i < ARRAY_SIZE(machines); i++) {
		made_up_init(&machines[i], i ? "alpha" : "beta");
		made_up_update(&machines[i], "fix-1", "applied", NULL);
		store_enrol(store, &machines[i], store->access_key.text);
	}
	assert_int_equal(store_number(store, "SELECT count(*) FROM condition"), 1);
	made_up_update(&machines[0], "fix-1", "lost", NULL);
	store_report(store, &machines[0], NULL);
	assert_int_equal(store_number(store, "SELECT count(*) FROM condition"), 2);
	store_report(store, &machines[1], NULL);
	database_must(condition_tidy(store->db));
	assert_int_equal(store_number(store, "SELECT count(*) FROM condition"), 2);
	made_up_update(&machines[0], "fix-1", "applied", NULL);
	store_report(store, &machines[0], NULL);
	database_must(condition_tidy(store->db));
	condition_forget(&store->office.cache);
	assert_int_equal(store_number(store, "SELECT count(*) FROM condition"), 1);
	made_up_update(&machines[0], "fix-1", "lost", NULL);
	store_report(store, &machines[0], NULL);
	for (size_t i = 0; i < ARRAY_SIZE(machines); i++)
		made_up_deinit(&machines[i]);
}

static char *same_lists(struct made_up *machine)
{
	made_up_update(machine, "fix-1", "applied", NULL);
	return made_up_letter(machine);
}

static struct error *open_it(struct store *store, const char *letter, struct intake *intake)
{
	return intake_open(store->db, &store->office.cache, LETTER_REPORT, letter, strlen(letter),
			   "192.0.2.1", store->now, intake);
}

static void lists_that_are_known_are_not_read(void **state)
{
	struct store *store = *state;
	struct made_up machines[2];
	_cleanup_free_ char *first = NULL, *second = NULL;
	_cleanup_intake_ struct intake read = {}, unread = {};
	_cleanup_advice_ struct advice advice = {};

	for (size_t i = 0; i < ARRAY_SIZE(machines); i++) {
		made_up_init(&machines[i], i ? "alpha" : "beta");
		store_enrol(store, &machines[i], store->access_key.text);
	}
	first = same_lists(&machines[0]);
	database_must(open_it(store, first, &read));
	assert_non_null(read.report.lists_root);
	database_must(store_take(store, LETTER_REPORT, xstrdup(first), NULL));
	second = same_lists(&machines[1]);
	database_must(open_it(store, second, &unread));
	assert_null(unread.report.lists_root);
	/* Forgotten, and even gone, before it is taken. */
	condition_forget(&store->office.cache);
	made_up_update(&machines[0], "fix-1", "lost", NULL);
	store_report(store, &machines[0], NULL);
	database_must(condition_tidy(store->db));
	condition_forget(&store->office.cache);
	assert_int_equal(store_number(store, "SELECT count(*) FROM condition"), 2);
	database_must(intake_take(store->db, &store->office, &unread, store->now, &advice));
	assert_int_equal(store_number(store, "SELECT count(*) FROM condition_update u"
					     " JOIN machine m ON m.condition = u.condition"
					     " WHERE u.state = 'applied' AND m.hostname = 'alpha'"),
			 1);
	for (size_t i = 0; i < ARRAY_SIZE(machines); i++)
		made_up_deinit(&machines[i]);
}

static void strangers_are_refused(void **state)
{
	struct store *store = *state;
	struct made_up machine;
	char *letter;

	made_up_init(&machine, "alpha");
	database_refused(store_take(store, LETTER_REPORT, made_up_letter(&machine), NULL),
			 SUTURE_REFUSAL_MACHINE_UNKNOWN);
	machine.serial = 0;
	store_enrol(store, &machine, store->access_key.text);
	letter = made_up_letter(&machine);
	database_refused(store_take(store, LETTER_REPORT, replaced(letter, "alpha", "omega"), NULL),
			 SUTURE_REFUSAL_REPORT_UNTRUSTED);
	database_refused(store_take(store, LETTER_ENROL, letter, NULL),
			 SUTURE_REFUSAL_REPORT_MALFORMED);
	database_refused(store_take(store, LETTER_REPORT, xstrdup("suture-report 1\n"), NULL),
			 SUTURE_REFUSAL_REPORT_MALFORMED);
	assert_int_equal(store_number(store, "SELECT serial FROM machine"), 1);
	made_up_deinit(&machine);
}

/* The answer was lost, and the machine enrols once more: it is the same one. */
static void who_enrols_again_is_no_other(void **state)
{
	struct store *store = *state;
	struct made_up machine;
	_cleanup_advice_ struct advice advice = {};

	made_up_init(&machine, "alpha");
	store_enrol(store, &machine, store->access_key.text);
	made_up_tag(&machine, "role", "web");
	database_must(store_take(store, LETTER_ENROL,
				 made_up_enrolment(&machine, store->access_key.text), &advice));
	assert_false(advice.renew);
	assert_int_equal(store_number(store, "SELECT count(*) FROM machine"), 1);
	assert_int_equal(store_number(store, "SELECT serial FROM machine"), 2);
	made_up_deinit(&machine);
}

static void a_malformed_report_changes_nothing(void **state)
{
	struct store *store = *state;
	struct made_up machine;

	made_up_init(&machine, "alpha");
	store_enrol(store, &machine, store->access_key.text);
	made_up_update(&machine, "fix-1", "wonderful", NULL);
	database_refused(store_take(store, LETTER_REPORT, made_up_letter(&machine), NULL),
			 SUTURE_REFUSAL_REPORT_MALFORMED);
	assert_int_equal(store_number(store, "SELECT serial FROM machine"), 1);
	assert_int_equal(store_number(store, "SELECT count(*) FROM known_update"), 0);
	made_up_deinit(&machine);
}

/* The answer was lost on its way: the same letter comes once more. */
static void what_came_already_is_answered_again(void **state)
{
	struct store *store = *state;
	_cleanup_advice_ struct advice first = {}, second = {};
	_cleanup_json_ json_t *one = NULL, *other = NULL;
	struct made_up machine;
	char *letter;

	made_up_init(&machine, "alpha");
	store_enrol(store, &machine, store->access_key.text);
	made_up_update(&machine, "fix-1", "available", NULL);
	made_up_about_to(&machine, true);
	letter = made_up_letter(&machine);
	database_must(store_take(store, LETTER_REPORT, xstrdup(letter), &first));
	database_must(store_take(store, LETTER_REPORT, letter, &second));
	one = advice_to_json(&first);
	other = advice_to_json(&second);
	assert_true(json_equal(one, other));
	assert_int_equal(second.released.n_items, 1);
	assert_false(second.renew);
	assert_int_equal(store_number(store, "SELECT serial FROM machine"), 2);
	assert_int_equal(store_number(store, "SELECT count(*) FROM attempt"), 1);
	made_up_deinit(&machine);
}

static void an_enrolment_is_answered_again(void **state)
{
	struct store *store = *state;
	struct made_up machine;
	char *letter;

	made_up_init(&machine, "alpha");
	letter = made_up_enrolment(&machine, store->access_key.text);
	database_must(store_take(store, LETTER_ENROL, xstrdup(letter), NULL));
	database_must(store_take(store, LETTER_ENROL, letter, NULL));
	assert_int_equal(store_number(store, "SELECT count(*) FROM machine"), 1);
	assert_int_equal(store_number(store, "SELECT count(*) FROM usage"), 1);
	made_up_deinit(&machine);
}

/* ---- copies ---- */

static void a_copy_takes_a_new_identity(void **state)
{
	struct store *store = *state;
	struct made_up machine, copy, next;
	_cleanup_advice_ struct advice advice = {}, renewed = {}, after = {};
	char *letter;

	made_up_init(&machine, "alpha");
	made_up_init(&next, "beta");
	store_enrol(store, &machine, store->access_key.text);
	made_up_copy(&machine, &copy);
	store_report(store, &machine, NULL);
	store_report(store, &machine, NULL);
	/* The copy goes on with the serial that it was copied with. */
	json_object_set_new(copy.report, "hostname", json_string("copy"));
	store_report(store, &copy, &advice);
	assert_true(advice.renew);
	assert_int_equal(advice.others.reason, HOLD_AUTHORIZATION);
	assert_int_equal(store_number(store, "SELECT serial FROM machine WHERE hostname = 'alpha'"),
			 3);
	assert_int_equal(store_number(store, "SELECT count(*) FROM audit"
					     " WHERE action = 'machine-clone'"),
			 1);

	letter = made_up_renewal(&copy, &next);
	database_must(store_take(store, LETTER_RENEW, xstrdup(letter), &renewed));
	assert_string_equal(renewed.machine, next.uuid);
	assert_int_equal(renewed.authorization, ADMIT_ALLOWED);
	assert_int_equal(store_number(store, "SELECT count(*) FROM machine"), 2);
	assert_int_equal(store_number(store, "SELECT count(*) FROM machine WHERE origin ="
					     " (SELECT uuid FROM machine WHERE origin IS NULL)"),
			 1);
	/* Once more, since the answer may have been lost. */
	database_must(store_take(store, LETTER_RENEW, letter, NULL));
	assert_int_equal(store_number(store, "SELECT count(*) FROM machine"), 2);
	store_report(store, &next, &after);
	assert_false(after.renew);
	/* The first one never knew of it. */
	store_report(store, &machine, NULL);
	made_up_deinit(&machine);
	made_up_deinit(&copy);
	made_up_deinit(&next);
}

/* The same serial with other bytes: both have started from one disk and are at the same place. */
static void a_copy_of_the_same_serial_is_known(void **state)
{
	struct store *store = *state;
	struct made_up machine, copy;
	_cleanup_advice_ struct advice advice = {};

	made_up_init(&machine, "alpha");
	store_enrol(store, &machine, store->access_key.text);
	made_up_copy(&machine, &copy);
	json_object_set_new(copy.report, "boot", json_string("another"));
	store_report(store, &machine, NULL);
	store_report(store, &copy, &advice);
	assert_true(advice.renew);
	made_up_deinit(&machine);
	made_up_deinit(&copy);
}

static void a_renewal_needs_both_keys(void **state)
{
	struct store *store = *state;
	struct made_up machine, next, other;
	char *letter;

	made_up_init(&machine, "alpha");
	made_up_init(&next, "beta");
	made_up_init(&other, "gamma");
	database_refused(store_take(store, LETTER_RENEW, made_up_renewal(&machine, &next), NULL),
			 SUTURE_REFUSAL_MACHINE_UNKNOWN);
	machine.serial = 0;
	store_enrol(store, &machine, store->access_key.text);
	/* Signed by somebody else's key. */
	memcpy(other.uuid, machine.uuid, sizeof(other.uuid));
	database_refused(store_take(store, LETTER_RENEW, made_up_renewal(&other, &next), NULL),
			 SUTURE_REFUSAL_REPORT_UNTRUSTED);
	/* To the identity of one that is there with another key. */
	memcpy(next.uuid, machine.uuid, sizeof(next.uuid));
	letter = made_up_renewal(&machine, &next);
	database_refused(store_take(store, LETTER_RENEW, letter, NULL),
			 SUTURE_REFUSAL_REPORT_UNTRUSTED);
	assert_int_equal(store_number(store, "SELECT count(*) FROM machine"), 1);
	made_up_deinit(&machine);
	made_up_deinit(&next);
	made_up_deinit(&other);
}

static void a_renewal_is_within_the_quota(void **state)
{
	struct store *store = *state;
	struct made_up machine, next;
	struct secret secret;

	made_up_init(&machine, "alpha");
	made_up_init(&next, "beta");
	add_key(store, ADMIT_ALLOWED, 1, 0, &secret);
	store_enrol(store, &machine, secret.text);
	database_refused(store_take(store, LETTER_RENEW, made_up_renewal(&machine, &next), NULL),
			 SUTURE_REFUSAL_QUOTA_EXCEEDED);
	made_up_deinit(&machine);
	made_up_deinit(&next);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_BOTH(a_machine_enrols),
		STORE_BOTH(a_wrong_key_admits_nobody),
		STORE_BOTH(a_key_may_admit_to_wait),
		STORE_BOTH(a_quota_is_kept),
		STORE_BOTH(an_identity_is_its_first_owner_s),
		STORE_BOTH(a_report_is_written_down),
		STORE_BOTH(it_is_found_by_what_it_reported_last),
		STORE_BOTH(machines_that_stand_alike_share_it),
		STORE_BOTH(lists_that_are_known_are_not_read),
		STORE_BOTH(strangers_are_refused),
		STORE_BOTH(who_enrols_again_is_no_other),
		STORE_BOTH(a_malformed_report_changes_nothing),
		STORE_BOTH(what_came_already_is_answered_again),
		STORE_BOTH(an_enrolment_is_answered_again),
		STORE_BOTH(a_copy_takes_a_new_identity),
		STORE_BOTH(a_copy_of_the_same_serial_is_known),
		STORE_BOTH(a_renewal_needs_both_keys),
		STORE_BOTH(a_renewal_is_within_the_quota),
	};

	store_skip();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
