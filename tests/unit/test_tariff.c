/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Prices, months, amounts, and which subscription covers a kernel; none of it needs a database. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/date.h"
#include "base/memory.h"
#include "fleet/coverage.h"
#include "fleet/money.h"
#include "fleet/month.h"

#define DAY (24 * 3600)

static int64_t moment(const char *text)
{
	int64_t seconds;

	assert_true(date_read(text, &seconds));
	return seconds;
}

/* ---- prices ---- */

static int64_t standard(int64_t n)
{
	return tariff_amount(tariff_default.steps, tariff_default.n_steps, n);
}

static void steps_are_graduated(void **state)
{
	(void)state;
	assert_int_equal(standard(0), 0);
	assert_int_equal(standard(1), 395);
	assert_int_equal(standard(19), 19 * 395);
	assert_int_equal(standard(20), 7900);
	assert_int_equal(standard(21), 8195);
	assert_int_equal(standard(1000), 7900 + 980 * 295);
}

/* The stupid twin: one machine after another. */
static int64_t one_by_one(const struct tariff_step *steps, size_t n_steps, int64_t n)
{
	int64_t amount = 0;

	for (int64_t machine = 1; machine <= n; machine++) {
		int64_t cents = 0;

		for (size_t i = 0; i < n_steps; i++)
			if (machine > steps[i].beyond)
				cents = steps[i].cents;
		amount += cents;
	}
	return amount;
}

static void any_steps_cost_what_their_machines_cost(void **state)
{
	(void)state;
	srand(1);
	for (int round = 0; round < 3000; round++) {
		struct tariff_step steps[TARIFF_STEPS_MAX] = {};
		const size_t n_steps = (size_t)rand() % (TARIFF_STEPS_MAX + 1);
		const int64_t n = rand() % 200;
		int64_t sum = 0;

		for (size_t i = 0; i < n_steps; i++) {
			steps[i].beyond = i ? steps[i - 1].beyond + 1 + rand() % 20 : 0;
			steps[i].cents = rand() % 1000;
		}
		for (size_t i = 0; i < n_steps; i++)
			sum += tariff_in_step(steps, n_steps, i, n);
		assert_int_equal(sum, n_steps ? n : 0);
		assert_int_equal(tariff_amount(steps, n_steps, n), one_by_one(steps, n_steps, n));
	}
}

static void the_largest_amount_is_a_number(void **state)
{
	static const struct tariff_step step = { 0, TARIFF_NUMBER_MAX };

	(void)state;
	assert_true(tariff_amount(&step, 1, TARIFF_NUMBER_MAX) ==
		    (int64_t)TARIFF_NUMBER_MAX * TARIFF_NUMBER_MAX);
}

static void assert_money(int64_t cents, const char *currency, const char *text)
{
	_cleanup_free_ char *made = money_text(cents, currency);

	assert_string_equal(made, text);
}

static void currencies_have_their_digits(void **state)
{
	(void)state;
	assert_money(0, "USD", "0.00 USD");
	assert_money(5, "EUR", "0.05 EUR");
	assert_money(7900, "USD", "79.00 USD");
	assert_money(7900, "JPY", "7900 JPY");
	assert_money(7, "KWD", "0.007 KWD");
	assert_money(7, " JP", "0.07  JP");
}

/* ---- months ---- */

static void assert_month(const char *text, const char *begins, const char *ends)
{
	struct month month, same;

	assert_true(month_read(text, &month));
	assert_string_equal(month.text, text);
	assert_int_equal(month.begins, moment(begins));
	assert_int_equal(month.ends, moment(ends));
	month_of(month.begins, &same);
	assert_string_equal(same.text, text);
	month_of(month.ends - 1, &same);
	assert_string_equal(same.text, text);
	month_of(month.ends, &same);
	assert_string_not_equal(same.text, text);
	assert_int_equal(same.begins, month.ends);
}

static void months_have_their_ends(void **state)
{
	(void)state;
	assert_month("2026-11", "2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z");
	assert_month("2026-12", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z");
	assert_month("2026-02", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z");
	assert_month("2028-02", "2028-02-01T00:00:00Z", "2028-03-01T00:00:00Z");
	assert_month("2100-02", "2100-02-01T00:00:00Z", "2100-03-01T00:00:00Z");
	assert_month("1970-01", "1970-01-01T00:00:00Z", "1970-02-01T00:00:00Z");
	assert_month("9998-12", "9998-12-01T00:00:00Z", "9999-01-01T00:00:00Z");
}

static int64_t days_of(const char *text)
{
	struct month month;

	assert_true(month_read(text, &month));
	return (month.ends - month.begins) / DAY;
}

static void leap_years_are_known(void **state)
{
	(void)state;
	assert_int_equal(days_of("2026-02"), 28);
	assert_int_equal(days_of("2028-02"), 29);
	assert_int_equal(days_of("2000-02"), 29);
	assert_int_equal(days_of("2100-02"), 28);
}

/* Whatever the clock of the house says. */
static void months_are_utc(void **state)
{
	(void)state;
	setenv("TZ", "Pacific/Kiritimati", 1);
	months_have_their_ends(state);
	setenv("TZ", "America/Los_Angeles", 1);
	months_have_their_ends(state);
	unsetenv("TZ");
}

static void other_texts_are_no_months(void **state)
{
	static const char *const texts[] = {
		"",	   "2026",    "2026-1",	 "2026-00", "2026-13", "2026-011",
		"26-11",   "2026/11", "2026-1x", "2026- 1", "+026-11", "2026-11-01",
		"1969-12", "9999-01", " 2026-1", "2026--1",
	};
	struct month month = { .text = "same" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		assert_false(month_read(texts[i], &month));
	assert_string_equal(month.text, "same");
}

/* ---- coverage ---- */

#define NOW 1000000000

/* For Debian's 6.1 if it is free, for the vendor's own if it is unlimited, else for all. */
static struct subscription subscription_of(enum tariff_kind kind, int64_t id)
{
	struct subscription made = { .id = id,
				     .starts = NOW - 10 * DAY,
				     .kind = kind,
				     .plan = "plan",
				     .days = 30,
				     .grace_days = 14 };

	if (kind == TARIFF_FREE) {
		made.distribution = "debian";
		made.releases = "6.1.*";
	}
	if (kind == TARIFF_UNLIMITED)
		made.distribution = "vendor";
	return made;
}

static struct coverage find(struct subscription *items, size_t n_items, const char *distribution,
			    const char *version)
{
	const struct subscriptions list = { items, n_items };

	return coverage_find(&list, distribution, version, NOW);
}

static void who_bills_nobody_covers_all(void **state)
{
	const struct coverage coverage = find(NULL, 0, "debian", "6.1.1-1");

	(void)state;
	assert_int_equal(coverage.state, COVERAGE_COVERED);
	assert_null(coverage.by);
}

static void what_costs_nothing_comes_first(void **state)
{
	struct subscription all[] = {
		subscription_of(TARIFF_METERED, 1),
		subscription_of(TARIFF_TRIAL, 2),
		subscription_of(TARIFF_UNLIMITED, 3),
		subscription_of(TARIFF_FREE, 4),
	};

	(void)state;
	assert_int_equal(find(all, 4, "debian", "6.1.119-1").by->id, 4);
	assert_int_equal(find(all, 4, "vendor", "6.12").by->id, 3);
	assert_int_equal(find(all, 4, "debian", "6.12.1-1").by->id, 2);
	assert_int_equal(find(all, 4, "debian", NULL).by->id, 2);
	assert_int_equal(find(all, 4, NULL, NULL).by->id, 2);
	assert_int_equal(find(all, 1, "debian", "6.1.119-1").by->id, 1);
	assert_int_equal(find(all + 2, 2, "fedora", "6.1.1").state, COVERAGE_ENDED);
	assert_null(find(all + 2, 2, "fedora", "6.1.1").by);
	/* 6.10 is no 6.1. */
	assert_int_equal(find(all + 3, 1, "debian", "6.10.1-1").state, COVERAGE_ENDED);
}

static enum coverage_state state_at(struct subscription subscription, int64_t now, int64_t *until)
{
	const struct subscriptions list = { &subscription, 1 };
	const struct coverage coverage = coverage_find(&list, "debian", "6.1.1-1", now);

	*until = coverage.until;
	return coverage.state;
}

static void a_trial_is_over_to_the_second(void **state)
{
	struct subscription trial = subscription_of(TARIFF_TRIAL, 1);
	const int64_t end = trial.starts + 30 * DAY;
	int64_t until;

	(void)state;
	trial.grace_days = 0;
	assert_int_equal(state_at(trial, trial.starts, &until), COVERAGE_TRIAL);
	assert_int_equal(until, end);
	assert_int_equal(state_at(trial, end - 1, &until), COVERAGE_TRIAL);
	assert_int_equal(state_at(trial, end, &until), COVERAGE_ENDED);
	trial.grace_days = 2;
	assert_int_equal(state_at(trial, end, &until), COVERAGE_GRACE);
	assert_int_equal(until, end + 2 * DAY);
	assert_int_equal(state_at(trial, end + 2 * DAY - 1, &until), COVERAGE_GRACE);
	assert_int_equal(state_at(trial, end + 2 * DAY, &until), COVERAGE_ENDED);
	/* Somebody has ended it before. */
	trial.grace_days = 0;
	trial.ends = end - DAY;
	assert_int_equal(state_at(trial, end - DAY - 1, &until), COVERAGE_TRIAL);
	assert_int_equal(until, end - DAY);
	assert_int_equal(state_at(trial, end - DAY, &until), COVERAGE_ENDED);
}

static void an_end_has_grace(void **state)
{
	struct subscription metered = subscription_of(TARIFF_METERED, 1);
	int64_t until;

	(void)state;
	assert_int_equal(state_at(metered, NOW, &until), COVERAGE_COVERED);
	metered.ends = NOW;
	assert_int_equal(state_at(metered, NOW - 1, &until), COVERAGE_COVERED);
	assert_int_equal(state_at(metered, NOW, &until), COVERAGE_GRACE);
	assert_int_equal(until, NOW + 14 * DAY);
	assert_int_equal(state_at(metered, NOW + 14 * DAY - 1, &until), COVERAGE_GRACE);
	assert_int_equal(state_at(metered, NOW + 14 * DAY, &until), COVERAGE_ENDED);
}

static void what_begins_later_does_not_count(void **state)
{
	struct subscription metered = subscription_of(TARIFF_METERED, 1);
	int64_t until;

	(void)state;
	assert_int_equal(state_at(metered, metered.starts - 1, &until), COVERAGE_COVERED);
	metered.kind = TARIFF_FREE;
	metered.distribution = "fedora";
	assert_int_equal(state_at(metered, metered.starts - 1, &until), COVERAGE_COVERED);
	assert_int_equal(state_at(metered, metered.starts, &until), COVERAGE_ENDED);
}

static void a_quota_has_grace(void **state)
{
	struct subscription metered = subscription_of(TARIFF_METERED, 1);
	int64_t until;

	(void)state;
	metered.quota = 10;
	metered.over_since = NOW - DAY;
	assert_int_equal(state_at(metered, NOW, &until), COVERAGE_GRACE);
	assert_int_equal(until, NOW + 13 * DAY);
	assert_int_equal(state_at(metered, NOW + 13 * DAY - 1, &until), COVERAGE_GRACE);
	assert_int_equal(state_at(metered, NOW + 13 * DAY, &until), COVERAGE_FULL);
}

static void one_with_room_comes_before_one_that_is_full(void **state)
{
	struct subscription all[] = {
		subscription_of(TARIFF_METERED, 1),
		subscription_of(TARIFF_METERED, 2),
	};

	(void)state;
	assert_int_equal(find(all, 2, "debian", "6.1").by->id, 1);
	all[0].quota = 1;
	all[0].over_since = NOW - DAY;
	assert_int_equal(find(all, 2, "debian", "6.1").by->id, 2);
	all[1].ends = NOW - DAY;
	assert_int_equal(find(all, 2, "debian", "6.1").by->id, 1);
	all[0].over_since = NOW - 14 * DAY;
	assert_int_equal(find(all, 2, "debian", "6.1").by->id, 2);
	assert_int_equal(find(all, 2, "debian", "6.1").state, COVERAGE_GRACE);
	all[1].ends = NOW - 14 * DAY;
	assert_int_equal(find(all, 2, "debian", "6.1").by->id, 1);
	assert_int_equal(find(all, 2, "debian", "6.1").state, COVERAGE_FULL);
}

/* ---- the stupid twin of the choice ---- */

/* Globs here are NULL, or a word, or a word with one star at its end. */
static bool fits_plainly(const char *glob, const char *text)
{
	size_t length;

	if (!glob)
		return true;
	if (!text)
		return false;
	length = strlen(glob);
	if (glob[length - 1] == '*')
		return !strncmp(glob, text, length - 1);
	return !strcmp(glob, text);
}

enum wish { WITH_ROOM, OVER, IN_GRACE, FULL, ENDED, WISHES };

static enum wish wish_of(const struct subscription *s, int64_t now)
{
	int64_t end = s->ends ? s->ends : INT64_MAX;

	if (s->kind == TARIFF_TRIAL && s->starts + s->days * DAY < end)
		end = s->starts + s->days * DAY;
	if (now >= end)
		return (now - end) / DAY < s->grace_days ? IN_GRACE : ENDED;
	if (!s->over_since)
		return WITH_ROOM;
	return (now - s->over_since) / DAY < s->grace_days ? OVER : FULL;
}

/* One wish and one kind after another, each by going through all of them. */
static int64_t choose_plainly(const struct subscriptions *list, const char *distribution,
			      const char *version, int64_t now)
{
	static const struct {
		enum wish wish;
		enum tariff_kind from, to;
	} order[] = {
		{ WITH_ROOM, TARIFF_FREE, TARIFF_UNLIMITED },
		{ OVER, TARIFF_FREE, TARIFF_UNLIMITED },
		{ WITH_ROOM, TARIFF_TRIAL, TARIFF_TRIAL },
		{ OVER, TARIFF_TRIAL, TARIFF_TRIAL },
		{ WITH_ROOM, TARIFF_METERED, TARIFF_METERED },
		{ OVER, TARIFF_METERED, TARIFF_METERED },
		{ IN_GRACE, TARIFF_FREE, TARIFF_UNLIMITED },
		{ IN_GRACE, TARIFF_TRIAL, TARIFF_TRIAL },
		{ IN_GRACE, TARIFF_METERED, TARIFF_METERED },
		{ FULL, TARIFF_FREE, TARIFF_UNLIMITED },
		{ FULL, TARIFF_TRIAL, TARIFF_TRIAL },
		{ FULL, TARIFF_METERED, TARIFF_METERED },
		{ ENDED, TARIFF_FREE, TARIFF_UNLIMITED },
		{ ENDED, TARIFF_TRIAL, TARIFF_TRIAL },
		{ ENDED, TARIFF_METERED, TARIFF_METERED },
	};

	for (size_t step = 0; step < ARRAY_SIZE(order); step++) {
		/* Starts are days apart or the same, and ids go up in the list. */
		for (int64_t start = 0; start <= now; start += DAY) {
			for (size_t i = 0; i < list->n_items; i++) {
				const struct subscription *s = &list->items[i];

				if (s->starts == start && s->kind >= order[step].from &&
				    s->kind <= order[step].to &&
				    wish_of(s, now) == order[step].wish &&
				    fits_plainly(s->distribution, distribution) &&
				    fits_plainly(s->releases, version))
					return s->id;
			}
		}
	}
	return 0;
}

static struct subscription random_subscription(int64_t id)
{
	static char *const distributions[] = { NULL, "debian", "fedora", "d*" };
	static char *const releases[] = { NULL, "6.1.*", "6.12.*", "6*" };
	struct subscription made = {
		.id = id,
		.plan = "plan",
		.starts = rand() % 30 * DAY,
		.kind = (enum tariff_kind)(rand() % 4),
		.distribution = distributions[rand() % 4],
		.releases = releases[rand() % 4],
		.days = 1 + rand() % 10,
		.grace_days = rand() % 10,
	};

	if (rand() % 2)
		made.ends = made.starts + (1 + rand() % 20) * DAY;
	if (rand() % 3 == 0) {
		made.quota = 1;
		made.over_since = made.starts + rand() % 20 * DAY + 1;
	}
	return made;
}

static bool has_begun(const struct subscriptions *list, int64_t now)
{
	for (size_t i = 0; i < list->n_items; i++)
		if (list->items[i].starts <= now)
			return true;
	return false;
}

static void check_choice(const struct subscriptions *list, int64_t now, unsigned int *n_found)
{
	static const char *const distributions[] = { NULL, "debian", "fedora", "deb" };
	static const char *const versions[] = { NULL, "6.1.119-1", "6.12.3-1", "5.10.1-1" };
	const char *distribution = distributions[rand() % 4], *version = versions[rand() % 4];
	const struct coverage found = coverage_find(list, distribution, version, now);
	const int64_t plain = choose_plainly(list, distribution, version, now);

	assert_int_equal(found.by ? found.by->id : 0, plain);
	if (!plain)
		assert_int_equal(found.state,
				 has_begun(list, now) ? COVERAGE_ENDED : COVERAGE_COVERED);
	*n_found += plain != 0;
}

static void any_list_is_chosen_from_as_plainly(void **state)
{
	unsigned int n_found = 0;

	(void)state;
	srand(2);
	for (int round = 0; round < 20000; round++) {
		struct subscription items[6];
		const struct subscriptions list = { items, (size_t)rand() % 7 };

		for (size_t i = 0; i < list.n_items; i++)
			items[i] = random_subscription((int64_t)i + 1);
		check_choice(&list, rand() % 45 * DAY + rand() % 3 - 1, &n_found);
	}
	assert_in_range(n_found, 5000, 19000);
}

/* ---- what people read ---- */

static void assert_explained(struct coverage coverage, const char *text)
{
	_cleanup_free_ char *made = coverage_explain(&coverage);

	assert_string_equal(made, text);
}

static void a_hold_is_explained(void **state)
{
	struct subscription metered = subscription_of(TARIFF_METERED, 1);

	(void)state;
	metered.quota = 10;
	metered.ends = moment("2026-11-30T00:00:00Z");
	assert_explained((struct coverage){ COVERAGE_ENDED, 0, &metered },
			 "the subscription to 'plan' has ended on 2026-11-30");
	assert_explained((struct coverage){ COVERAGE_FULL, 0, &metered },
			 "the subscription to 'plan' is for 10 machines, and they are there");
	assert_explained((struct coverage){ COVERAGE_ENDED, 0, NULL },
			 "none of the account's subscriptions is for this kernel");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(steps_are_graduated),
		cmocka_unit_test(any_steps_cost_what_their_machines_cost),
		cmocka_unit_test(the_largest_amount_is_a_number),
		cmocka_unit_test(currencies_have_their_digits),
		cmocka_unit_test(months_have_their_ends),
		cmocka_unit_test(leap_years_are_known),
		cmocka_unit_test(months_are_utc),
		cmocka_unit_test(other_texts_are_no_months),
		cmocka_unit_test(who_bills_nobody_covers_all),
		cmocka_unit_test(what_costs_nothing_comes_first),
		cmocka_unit_test(a_trial_is_over_to_the_second),
		cmocka_unit_test(an_end_has_grace),
		cmocka_unit_test(what_begins_later_does_not_count),
		cmocka_unit_test(a_quota_has_grace),
		cmocka_unit_test(one_with_room_comes_before_one_that_is_full),
		cmocka_unit_test(any_list_is_chosen_from_as_plainly),
		cmocka_unit_test(a_hold_is_explained),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
