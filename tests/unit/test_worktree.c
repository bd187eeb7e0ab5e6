/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/file.h"
#include "base/memory.h"
#include "build/path.h"
#include "build/worktree.h"

struct tree {
	char *top, *source, *clones, *patch;
};

static const char patch_text[] = "--- a/d/f.c\n+++ b/d/f.c\n@@ -1,2 +1,2 @@\n one\n-two\n+TWO\n";

static void put(const char *directory, const char *name, const char *text)
{
	_cleanup_free_ char *path = path_join(directory, name);
	_cleanup_free_ char *parent = path_directory(path);

	assert_null(directory_make(parent));
	assert_null(file_write(path, text, strlen(text), 0644));
}

static void assert_text(const char *directory, const char *name, const char *expected)
{
	_cleanup_free_ char *path = path_join(directory, name);
	_cleanup_bytes_ struct bytes text = {};

	assert_null(file_read(path, &text));
	assert_string_equal((char *)text.data, expected);
}

static bool is_there(const char *directory, const char *name)
{
	_cleanup_free_ char *path = path_join(directory, name);

	return file_exists(path);
}

static int setup(void **state)
{
	struct tree *tree = xcalloc(1, sizeof(*tree));

	assert_null(directory_make_temporary("/tmp", "suture-worktree", &tree->top));
	tree->source = path_join(tree->top, "tree");
	tree->clones = path_join(tree->top, "clones");
	tree->patch = path_join(tree->top, "x.patch");
	put(tree->source, "d/f.c", "one\ntwo\n");
	put(tree->source, "d/e/g.c", "g\n");
	put(tree->top, "x.patch", patch_text);
	*state = tree;
	return 0;
}

static int teardown(void **state)
{
	struct tree *tree = *state;

	assert_null(tree_remove(tree->top));
	free(tree->top);
	free(tree->source);
	free(tree->clones);
	free(tree->patch);
	free(tree);
	return 0;
}

static void patch_stays_in_the_clone(void **state)
{
	const struct tree *tree = *state;
	_cleanup_worktree_ struct worktree *worktree = NULL;

	assert_null(worktree_new(tree->source, tree->clones, &worktree));
	assert_text(worktree->root, "d/f.c", "one\ntwo\n");
	assert_null(worktree_apply(worktree, tree->patch));
	assert_text(worktree->root, "d/f.c", "one\nTWO\n");
	assert_text(tree->source, "d/f.c", "one\ntwo\n");
}

static void preview_leaves_the_clone_alone(void **state)
{
	const struct tree *tree = *state;
	_cleanup_worktree_ struct worktree *worktree = NULL;
	_cleanup_patch_ struct patch *patch = NULL;
	_cleanup_free_ char *preview = NULL;

	assert_null(patch_read(tree->patch, &patch));
	assert_null(worktree_new(tree->source, tree->clones, &worktree));
	assert_null(worktree_preview(worktree, patch, tree->patch, &preview));
	assert_text(preview, "d/f.c", "one\nTWO\n");
	assert_text(worktree->root, "d/f.c", "one\ntwo\n");
	assert_false(is_there(preview, "d/e/g.c"));
}

static void misfit_is_refused_with_its_place(void **state)
{
	const struct tree *tree = *state;
	_cleanup_worktree_ struct worktree *worktree = NULL;
	_cleanup_error_ struct error *error = NULL;

	put(tree->source, "d/f.c", "one\nthree\n");
	assert_null(worktree_new(tree->source, tree->clones, &worktree));
	error = worktree_apply(worktree, tree->patch);
	assert_non_null(error);
	assert_int_equal(error->refusal, SUTURE_REFUSAL_PATCH_DOES_NOT_APPLY);
	assert_non_null(strstr(error->message, "d/f.c:1"));
	assert_text(worktree->root, "d/f.c", "one\nthree\n");
}

static void used_clone_is_put_right(void **state)
{
	const struct tree *tree = *state;
	_cleanup_worktree_ struct worktree *worktree = NULL;
	_cleanup_free_ char *path = NULL;
	_cleanup_free_ char *lost = NULL;

	assert_null(worktree_new(tree->source, tree->clones, &worktree));
	path = xstrdup(worktree->path);
	assert_null(worktree_apply(worktree, tree->patch));
	put(worktree->root, "d/f.o", "object");
	put(worktree->root, "new/dir/x", "x");
	put(worktree->path, "post/0.o", "object");
	lost = path_join(worktree->root, "d/e");
	assert_null(tree_remove(lost));
	put(worktree->root, "d/e", "a file where a directory belongs");
	worktree_free(take(worktree));

	put(tree->source, "d/later.c", "later\n");
	assert_null(worktree_new(tree->source, tree->clones, &worktree));
	assert_string_equal(worktree->path, path);
	assert_text(worktree->root, "d/f.c", "one\ntwo\n");
	assert_text(worktree->root, "d/e/g.c", "g\n");
	assert_text(worktree->root, "d/later.c", "later\n");
	assert_false(is_there(worktree->root, "d/f.o"));
	assert_false(is_there(worktree->root, "new"));
	assert_false(is_there(worktree->path, "post"));
}

static void clone_in_use_is_left_alone(void **state)
{
	const struct tree *tree = *state;
	_cleanup_worktree_ struct worktree *one = NULL;
	_cleanup_worktree_ struct worktree *other = NULL;

	assert_null(worktree_new(tree->source, tree->clones, &one));
	assert_null(worktree_apply(one, tree->patch));
	assert_null(worktree_new(tree->source, tree->clones, &other));
	assert_string_not_equal(one->path, other->path);
	assert_text(one->root, "d/f.c", "one\nTWO\n");
	assert_text(other->root, "d/f.c", "one\ntwo\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(patch_stays_in_the_clone, setup, teardown),
		cmocka_unit_test_setup_teardown(preview_leaves_the_clone_alone, setup, teardown),
		cmocka_unit_test_setup_teardown(misfit_is_refused_with_its_place, setup, teardown),
		cmocka_unit_test_setup_teardown(used_clone_is_put_right, setup, teardown),
		cmocka_unit_test_setup_teardown(clone_in_use_is_left_alone, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
