/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The compiler itself says whether a line keeps its number: every line that
 * matters holds mark(NAME, __LINE__), which the preprocessor turns into a number.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/memory.h"
#include "base/run.h"
#include "build/lines.h"

static char *preprocess(const char *text, const char *option)
{
	const struct bytes input = { (unsigned char *)text, strlen(text) };
	struct bytes output = {};
	const struct run_options options = { .input = &input, .output = &output };
	const char *const argv[] = { "cc", "-E", "-P", option, "-xc", "-", NULL };
	_cleanup_error_ struct error *error = run_checked(argv, &options);

	assert_null(error);
	return (char *)output.data;
}

/* The number that a mark has got; 0 if it is not there. */
static unsigned long marked(const char *preprocessed, const char *name)
{
	_cleanup_free_ char *call = xasprintf("mark(%s, ", name);
	const char *found = strstr(preprocessed, call);

	return found ? strtoul(found + strlen(call), NULL, 10) : 0;
}

/* Pin new, which differs from old by the changes; name must have the same number in both. */
static bool keeps(const char *old, const char *new, const struct change *changes, size_t n_changes,
		  const char *name, const char *option)
{
	const struct bytes text = { (unsigned char *)new, strlen(new) };
	_cleanup_bytes_ struct bytes pinned = {};
	_cleanup_free_ char *before = NULL;
	_cleanup_free_ char *after = NULL;

	assert_null(lines_pin_text(&text, changes, n_changes, &pinned));
	before = preprocess(old, option);
	after = preprocess((char *)pinned.data, option);
	assert_int_not_equal(marked(before, name), 0);
	return marked(before, name) == marked(after, name);
}

static void later_functions_keep_their_lines(void **state)
{
	static const char old[] = "int f(void)\n{\n\treturn 1;\n}\n"
				  "int g(void)\n{\n\tmark(g, __LINE__);\n}\n";
	static const char new[] = "int f(void)\n{\n\tint x = 1;\n\n\treturn x;\n}\n"
				  "int g(void)\n{\n\tmark(g, __LINE__);\n}\n";
	const struct change change = { 3, 1, 3, 3 };

	(void)state;
	assert_true(keeps(old, new, &change, 1, "g", "-DNONE"));
	assert_false(keeps(old, new, &change, 0, "g", "-DNONE"));
}

static void later_statements_keep_their_lines(void **state)
{
	static const char old[] = "int f(void)\n{\n\ta();\n\tmark(s, __LINE__);\n}\n";
	static const char new[] = "int f(void)\n{\n\ta();\n\tb();\n\tmark(s, __LINE__);\n}\n";
	const struct change change = { 4, 0, 4, 1 };

	(void)state;
	assert_true(keeps(old, new, &change, 1, "s", "-DNONE"));
}

static void removed_lines_count_too(void **state)
{
	static const char old[] = "int a;\nint b;\nint c;\nint d;\nmark(e, __LINE__);\n";
	static const char new[] = "int a;\nint d;\nmark(e, __LINE__);\n";
	const struct change change = { 2, 2, 2, 0 };

	(void)state;
	assert_true(keeps(old, new, &change, 1, "e", "-DNONE"));
}

static void branches_not_taken_do_not_hide_the_pin(void **state)
{
	static const char old[] = "#ifdef ON\nint a;\nint z;\n#else\nmark(n, __LINE__);\n#endif\n"
				  "int b;\nmark(e, __LINE__);\n";
	static const char new[] = "#ifdef ON\nint a;\nint more;\nint z;\n#else\n"
				  "mark(n, __LINE__);\n#endif\nint b;\nmark(e, __LINE__);\n";
	const struct change change = { 3, 0, 3, 1 };

	(void)state;
	assert_true(keeps(old, new, &change, 1, "n", "-UON"));
	assert_true(keeps(old, new, &change, 1, "e", "-UON"));
	assert_true(keeps(old, new, &change, 1, "e", "-DON"));
}

static void nested_branches_are_followed(void **state)
{
	static const char old[] = "#if 1\n#ifdef ON\nint a;\n#endif\nint b;\nmark(i, __LINE__);\n"
				  "#endif\nmark(o, __LINE__);\n";
	static const char new[] = "#if 1\n#ifdef ON\nint a;\nint n;\n#endif\nint b;\n"
				  "mark(i, __LINE__);\n#endif\nmark(o, __LINE__);\n";
	const struct change change = { 4, 0, 4, 1 };

	(void)state;
	assert_true(keeps(old, new, &change, 1, "i", "-UON"));
	assert_true(keeps(old, new, &change, 1, "o", "-UON"));
	assert_true(keeps(old, new, &change, 1, "i", "-DON"));
}

/* Where is "#line" put? The number of the line before which it stands; 0: nowhere. */
static unsigned int pin_place(const char *new, const struct change *change)
{
	const struct bytes text = { (unsigned char *)new, strlen(new) };
	_cleanup_bytes_ struct bytes pinned = {};
	unsigned int line = 1;
	const char *found;

	assert_null(lines_pin_text(&text, change, 1, &pinned));
	found = strstr((char *)pinned.data, "#line ");
	for (const char *at = (char *)pinned.data; found && at < found; at++)
		line += *at == '\n';
	return found ? line : 0;
}

static void unsafe_places_are_passed_over(void **state)
{
	const struct change change = { 2, 0, 2, 1 };

	(void)state;
	/* in a comment */
	assert_int_equal(pin_place("/*\n * new\n * old;\n */\nint a;\n", &change), 5);
	/* in a macro */
	assert_int_equal(pin_place("#define M \\\n\tnew; \\\n\told;\nint a;\n", &change), 4);
	/* among the arguments of a call */
	assert_int_equal(pin_place("{ f(a,\n\tnew,\n\told);\n\tg();\n", &change), 4);
	/* in the middle of a statement, perhaps after the name of a macro */
	assert_int_equal(pin_place("{ a = b +\n\tnew +\n\told;\n\tg();\n", &change), 4);
	/* after a continued line outside of a macro */
	assert_int_equal(pin_place("int a;\nint n; \\\nint b;\nint c;\n", &change), 4);
	/* a literal that looks like the end of a statement */
	assert_int_equal(pin_place("{ f(\";\",\n\t\");\",\n\t')');\n\tg();\n", &change), 4);
	/* no place at all */
	assert_int_equal(pin_place("f(a,\n\tnew,\n\told", &change), 0);
}

static void equal_sizes_need_no_pin(void **state)
{
	const struct change change = { 2, 1, 2, 1 };

	(void)state;
	assert_int_equal(pin_place("int a;\nint new;\nint b;\n", &change), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(later_functions_keep_their_lines),
		cmocka_unit_test(later_statements_keep_their_lines),
		cmocka_unit_test(removed_lines_count_too),
		cmocka_unit_test(branches_not_taken_do_not_hide_the_pin),
		cmocka_unit_test(nested_branches_are_followed),
		cmocka_unit_test(unsafe_places_are_passed_over),
		cmocka_unit_test(equal_sizes_need_no_pin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
