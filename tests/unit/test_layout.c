// SPDX-License-Identifier: GPL-2.0-or-later
/* Structures whose layout a patch changes, or leaves. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/memory.h"
#include "create/layout.h"
#include "snippet.h"

#define USE "int a(struct s *s) { return outside(s->one); }\n"

static struct error *compare(const char *pre, const char *post)
{
	_cleanup_snippet_ struct snippet snippet;
	_cleanup_free_ char *old = NULL, *new = NULL;

	snippet_open(&snippet, SNIPPET_C, pre, post, "int outside(int x) { return x ^ 77; }");
	old = xasprintf("%s/pre.o", snippet.directory);
	new = xasprintf("%s/post.o", snippet.directory);
	return layout_compare(old, new);
}

static void expect_same(const char *pre, const char *post)
{
	assert_null(compare(pre, post));
}

static void expect_changed(const char *pre, const char *post)
{
	_cleanup_error_ struct error *error = compare(pre, post);

	assert_non_null(error);
	assert_int_equal(error->refusal, SUTURE_REFUSAL_LAYOUT_CHANGED);
	assert_non_null(strstr(error->message, "struct s"));
}

static void test_same(void **state)
{
	(void)state;
	expect_same("struct s { int one; long two; };\n" USE,
		    "struct s { int one; long two; };\n" USE);
	/* A name moves nothing; a type of its own is nobody's. */
	expect_same("struct s { int one; long two; };\n" USE,
		    "struct t { char c; };\nstruct s { int one; long second; };\n" USE
		    "int b(struct t *t) { return outside(t->c); }\n");
}

static void test_changed(void **state)
{
	(void)state;
	expect_changed("struct s { int one; long two; };\n" USE,
		       "struct s { int one; long two; long three; };\n" USE);
	expect_changed("struct s { int one, two; };\n" USE,
		       "struct s { int two; int one; short x; };\n" USE);
	expect_changed("struct s { int one; unsigned int a : 3, b : 5; };\n" USE,
		       "struct s { int one; unsigned int a : 4, b : 4; };\n" USE);
	expect_changed("struct s { int one; struct { int x; }; int z; };\n" USE,
		       "struct s { int one; struct { int x, y; }; };\n" USE);
}

/* What fits into a hole moves nothing, but old objects do not have it. */
static void test_hole(void **state)
{
	(void)state;
	expect_changed("struct s { int one; long two; };\n" USE,
		       "struct s { int one; int added; long two; };\n" USE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same),
		cmocka_unit_test(test_changed),
		cmocka_unit_test(test_hole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
