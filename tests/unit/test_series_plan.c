/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a machine is told to do: cases by hand, and what must hold in any world. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/memory.h"
#include "series/plan.h"

#define NOW 1800000000
#define DAY 86400

struct world {
	struct series series;
	struct block_list blocked;
	struct string_list applied;
	struct plan_policy policy;
	struct plan_request request;
	struct plan plan;
};

static struct world world;

static int begin(void **state)
{
	(void)state;
	world = (struct world){
		.series = { .distribution = xstrdup("debian"),
			    .release = xstrdup("6.1.0-47-cloud-amd64"),
			    .version = xstrdup("6.1.170-3"),
			    .build_id = xstrdup("0123") },
		.policy = { .machine = "a machine", .now = NOW },
	};
	return 0;
}

static int end(void **state)
{
	(void)state;
	series_deinit(&world.series);
	block_list_deinit(&world.blocked);
	string_list_deinit(&world.applied);
	string_list_deinit(&world.policy.held);
	string_list_deinit(&world.request.names);
	plan_deinit(&world.plan);
	return 0;
}

static struct series_update *add(const char *id, const char *effective)
{
	struct series_update *update = array_append(world.series.updates, world.series.n_updates);

	update->id = xstrdup(id);
	update->title = xstrdup("");
	update->effective = effective ? xstrdup(effective) : NULL;
	update->rollout = 100;
	update->added = NOW - 10 * DAY;
	return update;
}

static void three(void)
{
	add("one", "6.1.171-1");
	string_list_add(&add("two", NULL)->requires, "one");
	string_list_add(&add("three", "6.1.172-1")->cves, "CVE-2026-3");
}

static void plan(void)
{
	plan_deinit(&world.plan);
	world.plan = (struct plan){};
	assert_null(plan_make(&world.series, &world.blocked, &world.applied, &world.policy,
			      &world.request, &world.plan));
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
	plan();
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
		plan();
		reached += world.plan.installs.n_items;
	}
	return reached;
}

static void a_roll_out_reaches_its_share(void **state)
{
	(void)state;
	add("one", NULL);
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

/* ---- in any world ---- */

static unsigned int seed = 1;

static unsigned int any(unsigned int n)
{
	seed = seed * 1103515245 + 12345;
	return seed / 65536 % n;
}

static const char *name_of(unsigned int i)
{
	static const char *const names[] = { "a", "b", "c", "d", "e", "f", "g", "h" };

	return names[i];
}

static void make_update(unsigned int i)
{
	static const char *const versions[] = { "v1", "v2", "v3" };
	struct series_update *update = add(name_of(i), any(3) ? NULL : versions[any(3)]);

	for (unsigned int k = 0; k < i; k++) {
		if (!any(5))
			string_list_add(&update->requires, name_of(k));
		else if (!any(12))
			string_list_add(&update->conflicts, name_of(k));
	}
	update->rollout = any(2) ? 100 : any(101);
	update->added = NOW - any(4) * DAY;
}

/* What is applied was applied in order once, so that what it requires is there. */
static void maybe_apply(unsigned int i)
{
	const struct string_list *requires = &world.series.updates[i].requires;

	for (size_t k = 0; k < requires->n_items; k++)
		if (!string_list_contains(&world.applied, requires->items[k]))
			return;
	if (!any(2))
		string_list_add(&world.applied, name_of(i));
}

static void make_world(void)
{
	unsigned int n = any(8) + 1;

	begin(NULL);
	for (unsigned int i = 0; i < n; i++)
		make_update(i);
	for (unsigned int i = 0; i < n; i++) {
		maybe_apply(i);
		if (!any(6))
			block_list_add(&world.blocked, name_of(i), NULL, "bad");
		if (!any(6))
			string_list_add(&world.policy.held, name_of(i));
	}
	world.policy.delay = any(3) * DAY;
}

static bool has(const struct string_list *list, const char *id)
{
	return string_list_contains(list, id);
}

static bool is_there(const char *id)
{
	return has(&world.plan.installs, id) ||
	       (has(&world.applied, id) && !has(&world.plan.removes, id));
}

static size_t place(const struct string_list *list, const char *id)
{
	size_t i = 0;

	while (strcmp(list->items[i], id))
		i++;
	return i;
}

static void check_requirements(const struct series_update *update)
{
	const struct plan *made = &world.plan;

	for (size_t k = 0; k < update->requires.n_items; k++) {
		const char *other = update->requires.items[k];

		if (is_there(update->id))
			assert_true(is_there(other));
		if (has(&made->installs, update->id) && has(&made->installs, other))
			assert_true(place(&made->installs, other) <
				    place(&made->installs, update->id));
		if (has(&made->removes, update->id) && has(&made->removes, other))
			assert_true(place(&made->removes, other) >
				    place(&made->removes, update->id));
	}
}

static void check_conflicts(const struct series_update *update)
{
	for (size_t k = 0; k < update->conflicts.n_items; k++) {
		const char *other = update->conflicts.items[k];
		bool were = has(&world.applied, update->id) && has(&world.applied, other);

		assert_true(were || !is_there(update->id) || !is_there(other));
	}
}

static bool is_skipped(const char *id)
{
	for (size_t i = 0; i < world.plan.n_skips; i++)
		if (!strcmp(world.plan.skips[i].id, id))
			return true;
	return false;
}

static void check_update(const struct series_update *update)
{
	const char *id = update->id;
	bool is_blocked = block_list_find(&world.blocked, id, "0123");
	bool is_held = has(&world.policy.held, id);

	check_requirements(update);
	check_conflicts(update);
	if (has(&world.plan.installs, id)) {
		assert_false(is_blocked || is_held);
		assert_true(!world.policy.delay || NOW - update->added >= world.policy.delay);
	}
	if (has(&world.plan.removes, id))
		assert_false(is_held);
	/* What is neither there nor taken away has a reason, and so has what should have gone. */
	assert_true(is_there(id) || has(&world.plan.removes, id) || is_skipped(id));
	if (is_blocked && is_there(id))
		assert_true(is_skipped(id));
}

/* The longest way along the series on which nothing is missing. */
static const char *stupid_effective(void)
{
	const char *version = world.series.version;

	for (size_t n = 1; n <= world.series.n_updates; n++) {
		bool all = true;

		for (size_t i = 0; i < n; i++)
			all = all && is_there(world.series.updates[i].id);
		if (all && world.series.updates[n - 1].effective)
			version = world.series.updates[n - 1].effective;
	}
	return version;
}

static void do_it(void)
{
	struct string_list there = {};

	for (size_t i = 0; i < world.series.n_updates; i++)
		if (is_there(world.series.updates[i].id))
			string_list_add(&there, world.series.updates[i].id);
	string_list_deinit(&world.applied);
	world.applied = there;
}

static void what_must_hold_holds_in_any_world(void **state)
{
	(void)state;
	for (int i = 0; i < 20000; i++) {
		end(NULL);
		make_world();
		plan();
		for (size_t k = 0; k < world.series.n_updates; k++)
			check_update(&world.series.updates[k]);
		assert_string_equal(world.plan.after, stupid_effective());
		do_it();
		plan();
		assert_int_equal(world.plan.installs.n_items, 0);
		assert_int_equal(world.plan.removes.n_items, 0);
	}
}

static void make_advice(void)
{
	static char names[8][2];

	advice = (struct plan_advice){ .holds = holds, .others = any(2) ? others : NULL };
	for (unsigned int i = 0; i < 8; i++) {
		strcpy(names[i], name_of(i));
		if (!any(3))
			holds[advice.n_holds++] = (struct plan_hold){ names[i], text };
		if (!any(3))
			string_list_add(&advice.released, names[i]);
	}
}

static bool is_asked_for(const char *id)
{
	for (size_t i = 0; i < advice.n_holds; i++)
		if (!strcmp(advice.holds[i].id, id))
			return false;
	return !advice.others || has(&advice.released, id);
}

/* The order too. */
static void check_part_of(const struct plan *without)
{
	size_t k = 0;

	for (size_t i = 0; i < world.plan.installs.n_items; i++) {
		const char *id = world.plan.installs.items[i];

		while (k < without->installs.n_items && strcmp(without->installs.items[k], id))
			k++;
		assert_true(k < without->installs.n_items);
		assert_true(is_asked_for(id));
	}
	assert_int_equal(world.plan.removes.n_items, without->removes.n_items);
	for (size_t i = 0; i < without->removes.n_items; i++)
		assert_string_equal(world.plan.removes.items[i], without->removes.items[i]);
}

static void advice_takes_away_and_nothing_else_in_any_world(void **state)
{
	(void)state;
	for (int i = 0; i < 20000; i++) {
		struct plan without;

		end(NULL);
		make_world();
		plan();
		without = world.plan;
		world.plan = (struct plan){};
		make_advice();
		world.policy.advice = &advice;
		plan();
		check_part_of(&without);
		for (size_t k = 0; k < world.series.n_updates; k++)
			check_update(&world.series.updates[k]);
		plan_deinit(&without);
		string_list_deinit(&advice.released);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

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
		TEST(advice_takes_away_and_nothing_else_in_any_world),
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
		TEST(what_must_hold_holds_in_any_world),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
