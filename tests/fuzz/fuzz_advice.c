/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as a service's advice: they are refused, or what was read is within its bounds, written
 * down and read again as the same, and takes something away from a plan at most.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/form.h"
#include "base/memory.h"
#include "client/sysroot.h"
#include "machine/advice.h"

#define NOW  1795867200
#define UUID "0b9a3c1e-7d52-4f1b-9a55-3e1f6f0d2c47"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool right)
{
	if (!right)
		abort();
}

static char root[64];

static void remove_root(void)
{
	error_free(tree_remove(root));
}

/* Files in memory, so that no disk has to sync. */
static void make_root(void)
{
	_cleanup_free_ char *fleet = NULL;

	if (*root)
		return;
	snprintf(root, sizeof(root), "/dev/shm/suture-fuzz-advice.%ld", (long)getpid());
	sysroot_set(root);
	fleet = sysroot_path(FLEET_DIRECTORY);
	must(!directory_make(fleet));
	atexit(remove_root);
}

static void check_bounds(const struct advice *advice)
{
	const struct plan_advice *plan = &advice->plan;

	must(!strcmp(advice->machine, UUID) && is_printable(advice->group));
	must(advice->next >= 300 && advice->next <= 7 * 86400);
	must(advice->good_until <= NOW + 30 * 86400);
	must(!plan->others || is_printable(plan->others));
	for (size_t i = 0; i < plan->n_holds; i++)
		must(is_update_id(plan->holds[i].id) && is_printable(plan->holds[i].text) &&
		     strlen(plan->holds[i].text) < 1000);
	for (size_t i = 0; i < plan->released.n_items; i++)
		must(is_update_id(plan->released.items[i]));
}

static bool is_same(const char *one, const char *other)
{
	return one && other ? !strcmp(one, other) : one == other;
}

static void check_again(const struct advice *advice)
{
	_cleanup_advice_ struct advice again = {};

	make_root();
	must(!advice_write(advice));
	advice_read(&again);
	must(again.machine && again.next == advice->next &&
	     again.good_until == advice->good_until && again.renew == advice->renew &&
	     again.authorization == advice->authorization);
	must(is_same(again.group, advice->group) &&
	     is_same(again.plan.others, advice->plan.others));
	must(again.plan.n_holds == advice->plan.n_holds &&
	     again.plan.released.n_items == advice->plan.released.n_items);
	for (size_t i = 0; i < again.plan.n_holds; i++)
		must(is_same(again.plan.holds[i].id, advice->plan.holds[i].id) &&
		     is_same(again.plan.holds[i].text, advice->plan.holds[i].text));
}

/* ---- a plan by it ---- */

static const char series_of_three[] =
	"{\"format\": 1, \"kernel\": {\"distribution\": \"debian\", \"release\": \"6.1\","
	" \"version\": \"1\", \"build_id\": \"01\"}, \"covered_until\": null, \"updates\": ["
	"{\"id\": \"a\", \"title\": \"\", \"cves\": [], \"severity\": \"low\", \"requires\": [],"
	" \"conflicts\": [], \"effective\": null, \"rollout\": 100,"
	" \"added\": \"2026-01-01T00:00:00Z\", \"pinned\": false, \"size\": 1},"
	"{\"id\": \"b\", \"title\": \"\", \"cves\": [], \"severity\": \"low\","
	" \"requires\": [\"a\"], \"conflicts\": [], \"effective\": null, \"rollout\": 100,"
	" \"added\": \"2026-01-01T00:00:00Z\", \"pinned\": false, \"size\": 1},"
	"{\"id\": \"c\", \"title\": \"\", \"cves\": [], \"severity\": \"low\", \"requires\": [],"
	" \"conflicts\": [\"a\"], \"effective\": null, \"rollout\": 100,"
	" \"added\": \"2026-01-01T00:00:00Z\", \"pinned\": false, \"size\": 1}],"
	" \"unpatchable\": []}";

static void check_plan(const struct advice *advice)
{
	const struct plan_policy policy = { .machine = "", .now = NOW, .advice = &advice->plan };
	const struct plan_request all = { .scope = PLAN_ALL };
	const struct string_list applied = {};
	const struct block_list blocked = {};
	struct series series = {};
	_cleanup_plan_ struct plan plan = {};

	must(!series_parse(series_of_three, strlen(series_of_three), &series));
	must(!plan_make(&series, &blocked, &applied, &policy, &all, &plan));
	must(!plan.removes.n_items && !string_list_contains(&plan.installs, "c"));
	must(plan.installs.n_items + plan.n_skips == 3);
	series_deinit(&series);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_advice_ struct advice advice = {};
	_cleanup_error_ struct error *error = advice_parse(data, size, UUID, NOW, &advice);

	if (error)
		return 0;
	check_bounds(&advice);
	if (advice.good_until)
		check_again(&advice);
	check_plan(&advice);
	return 0;
}
