// SPDX-License-Identifier: GPL-2.0-or-later
/* What an update takes, and what it refuses, for patches of a few lines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/memory.h"
#include "snippet.h"

/* The delta of two versions closes, and takes these pieces. */
static void expect_taken(enum snippet_language language, const char *pre, const char *post,
			 const char *taken)
{
	_cleanup_snippet_ struct snippet snippet;
	_cleanup_free_ char *found = NULL;

	snippet_open(&snippet, language, pre, post, "int outside(int x) { return x ^ 77; }");
	snippet_delta_close(&snippet);
	found = snippet_taken(&snippet);
	assert_string_equal(found, taken);
}

static void expect_refused(enum snippet_language language, const char *pre, const char *post,
			   enum suture_refusal refusal)
{
	_cleanup_snippet_ struct snippet snippet;

	snippet_open(&snippet, language, pre, post, "int outside(int x) { return x ^ 77; }");
	snippet_refused(&snippet, refusal);
}

static void test_nothing(void **state)
{
	static const char text[] = "int a(int x) { return outside(x) * 3; }\n"
				   "int b(int x) { return outside(x) + 1; }\n";

	(void)state;
	expect_taken(SNIPPET_C, text, text, "");
}

static void test_function_and_new_data(void **state)
{
	(void)state;
	expect_taken(SNIPPET_C,
		     "static int kept;\n"
		     "int a(int x) { return outside(x) * (kept += x); }\n"
		     "int b(int x) { return outside(x) + (kept ^= x); }\n",
		     "static int kept, added;\n"
		     "static noinline int helper(int x) { return outside(x ^ added++); }\n"
		     "int a(int x) { return helper(x) * (kept += x); }\n"
		     "int b(int x) { return outside(x) + (kept ^= x); }\n",
		     "helper a added");
}

/* Without -pg, a caller may know what registers its callee leaves alone. */
static void test_callers_without_fentry(void **state)
{
	(void)state;
	expect_taken(SNIPPET_C_WITHOUT_FENTRY,
		     "static noinline int callee(int x) { return x * 3; }\n"
		     "int caller(int x) { return callee(x) + outside(x); }\n"
		     "int other(int x) { return outside(x) - 5; }\n",
		     "static noinline int callee(int x) { return x * 7 + 1; }\n"
		     "int caller(int x) { return callee(x) + outside(x); }\n"
		     "int other(int x) { return outside(x) - 5; }\n",
		     "callee caller");
}

/* Several functions in a section that the source names: calls between them have no relocation. */
static void test_forced_section(void **state)
{
	static const char pre[] =
		"in(\".sched.text\") static noinline int inner(int x) { return outside(x) * 3; }\n"
		"in(\".sched.text\") int outer(int x) { return inner(x) + inner(x + 2); }\n";
	static const char post[] =
		"in(\".sched.text\") static noinline int inner(int x) { return outside(x) * 3; }\n"
		"in(\".sched.text\") int outer(int x) {"
		" return x < 0 ? 0 : inner(x) + inner(x + 2); }\n";
	_cleanup_snippet_ struct snippet snippet;
	_cleanup_free_ char *taken = NULL;
	struct piece *outer;
	struct relocation_range range;
	size_t n = 0;

	(void)state;
	snippet_open(&snippet, SNIPPET_C, pre, post, "int outside(int x) { return x ^ 77; }");
	snippet_delta_close(&snippet);
	taken = snippet_taken(&snippet);
	assert_string_equal(taken, "outer");
	outer = snippet_piece(&snippet, "outer");
	range = piece_relocations(outer);
	for (const struct relocation *r = range.first; r < range.end; r++) {
		struct referent to = pieces_referent(snippet.view->post.pieces, outer->section, r);

		n += to.piece == snippet_piece(&snippet, "inner") && to.offset == 0;
	}
	assert_int_equal(n, 2);
}

/* The distance between two functions that stay may change: that is no change of theirs. */
static void test_forced_section_moves(void **state)
{
	(void)state;
	expect_taken(SNIPPET_C,
		     "in(\".sched.text\") static noinline int inner(int x) {"
		     " return outside(x) * 3; }\n"
		     "in(\".sched.text\") int between(int x) { return outside(x); }\n"
		     "in(\".sched.text\") int outer(int x) { return inner(x) + inner(x + 2); }\n",
		     "in(\".sched.text\") static noinline int inner(int x) {"
		     " return outside(x) * 3; }\n"
		     "in(\".sched.text\") int between(int x) {"
		     " return outside(x) + outside(x * 3) * outside(x - 4); }\n"
		     "in(\".sched.text\") int outer(int x) { return inner(x) + inner(x + 2); }\n",
		     "between");
}

/* Code that loses __init is not in the running kernel any more. */
static void test_init_becomes_resident(void **state)
{
	_cleanup_snippet_ struct snippet snippet;

	(void)state;
	snippet_open(&snippet, SNIPPET_C,
		     "in(\".init.text\") noinline int setup(int x) { return outside(x) * 3; }\n"
		     "int a(int x) { return outside(x) + 9; }\n",
		     "noinline int setup(int x) { return outside(x) * 3; }\n"
		     "int a(int x) { return setup(x) + 9; }\n",
		     "int outside(int x) { return x ^ 77; }");
	snippet_delta_close(&snippet);
	assert_null(snippet_piece(&snippet, "setup")->twin);
	assert_int_equal(*view_use(snippet.view, snippet_piece(&snippet, "setup")), USE_TAKEN);
}

static void expect_in_place(const char *pre, const char *post, const char *name)
{
	_cleanup_snippet_ struct snippet snippet;

	snippet_open(&snippet, SNIPPET_C, pre, post,
		     "int outside(int x) { return x ^ 77; } void enlist(const void *p) { }");
	snippet_delta_close(&snippet);
	assert_int_equal(*view_use(snippet.view, snippet_piece(&snippet, name)), USE_IN_PLACE);
}

static void test_constant_in_place(void **state)
{
	(void)state;
	expect_in_place("static const int table[4] = { 1, 2, 3, 4 };\n"
			"int a(int x) { return outside(table[x & 3]); }\n",
			"static const int table[4] = { 1, 2, 30, 4 };\n"
			"int a(int x) { return outside(table[x & 3]); }\n", "table");
}

/* Init code may have written there: a copy would not have what it wrote. */
static void test_read_only_after_init(void **state)
{
	(void)state;
	expect_in_place("in(\".data..ro_after_init\") static int limit = 5;\n"
			"int a(int x) { return outside(x) + *(volatile int *)&limit; }\n",
			"in(\".data..ro_after_init\") static int limit = 6;\n"
			"int a(int x) { return outside(x) - *(volatile int *)&limit; }\n", "limit");
}

/* Init code has handed the address to somebody: a copy would serve nobody. */
static void test_constant_of_init_code(void **state)
{
	(void)state;
	expect_in_place("extern void enlist(const void *);\n"
			"static int op(int x) { return outside(x); }\n"
			"static int po(int x) { return outside(x) * 3; }\n"
			"static const struct { int (*first)(int), (*second)(int); }"
			" ops = { op, po };\n"
			"in(\".init.text\") void setup(void) { enlist(&ops); }\n",
			"extern void enlist(const void *);\n"
			"static int op(int x) { return outside(x); }\n"
			"static int po(int x) { return outside(x) * 3; }\n"
			"static const struct { int (*first)(int), (*second)(int); }"
			" ops = { po, op };\n"
			"in(\".init.text\") void setup(void) { enlist(&ops); }\n", "ops");
}

static void test_constant_of_changed_code(void **state)
{
	(void)state;
	expect_taken(SNIPPET_C,
		     "static const int table[4] = { 1, 2, 3, 4 };\n"
		     "int a(int x) { return outside(table[x & 3]); }\n",
		     "static const int table[4] = { 1, 2, 30, 4 };\n"
		     "int a(int x) { return outside(table[x & 3]) + 1; }\n", "a table");
}

static void test_constant_grows(void **state)
{
	(void)state;
	expect_taken(SNIPPET_C,
		     "static const int table[4] = { 1, 2, 3, 4 };\n"
		     "int a(int x) { return outside(table[x & 3]); }\n"
		     "int b(int x) { return outside(x + 3); }\n",
		     "static const int table[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };\n"
		     "int a(int x) { return outside(table[x & 3]); }\n"
		     "int b(int x) { return outside(x + 3); }\n", "a table");
}

static void test_data(void **state)
{
	(void)state;
	expect_refused(SNIPPET_C, "int limit = 5;\nint a(int x) { return outside(x) + limit; }\n",
		       "int limit = 6;\nint a(int x) { return outside(x) + limit; }\n",
		       SUTURE_REFUSAL_DATA_CHANGED);
	expect_refused(SNIPPET_C, "int a(int x) { return outside(x); }\n",
		       "in(\".data..percpu\") static int count;\n"
		       "int a(int x) { return outside(x + *(volatile int *)&count); }\n",
		       SUTURE_REFUSAL_PERCPU_DATA);
	expect_refused(SNIPPET_C, "int a(int x) { return outside(x); }\n",
		       "in(\".strange\") used int entry = 3;\n"
		       "int a(int x) { return outside(x); }\n",
		       SUTURE_REFUSAL_SECTION_UNKNOWN);
}

static void test_needs_init_code(void **state)
{
	(void)state;
	expect_refused(SNIPPET_C,
		       "in(\".init.text\") noinline int setup(int x) { return outside(x) * 3; }\n"
		       "int a(int x) { return outside(x) + 9; }\n",
		       "in(\".init.text\") noinline int setup(int x) { return outside(x) * 3; }\n"
		       "int a(int x) { return setup(x) + 9; }\n", SUTURE_REFUSAL_INIT_ONLY);
}

static void test_wide_strings(void **state)
{
	(void)state;
	expect_taken(SNIPPET_C,
		     "int a(void) { return outside((long)L\"first\") + 1; }\n",
		     "int a(void) { return outside((long)L\"fierst\") + 1; }\n", "a");
}

/* Code of assembly that has no name of its own belongs to what stands before it. */
static void test_assembly_behind_a_function(void **state)
{
	static const char text[] =
		"	.text\n	.globl first, second\n	.type first, @function\n"
		"first:	test %%edi, %%edi\n	js .Lbad\n	mov $1, %%eax\n	ret\n"
		"	.size first, .-first\n"
		"bad:\n.Lbad:	mov $%d, %%eax\n	ret\n"
		"	.balign 16, 0x90\n	.type second, @function\n"
		"second:	test %%edi, %%edi\n	%s\n	mov $7, %%eax\n	ret\n"
		"	.size second, .-second\n";
	_cleanup_free_ char *pre = xasprintf(text, 2, "nop");
	_cleanup_free_ char *post = xasprintf(text, 3, "nop");
	_cleanup_free_ char *shared = xasprintf(text, 2, "js .Lbad; .nops 100");
	_cleanup_free_ char *shared_post = xasprintf(text, 3, "js .Lbad; .nops 100");

	(void)state;
	expect_taken(SNIPPET_ASSEMBLY, pre, post, "first");
	expect_refused(SNIPPET_ASSEMBLY, shared, shared_post, SUTURE_REFUSAL_ENTERED_MIDWAY);
}

/* Another unit may call such a label, and would call the old code for ever. */
static void test_global_label_inside(void **state)
{
	static const char text[] =
		"	.text\n	.globl first%s\n	.type first, @function\n"
		"first:	mov $%d, %%eax\ninner:	nop\n	ret\n	.size first, .-first\n";
	_cleanup_free_ char *pre = xasprintf(text, ", inner", 2);
	_cleanup_free_ char *post = xasprintf(text, ", inner", 3);
	_cleanup_free_ char *local = xasprintf(text, "", 2);
	_cleanup_free_ char *local_post = xasprintf(text, "", 3);

	(void)state;
	expect_taken(SNIPPET_ASSEMBLY, local, local_post, "first");
	expect_refused(SNIPPET_ASSEMBLY, pre, post, SUTURE_REFUSAL_ENTERED_MIDWAY);
}

/* Nobody knows what the kernel does with such a place: the section's name is what helps. */
static void test_unknown_table(void **state)
{
	static const char text[] =
		"	.text\n	.globl first\n	.type first, @function\n"
		"first:	mov $%d, %%eax\n.Lplace:	nop\n	ret\n	.size first, .-first\n"
		"	.section .strange, \"a\"\n	.quad %s\n";
	_cleanup_free_ char *pre = xasprintf(text, 2, ".Lplace");
	_cleanup_free_ char *post = xasprintf(text, 3, ".Lplace");
	_cleanup_free_ char *entry = xasprintf(text, 2, "first");
	_cleanup_free_ char *entry_post = xasprintf(text, 3, "first");
	_cleanup_snippet_ struct snippet snippet;
	_cleanup_error_ struct error *error = NULL;

	(void)state;
	expect_taken(SNIPPET_ASSEMBLY, entry, entry_post, "first");
	snippet_open(&snippet, SNIPPET_ASSEMBLY, pre, post, NULL);
	error = delta_close(snippet.delta);
	assert_non_null(error);
	assert_int_equal(error->refusal, SUTURE_REFUSAL_SECTION_UNKNOWN);
	assert_non_null(strstr(error->message, ".strange"));
	assert_string_equal(error->function, "first");
}

/* What other units may refer to cannot follow when it moves. */
static void test_constant_resized(void **state)
{
	(void)state;
	expect_refused(SNIPPET_C,
		       "const int table[4] = { 1, 2, 3, 4 };\n"
		       "int a(int x) { return outside(table[x & 3]); }\n",
		       "const int table[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };\n"
		       "int a(int x) { return outside(table[x & 3]); }\n",
		       SUTURE_REFUSAL_DATA_RESIZED);
	expect_refused(SNIPPET_C,
		       "static const int table[4] = { 1, 2, 3, 4 };\n"
		       "in(\".strange\") used const int *entry = table;\n"
		       "int a(int x) { return outside(x); }\n",
		       "static const int table[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };\n"
		       "in(\".strange\") used const int *entry = table;\n"
		       "int a(int x) { return outside(x); }\n",
		       SUTURE_REFUSAL_DATA_RESIZED);
}

/* The linker has taken another definition: this one runs nowhere. */
static void test_overridden_weak(void **state)
{
	_cleanup_snippet_ struct snippet snippet;
	_cleanup_free_ char *taken = NULL;

	(void)state;
	snippet_open(&snippet, SNIPPET_C,
		     "weak noinline int hook(int x) { return outside(x) * 3; }\n"
		     "int a(int x) { return hook(x) + 9; }\n",
		     "weak noinline int hook(int x) { return outside(x) * 5; }\n"
		     "int a(int x) { return hook(x) + 9; }\n",
		     "int outside(int x) { return x ^ 77; } int hook(int x) { return x; }");
	snippet_delta_close(&snippet);
	taken = snippet_taken(&snippet);
	assert_string_equal(taken, "");
}

/* gcc makes one of functions with the same code: a name may gain or lose its own. */
static void test_aliases(void **state)
{
	static const char one[] = "int a(int x) { return outside(x) * 3; }\n"
				  "extern int b(int x) __attribute__((alias(\"a\")));\n";
	static const char two[] = "int a(int x) { return outside(x) * 3; }\n"
				  "int b(int x) { return outside(x) * 5; }\n";

	(void)state;
	expect_refused(SNIPPET_C, one, two, SUTURE_REFUSAL_AMBIGUOUS);
	expect_refused(SNIPPET_C, two, one, SUTURE_REFUSAL_AMBIGUOUS);
}

static void test_aliases_change_together(void **state)
{
	(void)state;
	expect_taken(SNIPPET_C,
		     "int a(int x) { return outside(x) * 3; }\n"
		     "extern int b(int x) __attribute__((alias(\"a\")));\n",
		     "int a(int x) { return outside(x) * 5; }\n"
		     "extern int b(int x) __attribute__((alias(\"a\")));\n", "a");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_function_and_new_data),
		cmocka_unit_test(test_callers_without_fentry),
		cmocka_unit_test(test_forced_section),
		cmocka_unit_test(test_forced_section_moves),
		cmocka_unit_test(test_init_becomes_resident),
		cmocka_unit_test(test_constant_in_place),
		cmocka_unit_test(test_read_only_after_init),
		cmocka_unit_test(test_constant_of_init_code),
		cmocka_unit_test(test_constant_of_changed_code),
		cmocka_unit_test(test_constant_grows),
		cmocka_unit_test(test_data),
		cmocka_unit_test(test_needs_init_code),
		cmocka_unit_test(test_wide_strings),
		cmocka_unit_test(test_assembly_behind_a_function),
		cmocka_unit_test(test_global_label_inside),
		cmocka_unit_test(test_unknown_table),
		cmocka_unit_test(test_constant_resized),
		cmocka_unit_test(test_overridden_weak),
		cmocka_unit_test(test_aliases),
		cmocka_unit_test(test_aliases_change_together),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
