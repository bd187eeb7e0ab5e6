/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which records are whose, once the commits are known. All here have one subject if not said
 * otherwise, so that every commit begins with every record.
 */
#include "split/attribution.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/memory.h"

#define ONES "1111111111111111111111111111111111111111"
#define TWOS "2222222222222222222222222222222222222222"
#define THREES "3333333333333333333333333333333333333333"

struct world {
	struct records records;
	struct record items[4];
	struct candidate candidates[3];
	struct change_item changes[3];
	struct split split;
};

static void world_open(struct world *world)
{
	*world = (struct world){};
	world->records.items = world->items;
}

static void world_close(struct world *world)
{
	for (size_t i = 0; i < world->split.n_commits; i++)
		free(world->split.commits[i].records);
	for (size_t i = 0; i < world->split.n_items; i++) {
		free(world->split.items[i].records);
		free(world->split.items[i].candidates);
	}
	free(world->split.commits);
	free(world->split.items);
}

static void record_add(struct world *world, const char *cve, const char *upstream,
		       const char *fixed_commit)
{
	world->items[world->records.n_items++] = (struct record){
		.cve = (char *)cve,
		.upstream = (char *)upstream,
		.fixed_commit = (char *)fixed_commit,
	};
}

static const struct record **all_records(const struct world *world, size_t *n)
{
	const struct record **records = NULL;

	*n = 0;
	for (size_t i = 0; i < world->records.n_items; i++)
		*array_append(records, *n) = &world->items[i];
	return records;
}

/* An item that a candidate explains; upstream may be NULL. */
static struct candidate *commit_add(struct world *world, const char *upstream)
{
	const size_t number = world->split.n_commits;
	struct split_commit *commit = array_append(world->split.commits, world->split.n_commits);
	struct split_item *item = array_append(world->split.items, world->split.n_items);
	struct candidate *candidate = &world->candidates[number];

	*candidate = (struct candidate){ .origin = CANDIDATE_PATCH, .id = "a.patch",
					 .subject = "net: fix leak", .upstream = (char *)upstream };
	commit->item = item->item = &world->changes[number];
	commit->candidate = candidate;
	commit->records = all_records(world, &commit->n_records);
	item->fate = ITEM_EXPLAINED;
	item->commit = number;
	item->records = all_records(world, &item->n_records);
	return candidate;
}

static void settle(struct world *world)
{
	const struct split_input input = { .records = &world->records };

	attribute_records(&input, &world->split);
}

/* cves: "CVE-1 CVE-2", of the commit and of its item alike. */
static void assert_cves(const struct world *world, size_t number, const char *cves)
{
	const struct split_commit *commit = &world->split.commits[number];
	const struct split_item *item = &world->split.items[number];
	_cleanup_free_ char *found = xstrdup("");

	for (size_t i = 0; i < commit->n_records; i++)
		xappend(&found, i ? " %s" : "%s", commit->records[i]->cve);
	assert_string_equal(found, cves);
	assert_int_equal(item->n_records, commit->n_records);
	for (size_t i = 0; i < commit->n_records; i++)
		assert_ptr_equal(item->records[i], commit->records[i]);
}

static void a_record_is_the_commits_that_it_names(void **state __attribute__((unused)))
{
	_cleanup_(world_close) struct world world;

	world_open(&world);
	record_add(&world, "CVE-1", ONES, NULL);
	commit_add(&world, TWOS);
	commit_add(&world, ONES);
	settle(&world);
	assert_cves(&world, 0, "");
	assert_cves(&world, 1, "CVE-1");
}

static void two_records_of_one_title_come_apart(void **state __attribute__((unused)))
{
	_cleanup_(world_close) struct world world;

	world_open(&world);
	record_add(&world, "CVE-1", ONES, NULL);
	record_add(&world, "CVE-2", TWOS, NULL);
	commit_add(&world, TWOS);
	settle(&world);
	assert_cves(&world, 0, "CVE-2");
}

static void one_cve_of_two_records_is_on_both(void **state __attribute__((unused)))
{
	_cleanup_(world_close) struct world world;

	world_open(&world);
	record_add(&world, "CVE-1", ONES, NULL);
	record_add(&world, "CVE-1", TWOS, NULL);
	commit_add(&world, ONES);
	commit_add(&world, TWOS);
	settle(&world);
	assert_cves(&world, 0, "CVE-1");
	assert_cves(&world, 1, "CVE-1");
}

/* The second is known by its own name alone. */
static void one_record_of_two_fixes_is_on_both(void **state __attribute__((unused)))
{
	_cleanup_(world_close) struct world world;
	struct candidate *second;

	world_open(&world);
	record_add(&world, "CVE-1", ONES, TWOS);
	commit_add(&world, ONES);
	second = commit_add(&world, NULL);
	second->origin = CANDIDATE_COMMIT;
	second->id = TWOS;
	commit_add(&world, THREES);
	settle(&world);
	assert_cves(&world, 0, "CVE-1");
	assert_cves(&world, 1, "CVE-1");
	assert_cves(&world, 2, "");
}

/* By a wrong id alone no CVE is lost. */
static void what_agrees_with_nobody_stays(void **state __attribute__((unused)))
{
	_cleanup_(world_close) struct world world;

	world_open(&world);
	record_add(&world, "CVE-1", ONES, NULL);
	commit_add(&world, TWOS);
	commit_add(&world, NULL);
	settle(&world);
	assert_cves(&world, 0, "CVE-1");
	assert_cves(&world, 1, "CVE-1");
}

static void an_item_that_was_not_found_has_its_record(void **state __attribute__((unused)))
{
	_cleanup_(world_close) struct world world;
	struct candidate missing = { .upstream = ONES };
	struct split_item *item;

	world_open(&world);
	record_add(&world, "CVE-1", ONES, NULL);
	commit_add(&world, TWOS);
	item = array_append(world.split.items, world.split.n_items);
	item->records = all_records(&world, &item->n_records);
	*array_append(item->candidates, item->n_candidates) = &missing;
	settle(&world);
	assert_cves(&world, 0, "");
	assert_int_equal(world.split.items[1].n_records, 1);
}

/* A backport may have another title, and a record an abbreviated id in capitals. */
static void a_record_of_another_title_is_found_by_its_id(void **state __attribute__((unused)))
{
	_cleanup_(world_close) struct world world;

	world_open(&world);
	commit_add(&world, "abcdef0123456789012345678901234567890123");
	commit_add(&world, "abcdef0199999999999999999999999999999999");
	record_add(&world, "CVE-1", "abcdef01999999", NULL);
	record_add(&world, "CVE-2", NULL, "ABCDEF012345");
	record_add(&world, "CVE-3", "abc", NULL);
	settle(&world);
	assert_cves(&world, 0, "CVE-2");
	assert_cves(&world, 1, "CVE-1");
}

static void a_revert_fixes_nothing_that_it_names(void **state __attribute__((unused)))
{
	_cleanup_(world_close) struct world world;

	world_open(&world);
	commit_add(&world, ONES)->subject = "Revert \"net: fix leak\"";
	record_add(&world, "CVE-1", ONES, NULL);
	settle(&world);
	assert_cves(&world, 0, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_record_is_the_commits_that_it_names),
		cmocka_unit_test(two_records_of_one_title_come_apart),
		cmocka_unit_test(one_cve_of_two_records_is_on_both),
		cmocka_unit_test(one_record_of_two_fixes_is_on_both),
		cmocka_unit_test(what_agrees_with_nobody_stays),
		cmocka_unit_test(an_item_that_was_not_found_has_its_record),
		cmocka_unit_test(a_record_of_another_title_is_found_by_its_id),
		cmocka_unit_test(a_revert_fixes_nothing_that_it_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
