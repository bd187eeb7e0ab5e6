/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a machine is told to do: cases by hand. */
#include "plan_world.h"

#include "base/memory.h"

static void three(void)
{
	world_add("one", "6.1.171-1");
	string_list_add(&world_add("two", NULL)->requires, "one");
	string_list_add(&world_add("three", "6.1.172-1")->cves, "CVE-2026-3");
}

static void expect_refused(enum suture_refusal refusal)
{
	struct plan none = {};
	_cleanup_error_ struct error *error = plan_make(&world.series, &world.blocked,
							&world.applied, &world.policy,
							&world.request, &none);

	assert_non_null(error);
	assert_int_equal(error->kind, ERROR_REFUSED);
	assert_int_equal(error->refusal, refusal);
	assert_null(none.before);
}

static void expect_list(const struct string_list *list, const char *expected)
{
	_cleanup_free_ char *text = string_list_join(list);

	assert_string_equal(text, expected);
}

static void expect(const char *removes, const char *installs)
{
	world_plan();
	expect_list(&world.plan.removes, removes);
	expect_list(&world.plan.installs, installs);
}

static void expect_skip(const char *id, enum plan_reason reason, const char *other)
{
	for (size_t i = 0; i < world.plan.n_skips; i++) {
		const struct plan_skip *skip = &world.plan.skips[i];

		if (strcmp(skip->id, id))
			continue;
		assert_int_equal(skip->reason, reason);
		if (other)
			assert_string_equal(skip->other, other);
		return;
	}
	fail_msg("%s is not skipped", id);
}

static void ask(enum plan_scope scope, const char *name)
{
	world.request.scope = scope;
	string_list_add(&world.request.names, name);
}

/* ---- by hand ---- */

static void everything_comes_in_its_order(void **state)
{
	(void)state;
	three();
	expect("", "one, two, three");
	assert_string_equal(world.plan.before, "6.1.170-3");
	assert_string_equal(world.plan.after, "6.1.172-1");
	assert_int_equal(world.plan.n_skips, 0);
}

static void what_is_there_is_not_installed(void **state)
{
	(void)state;
	three();
	string_list_add(&world.applied, "one");
	string_list_add(&world.applied, "stranger");
	expect("", "two, three");
	expect_list(&world.plan.foreign, "stranger");
	assert_string_equal(world.plan.before, "6.1.171-1");
}

static void a_gap_ends_what_a_machine_is_equal_to(void **state)
{
	(void)state;
	three();
	string_list_add(&world.policy.held, "two");
	expect("", "one, three");
	expect_skip("two", PLAN_HELD, NULL);
	assert_string_equal(world.plan.after, "6.1.171-1");
}

static void what_requires_a_skipped_one_is_skipped(void **state)
{
	(void)state;
	three();
	string_list_add(&world.policy.held, "one");
	expect("", "three");
	expect_skip("two", PLAN_REQUIRES, "one");
}

static void what_is_withdrawn_goes_with_what_requires_it(void **state)
{
	(void)state;
	three();
	string_list_add(&world.applied, "one");
	string_list_add(&world.applied, "two");
	string_list_add(&world.applied, "three");
	block_list_add(&world.blocked, "one", NULL, "it crashes");
	expect("two, one", "");
	assert_string_equal(world.plan.after, "6.1.170-3");
}

static void what_is_withdrawn_from_another_kernel_stays(void **state)
{
	(void)state;
	three();
	string_list_add(&world.applied, "one");
	block_list_add(&world.blocked, "one", "4567", "it crashes");
	expect("", "two, three");
}

static void what_is_withdrawn_does_not_come(void **state)
{
	(void)state;
	three();
	block_list_add(&world.blocked, "one", NULL, "it crashes");
	expect("", "three");
	expect_skip("one", PLAN_BLOCKED, "it crashes");
	expect_skip("two", PLAN_REQUIRES, "one");
}

static void what_is_held_keeps_what_it_requires(void **state)
{
	(void)state;
	three();
	string_list_add(&world.applied, "one");
	string_list_add(&world.applied, "two");
	string_list_add(&world.policy.held, "two");
	block_list_add(&world.blocked, "one", NULL, "it crashes");
	expect("", "three");
	expect_skip("one", PLAN_HELD, NULL);
}

static void what_is_held_and_not_there_keeps_nothing(void **state)
{
	(void)state;
	three();
	string_list_add(&world.applied, "one");
	string_list_add(&world.policy.held, "two");
	block_list_add(&world.blocked, "one", NULL, "it crashes");
	expect("one", "three");
}

static void a_pin_is_an_end(void **state)
{
	(void)state;
	three();
	world.policy.pin = "6.1.171-1";
	expect("", "one");
	expect_skip("two", PLAN_BEYOND_PIN, "6.1.171-1");
	world.policy.pin = "6.1.170-3";
	expect("", "");
	world.policy.pin = "6.1.999-1";
	expect_refused(SUTURE_REFUSAL_NOT_IN_SERIES);
}

static void what_is_new_waits(void **state)
{
	(void)state;
	three();
	world.policy.delay = DAY;
	world.series.updates[2].added = NOW - DAY + 1;
	expect("", "one, two");
	expect_skip("three", PLAN_TOO_NEW, NULL);
	world.series.updates[2].added = NOW - DAY;
	expect("", "one, two, three");
}

static void without_a_delay_no_clock_is_asked(void **state)
{
	(void)state;
	three();
	world.policy.now = 0;
	expect("", "one, two, three");
}

/* Of 1000 machines. */
static size_t reached_by(unsigned int rollout)
{
	size_t reached = 0;

	world.series.updates[0].rollout = rollout;
	for (int i = 0; i < 1000; i++) {
		_cleanup_free_ char *machine = xasprintf("machine %d", i);

		world.policy.machine = machine;
		world_plan();
		reached += world.plan.installs.n_items;
	}
	return reached;
}

static void a_roll_out_reaches_its_share(void **state)
{
	(void)state;
	world_add("one", NULL);
	assert_in_range(reached_by(30), 250, 350);
	assert_int_equal(reached_by(100), 1000);
	assert_int_equal(reached_by(0), 0);
	expect_skip("one", PLAN_NOT_ROLLED_OUT, NULL);
}

static void of_two_that_exclude_each_other_the_first_comes(void **state)
{
	(void)state;
	three();
	string_list_add(&world.series.updates[2].conflicts, "one");
	expect("", "one, two");
	expect_skip("three", PLAN_EXCLUDES, "one");
	string_list_add(&world.applied, "three");
	expect("", "");
	expect_skip("one", PLAN_EXCLUDES, "three");
}

static void a_version_is_reached_and_no_more(void **state)
{
	(void)state;
	three();
	ask(PLAN_TO, "6.1.171-1");
	expect("", "one");
	world.policy.pin = "6.1.171-1";
	expect("", "one");
}

static void a_version_may_be_unknown_or_beyond_the_pin(void **state)
{
	(void)state;
	three();
	ask(PLAN_TO, "6.1.172-1");
	world.policy.pin = "6.1.171-1";
	expect_refused(SUTURE_REFUSAL_BEYOND_PIN);
	free(world.request.names.items[0]);
	world.request.names.items[0] = xstrdup("6.1.999-1");
	expect_refused(SUTURE_REFUSAL_NOT_IN_SERIES);
}

static void what_is_asked_for_by_name_comes_with_what_it_requires(void **state)
{
	(void)state;
	three();
	world.policy.delay = 100 * DAY;
	world.series.updates[1].rollout = 0;
	ask(PLAN_ONLY, "two");
	expect("", "one, two");
	assert_int_equal(world.plan.n_skips, 0);
}

static void what_is_asked_for_by_name_is_refused_by_name(void **state)
{
	(void)state;
	three();
	ask(PLAN_ONLY, "two");
	string_list_add(&world.policy.held, "one");
	expect_refused(SUTURE_REFUSAL_HELD);
	string_list_deinit(&world.policy.held);
	world.policy.held = (struct string_list){};
	world.policy.pin = "6.1.171-1";
	expect_refused(SUTURE_REFUSAL_BEYOND_PIN);
	world.policy.pin = NULL;
	string_list_add(&world.series.updates[0].conflicts, "two");
	expect_refused(SUTURE_REFUSAL_EXCLUDES);
	block_list_add(&world.blocked, "two", NULL, "it crashes");
	string_list_add(&world.applied, "one");
	expect_refused(SUTURE_REFUSAL_BLOCKED);
	string_list_add(&world.request.names, "four");
	expect_refused(SUTURE_REFUSAL_NOT_IN_SERIES);
}

static void a_cve_is_fixed_by_whoever_fixes_it(void **state)
{
	(void)state;
	three();
	ask(PLAN_CVE, "CVE-2026-3");
	expect("", "three");
	string_list_add(&world.request.names, "CVE-2026-4");
	expect_refused(SUTURE_REFUSAL_NOT_IN_SERIES);
}

/* ---- advice ---- */

static struct plan_hold holds[8];
static struct plan_advice advice;
static char text[] = "ring 2 waits", others[] = "the fleet is halted";

static void advise(const char *held)
{
	static char name[64];

	strcpy(name, held);
	holds[0] = (struct plan_hold){ name, text };
	advice = (struct plan_advice){ .holds = holds, .n_holds = 1 };
	world.policy.advice = &advice;
}

static void what_is_advised_against_waits(void **state)
{
	(void)state;
	three();
	advise("one");
	expect("", "three");
	expect_skip("one", PLAN_HELD_BACK, text);
	expect_skip("two", PLAN_REQUIRES, "one");
	advise("stranger");
	expect("", "one, two, three");
}

static void all_others_may_be_advised_against(void **state)
{
	(void)state;
	three();
	advise("three");
	advice.others = others;
	expect("", "");
	expect_skip("one", PLAN_HELD_BACK, others);
	expect_skip("three", PLAN_HELD_BACK, text);
	string_list_add(&advice.released, "one");
	string_list_add(&advice.released, "three");
	expect("", "one");
	expect_skip("two", PLAN_HELD_BACK, others);
	string_list_deinit(&advice.released);
}

static void what_is_asked_for_by_name_is_not_advised_against(void **state)
{
	(void)state;
	three();
	advise("one");
	advice.others = others;
	ask(PLAN_ONLY, "two");
	expect("", "one, two");
	world.request.scope = PLAN_CVE;
	free(world.request.names.items[0]);
	world.request.names.items[0] = xstrdup("CVE-2026-3");
	expect("", "three");
	world.request.scope = PLAN_TO;
	free(world.request.names.items[0]);
	world.request.names.items[0] = xstrdup("6.1.171-1");
	expect("", "one");
}

static void what_is_withdrawn_goes_whatever_is_advised(void **state)
{
	(void)state;
	three();
	string_list_add(&world.applied, "one");
	block_list_add(&world.blocked, "one", NULL, "it crashes");
	advise("one");
	advice.others = others;
	expect("one", "");
}

/* The owner's own reasons come first: they are there without a fleet too. */
static void what_the_owner_holds_is_held(void **state)
{
	(void)state;
	three();
	string_list_add(&world.policy.held, "one");
	advise("one");
	expect("", "three");
	expect_skip("one", PLAN_HELD, NULL);
}

/* Else whoever advises would choose. */
static void nothing_comes_for_another_is_advised_against(void **state)
{
	(void)state;
	three();
	string_list_add(&world.series.updates[2].conflicts, "one");
	advise("one");
	expect("", "");
	expect_skip("three", PLAN_EXCLUDES, "one");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, world_begin, world_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(everything_comes_in_its_order),
		TEST(what_is_there_is_not_installed),
		TEST(a_gap_ends_what_a_machine_is_equal_to),
		TEST(what_requires_a_skipped_one_is_skipped),
		TEST(what_is_withdrawn_goes_with_what_requires_it),
		TEST(what_is_withdrawn_from_another_kernel_stays),
		TEST(what_is_withdrawn_does_not_come),
		TEST(what_is_held_keeps_what_it_requires),
		TEST(what_is_held_and_not_there_keeps_nothing),
		TEST(what_is_advised_against_waits),
		TEST(all_others_may_be_advised_against),
		TEST(what_is_asked_for_by_name_is_not_advised_against),
		TEST(what_is_withdrawn_goes_whatever_is_advised),
		TEST(what_the_owner_holds_is_held),
		TEST(nothing_comes_for_another_is_advised_against),
		TEST(a_pin_is_an_end),
		TEST(what_is_new_waits),
		TEST(without_a_delay_no_clock_is_asked),
		TEST(a_roll_out_reaches_its_share),
		TEST(of_two_that_exclude_each_other_the_first_comes),
		TEST(a_version_is_reached_and_no_more),
		TEST(a_version_may_be_unknown_or_beyond_the_pin),
		TEST(what_is_asked_for_by_name_comes_with_what_it_requires),
		TEST(what_is_asked_for_by_name_is_refused_by_name),
		TEST(a_cve_is_fixed_by_whoever_fixes_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
