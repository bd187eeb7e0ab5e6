/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What pages say of numbers, times, and pages of lists. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/json.h"
#include "base/memory.h"
#include "console/chart.h"
#include "console/notice.h"
#include "console/table.h"

static char *number_text(int64_t number)
{
	_cleanup_html_ struct html html = {};

	put_number(&html, number);
	return xstrdup(html.data);
}

static void numbers_have_commas(void **state)
{
	static const struct {
		int64_t number;
		const char *text;
	} rows[] = {
		{ 0, "0" },
		{ 999, "999" },
		{ 1000, "1,000" },
		{ 1234567, "1,234,567" },
		{ -1000, "-1,000" },
		{ -100, "-100" },
		{ INT64_MIN, "-9,223,372,036,854,775,808" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *text = number_text(rows[i].number);

		assert_string_equal(text, rows[i].text);
	}
}

static void spans_are_told_in_the_unit_that_fits(void **state)
{
	static const struct {
		int64_t seconds;
		const char *text;
	} rows[] = {
		{ 0, "0 seconds" },	{ 1, "1 second" },	 { 119, "119 seconds" },
		{ 120, "2 minutes" },	{ 7199, "119 minutes" }, { 7200, "2 hours" },
		{ 172799, "47 hours" }, { 172800, "2 days" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_html_ struct html html = {};

		put_span(&html, rows[i].seconds);
		assert_string_equal(html.data, rows[i].text);
	}
}

static void not_all_is_not_a_hundred(void **state)
{
	(void)state;
	assert_int_equal(share(999999, 1000000), 99);
	assert_int_equal(share(1000000, 1000000), 100);
	assert_int_equal(share(0, 0), 0);
	assert_int_equal(share(-5, 10), 0);
	assert_int_equal(share(INT64_MAX, 1), 100);
}

static void unknown_notices_say_nothing(void **state)
{
	(void)state;
	assert_null(notice_text("<b>"));
	assert_null(notice_text(""));
	assert_non_null(notice_text("moved"));
}

/* ---- figures and lists ---- */

static void figures_say_when_they_were_counted(void **state)
{
	_cleanup_json_ json_t *kept = json_pack("{s:s}", "counted", "2026-11-28T12:03:10Z");
	_cleanup_json_ json_t *fresh = json_pack("{s:n}", "counted");
	_cleanup_html_ struct html html = {};

	(void)state;
	counted_put(&html, fresh);
	counted_put(&html, NULL);
	assert_int_equal(html.size, 0);
	counted_put(&html, kept);
	assert_non_null(strstr(html.data, ">2026-11-28 12:03:10</time>"));
}

static void check_pager(size_t n, bool more, const char *next, const char *has, const char *lacks)
{
	_cleanup_json_ json_t *list = json_pack("{s:[], s:i, s:i, s:i, s:b, s:s?}", "items",
						"total", 7, "offset", 0, "limit", 3, "more", more,
						"next", next);
	_cleanup_html_ struct html html = {};

	for (size_t i = 0; i < n; i++)
		json_array_append_new(json_object_get(list, "items"), json_object());
	pager_put(&html, list, "/machines");
	if (!html.data) {
		assert_null(has);
		return;
	}
	assert_non_null(strstr(html.data, has));
	if (lacks)
		assert_null(strstr(html.data, lacks));
}

static void a_search_goes_on(void **state)
{
	(void)state;
	check_pager(3, true, "m-3", ">Next<", "Look further");
	check_pager(3, true, "m-3", "of at least 7", NULL);
	check_pager(2, true, "m-3", ">Look further<", "Next");
	check_pager(0, true, "m-3", "after=m-3", NULL);
	check_pager(2, false, NULL, "2 of 7", "Look further");
	check_pager(0, false, NULL, NULL, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_have_commas),
		cmocka_unit_test(spans_are_told_in_the_unit_that_fits),
		cmocka_unit_test(not_all_is_not_a_hundred),
		cmocka_unit_test(unknown_notices_say_nothing),
		cmocka_unit_test(figures_say_when_they_were_counted),
		cmocka_unit_test(a_search_goes_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
