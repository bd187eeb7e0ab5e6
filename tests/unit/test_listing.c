// SPDX-License-Identifier: GPL-2.0-or-later
/* Listings against git's own idea of a tree, and against a stupid list. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <stdlib.h>

#include "base/memory.h"
#include "base/run.h"
#include "tree/listing.h"

struct place {
	char *root, *target;
	struct store *store;
};

static int set_up(void **state)
{
	struct place *place = xcalloc(1, sizeof(*place));

	assert_null(directory_make_temporary("/tmp", "suture-test", &place->root));
	place->target = xasprintf("%s/out.git", place->root);
	assert_null(store_create(place->target, &place->store));
	*state = place;
	return 0;
}

static int tear_down(void **state)
{
	struct place *place = *state;

	store_close(place->store);
	assert_null(tree_remove(place->root));
	free(place->root);
	free(place->target);
	free(place);
	return 0;
}

/* A blob whose content is the text. */
static git_oid blob(const struct place *place, const char *text)
{
	git_oid oid;

	assert_null(store_put(place->store, GIT_OBJECT_BLOB, text, strlen(text), &oid));
	return oid;
}

static void set(const struct place *place, struct listing *listing, const char *path,
		uint32_t mode, const char *text)
{
	const git_oid oid = blob(place, text);

	assert_null(listing_set(listing, path, mode, &oid));
}

static git_oid write_root(const struct place *place, struct listing *listing)
{
	git_oid root;

	assert_null(listing_write(listing, place->store, &root));
	return root;
}

static void assert_same_tree(const struct place *place, struct listing *a, struct listing *b)
{
	const git_oid one = write_root(place, a), other = write_root(place, b);

	assert_true(git_oid_equal(&one, &other));
	assert_int_equal(listing_count(a), listing_count(b));
}

/* ---- git ---- */

static void run_git(const char *const arguments[], const struct bytes *input, struct bytes *output)
{
	const struct run_options options = { .input = input, .output = output };
	const char *argv[12] = { "git" };
	size_t n = 1;

	while (*arguments)
		argv[n++] = *arguments++;
	assert_null(run_checked(argv, &options));
}

/* What 'git write-tree' makes of "MODE OID\tPATH" lines. The caller's. */
static char *git_write_tree(const struct place *place, const char *lines)
{
	_cleanup_free_ char *repository = xasprintf("--git-dir=%s/git", place->root);
	const struct bytes input = { (unsigned char *)lines, strlen(lines) };
	_cleanup_bytes_ struct bytes output = { 0 };

	run_git((const char *const[]){ repository, "init", "-q", "--bare", NULL }, NULL, NULL);
	run_git((const char *const[]){ repository, "update-index", "--index-info", NULL }, &input,
		NULL);
	run_git((const char *const[]){ repository, "write-tree", "--missing-ok", NULL }, NULL,
		&output);
	return xstrndup((const char *)output.data, GIT_OID_HEXSZ);
}

static const struct {
	const char *path;
	uint32_t mode;
} awkward[] = {
	{ "lib/a.c", 0100644 },	{ "lib.c", 0100644 },	{ "lib-x/y", 0100755 },
	{ "lib0", 0120000 },	{ "lib/b/c/d", 0100644 }, { "lib/b.c", 0100644 },
	{ "lib/b-c", 0100644 },	{ "z", 0100644 },	{ "A", 0100644 },
	{ "\303\274ber/x", 0100644 }, { "a b/c\td", 0100644 }, { "lib/b/c0", 0100644 },
	{ "...", 0100644 },	{ ".gitignore", 0100644 },
};

static void root_is_gits(void **state)
{
	const struct place *place = *state;
	_cleanup_listing_ struct listing *listing = listing_new();
	_cleanup_free_ char *lines = xstrdup("");
	_cleanup_free_ char *expected = NULL;
	char name[GIT_OID_HEXSZ + 1];
	git_oid root;

	for (size_t i = 0; i < ARRAY_SIZE(awkward); i++) {
		const git_oid oid = blob(place, awkward[i].path);
		char *longer = xasprintf("%s%06o %s\t%s\n", lines, awkward[i].mode,
					 git_oid_tostr(name, sizeof(name), &oid), awkward[i].path);

		free(lines);
		lines = longer;
		set(place, listing, awkward[i].path, awkward[i].mode, awkward[i].path);
	}
	expected = git_write_tree(place, lines);
	root = write_root(place, listing);
	assert_string_equal(git_oid_tostr(name, sizeof(name), &root), expected);
	assert_int_equal(listing_count(listing), ARRAY_SIZE(awkward));
}

static void empty_root_is_gits(void **state)
{
	const struct place *place = *state;
	_cleanup_listing_ struct listing *listing = listing_new();
	char name[GIT_OID_HEXSZ + 1];
	const git_oid root = write_root(place, listing);

	assert_string_equal(git_oid_tostr(name, sizeof(name), &root),
			    "4b825dc642cb6eb9a060e54bf8d69288fbee4904");
}

/* ---- setting and removing ---- */

static void order_of_setting_does_not_matter(void **state)
{
	const struct place *place = *state;
	_cleanup_listing_ struct listing *there = listing_new(), *back = listing_new();

	for (size_t i = 0; i < ARRAY_SIZE(awkward); i++) {
		size_t j = ARRAY_SIZE(awkward) - 1 - i;

		set(place, there, awkward[i].path, awkward[i].mode, awkward[i].path);
		set(place, back, awkward[j].path, awkward[j].mode, awkward[j].path);
	}
	assert_same_tree(place, there, back);
}

static void what_was_set_is_got(void **state)
{
	const struct place *place = *state;
	_cleanup_listing_ struct listing *listing = listing_new();
	const git_oid expected = blob(place, "2");
	uint32_t mode = 0;
	git_oid oid;

	set(place, listing, "a/b", 0100644, "1");
	set(place, listing, "a/b", 0100755, "2");
	assert_int_equal(listing_count(listing), 1);
	assert_true(listing_get(listing, "a/b", &mode, &oid));
	assert_int_equal(mode, 0100755);
	assert_true(git_oid_equal(&oid, &expected));
	mode = 0;
	assert_false(listing_get(listing, "a", &mode, &oid));
	assert_false(listing_get(listing, "a/b/c", &mode, &oid));
	assert_false(listing_get(listing, "a/c", &mode, &oid));
	assert_int_equal(mode, 0);
}

static void directories_are_known(void **state)
{
	const struct place *place = *state;
	_cleanup_listing_ struct listing *listing = listing_new();

	set(place, listing, "a/b/c", 0100644, "1");
	set(place, listing, "a.b", 0100644, "2");
	assert_true(listing_has_directory(listing, "a"));
	assert_true(listing_has_directory(listing, "a/b"));
	assert_false(listing_has_directory(listing, "a/b/c"));
	assert_false(listing_has_directory(listing, "a.b"));
	assert_false(listing_has_directory(listing, "b"));
	assert_false(listing_has_directory(listing, "a/b/c/d"));
	listing_remove(listing, "a/b/c");
	assert_false(listing_has_directory(listing, "a"));
}

static void empty_directories_go(void **state)
{
	const struct place *place = *state;
	_cleanup_listing_ struct listing *listing = listing_new(), *expected = listing_new();

	set(place, listing, "a/b/c/d", 0100644, "1");
	set(place, listing, "a/x", 0100644, "2");
	set(place, listing, "a/b.c", 0100644, "3");
	set(place, expected, "a/x", 0100644, "2");
	set(place, expected, "a/b.c", 0100644, "3");
	write_root(place, listing);
	listing_remove(listing, "a/b/c/d");
	listing_remove(listing, "a/b/c/d");
	listing_remove(listing, "a");
	listing_remove(listing, "a/x/y");
	assert_same_tree(place, listing, expected);
	/* What was a directory can be a file now. */
	set(place, listing, "a/b", 0100644, "4");
	assert_int_equal(listing_count(listing), 3);
}

static void misfits_change_nothing(void **state)
{
	static const char *const paths[] = { "a/b", "a", "a/b/c/d", "", "/x", "x/", "x//y", ".",
					     "..", "x/../y", "./x", "x/." };
	const struct place *place = *state;
	_cleanup_listing_ struct listing *listing = listing_new(), *expected = listing_new();
	const git_oid oid = blob(place, "1");
	_cleanup_error_ struct error *error = NULL;

	set(place, listing, "a/b/c", 0100644, "1");
	set(place, expected, "a/b/c", 0100644, "1");
	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		_cleanup_error_ struct error *misfit =
			listing_set(listing, paths[i], 0100644, &oid);

		assert_non_null(misfit);
	}
	error = listing_set(listing, "mode", 0100664, &oid);
	assert_non_null(error);
	assert_same_tree(place, listing, expected);
}

static void copy_goes_its_own_way(void **state)
{
	const struct place *place = *state;
	_cleanup_listing_ struct listing *one = listing_new(), *before = listing_new();
	_cleanup_listing_ struct listing *copy = NULL;

	set(place, one, "a/b", 0100644, "1");
	set(place, before, "a/b", 0100644, "1");
	write_root(place, one);
	copy = listing_copy(one);
	set(place, copy, "a/b", 0100644, "2");
	set(place, copy, "c", 0100644, "2");
	assert_same_tree(place, one, before);
	listing_remove(copy, "c");
	set(place, copy, "a/b", 0100644, "1");
	assert_same_tree(place, copy, before);
}

static void single_top_is_left_out(void **state)
{
	const struct place *place = *state;
	_cleanup_listing_ struct listing *listing = listing_new(), *expected = listing_new();

	set(place, listing, "top/a/b", 0100644, "1");
	set(place, expected, "a/b", 0100644, "1");
	listing_strip_top(listing);
	assert_same_tree(place, listing, expected);
	set(place, listing, "file", 0100644, "1");
	set(place, expected, "file", 0100644, "1");
	listing_strip_top(listing);
	assert_same_tree(place, listing, expected);
}

/* ---- comparing ---- */

struct seen {
	char *text;
};

static void note(void *context, const char *path, uint32_t old_mode, const git_oid *old,
		 uint32_t new_mode, const git_oid *new)
{
	struct seen *seen = context;
	char *longer = xasprintf("%s%s %o %o%s\n", seen->text, path, old_mode, new_mode,
				 git_oid_equal(old, new) ? " same" : "");

	assert_int_equal(old_mode == 0, git_oid_is_zero(old));
	assert_int_equal(new_mode == 0, git_oid_is_zero(new));
	free(seen->text);
	seen->text = longer;
}

static void assert_differences(const struct listing *old, const struct listing *new,
			       const char *expected)
{
	struct seen seen = { xstrdup("") };
	const struct listing_visitor visitor = { note, &seen };

	listing_compare(old, new, &visitor);
	assert_string_equal(seen.text, expected);
	free(seen.text);
}

static void differences_come_in_order(void **state)
{
	const struct place *place = *state;
	_cleanup_listing_ struct listing *old = listing_new(), *new = listing_new();

	set(place, old, "same/file", 0100644, "0");
	set(place, new, "same/file", 0100644, "0");
	set(place, old, "a/changed", 0100644, "1");
	set(place, new, "a/changed", 0100644, "2");
	set(place, old, "a/mode", 0100644, "1");
	set(place, new, "a/mode", 0100755, "1");
	set(place, old, "kind", 0100644, "1");
	set(place, new, "kind/x", 0100644, "1");
	set(place, new, "kind-y", 0100644, "1");
	set(place, old, "gone/deep/file", 0100644, "1");
	set(place, old, "gone/deep.c", 0100644, "1");
	write_root(place, old);
	write_root(place, new);
	assert_differences(old, new, "a/changed 100644 100644\n"
				     "a/mode 100644 100755 same\n"
				     "gone/deep.c 100644 0\n"
				     "gone/deep/file 100644 0\n"
				     "kind 100644 0\n"
				     "kind-y 0 100644\n"
				     "kind/x 0 100644\n");
	assert_differences(old, old, "");
}

/* ---- at random, against a list of which files there are ---- */

#define N_PATHS 55

static char *random_path(unsigned int number)
{
	static const char *const parts[] = { "a", "a-", "a.b", "a0", "b" };
	const char *one = parts[number % 5], *two = parts[number / 5 % 5];

	switch (number / 25) {
	case 0:
		return xasprintf("%s/%s/f", one, two);
	case 1:
		return xasprintf("%s/%s.c", one, two);
	default:
		return xasprintf("%s.c", one);
	}
}

static void random_changes_end_like_fresh_listings(void **state)
{
	const struct place *place = *state;
	_cleanup_listing_ struct listing *listing = listing_new();
	const char *there[N_PATHS] = { NULL };

	srandom(1);
	for (unsigned int round = 0; round < 300; round++) {
		_cleanup_listing_ struct listing *fresh = listing_new();

		for (unsigned int change = 0; change < 4; change++) {
			unsigned int number = random() % N_PATHS;
			_cleanup_free_ char *path = random_path(number);

			there[number] = random() % 2 ? "one" : random() % 2 ? "two" : NULL;
			if (there[number])
				set(place, listing, path, 0100644, there[number]);
			else
				listing_remove(listing, path);
		}
		for (unsigned int number = 0; number < N_PATHS; number++) {
			_cleanup_free_ char *path = random_path(number);

			if (there[number])
				set(place, fresh, path, 0100644, there[number]);
		}
		assert_same_tree(place, listing, fresh);
		assert_differences(listing, fresh, "");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(root_is_gits, set_up, tear_down),
		cmocka_unit_test_setup_teardown(empty_root_is_gits, set_up, tear_down),
		cmocka_unit_test_setup_teardown(order_of_setting_does_not_matter, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(what_was_set_is_got, set_up, tear_down),
		cmocka_unit_test_setup_teardown(directories_are_known, set_up, tear_down),
		cmocka_unit_test_setup_teardown(empty_directories_go, set_up, tear_down),
		cmocka_unit_test_setup_teardown(misfits_change_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(copy_goes_its_own_way, set_up, tear_down),
		cmocka_unit_test_setup_teardown(single_top_is_left_out, set_up, tear_down),
		cmocka_unit_test_setup_teardown(differences_come_in_order, set_up, tear_down),
		cmocka_unit_test_setup_teardown(random_changes_end_like_fresh_listings, set_up,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
