/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Small updates with known histories: files that come, go, move, are copied, are links. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "tests/unit/vendor_update.h"

static void files_come_and_go(void **state __attribute__((unused)))
{
	static const char add[] = "--- /dev/null\n+++ b/new.c\n@@ -0,0 +1,2 @@\n+alpha\n+beta\n";
	static const char drop[] = "--- a/gone.c\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-gamma\n-delta\n";
	struct update update;
	const struct split *split;

	update_open(&update);
	has_file(&update, "f.c", BASE, BASE);
	has_file(&update, "new.c", NULL, "alpha\nbeta\n");
	has_file(&update, "gone.c", "gamma\ndelta\n", NULL);
	lists(&update, "add new");
	lists(&update, "drop gone");
	sends(&update, "add new", add);
	sends(&update, "drop gone", drop);
	split = split_it(&update);
	assert_joined(split);
	assert_int_equal(split->n_commits, 2);
	assert_non_null(commit_of(split, "add new"));
	assert_non_null(commit_of(split, "drop gone"));
	update_close(&update);
}

static void a_record_names_the_file(void **state __attribute__((unused)))
{
	static const char record[] =
		"{\"cve\": \"CVE-2026-1\", \"title\": \"f: say zwei\", \"files\": [\"f.c\"]}\n";
	struct update update;
	const struct split *split;

	update_open(&update);
	has_file(&update, "f.c", BASE,
		 "one\nzwei\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten\n");
	has_file(&update, "g.c", BASE, "one\n");
	lists(&update, "f: say zwei");
	lists(&update, "g: say less");
	must(records_parse(record, strlen(record), &update.records));
	split = split_it(&update);
	assert_joined(split);
	assert_int_equal(commit_of(split, "f: say zwei")->method, SPLIT_SOLE_FILE);
	assert_int_equal(commit_of(split, "f: say zwei")->n_records, 1);
	assert_null(commit_of(split, "g: say less"));
	update_close(&update);
}

/* The file lies elsewhere on the branch that the candidate was made for. */
static void a_moved_file_is_followed(void **state __attribute__((unused)))
{
	static const char elsewhere[] =
		"--- a/drivers/vendor/dev/f.c\n+++ b/drivers/vendor/dev/f.c\n"
		"@@ -1,5 +1,5 @@\n one\n-two\n+zwei\n three\n four\n five\n";
	struct update update;
	const struct split *split;

	update_open(&update);
	has_file(&update, "drivers/dev/f.c", BASE,
		 "one\nzwei\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten\n");
	has_file(&update, "drivers/other/f.c", BASE, BASE "eleven\n");
	lists(&update, "dev: say zwei");
	sends(&update, "dev: say zwei", elsewhere);
	split = split_it(&update);
	assert_joined(split);
	assert_int_equal(commit_of(split, "dev: say zwei")->method, SPLIT_FORWARD);
	update_close(&update);
}

/* A fix in code that an unknown commit deletes later: the deletion does not speak against it. */
static void what_is_deleted_later_is_believed(void **state __attribute__((unused)))
{
	struct update update;
	const struct split *split;

	update_open(&update);
	has_file(&update, "f.c", BASE, NULL);
	has_file(&update, "g.c", BASE, BASE);
	lists(&update, "f: say zwei");
	sends(&update, "f: say zwei", two_to_zwei);
	split = split_it(&update);
	assert_joined(split);
	assert_int_equal(split->n_commits, 2);
	assert_int_equal(commit_of(split, "f: say zwei")->method, SPLIT_FORWARD);
	update_close(&update);
}

static const char copies[] =
	"diff --git a/f.c b/copy.c\nsimilarity index 80%\ncopy from f.c\ncopy to copy.c\n"
	"--- a/f.c\n+++ b/copy.c\n@@ -1,5 +1,5 @@\n one\n-two\n+zwei\n three\n four\n five\n";

static void a_copy_leaves_its_source(void **state __attribute__((unused)))
{
	struct update update;
	const struct split *split;

	update_open(&update);
	has_file(&update, "f.c", BASE, BASE);
	has_file(&update, "copy.c", NULL,
		 "one\nzwei\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten\n");
	lists(&update, "copy: begin with f");
	sends(&update, "copy: begin with f", copies);
	split = split_it(&update);
	assert_joined(split);
	assert_int_equal(split->n_commits, 1);
	assert_int_equal(commit_of(split, "copy: begin with f")->method, SPLIT_FORWARD);
	assert_int_equal(commit_of(split, "copy: begin with f")->n_changes, 1);
	update_close(&update);
}

/* What it was copied from is not known: an unknown commit comes before. */
static void a_copy_is_taken_back(void **state __attribute__((unused)))
{
	struct update update;
	const struct split *split;

	update_open(&update);
	has_file(&update, "f.c", "another\n", BASE);
	has_file(&update, "copy.c", NULL,
		 "one\nzwei\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten\n");
	lists(&update, "copy: begin with f");
	sends(&update, "copy: begin with f", copies);
	split = split_it(&update);
	assert_joined(split);
	assert_int_equal(split->n_commits, 2);
	assert_int_equal(commit_of(split, "copy: begin with f")->method, SPLIT_BACKWARD);
	assert_int_equal(commit_of(split, "copy: begin with f")->n_changes, 1);
	update_close(&update);
}

static void a_link_is_taken_whole(void **state __attribute__((unused)))
{
	/* "printf target | git hash-object --stdin" */
	static const char links[] =
		"diff --git a/link b/link\nnew file mode 120000\nindex 0000000..1de5659\n"
		"--- /dev/null\n+++ b/link\n@@ -0,0 +1 @@\n+target\n"
		"\\ No newline at end of file\n";
	struct update update;
	const struct split *split;

	update_open(&update);
	has_file(&update, "f.c", BASE, BASE "eleven\n");
	put(&update, 1, "link", 0120000, "target");
	lists(&update, "add a link");
	sends(&update, "add a link", links);
	split = split_it(&update);
	assert_joined(split);
	assert_int_equal(split->n_commits, 2);
	assert_int_equal(commit_of(split, "add a link")->method, SPLIT_FORWARD);
	update_close(&update);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_copy_leaves_its_source),
		cmocka_unit_test(a_copy_is_taken_back),
		cmocka_unit_test(a_link_is_taken_whole),
		cmocka_unit_test(files_come_and_go),
		cmocka_unit_test(a_record_names_the_file),
		cmocka_unit_test(a_moved_file_is_followed),
		cmocka_unit_test(what_is_deleted_later_is_believed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
