/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a machine is told to do: what must hold in any world. */
#include "plan_world.h"

#include "base/memory.h"

static unsigned int seed = 1;

static struct plan_hold holds[8];
static struct plan_advice advice;
static char text[] = "ring 2 waits", others[] = "the fleet is halted";

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
	struct series_update *update = world_add(name_of(i), any(3) ? NULL : versions[any(3)]);

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

	world_begin(NULL);
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
		world_end(NULL);
		make_world();
		world_plan();
		for (size_t k = 0; k < world.series.n_updates; k++)
			check_update(&world.series.updates[k]);
		assert_string_equal(world.plan.after, stupid_effective());
		do_it();
		world_plan();
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

		world_end(NULL);
		make_world();
		world_plan();
		without = world.plan;
		world.plan = (struct plan){};
		make_advice();
		world.policy.advice = &advice;
		world_plan();
		check_part_of(&without);
		for (size_t k = 0; k < world.series.n_updates; k++)
			check_update(&world.series.updates[k]);
		plan_deinit(&without);
		string_list_deinit(&advice.released);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, world_begin, world_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(advice_takes_away_and_nothing_else_in_any_world),
		TEST(what_must_hold_holds_in_any_world),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
