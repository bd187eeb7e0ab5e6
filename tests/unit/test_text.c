/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/memory.h"
#include "tree/text.h"

static void comes_back(struct line_table *table, const char *bytes, size_t size, size_t n_lines)
{
	_cleanup_text_ struct text text = {};
	_cleanup_bytes_ struct bytes written = {};

	text_read(table, bytes, size, &text);
	assert_int_equal(text.n_lines, n_lines);
	text_write(table, &text, &written);
	assert_int_equal(written.size, size);
	assert_memory_equal(written.data, bytes, size);
	assert_int_equal(written.data[size], 0);
}

static void what_is_read_is_written(void **state)
{
	_cleanup_line_table_ struct line_table *table = line_table_new();

	comes_back(table, "", 0, 0);
	comes_back(table, "\n", 1, 1);
	comes_back(table, "a", 1, 1);
	comes_back(table, "a\nb\r\n\n\nc", 9, 5);
	comes_back(table, "a\0b\nc\0", 6, 2);
	comes_back(table, "\xff\xfe\n\x80", 4, 2);
	(void)state;
}

static void equal_lines_have_one_number(void **state)
{
	_cleanup_line_table_ struct line_table *table = line_table_new();
	const uint32_t first = line_number(table, "int x;\n", 7);
	size_t length;

	assert_int_equal(first, 0);
	assert_int_equal(line_number(table, "int x;", 6), 1);
	assert_int_equal(line_number(table, "int x;\r\n", 8), 2);
	assert_int_equal(line_number(table, "", 0), 3);
	assert_int_equal(line_number(table, "\0", 1), 4);
	assert_int_equal(line_number(table, "\0\0", 2), 5);
	assert_int_equal(line_number(table, "int x;\nmore", 7), first);
	assert_memory_equal(line_bytes(table, 2, &length), "int x;\r\n", 8);
	assert_int_equal(length, 8);
	(void)state;
}

/* Enough lines for the table to grow often, and some that are longer than any chunk. */
static void numbers_last(void **state)
{
	_cleanup_line_table_ struct line_table *table = line_table_new();
	_cleanup_free_ char *huge = xcalloc(5, 1 << 20);
	char line[32];

	for (uint32_t round = 0; round < 2; round++) {
		for (uint32_t i = 0; i < 200000; i++) {
			const int length = snprintf(line, sizeof(line), "line %u\n", i);

			assert_int_equal(line_number(table, line, length), i);
		}
	}
	memset(huge, 'x', 5 << 20);
	for (size_t i = 1; i <= 5; i++)
		assert_int_equal(line_number(table, huge, i << 20), 199999 + i);
	for (uint32_t i = 0; i < 200000; i++) {
		const int expected = snprintf(line, sizeof(line), "line %u\n", i);
		size_t length;

		assert_memory_equal(line_bytes(table, i, &length), line, expected);
		assert_int_equal(length, expected);
	}
	(void)state;
}

static bool trivial(struct line_table *table, const char *line)
{
	return line_is_trivial(table, line_number(table, line, strlen(line)));
}

static void braces_are_trivial(void **state)
{
	_cleanup_line_table_ struct line_table *table = line_table_new();

	assert_true(trivial(table, "\t}\n"));
	assert_true(trivial(table, "\n"));
	assert_true(trivial(table, ""));
	assert_true(trivial(table, " */\n"));
	assert_true(trivial(table, "@[`{_\n"));
	assert_false(trivial(table, "\t} a\n"));
	assert_false(trivial(table, "Z"));
	assert_false(trivial(table, "(0);\n"));
	assert_false(trivial(table, "9"));
	assert_false(trivial(table, "\xc3\xa4\n"));
	(void)state;
}

static void copies_are_equal(void **state)
{
	_cleanup_line_table_ struct line_table *table = line_table_new();
	_cleanup_text_ struct text text = {};
	_cleanup_text_ struct text copy = {};
	_cleanup_text_ struct text empty = {};
	_cleanup_text_ struct text empty_copy = {};

	text_read(table, "a\nb\n", 4, &text);
	text_copy(&text, &copy);
	assert_true(text_equal(&text, &copy));
	copy.n_lines--;
	assert_false(text_equal(&text, &copy));
	copy.n_lines++;
	copy.lines[1] = 0;
	assert_false(text_equal(&text, &copy));
	text_copy(&empty, &empty_copy);
	assert_true(text_equal(&empty, &empty_copy));
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_read_is_written),
		cmocka_unit_test(equal_lines_have_one_number),
		cmocka_unit_test(numbers_last),
		cmocka_unit_test(braces_are_trivial),
		cmocka_unit_test(copies_are_equal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
