/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Roll-outs: rings, promotion, failures, and how many machines change at the same time. */
#include "store.h"

#include <string.h>

#include "base/memory.h"
#include "fleet/rollout.h"

#define DAY	 86400
#define PATIENCE 7200

/* Two rings: the group "early" is in the first, "default" in the second, "free" in none. */
static void make_rings(struct store *store, int64_t promote_after, int64_t failures_max)
{
	const struct ring rings[] = { { 1, "first", promote_after, failures_max },
				      { 2, "second", promote_after, failures_max } };
	const struct fleet_group groups[] = { { .name = "early", .ring = "first" },
					      { .name = "default", .ring = "second" },
					      { .name = "free" } };
	int64_t id;

	for (size_t i = 0; i < ARRAY_SIZE(rings); i++)
		database_must(ring_add(store->db, &store->actor, store->now, store->account,
				       &rings[i], &id));
	for (size_t i = 0; i < ARRAY_SIZE(groups); i++)
		database_must(group_set(store->db, &store->actor, store->now, store->account,
					&groups[i], &id));
}

/* A machine of a group, which could have fix-1. */
static void join(struct store *store, struct made_up *machine, const char *group)
{
	struct access_key key = { .account = store->account,
				  .admits = ADMIT_ALLOWED,
				  .label = "a group's" };
	struct secret secret;

	made_up_init(machine, group);
	database_must(group_find(store->db, store->account, group, &key.group));
	database_must(access_key_add(store->db, &store->actor, store->now, &key, &secret));
	store_enrol(store, machine, secret.text);
	made_up_update(machine, "fix-1", "available", NULL);
}

/* It is about to install what it can. HOLD_NOTHING: it may. */
static enum hold_reason ask(struct store *store, struct made_up *machine)
{
	_cleanup_advice_ struct advice advice = {};

	made_up_about_to(machine, true);
	store_report(store, machine, &advice);
	made_up_about_to(machine, false);
	if (advice.released.n_items) {
		assert_string_equal(advice.released.items[0], "fix-1");
		assert_int_equal(advice.n_holds, 0);
		return HOLD_NOTHING;
	}
	assert_int_equal(advice.n_holds, 1);
	assert_string_equal(advice.holds[0].name, "fix-1");
	return advice.holds[0].reason;
}

/* It has been let, and tells how that went: refusal NULL: well. */
static void tell(struct store *store, struct made_up *machine, const char *refusal)
{
	store->now += 60;
	made_up_tried(machine, store->now, "fix-1", refusal);
	if (!refusal)
		made_up_update(machine, "fix-1", "applied", NULL);
	store_report(store, machine, NULL);
}

static void tick(struct store *store, int64_t seconds)
{
	store->now += seconds;
	database_must(rollout_tick(store->db, store->now, PATIENCE));
}

static void assert_rollout(const struct store *store, const char *state, int64_t position)
{
	_cleanup_free_ char *found = store_text(store, "SELECT state FROM rollout");

	assert_string_equal(found, state);
	assert_int_equal(store_number(store, "SELECT position FROM rollout"), position);
}

static int64_t count(const struct store *store, const char *state)
{
	_cleanup_free_ char *sql =
		xasprintf("SELECT count(*) FROM attempt WHERE state = '%s'", state);

	return store_number(store, sql);
}

static void steer(struct store *store, const char *verb)
{
	database_must(rollout_steer(store->db, &store->actor, store->now, 1, verb, "because"));
}

/* ---- rings ---- */

static void rings_go_in_order(void **state)
{
	struct store *store = *state;
	struct made_up early, late, outside;

	make_rings(store, DAY, 0);
	join(store, &early, "early");
	join(store, &late, "default");
	join(store, &outside, "free");
	assert_int_equal(ask(store, &late), HOLD_RING);
	assert_int_equal(ask(store, &early), HOLD_NOTHING);
	/* Who is in no ring waits for nobody. */
	assert_int_equal(ask(store, &outside), HOLD_NOTHING);
	assert_rollout(store, "rolling", 1);
	assert_int_equal(count(store, "released"), 2);
	made_up_deinit(&early);
	made_up_deinit(&late);
	made_up_deinit(&outside);
}

static int64_t count_lines(struct store *store, const char *action)
{
	_cleanup_free_ char *sql =
		xasprintf("SELECT count(*) FROM audit WHERE action = '%s'", action);

	return store_number(store, sql);
}

static void time_promotes(void **state)
{
	struct store *store = *state;
	struct made_up early, late;

	make_rings(store, DAY, 0);
	join(store, &early, "early");
	join(store, &late, "default");
	assert_int_equal(ask(store, &early), HOLD_NOTHING);
	tell(store, &early, NULL);
	assert_int_equal(count(store, "applied"), 1);
	/* It goes on reporting, or it would have failed. */
	store->now += DAY - 120;
	store_report(store, &early, NULL);
	tick(store, 0);
	assert_rollout(store, "rolling", 1);
	assert_int_equal(ask(store, &late), HOLD_RING);
	tick(store, 120);
	assert_rollout(store, "rolling", 2);
	assert_int_equal(ask(store, &late), HOLD_NOTHING);
	tell(store, &late, NULL);
	store->now += DAY;
	store_report(store, &late, NULL);
	tick(store, 1);
	assert_rollout(store, "done", 2);
	assert_int_equal(count_lines(store, "rollout-promote"), 2);
	assert_int_equal(count_lines(store, "rollout-done"), 1);
	made_up_deinit(&early);
	made_up_deinit(&late);
}

/* A ring in which nobody has it yet has proved nothing. */
static void time_alone_does_not_promote(void **state)
{
	struct store *store = *state;
	struct made_up early, late;

	make_rings(store, DAY, 0);
	join(store, &early, "early");
	join(store, &late, "default");
	assert_int_equal(ask(store, &late), HOLD_RING);
	tick(store, 10 * DAY);
	assert_rollout(store, "rolling", 1);
	made_up_deinit(&early);
	made_up_deinit(&late);
}

static void an_empty_ring_is_no_hindrance(void **state)
{
	struct store *store = *state;
	struct made_up late;

	make_rings(store, DAY, 0);
	join(store, &late, "default");
	assert_int_equal(ask(store, &late), HOLD_RING);
	tick(store, DAY);
	assert_rollout(store, "rolling", 2);
	assert_int_equal(ask(store, &late), HOLD_NOTHING);
	made_up_deinit(&late);
}

static void people_promote(void **state)
{
	struct store *store = *state;
	struct made_up early, late;

	make_rings(store, 0, 0);
	join(store, &early, "early");
	join(store, &late, "default");
	assert_int_equal(ask(store, &early), HOLD_NOTHING);
	tell(store, &early, NULL);
	tick(store, 60);
	assert_rollout(store, "rolling", 1);
	steer(store, "promote");
	assert_rollout(store, "rolling", 2);
	assert_int_equal(ask(store, &late), HOLD_NOTHING);
	steer(store, "promote");
	assert_rollout(store, "done", 2);
	assert_int_equal(count_lines(store, "rollout-promote"), 2);
	assert_int_equal(count_lines(store, "rollout-done"), 1);
	made_up_deinit(&early);
	made_up_deinit(&late);
}

static void without_rings_all_may_at_once(void **state)
{
	struct store *store = *state;
	struct made_up machine;

	join(store, &machine, "default");
	assert_int_equal(ask(store, &machine), HOLD_NOTHING);
	tick(store, 1);
	assert_rollout(store, "done", 0);
	made_up_deinit(&machine);
}

/* ---- failures ---- */

static void a_failure_halts(void **state)
{
	struct store *store = *state;
	struct made_up early, other, outside;

	make_rings(store, DAY, 0);
	join(store, &early, "early");
	join(store, &other, "early");
	join(store, &outside, "free");
	assert_int_equal(ask(store, &early), HOLD_NOTHING);
	tell(store, &early, "code-differs");
	assert_int_equal(count(store, "failed"), 1);
	assert_rollout(store, "halted", 1);
	assert_int_equal(ask(store, &other), HOLD_HALTED);
	assert_int_equal(ask(store, &outside), HOLD_HALTED);
	tick(store, 10 * DAY);
	assert_rollout(store, "halted", 1);
	assert_int_equal(store_number(store, "SELECT count(*) FROM audit WHERE action ="
					     " 'rollout-halt' AND actor = 'the service'"),
			 1);
	/* What has failed is forgiven, or it would halt again. */
	steer(store, "resume");
	assert_rollout(store, "rolling", 1);
	assert_int_equal(ask(store, &other), HOLD_NOTHING);
	made_up_deinit(&early);
	made_up_deinit(&other);
	made_up_deinit(&outside);
}

static void some_failures_may_be(void **state)
{
	struct store *store = *state;
	struct made_up machines[3];

	make_rings(store, DAY, 1);
	for (size_t i = 0; i < ARRAY_SIZE(machines); i++)
		join(store, &machines[i], "early");
	assert_int_equal(ask(store, &machines[0]), HOLD_NOTHING);
	tell(store, &machines[0], "code-differs");
	assert_rollout(store, "rolling", 1);
	assert_int_equal(ask(store, &machines[1]), HOLD_NOTHING);
	tell(store, &machines[1], "code-differs");
	assert_rollout(store, "halted", 1);
	assert_int_equal(ask(store, &machines[2]), HOLD_HALTED);
	for (size_t i = 0; i < ARRAY_SIZE(machines); i++)
		made_up_deinit(&machines[i]);
}

/* A busy function or no network is not the update's fault. */
static void an_excuse_is_no_failure(void **state)
{
	struct store *store = *state;
	struct made_up early;

	make_rings(store, DAY, 0);
	join(store, &early, "early");
	assert_int_equal(ask(store, &early), HOLD_NOTHING);
	tell(store, &early, "busy");
	assert_int_equal(count(store, "dropped"), 1);
	assert_rollout(store, "rolling", 1);
	assert_int_equal(ask(store, &early), HOLD_NOTHING);
	assert_int_equal(count(store, "released"), 1);
	made_up_deinit(&early);
}

static void a_machine_that_went_down_has_failed(void **state)
{
	struct store *store = *state;
	struct made_up early;

	make_rings(store, DAY, 0);
	join(store, &early, "early");
	assert_int_equal(ask(store, &early), HOLD_NOTHING);
	made_up_suspect(&early, "fix-1");
	store_report(store, &early, NULL);
	assert_int_equal(count(store, "failed"), 1);
	assert_rollout(store, "halted", 1);
	made_up_deinit(&early);
}

static void a_silent_machine_has_failed(void **state)
{
	struct store *store = *state;
	struct made_up early;

	make_rings(store, DAY, 0);
	join(store, &early, "early");
	assert_int_equal(ask(store, &early), HOLD_NOTHING);
	tick(store, PATIENCE);
	assert_int_equal(count(store, "released"), 1);
	tick(store, 1);
	assert_int_equal(count(store, "failed"), 1);
	assert_rollout(store, "halted", 1);
	made_up_deinit(&early);
}

/* It said that it has it, and then nothing more. */
static void one_that_falls_silent_afterwards_has_failed(void **state)
{
	struct store *store = *state;
	struct made_up early;

	make_rings(store, DAY, 0);
	join(store, &early, "early");
	assert_int_equal(ask(store, &early), HOLD_NOTHING);
	tell(store, &early, NULL);
	tick(store, PATIENCE + 1);
	assert_int_equal(count(store, "failed"), 1);
	assert_rollout(store, "halted", 1);
	made_up_deinit(&early);
}

static void people_halt_and_block(void **state)
{
	struct store *store = *state;
	const struct actor stranger = { .name = "x", .account = 99, .role = ROLE_APPROVER };
	struct made_up early;

	make_rings(store, DAY, 0);
	join(store, &early, "early");
	assert_int_equal(ask(store, &early), HOLD_NOTHING);
	steer(store, "halt");
	assert_int_equal(ask(store, &early), HOLD_HALTED);
	steer(store, "block");
	assert_int_equal(ask(store, &early), HOLD_BLOCKED);
	database_refused(rollout_steer(store->db, &store->actor, store->now, 1, "promote", NULL),
			 SUTURE_REFUSAL_REQUEST_MALFORMED);
	database_refused(rollout_steer(store->db, &store->actor, store->now, 1, "explode", NULL),
			 SUTURE_REFUSAL_REQUEST_MALFORMED);
	database_refused(rollout_steer(store->db, &store->actor, store->now, 2, "halt", NULL),
			 SUTURE_REFUSAL_NOT_THERE);
	database_refused(rollout_steer(store->db, &stranger, store->now, 1, "resume", NULL),
			 SUTURE_REFUSAL_NOT_THERE);
	steer(store, "resume");
	assert_int_equal(ask(store, &early), HOLD_NOTHING);
	made_up_deinit(&early);
}

/* What was refused has changed nothing, although 'resume' forgives before it looks. */
static void a_verb_out_of_place_changes_nothing(void **state)
{
	struct store *store = *state;
	struct made_up machines[2];

	make_rings(store, DAY, 1);
	for (size_t i = 0; i < ARRAY_SIZE(machines); i++)
		join(store, &machines[i], "early");
	assert_int_equal(ask(store, &machines[0]), HOLD_NOTHING);
	tell(store, &machines[0], "code-differs");
	assert_rollout(store, "rolling", 1);
	database_must(db_begin(store->db));
	database_refused(rollout_steer(store->db, &store->actor, store->now, 1, "resume", NULL),
			 SUTURE_REFUSAL_REQUEST_MALFORMED);
	database_must(db_commit(store->db));
	assert_int_equal(count(store, "failed"), 1);
	for (size_t i = 0; i < ARRAY_SIZE(machines); i++)
		made_up_deinit(&machines[i]);
}

/* ---- how many at the same time ---- */

static void set_group(struct store *store, int64_t at_once, const char *opens)
{
	const struct fleet_group group = { .name = "default", .at_once = at_once, .opens = opens };
	int64_t id;

	database_must(group_set(store->db, &store->actor, store->now, store->account, &group, &id));
}

static void so_many_change_at_once(void **state)
{
	struct store *store = *state;
	struct made_up machines[3];

	set_group(store, 2, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(machines); i++)
		join(store, &machines[i], "default");
	assert_int_equal(ask(store, &machines[0]), HOLD_NOTHING);
	assert_int_equal(ask(store, &machines[1]), HOLD_NOTHING);
	assert_int_equal(ask(store, &machines[2]), HOLD_LIMIT);
	/* Who asks again is not one more. */
	assert_int_equal(ask(store, &machines[0]), HOLD_NOTHING);
	tell(store, &machines[0], NULL);
	assert_int_equal(ask(store, &machines[2]), HOLD_NOTHING);
	for (size_t i = 0; i < ARRAY_SIZE(machines); i++)
		made_up_deinit(&machines[i]);
}

static void one_of_a_cluster_changes_at_once(void **state)
{
	struct store *store = *state;
	struct made_up machines[3];

	for (size_t i = 0; i < ARRAY_SIZE(machines); i++) {
		join(store, &machines[i], "default");
		made_up_tag(&machines[i], "cluster", i < 2 ? "db" : "web");
	}
	/* The tags are known once each has reported. */
	for (size_t i = 0; i < ARRAY_SIZE(machines); i++)
		store_report(store, &machines[i], NULL);
	assert_int_equal(ask(store, &machines[0]), HOLD_NOTHING);
	assert_int_equal(ask(store, &machines[1]), HOLD_LIMIT);
	assert_int_equal(ask(store, &machines[2]), HOLD_NOTHING);
	tell(store, &machines[0], NULL);
	assert_int_equal(ask(store, &machines[1]), HOLD_NOTHING);
	for (size_t i = 0; i < ARRAY_SIZE(machines); i++)
		made_up_deinit(&machines[i]);
}

/* It is about to install this by a person's word. What it is told of fix-1: see ask(). */
static enum hold_reason ask_by_name(struct store *store, struct made_up *machine, const char *id)
{
	_cleanup_advice_ struct advice advice = {};

	made_up_by_name(machine, id);
	store_report(store, machine, &advice);
	made_up_by_name(machine, NULL);
	return advice.n_holds ? advice.holds[0].reason : HOLD_NOTHING;
}

/* It comes whatever is said, so that the others have to wait for it. */
static void what_comes_by_name_is_known(void **state)
{
	struct store *store = *state;
	struct made_up machines[2];

	for (size_t i = 0; i < ARRAY_SIZE(machines); i++) {
		join(store, &machines[i], "default");
		made_up_tag(&machines[i], "cluster", "db");
		store_report(store, &machines[i], NULL);
	}
	assert_int_equal(ask_by_name(store, &machines[0], "fix-1"), HOLD_NOTHING);
	assert_int_equal(ask(store, &machines[1]), HOLD_LIMIT);
	assert_int_equal(count(store, "released"), 1);
	/* It is advised against, and done. */
	assert_int_equal(ask_by_name(store, &machines[1], "fix-1"), HOLD_LIMIT);
	assert_int_equal(count(store, "released"), 2);
	tell(store, &machines[0], NULL);
	tell(store, &machines[1], NULL);
	assert_int_equal(count(store, "applied"), 2);
	for (size_t i = 0; i < ARRAY_SIZE(machines); i++)
		made_up_deinit(&machines[i]);
}

/* What is halted may be tried by hand; what waits its time as well. */
static void what_comes_by_name_is_not_held(void **state)
{
	struct store *store = *state;
	struct made_up machine;

	join(store, &machine, "default");
	made_up_tag(&machine, "cluster", "db");
	assert_int_equal(ask(store, &machine), HOLD_NOTHING);
	steer(store, "halt");
	assert_int_equal(ask_by_name(store, &machine, "fix-1"), HOLD_HALTED);
	assert_int_equal(count(store, "released"), 1);
	made_up_update(&machine, "fix-1", "skipped", "too-new");
	assert_int_equal(ask_by_name(store, &machine, "fix-1"), HOLD_HALTED);
	assert_int_equal(count(store, "released"), 1);
	store_report(store, &machine, NULL);
	assert_int_equal(count(store, "dropped"), 1);
	made_up_deinit(&machine);
}

/* Who asks for one does not get the others meanwhile. */
static void what_is_not_named_waits(void **state)
{
	struct store *store = *state;
	struct made_up machine;

	join(store, &machine, "default");
	made_up_tag(&machine, "cluster", "db");
	assert_int_equal(ask_by_name(store, &machine, "fix-2"), HOLD_LIMIT);
	assert_int_equal(count(store, "released"), 0);
	made_up_deinit(&machine);
}

/* Who is bound is let only when it is about to. */
static void nobody_is_let_beforehand(void **state)
{
	struct store *store = *state;
	struct made_up machine;
	_cleanup_advice_ struct advice advice = {};

	set_group(store, 1, NULL);
	join(store, &machine, "default");
	store_report(store, &machine, &advice);
	assert_int_equal(advice.released.n_items, 0);
	assert_int_equal(advice.holds[0].reason, HOLD_LIMIT);
	assert_int_equal(advice.others.reason, HOLD_RING);
	assert_int_equal(store_number(store, "SELECT count(*) FROM attempt"), 0);
	made_up_deinit(&machine);
}

/* It is Saturday, 2026-11-28, 12:00 UTC. */
static void windows_open_and_close(void **state)
{
	struct store *store = *state;
	struct made_up machine;

	set_group(store, 0, "Sat 13:00-14:00");
	join(store, &machine, "default");
	assert_int_equal(ask(store, &machine), HOLD_WINDOW);
	store->now += 3600;
	assert_int_equal(ask(store, &machine), HOLD_NOTHING);
	store->now += 3600;
	assert_int_equal(ask(store, &machine), HOLD_WINDOW);
	made_up_deinit(&machine);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_BOTH(rings_go_in_order),
		STORE_BOTH(time_promotes),
		STORE_BOTH(time_alone_does_not_promote),
		STORE_BOTH(an_empty_ring_is_no_hindrance),
		STORE_BOTH(people_promote),
		STORE_BOTH(without_rings_all_may_at_once),
		STORE_BOTH(a_failure_halts),
		STORE_BOTH(some_failures_may_be),
		STORE_BOTH(an_excuse_is_no_failure),
		STORE_BOTH(a_machine_that_went_down_has_failed),
		STORE_BOTH(a_silent_machine_has_failed),
		STORE_BOTH(one_that_falls_silent_afterwards_has_failed),
		STORE_BOTH(people_halt_and_block),
		STORE_BOTH(a_verb_out_of_place_changes_nothing),
		STORE_BOTH(so_many_change_at_once),
		STORE_BOTH(one_of_a_cluster_changes_at_once),
		STORE_BOTH(what_comes_by_name_is_known),
		STORE_BOTH(what_comes_by_name_is_not_held),
		STORE_BOTH(what_is_not_named_waits),
		STORE_BOTH(nobody_is_let_beforehand),
		STORE_BOTH(windows_open_and_close),
	};

	store_skip();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
