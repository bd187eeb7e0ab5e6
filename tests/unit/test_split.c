/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Small updates with known histories: what the splitter makes of them.
 */
#include "split/split.h"

#include <stdarg.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"

/* One vendor's update: two trees of a few files, a changelog, candidates. */
struct update {
	char *directory;
	struct store *store;
	struct line_table *table;
	struct source sides[2];
	struct changelog changelog;
	struct candidates candidates;
	struct records *records;
	struct split *split;
};

static void must(struct error *error)
{
	if (error)
		error_print(error, stderr);
	assert_null(error);
}

static void update_open(struct update *update)
{
	_cleanup_free_ char *path = NULL;

	*update = (struct update){ .table = line_table_new() };
	must(directory_make_temporary("/tmp", "test-split", &update->directory));
	path = xasprintf("%s/out.git", update->directory);
	must(store_create(path, &update->store));
	for (int i = 0; i < 2; i++)
		update->sides[i] = (struct source){ .name = i ? "new" : "old",
						    .listing = listing_new() };
	candidates_init(&update->candidates, update->table);
}

static void update_close(struct update *update)
{
	split_free(update->split);
	candidates_deinit(&update->candidates);
	records_free(update->records);
	for (size_t i = 0; i < update->changelog.n_items; i++)
		free(update->changelog.items[i].subject);
	free(update->changelog.items);
	for (int i = 0; i < 2; i++)
		listing_free(update->sides[i].listing);
	store_close(update->store);
	line_table_free(update->table);
	must(tree_remove(update->directory));
	free(update->directory);
}

static void put(struct update *update, int side, const char *path, uint32_t mode,
		const char *text)
{
	git_oid oid;

	if (!text)
		return;
	must(store_put(update->store, GIT_OBJECT_BLOB, text, strlen(text), &oid));
	must(listing_set(update->sides[side].listing, path, mode, &oid));
}

/* A file of both trees; NULL where it is not there. */
static void has_file(struct update *update, const char *path, const char *old, const char *new)
{
	put(update, 0, path, 0100644, old);
	put(update, 1, path, 0100644, new);
}

static void lists(struct update *update, const char *subject)
{
	struct change_item *item =
		array_append(update->changelog.items, update->changelog.n_items);

	item->subject = xstrdup(subject);
	item->line = item->subject;
	item->release = "2";
}

static void sends(struct update *update, const char *subject, const char *diff)
{
	_cleanup_free_ char *mail =
		xasprintf("From: A. Developer <a@example.org>\nSubject: [PATCH] %s\n"
			  "Date: Mon, 2 Mar 2026 10:00:00 +0000\nMessage-Id: <%zu@example.org>\n\n"
			  "Why.\n---\n%s",
			  subject, update->candidates.n_items, diff);

	assert_true(candidates_add_mail(&update->candidates, subject, mail, strlen(mail)));
}

static const struct split *split_it(struct update *update)
{
	const struct split_input input = {
		.store = update->store,
		.table = update->table,
		.old = &update->sides[0],
		.new = &update->sides[1],
		.changelog = &update->changelog,
		.candidates = &update->candidates,
		.records = update->records,
	};
	git_oid root;

	must(listing_write(update->sides[0].listing, update->store, &root));
	must(listing_write(update->sides[1].listing, update->store, &root));
	must(store_flush(update->store));
	must(split_make(&input, NULL, &update->split));
	return update->split;
}

static const struct split_commit *commit_of(const struct split *split, const char *subject)
{
	const struct split_commit *found = NULL;

	for (size_t i = 0; i < split->n_commits; i++) {
		_cleanup_free_ char *its = split_subject(&split->commits[i]);

		if (strcmp(its, subject) == 0) {
			assert_null(found);
			found = &split->commits[i];
		}
	}
	return found;
}

/* Every file goes from old to new in steps that join, whatever the commits are. */
static void assert_joined(const struct split *split)
{
	for (size_t file = 0; file < split->n_files; file++) {
		size_t at = split->files[file].old;

		for (size_t i = 0; i < split->n_commits; i++)
			for (size_t j = 0; j < split->commits[i].n_changes; j++)
				if (split->commits[i].changes[j].file == file) {
					assert_int_equal(split->commits[i].changes[j].before, at);
					at = split->commits[i].changes[j].after;
				}
		assert_int_equal(at, split->files[file].new);
	}
	for (size_t i = 0; i < split->n_commits; i++) {
		const struct split_commit *commit = &split->commits[i];

		assert_true(commit->n_changes > 0);
		for (size_t j = 0; j < commit->n_changes; j++)
			assert_int_not_equal(commit->changes[j].before, commit->changes[j].after);
	}
}

#define BASE "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten\n"

static const char two_to_zwei[] =
	"--- a/f.c\n+++ b/f.c\n@@ -1,5 +1,5 @@\n one\n-two\n+zwei\n three\n four\n five\n";
static const char nine_to_neun[] =
	"--- a/f.c\n+++ b/f.c\n@@ -6,5 +6,5 @@\n six\n seven\n eight\n-nine\n+neun\n ten\n";
static const char zwei_to_deux[] =
	"--- a/f.c\n+++ b/f.c\n@@ -1,5 +1,5 @@\n one\n-zwei\n+deux\n three\n four\n five\n";

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
		cmocka_unit_test(a_copy_leaves_its_source),
		cmocka_unit_test(a_copy_is_taken_back),
		cmocka_unit_test(what_changes_nothing_is_no_commit),
		cmocka_unit_test(a_link_is_taken_whole),
		cmocka_unit_test(two_fixes_come_apart),
		cmocka_unit_test(what_is_overwritten_is_found),
		cmocka_unit_test(what_needs_the_unknown_is_taken_back),
		cmocka_unit_test(an_adapted_fix_is_claimed),
		cmocka_unit_test(what_two_have_is_nobodys),
		cmocka_unit_test(a_fix_that_never_went_in_is_not_believed),
		cmocka_unit_test(an_unlisted_fix_is_found_by_content),
		cmocka_unit_test(files_come_and_go),
		cmocka_unit_test(a_record_names_the_file),
		cmocka_unit_test(what_rests_on_the_unknown_is_found),
		cmocka_unit_test(a_moved_file_is_followed),
		cmocka_unit_test(what_is_deleted_later_is_believed),
		cmocka_unit_test(duplicates_are_one_fix),
		cmocka_unit_test(what_is_done_again_is_found),
		cmocka_unit_test(what_is_undone_does_no_harm),
		cmocka_unit_test(what_is_changed_again_needs_no_changelog),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
