/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/memory.h"
#include "evidence/candidate.h"

struct files {
	struct line_table *table;
	struct file_patch *items;
	size_t n_items;
};

static void files_deinit(struct files *files)
{
	file_patches_free(files->items, files->n_items);
	line_table_free(files->table);
}

#define _cleanup_files_ _cleanup_(files_deinit)

static struct files read_good(const char *text)
{
	struct files files = { .table = line_table_new() };

	assert_null(file_patches_read(text, strlen(text), files.table, &files.items,
				      &files.n_items));
	return files;
}

static void assert_malformed(const char *text)
{
	_cleanup_files_ struct files files = { .table = line_table_new() };
	_cleanup_error_ struct error *error = file_patches_read(
		text, strlen(text), files.table, &files.items, &files.n_items);

	assert_non_null(error);
	assert_int_equal(error->refusal, SUTURE_REFUSAL_PATCH_MALFORMED);
	assert_null(files.items);
}

/* The hunk as signs and lines, one behind the other. */
static void assert_hunk(const struct files *files, const struct hunk *hunk, const char *expected)
{
	_cleanup_free_ char *text = xstrdup("");

	for (size_t i = 0; i < hunk->n_lines; i++) {
		size_t length;
		const char *bytes = line_bytes(files->table, hunk->lines[i].line, &length);
		char *longer = xasprintf("%s%c%.*s", text, hunk->lines[i].sign, (int)length, bytes);

		free(text);
		text = longer;
	}
	assert_string_equal(text, expected);
}

static void git_header_is_read(void **state)
{
	_cleanup_files_ struct files files = read_good("diff --git a/d/f.c b/d/f.c\n"
						       "index 0123abc..4567def 100644\n"
						       "--- a/d/f.c\n"
						       "+++ b/d/f.c\n"
						       "@@ -7,3 +7,4 @@ int f(void)\n"
						       " one\n"
						       "-two\n"
						       "+TWO\n"
						       "+and\n"
						       " three\n"
						       "@@ -20,0 +22 @@\n"
						       "+late\n"
						       "-- \n"
						       "2.40\n");
	const struct file_patch *file = files.items;

	(void)state;
	assert_int_equal(files.n_items, 1);
	assert_int_equal(file->kind, PATCH_MODIFIED);
	assert_string_equal(file->old_path, "d/f.c");
	assert_string_equal(file->new_path, "d/f.c");
	assert_int_equal(file->old_mode, 0100644);
	assert_int_equal(file->new_mode, 0100644);
	assert_string_equal(file->old_blob, "0123abc");
	assert_string_equal(file->new_blob, "4567def");
	assert_int_equal(file->n_hunks, 2);
	assert_int_equal(file->hunks[0].old_line, 7);
	assert_int_equal(file->hunks[0].new_line, 7);
	assert_hunk(&files, &file->hunks[0], " one\n-two\n+TWO\n+and\n three\n");
	assert_int_equal(file->hunks[1].old_line, 21);
	assert_int_equal(file->hunks[1].new_line, 22);
	assert_hunk(&files, &file->hunks[1], "+late\n");
}

static void kinds_and_modes_are_read(void **state)
{
	_cleanup_files_ struct files files = read_good("diff --git a/n b/n\n"
						       "new file mode 100755\n"
						       "index 0000000..1111111\n"
						       "--- /dev/null\n"
						       "+++ b/n\n"
						       "@@ -0,0 +1 @@\n"
						       "+new\n"
						       "diff --git a/o b/o\n"
						       "deleted file mode 100644\n"
						       "--- a/o\n"
						       "+++ /dev/null\n"
						       "@@ -1 +0,0 @@\n"
						       "-old\n"
						       "diff --git a/p b/q\n"
						       "similarity index 100%\n"
						       "rename from p\n"
						       "rename to q\n"
						       "diff --git a/r b/s\n"
						       "similarity index 100%\n"
						       "copy from r\n"
						       "copy to s\n"
						       "diff --git a/x b/x\n"
						       "old mode 100644\n"
						       "new mode 100755\n");

	(void)state;
	assert_int_equal(files.n_items, 5);
	assert_int_equal(files.items[0].kind, PATCH_ADDED);
	assert_null(files.items[0].old_path);
	assert_int_equal(files.items[0].new_mode, 0100755);
	assert_int_equal(files.items[1].kind, PATCH_DELETED);
	assert_null(files.items[1].new_path);
	assert_int_equal(files.items[1].old_mode, 0100644);
	assert_int_equal(files.items[2].kind, PATCH_RENAMED);
	assert_false(files.items[2].is_copy);
	assert_int_equal(files.items[3].kind, PATCH_RENAMED);
	assert_true(files.items[3].is_copy);
	assert_string_equal(files.items[3].old_path, "r");
	assert_string_equal(files.items[3].new_path, "s");
	assert_int_equal(files.items[4].old_mode, 0100644);
	assert_int_equal(files.items[4].new_mode, 0100755);
	assert_int_equal(files.items[4].n_hunks, 0);
}

static void binary_files_are_known(void **state)
{
	_cleanup_files_ struct files files = read_good("diff --git a/l.bin b/l.bin\n"
						       "index 12..34 100644\n"
						       "GIT binary patch\n"
						       "literal 3\n"
						       "Kcmb=J00000\n"
						       "\n"
						       "diff --git a/m.bin b/m.bin\n"
						       "Binary files a/m.bin and b/m.bin differ\n"
						       "Binary files o/n.bin and n/n.bin differ\n");

	(void)state;
	assert_int_equal(files.n_items, 3);
	for (size_t i = 0; i < 3; i++)
		assert_true(files.items[i].is_binary);
	assert_string_equal(files.items[1].new_path, "m.bin");
	assert_string_equal(files.items[2].new_path, "n.bin");
}

static void quilt_is_read(void **state)
{
	_cleanup_files_ struct files files =
		read_good("Index: linux-6.1/a.c\n"
			  "===================================================================\n"
			  "--- linux-6.1.orig/a.c\n"
			  "+++ linux-6.1/a.c\n"
			  "@@ -1 +1 @@\n"
			  "-x\n"
			  "+y\n"
			  "--- linux-6.1.orig/b.c\t1970-01-01 00:00:00.000000000 +0000\n"
			  "+++ linux-6.1/b.c\t2026-01-01 00:00:00.000000000 +0000\n"
			  "@@ -0,0 +1 @@\n"
			  "+z\n");

	(void)state;
	assert_int_equal(files.n_items, 2);
	assert_string_equal(files.items[0].old_path, "a.c");
	assert_int_equal(files.items[0].kind, PATCH_MODIFIED);
	assert_int_equal(files.items[1].kind, PATCH_ADDED);
	assert_null(files.items[1].old_path);
	assert_int_equal(files.items[1].hunks[0].old_line, 1);
}

/* What looks like a signature is a removed line as long as the hunk is not complete. */
static void counts_decide_about_signatures(void **state)
{
	_cleanup_files_ struct files files =
		read_good("--- a/f\n+++ b/f\n@@ -1,2 +1 @@\n--- \n-- \n+x\n-- \n2.40\n");

	(void)state;
	assert_int_equal(files.items[0].n_hunks, 1);
	assert_hunk(&files, &files.items[0].hunks[0], "--- \n-- \n+x\n");
}

static void ends_of_lines_are_kept(void **state)
{
	_cleanup_files_ struct files files = read_good("--- a/f\n"
						       "+++ b/f\n"
						       "@@ -1,3 +1,3 @@\n"
						       " one\r\n"
						       "\r\n"
						       "-two\n"
						       "\\ No newline at end of file\n"
						       "+two\r\n"
						       "\\ No newline at end of file\n");

	(void)state;
	assert_hunk(&files, &files.items[0].hunks[0], " one\r\n \r\n-two+two\r");
}

static void text_may_end_without_newline(void **state)
{
	_cleanup_files_ struct files files = read_good("--- a/f\n+++ b/f\n@@ -1 +1 @@\n-a\n+b");

	(void)state;
	assert_hunk(&files, &files.items[0].hunks[0], "-a\n+b\n");
}

static void wrong_counts_are_refused(void **state)
{
	(void)state;
	assert_malformed("--- a/f\n+++ b/f\n@@ -1,3 +1,2 @@\n a\n-b\n-- \n2.40\n");
	assert_malformed("--- a/f\n+++ b/f\n@@ -1,9 +1,9 @@\n a\n-b\n+c\n");
	assert_malformed("--- a/f\n+++ b/f\n@@ -1 +1 @@\n-a\n-b\n+c\n");
	assert_malformed("--- a/f\n+++ b/f\n@@ -XXXX,X +XXXX,X @@\n-a\n+b\n");
	assert_malformed("no diff\n");
}

static void what_no_tree_can_hold_is_refused(void **state)
{
	static const char *const names[] = {
		"z//y.c", "z/", "./y.c", "z/./y.c", "z/.", "z/../y.c", ".git/hooks/x", "z/.GIT",
		"z/.git. /x", "GIT~1/x", ".git:x",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		_cleanup_free_ char *added = xasprintf(
			"--- /dev/null\n+++ b/%s\n@@ -0,0 +1 @@\n+a\n", names[i]);
		_cleanup_free_ char *moved = xasprintf(
			"diff --git a/f b/%s\nrename from f\nrename to %s\n", names[i], names[i]);

		assert_malformed(added);
		assert_malformed(moved);
	}
	assert_malformed("diff --git a/f b/f\nnew file mode 160000\n"
			 "--- /dev/null\n+++ b/f\n@@ -0,0 +1 @@\n+Subproject commit 01\n");
	assert_malformed("diff --git a/f b/f\nnew file mode 040000\nindex 00..01\n");
	assert_malformed("diff --git a/f b/f\ndeleted file mode 160000\nindex 01..00\n");
}

static void what_only_looks_odd_is_read(void **state)
{
	_cleanup_files_ struct files files = read_good(
		"--- a/.gitignore\n+++ b/.gitignore\n@@ -1 +1 @@\n-a\n+b\n"
		"--- a/z/.git-blame\n+++ b/z/.git-blame\n@@ -1 +1 @@\n-a\n+b\n"
		"--- a/z/...\n+++ b/z/...\n@@ -1 +1 @@\n-a\n+b\n");

	(void)state;
	assert_int_equal(files.n_items, 3);
	assert_int_equal(files.items[0].new_mode, 0);
}

static void modes_are_those_of_trees(void **state)
{
	_cleanup_files_ struct files files = read_good(
		"diff --git a/f b/f\nnew file mode 100600\nindex 00..01\n"
		"diff --git a/g b/g\nold mode 100664\nnew mode 100775\n"
		"diff --git a/h b/h\nnew file mode 120777\nindex 00..01\n");

	(void)state;
	assert_int_equal(files.items[0].new_mode, 0100644);
	assert_int_equal(files.items[1].old_mode, 0100644);
	assert_int_equal(files.items[1].new_mode, 0100755);
	assert_int_equal(files.items[2].new_mode, 0120000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(git_header_is_read),
		cmocka_unit_test(kinds_and_modes_are_read),
		cmocka_unit_test(binary_files_are_known),
		cmocka_unit_test(quilt_is_read),
		cmocka_unit_test(counts_decide_about_signatures),
		cmocka_unit_test(ends_of_lines_are_kept),
		cmocka_unit_test(text_may_end_without_newline),
		cmocka_unit_test(wrong_counts_are_refused),
		cmocka_unit_test(what_no_tree_can_hold_is_refused),
		cmocka_unit_test(what_only_looks_odd_is_read),
		cmocka_unit_test(modes_are_those_of_trees),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
