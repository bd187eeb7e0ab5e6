/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which targets a delegation is for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tuf/reach.h"

static bool matches(const char *pattern, const char *path)
{
	char *paths[] = { (char *)pattern };
	struct tuf_role role = { .paths = paths, .n_paths = 1 };

	return tuf_role_reaches(&role, path);
}

static void patterns_end_at_a_slash(void **state)
{
	(void)state;
	assert_true(matches("debian/*/index.json", "debian/amd64/index.json"));
	assert_false(matches("debian/*/index.json", "debian/amd64/b/index.json"));
	assert_false(matches("*", "debian/index.json"));
	assert_true(matches("*", "index.json"));
	assert_true(matches("a?c", "abc"));
	assert_false(matches("a?c", "a/c"));
	assert_false(matches("a\\*c", "a*c"));
	assert_true(matches("exact", "exact"));
	assert_false(matches("exact", "exactly"));
}

/* The digest of "file" is 3b9c358f... */
static void prefixes_are_of_the_digest_of_the_path(void **state)
{
	char *prefixes[] = { (char *)"00", (char *)"3b9" };
	struct tuf_role role = { .hash_prefixes = prefixes, .n_hash_prefixes = 2 };

	(void)state;
	assert_true(tuf_role_reaches(&role, "file"));
	assert_false(tuf_role_reaches(&role, "another"));
}

static void who_has_neither_reaches_nothing(void **state)
{
	struct tuf_role role = {};

	(void)state;
	assert_false(tuf_role_reaches(&role, "file"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(patterns_end_at_a_slash),
		cmocka_unit_test(prefixes_are_of_the_digest_of_the_path),
		cmocka_unit_test(who_has_neither_reaches_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
