/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Small updates with known histories: what the splitter makes of changed lines. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "tests/unit/vendor_update.h"

static void two_fixes_come_apart(void **state __attribute__((unused)))
{
	struct update update;
	const struct split *split;

	update_open(&update);
	has_file(&update, "f.c", BASE,
		 "one\nzwei\nthree\nfour\nfive\nsix\nseven\neight\nneun\nten\n");
	lists(&update, "f: say zwei");
	lists(&update, "f: say neun");
	sends(&update, "f: say neun", nine_to_neun);
	sends(&update, "f: say zwei", two_to_zwei);
	split = split_it(&update);
	assert_joined(split);
	assert_int_equal(split->n_commits, 2);
	assert_int_equal(commit_of(split, "f: say zwei")->method, SPLIT_FORWARD);
	assert_int_equal(commit_of(split, "f: say neun")->method, SPLIT_FORWARD);
	assert_true(commit_of(split, "f: say neun")->confidence >= 0.99);
	update_close(&update);
}

/* The first commit shows nowhere in the difference of the two trees. */
static void what_is_overwritten_is_found(void **state __attribute__((unused)))
{
	struct update update;
	const struct split *split;

	update_open(&update);
	has_file(&update, "f.c", BASE,
		 "one\ndeux\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten\n");
	lists(&update, "f: say zwei");
	lists(&update, "f: say deux");
	sends(&update, "f: say zwei", two_to_zwei);
	sends(&update, "f: say deux", zwei_to_deux);
	split = split_it(&update);
	assert_joined(split);
	assert_int_equal(split->n_commits, 2);
	assert_int_equal(commit_of(split, "f: say zwei")->method, SPLIT_FORWARD);
	update_close(&update);
}

/* Nothing but the new tree has the context of the second one. */
static void what_needs_the_unknown_is_taken_back(void **state __attribute__((unused)))
{
	static const char on_top[] =
		"--- a/f.c\n+++ b/f.c\n@@ -6,5 +6,5 @@\n six\n seven\n acht\n-nine\n+neun\n ten\n";
	struct update update;
	const struct split *split;

	update_open(&update);
	has_file(&update, "f.c", BASE,
		 "one\ntwo\nthree\nfour\nfive\nsix\nseven\nacht\nneun\nten\n");
	lists(&update, "f: say neun");
	sends(&update, "f: say neun", on_top);
	split = split_it(&update);
	assert_joined(split);
	assert_int_equal(split->n_commits, 2);
	assert_int_equal(commit_of(split, "f: say neun")->method, SPLIT_BACKWARD);
	assert_int_equal(split->commits[0].method, SPLIT_RESIDUAL);
	update_close(&update);
}

/* The vendor wrote something else around the same lines. */
static void an_adapted_fix_is_claimed(void **state __attribute__((unused)))
{
	static const char adapted[] =
		"--- a/f.c\n+++ b/f.c\n@@ -3,5 +3,8 @@\n drei\n vier\n fuenf\n+check(first);\n"
		"+check(second);\n+return 1;\n sechs\n sieben\n";
	struct update update;
	const struct split *split;
	const struct split_commit *commit;

	update_open(&update);
	has_file(&update, "f.c", BASE,
		 "one\ntwo\nthree\nfour\nfive\ncheck(first);\ncheck(second);\nreturn 1;\n"
		 "check(third);\nsix\nseven\neight\nNINE\nten\n");
	lists(&update, "f: check both");
	sends(&update, "f: check both", adapted);
	split = split_it(&update);
	assert_joined(split);
	commit = commit_of(split, "f: check both");
	assert_non_null(commit);
	assert_int_equal(commit->method, SPLIT_CLAIMED);
	/* What no candidate has is left. */
	assert_non_null(commit_of(split, "The rest of the top directory"));
	update_close(&update);
}

static void what_two_have_is_nobodys(void **state __attribute__((unused)))
{
	static const char one[] =
		"--- a/f.c\n+++ b/f.c\n@@ -3,3 +3,4 @@\n drei\n vier\n+check(first);\n fuenf\n";
	static const char other[] =
		"--- a/f.c\n+++ b/f.c\n@@ -3,3 +3,4 @@\n tres\n cuatro\n+check(first);\n cinco\n";
	struct update update;
	const struct split *split;

	update_open(&update);
	has_file(&update, "f.c", BASE,
		 "one\ntwo\nthree\nfour\ncheck(first);\nfive\nsix\nseven\neight\nnine\nten\n");
	lists(&update, "f: check one");
	lists(&update, "f: check other");
	sends(&update, "f: check one", one);
	sends(&update, "f: check other", other);
	split = split_it(&update);
	assert_joined(split);
	assert_int_equal(split->n_commits, 1);
	assert_int_equal(split->commits[0].method, SPLIT_RESIDUAL);
	update_close(&update);
}

/* It applies to the old tree, and nothing of it is in the new one. */
static void a_fix_that_never_went_in_is_not_believed(void **state __attribute__((unused)))
{
	struct update update;
	const struct split *split;

	update_open(&update);
	has_file(&update, "f.c", BASE,
		 "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nneun\nten\n");
	lists(&update, "f: say zwei");
	lists(&update, "f: say neun");
	sends(&update, "f: say zwei", two_to_zwei);
	sends(&update, "f: say neun", nine_to_neun);
	sends(&update, "f: a decoy", zwei_to_deux);
	split = split_it(&update);
	assert_joined(split);
	assert_int_equal(split->n_commits, 1);
	assert_non_null(commit_of(split, "f: say neun"));
	assert_int_equal(split->items[0].fate, ITEM_UNEXPLAINED);
	update_close(&update);
}

static void an_unlisted_fix_is_found_by_content(void **state __attribute__((unused)))
{
	struct update update;
	const struct split *split;

	update_open(&update);
	has_file(&update, "f.c", BASE,
		 "one\nzwei\nthree\nfour\nfive\nsix\nseven\neight\nneun\nten\n");
	lists(&update, "f: say neun");
	sends(&update, "f: say neun", nine_to_neun);
	sends(&update, "f: say zwei", two_to_zwei);
	split = split_it(&update);
	assert_joined(split);
	assert_int_equal(split->n_commits, 2);
	assert_null(commit_of(split, "f: say zwei")->item);
	update_close(&update);
}

/* What this commit rests on is in the new tree, and in no candidate. */
static void what_rests_on_the_unknown_is_found(void **state __attribute__((unused)))
{
	static const char rests[] =
		"--- a/f.c\n+++ b/f.c\n@@ -1,8 +1,7 @@\n one\n two\n-\tgoto unlock;\n+\tgoto put;\n"
		" three\n put:\n \tput();\n-unlock:\n \tunlock();\n";
	struct update update;
	const struct split *split;

	update_open(&update);
	has_file(&update, "f.c", "one\ntwo\n\tunlock();\n\treturn;\nthree\n\tunlock();\n",
		 "one\ntwo\n\tgoto put;\nthree\nput:\n\tput();\n\tunlock();\n");
	lists(&update, "f: put on failure");
	sends(&update, "f: put on failure", rests);
	split = split_it(&update);
	assert_joined(split);
	assert_int_equal(split->n_commits, 2);
	assert_int_equal(commit_of(split, "f: put on failure")->method, SPLIT_BACKWARD);
	update_close(&update);
}

/* A candidate that undoes itself changes nothing, and is no commit. */
static void what_changes_nothing_is_no_commit(void **state __attribute__((unused)))
{
	static const char idle[] =
		"--- a/f.c\n+++ b/f.c\n@@ -1,5 +1,5 @@\n one\n-two\n+zwei\n three\n four\n five\n"
		"--- a/f.c\n+++ b/f.c\n@@ -1,5 +1,5 @@\n one\n-zwei\n+two\n three\n four\n five\n";
	struct update update;
	const struct split *split;

	update_open(&update);
	has_file(&update, "f.c", BASE,
		 "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nneun\nten\n");
	lists(&update, "f: do nothing");
	sends(&update, "f: do nothing", idle);
	split = split_it(&update);
	assert_joined(split);
	assert_int_equal(split->n_commits, 1);
	assert_null(commit_of(split, "f: do nothing"));
	update_close(&update);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_changes_nothing_is_no_commit),
		cmocka_unit_test(two_fixes_come_apart),
		cmocka_unit_test(what_is_overwritten_is_found),
		cmocka_unit_test(what_needs_the_unknown_is_taken_back),
		cmocka_unit_test(an_adapted_fix_is_claimed),
		cmocka_unit_test(what_two_have_is_nobodys),
		cmocka_unit_test(a_fix_that_never_went_in_is_not_believed),
		cmocka_unit_test(an_unlisted_fix_is_found_by_content),
		cmocka_unit_test(what_rests_on_the_unknown_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
