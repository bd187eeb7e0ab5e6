/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Small updates with known histories: what is reverted, done again, sent twice. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/memory.h"
#include "tests/unit/vendor_update.h"

/* One commit changes a file, the next one puts it back: the update leaves the file alone. */
static void what_is_reverted_is_found(void **state __attribute__((unused)))
{
	static const char other[] =
		"--- a/other.c\n+++ b/other.c\n@@ -1,5 +1,5 @@\n one\n-two\n+dos\n three\n four\n"
		" five\n";
	static const char changes[] =
		"--- a/b.c\n+++ b/b.c\n@@ -1,5 +1,5 @@\n one\n-two\n+zwei\n three\n four\n five\n"
		"--- a/f.c\n+++ b/f.c\n@@ -1,5 +1,5 @@\n one\n-two\n+zwei\n three\n four\n five\n";
	static const char reverts[] =
		"--- a/b.c\n+++ b/b.c\n@@ -1,5 +1,5 @@\n one\n-zwei\n+two\n three\n four\n five\n"
		"--- a/f.c\n+++ b/f.c\n@@ -6,5 +6,5 @@\n six\n seven\n eight\n-nine\n+neun\n ten\n";
	struct update update;
	const struct split *split;

	update_open(&update);
	has_file(&update, "b.c", BASE, BASE);
	has_file(&update, "f.c", BASE,
		 "one\nzwei\nthree\nfour\nfive\nsix\nseven\neight\nneun\nten\n");
	has_file(&update, "other.c", BASE,
		 "one\ndos\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten\n");
	lists(&update, "b, f: say zwei");
	lists(&update, "b: revert, f: say neun");
	lists(&update, "other: say dos");
	sends(&update, "b, f: say zwei", changes);
	sends(&update, "b: revert, f: say neun", reverts);
	sends(&update, "other: say dos", other);
	split = split_it(&update);
	assert_joined(split);
	assert_int_equal(split->n_commits, 3);
	assert_int_equal(commit_of(split, "b, f: say zwei")->method, SPLIT_FORWARD);
	assert_int_equal(commit_of(split, "b, f: say zwei")->n_changes, 2);
	assert_int_equal(commit_of(split, "b: revert, f: say neun")->n_changes, 2);
	update_close(&update);
}

static const char zwei_to_two[] =
	"--- a/f.c\n+++ b/f.c\n@@ -1,5 +1,5 @@\n one\n-zwei\n+two\n three\n four\n five\n";

static const char with_zwei[] =
	"one\nzwei\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten\n";

static const char with_neun[] =
	"one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nneun\nten\n";

/* The commits' subjects in their order, a line each; all of them were applied. */
static void assert_order(const struct split *split, const char *expected)
{
	_cleanup_free_ char *order = xstrdup("");

	for (size_t i = 0; i < split->n_commits; i++) {
		_cleanup_free_ char *subject = split_subject(&split->commits[i]);

		assert_int_equal(split->commits[i].method, SPLIT_FORWARD);
		xappend(&order, "%s\n", subject);
	}
	assert_string_equal(order, expected);
}

/* One mail twice, its patch under another subject, its item twice: it was done once. */
static void duplicates_are_one_fix(void **state __attribute__((unused)))
{
	struct update update;
	const struct split *split;

	update_open(&update);
	has_file(&update, "f.c", BASE, with_zwei);
	lists(&update, "f: say zwei");
	lists(&update, "f: say zwei");
	sends(&update, "f: say zwei", two_to_zwei);
	sends(&update, "f: say zwei", two_to_zwei);
	sends(&update, "f: also say zwei", two_to_zwei);
	split = split_it(&update);
	assert_joined(split);
	assert_order(split, "f: say zwei\n");
	update_close(&update);
}

/* Done, undone and done again: the changelog says so, and each has its own commit. */
static void what_is_done_again_is_found(void **state __attribute__((unused)))
{
	struct update update;
	const struct split *split;

	update_open(&update);
	has_file(&update, "f.c", BASE, with_zwei);
	lists(&update, "f: say zwei");
	lists(&update, "Revert \"f: say zwei\"");
	lists(&update, "f: say zwei");
	sends(&update, "f: say zwei", two_to_zwei);
	sends(&update, "Revert \"f: say zwei\"", zwei_to_two);
	sends(&update, "f: say zwei", two_to_zwei);
	split = split_it(&update);
	assert_joined(split);
	assert_order(split, "f: say zwei\nRevert \"f: say zwei\"\nf: say zwei\n");
	update_close(&update);
}

/* Neither tree shows that it ever was: the changelog is believed, a candidate alone is not. */
static void undo(struct update *update, bool is_listed, const char *expected)
{
	const struct split *split;

	update_open(update);
	has_file(update, "f.c", BASE, with_neun);
	if (is_listed)
		lists(update, "f: say zwei");
	lists(update, "f: say neun");
	if (is_listed)
		lists(update, "Revert \"f: say zwei\"");
	sends(update, "f: say zwei", two_to_zwei);
	sends(update, "Revert \"f: say zwei\"", zwei_to_two);
	sends(update, "f: say neun", nine_to_neun);
	split = split_it(update);
	assert_joined(split);
	assert_order(split, expected);
	update_close(update);
}

static void what_is_undone_does_no_harm(void **state __attribute__((unused)))
{
	struct update update;

	undo(&update, true, "f: say zwei\nf: say neun\nRevert \"f: say zwei\"\n");
	undo(&update, false, "f: say neun\n");
}

/* Without a changelog too, a fix is found that another one changes again. */
static void what_is_changed_again_needs_no_changelog(void **state __attribute__((unused)))
{
	static const char adds[] =
		"--- /dev/null\n+++ b/f.c\n"
		"@@ -0,0 +1,6 @@\n+one\n+two\n+three\n+four\n+five\n+six\n";
	struct update update;
	const struct split *split;

	update_open(&update);
	has_file(&update, "f.c", NULL, "one\nzwei\nthree\nfour\nfive\nsix\n");
	has_file(&update, "g.c", BASE, BASE);
	sends(&update, "f: begin", adds);
	sends(&update, "f: say zwei", two_to_zwei);
	split = split_it(&update);
	assert_joined(split);
	assert_int_equal(split->n_commits, 2);
	assert_non_null(commit_of(split, "f: begin"));
	assert_non_null(commit_of(split, "f: say zwei"));
	update_close(&update);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_reverted_is_found),
		cmocka_unit_test(duplicates_are_one_fix),
		cmocka_unit_test(what_is_done_again_is_found),
		cmocka_unit_test(what_is_undone_does_no_harm),
		cmocka_unit_test(what_is_changed_again_needs_no_changelog),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
