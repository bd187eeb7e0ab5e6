/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "build/patch.h"

static struct error *parse(const char *text, struct patch **patch)
{
	const struct bytes bytes = { (unsigned char *)text, strlen(text) };

	return patch_parse(&bytes, patch);
}

static struct patch *parse_good(const char *text)
{
	struct patch *patch = NULL;

	assert_null(parse(text, &patch));
	return patch;
}

static void assert_malformed(const char *text)
{
	struct patch *patch = NULL;
	_cleanup_error_ struct error *error = parse(text, &patch);

	assert_non_null(error);
	assert_int_equal(error->kind, ERROR_REFUSED);
	assert_int_equal(error->refusal, SUTURE_REFUSAL_PATCH_MALFORMED);
	assert_null(patch);
}

static void assert_change(const struct change *change, unsigned int old_line,
			  unsigned int old_lines, unsigned int new_line, unsigned int new_lines)
{
	assert_int_equal(change->old_line, old_line);
	assert_int_equal(change->old_lines, old_lines);
	assert_int_equal(change->new_line, new_line);
	assert_int_equal(change->new_lines, new_lines);
}

static void runs_are_split_by_context(void **state)
{
	_cleanup_patch_ struct patch *patch = parse_good("A word of explanation.\n"
							 "---\n"
							 " a/f.c | 4 ++--\n"
							 "diff --git a/d/f.c b/d/f.c\n"
							 "index 1..2 100644\n"
							 "--- a/d/f.c\n"
							 "+++ b/d/f.c\n"
							 "@@ -10,5 +10,6 @@ int f(void)\n"
							 " one\n"
							 "-two\n"
							 "+TWO\n"
							 "+AND\n"
							 " three\n"
							 "-four\n"
							 " five\n"
							 "+six\n"
							 "-- \n"
							 "2.40\n");

	(void)state;
	assert_int_equal(patch->n_files, 1);
	assert_int_equal(patch->files[0].kind, PATCH_MODIFIED);
	assert_string_equal(patch->files[0].old_path, "d/f.c");
	assert_string_equal(patch->files[0].new_path, "d/f.c");
	assert_int_equal(patch->files[0].n_changes, 3);
	assert_change(&patch->files[0].changes[0], 11, 1, 11, 2);
	assert_change(&patch->files[0].changes[1], 13, 1, 14, 0);
	assert_change(&patch->files[0].changes[2], 15, 0, 15, 1);
}

static void plain_diff_is_read_as_well(void **state)
{
	_cleanup_patch_ struct patch *patch = parse_good("--- old/a.c\t2020-01-01 00:00:00\n"
							 "+++ new/a.c\t2020-01-02 00:00:00\n"
							 "@@ -1 +1 @@\n"
							 "-x\n"
							 "+y\n"
							 "\\ No newline at end of file\n"
							 "--- old/b.c\n"
							 "+++ new/b.c\n"
							 "@@ -5,0 +6,2 @@\n"
							 "+p\n"
							 "+q\n");

	(void)state;
	assert_int_equal(patch->n_files, 2);
	assert_string_equal(patch->files[0].new_path, "a.c");
	assert_change(&patch->files[0].changes[0], 1, 1, 1, 1);
	assert_change(&patch->files[1].changes[0], 6, 0, 6, 2);
}

static void kinds_are_told_apart(void **state)
{
	_cleanup_patch_ struct patch *patch = parse_good("diff --git a/n.c b/n.c\n"
							 "new file mode 100644\n"
							 "--- /dev/null\n"
							 "+++ b/n.c\n"
							 "@@ -0,0 +1 @@\n"
							 "+int n;\n"
							 "diff --git a/o.c b/o.c\n"
							 "deleted file mode 100644\n"
							 "--- a/o.c\n"
							 "+++ /dev/null\n"
							 "@@ -1 +0,0 @@\n"
							 "-int o;\n"
							 "diff --git a/p.c b/d/q.c\n"
							 "similarity index 100%\n"
							 "rename from p.c\n"
							 "rename to d/q.c\n"
							 "diff --git a/x.sh b/x.sh\n"
							 "old mode 100644\n"
							 "new mode 100755\n");

	(void)state;
	assert_int_equal(patch->n_files, 4);
	assert_int_equal(patch->files[0].kind, PATCH_ADDED);
	assert_null(patch->files[0].old_path);
	assert_int_equal(patch->files[1].kind, PATCH_DELETED);
	assert_null(patch->files[1].new_path);
	assert_string_equal(patch_file_path(&patch->files[1]), "o.c");
	assert_int_equal(patch->files[2].kind, PATCH_RENAMED);
	assert_string_equal(patch->files[2].old_path, "p.c");
	assert_string_equal(patch->files[2].new_path, "d/q.c");
	assert_int_equal(patch->files[3].kind, PATCH_MODIFIED);
	assert_int_equal(patch->files[3].n_changes, 0);
}

static void stripped_blank_is_context(void **state)
{
	_cleanup_patch_ struct patch *patch =
		parse_good("--- a/f\n+++ b/f\n@@ -1,3 +1,3 @@\n a\n\n-b\n+c\n");

	(void)state;
	assert_change(&patch->files[0].changes[0], 3, 1, 3, 1);
}

static void nonsense_is_refused(void **state)
{
	static const char *const texts[] = {
		"",
		"Hello.\n",
		"--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n a\n",
		"--- a/f\n+++ b/f\n@@ -1,1 +1,1 @@\n-a\n-b\n",
		"--- a/f\n+++ b/f\n@@ -1,2 +1,1 @@\n-a\nwhat\n",
		"--- a/f\n+++ b/f\n@@ -x,1 +1 @@\n-a\n+b\n",
		"--- a/f\n+++ b/f\n@@ -99999999999999999999,1 +1 @@\n-a\n+b\n",
		"--- a/f\n+++ b/f\n@@ -9 +9 @@\n-a\n+b\n@@ -3 +3 @@\n-a\n+b\n",
		"--- a/../../etc/passwd\n+++ b/../../etc/passwd\n@@ -1 +1 @@\n-a\n+b\n",
		"--- a//etc/passwd\n+++ b//etc/passwd\n@@ -1 +1 @@\n-a\n+b\n",
		"diff --git a/x b/y\nrename from ../x\nrename to y\n",
		"--- /dev/null\n+++ /dev/null\n@@ -1 +1 @@\n-a\n+b\n",
		"--- \"a/\\303\"\n+++ \"b/\\303\"\n@@ -1 +1 @@\n-a\n+b\n",
		"--- f\n+++ f\n@@ -1 +1 @@\n-a\n+b\n",
		"@@ -1 +1 @@\n-a\n+b\n",
		"diff --git a/f b/f\n@@ -1 +1 @@\n-a\n+b\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_malformed(texts[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(runs_are_split_by_context),
		cmocka_unit_test(plain_diff_is_read_as_well),
		cmocka_unit_test(kinds_are_told_apart),
		cmocka_unit_test(stripped_blank_is_context),
		cmocka_unit_test(nonsense_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
