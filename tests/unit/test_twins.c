// SPDX-License-Identifier: GPL-2.0-or-later
/* Which piece of the patched unit is which of the original, and what has changed in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/memory.h"
#include "create/twins.h"
#include "snippet.h"

static const char outside[] = "int outside(int x) { return x ^ 77; } void stop(int x) { }";

static void expect_stem(const char *name, const char *stem)
{
	_cleanup_free_ char *found = name_stem(name);

	assert_string_equal(found, stem);
}

static void test_stems(void **state)
{
	(void)state;
	expect_stem("tcp_input", "tcp_input");
	expect_stem("sha256", "sha256");
	expect_stem("count.12", "count");
	expect_stem("walk.isra.0", "walk.isra");
	expect_stem("walk.constprop.0.isra.3", "walk.constprop.isra");
	expect_stem("walk.part.0.cold", "walk.part.cold");
	expect_stem("__UNIQUE_ID_license217", "__UNIQUE_ID_license");
	expect_stem("__UNIQUE_ID_ddebug632.5", "__UNIQUE_ID_ddebug");
	expect_stem("__BTF_ID__struct__bpf_dtab__6381025", "__BTF_ID__struct__bpf_dtab__");
}

/* What differs between two versions, and what is new. */
static void expect(const char *pre, const char *post, const char *changed, const char *new)
{
	_cleanup_snippet_ struct snippet snippet;
	_cleanup_free_ char *found_changed = NULL;
	_cleanup_free_ char *found_new = NULL;

	snippet_open(&snippet, SNIPPET_C, pre, post, outside);
	found_changed = snippet_changed(&snippet);
	found_new = snippet_new(&snippet);
	assert_string_equal(found_changed, changed);
	assert_string_equal(found_new, new);
}

/* A bug entry as the kernel makes it: two displacements, the line, flags. */
#define BUG \
	"#define BUG() asm volatile(\"1: ud2\\n.pushsection __bug_table, \\\"aw\\\"\\n\" \\\n" \
	"	\"2: .long 1b - .\\n.long %c0 - .\\n.word %c1, %c2" \
	"\\n.org 2b + 12\\n.popsection\" \\\n" \
	"	: : \"i\" (__FILE__), \"i\" (__LINE__), \"i\" (FLAGS))\n"

static void test_line_of_a_bug(void **state)
{
	(void)state;
	expect("#define FLAGS 1\n" BUG
	       "int a(int x) { if (x < 0) BUG(); return outside(x); }\n",
	       "#define FLAGS 1\n" BUG "\n\n"
	       "int a(int x) { if (x < 0) BUG(); return outside(x); }\n", "", "");
	expect("#define FLAGS 1\n" BUG
	       "int a(int x) { if (x < 0) BUG(); return outside(x); }\n"
	       "int b(int x) { return outside(x) + 1; }\n",
	       "#define FLAGS 3\n" BUG
	       "int a(int x) { if (x < 0) BUG(); return outside(x); }\n"
	       "int b(int x) { return outside(x) + 1; }\n", "a", "");
}

/* The numbers of static locals shift; the variables stay the same. */
static void test_static_locals(void **state)
{
	(void)state;
	expect("int a(int x) { static int count = 3; return outside(count += x); }\n"
	       "int b(int x) { static int count = 5; return outside(count -= x); }\n",
	       "int c(int x) { static int count = 9; return outside(count ^= x); }\n"
	       "int a(int x) { static int count = 3; return outside(count += x); }\n"
	       "int b(int x) { static int count = 5; return outside(count -= x); }\n",
	       "", "c count.2");
}

static void test_ambiguous_static_local(void **state)
{
	struct snippet snippet = { 0 };
	_cleanup_version_ struct version pre = { 0 }, post = { 0 };
	_cleanup_free_ char *path = NULL, *other = NULL;
	_cleanup_error_ struct error *error = NULL;

	(void)state;
	snippet_open(&snippet, SNIPPET_C, "int a(int x) { return outside(x); }\n",
		     "int a(int x) { return outside(x); }\n", outside);
	path = xasprintf("%s/one.o", snippet.directory);
	other = xasprintf("%s/two.o", snippet.directory);
	snippet_compile(&snippet, SNIPPET_C,
			"int a(int x) { { static int n = 3; n += x; x = outside(n); }"
			" return x; }\n",
			"one.o");
	snippet_compile(&snippet, SNIPPET_C,
			"int a(int x) { { static int n = 7; n += x; x = outside(n); }"
			" { static int n = 3; n += x; x = outside(n); } return x; }\n", "two.o");
	assert_null(version_open(path, &pre));
	assert_null(version_open(other, &post));
	error = compare_versions(&pre, &post);
	assert_non_null(error);
	assert_int_equal(error->refusal, SUTURE_REFUSAL_AMBIGUOUS);
	snippet_close(&snippet);
}

/* Where a literal is in its section says nothing; what it is does. */
static void test_literals(void **state)
{
	(void)state;
	expect("int a(int x) { return outside((long)\"beta\"); }\n",
	       "int b(int x) { return outside((long)\"alpha\"); }\n"
	       "int a(int x) { return outside((long)\"beta\"); }\n", "", "b");
	expect("int a(int x) { return outside((long)\"beta\"); }\n",
	       "int a(int x) { return outside((long)\"bete\"); }\n", "a", "");
}

/* An immediate behind a PC-relative field moves what the addend counts from. */
static void test_immediates(void **state)
{
	_cleanup_snippet_ struct snippet snippet;
	struct piece *a;
	struct relocation_range range;
	size_t n = 0;
	static const char text[] =
		"in(\".data..read_mostly\") static volatile int first = 1, second = 2, third = 3;\n"
		"int a(int x) { first = 0x11223344; second = outside(x); third = 7;"
		" return outside(first + second + third); }\n";

	(void)state;
	snippet_open(&snippet, SNIPPET_C, text, text, outside);
	a = snippet_piece(&snippet, "a");
	range = piece_relocations(a);
	for (const struct relocation *r = range.first; r < range.end; r++) {
		struct referent to = pieces_referent(snippet.view->post.pieces, a->section, r);

		if (!to.piece)
			continue;
		assert_int_equal(to.offset, 0);
		n++;
	}
	assert_true(n >= 3);
}

static void test_cold_part(void **state)
{
	(void)state;
	expect("extern void stop(int) __attribute__((cold));\n"
	       "int a(int x) { if (x < 0) { stop(1); stop(outside(x)); } return outside(x); }\n",
	       "extern void stop(int) __attribute__((cold));\n"
	       "int a(int x) { if (x < 0) { stop(2); stop(outside(x)); } return outside(x); }\n",
	       "a.cold a", "");
}

static void test_cold_part_of_an_alias(void **state)
{
	_cleanup_snippet_ struct snippet snippet;
	struct piece *cold;
	static const char text[] =
		"extern void stop(int) __attribute__((cold));\n"
		"int a(int x) { if (x < 0) { stop(1); stop(outside(x)); } return outside(x); }\n"
		"static int other(int x) used __attribute__((alias(\"a\")));\n";

	(void)state;
	snippet_open(&snippet, SNIPPET_C, text, text, outside);
	cold = snippet_piece(&snippet, "a.cold");
	assert_ptr_equal(piece_parent(snippet.view->post.pieces, cold),
			 snippet_piece(&snippet, "other"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stems),
		cmocka_unit_test(test_line_of_a_bug),
		cmocka_unit_test(test_static_locals),
		cmocka_unit_test(test_ambiguous_static_local),
		cmocka_unit_test(test_literals),
		cmocka_unit_test(test_immediates),
		cmocka_unit_test(test_cold_part),
		cmocka_unit_test(test_cold_part_of_an_alias),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
