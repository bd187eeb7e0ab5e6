/* SPDX-License-Identifier: GPL-2.0-or-later */
/* When a machine may be changed, against a twin that writes down each minute of a week. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "base/window.h"

#define DAY    1440
#define WEEK   (7 * DAY)
#define ROUNDS 2000

static const char *const names[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };

/* Is it open in the minute of the week, which begins on Sunday? */
static bool is_open(const char *text, int minute)
{
	const struct tm now = { .tm_wday = minute / DAY,
				.tm_hour = minute % DAY / 60,
				.tm_min = minute % 60 };
	struct window window;

	assert_true(window_parse(text, &window));
	return window_is_open(&window, &now);
}

/* ---- the twin: it opens the window on each day, and lets time go by until it ends ---- */

static void open_once(bool week[static WEEK], int day, int from, int to)
{
	int minute = from;

	do {
		week[(day * DAY + minute) % WEEK] = true;
		minute++;
	} while (minute % DAY != to % DAY);
}

static void expect_week(const char *text, const bool week[static WEEK])
{
	struct window window;

	assert_true(window_parse(text, &window));
	for (int minute = 0; minute < WEEK; minute++) {
		const struct tm now = { .tm_wday = minute / DAY,
					.tm_hour = minute % DAY / 60,
					.tm_min = minute % 60 };

		if (window_is_open(&window, &now) != week[minute])
			fail_msg("'%s' at %s %02d:%02d", text, names[minute / DAY], now.tm_hour,
				 now.tm_min);
	}
}

/* One term of days, "Mon" or "Fri-Mon"; marks them. */
static void add_days(char **text, bool days[static 7])
{
	const int first = rand() % 7, last = rand() % 7;

	xappend(text, "%s%s", *text && **text ? "," : "", names[first]);
	days[first] = true;
	if (rand() % 2)
		return;
	xappend(text, "-%s", names[last]);
	for (int day = first; day != last; day = (day + 1) % 7)
		days[day] = true;
	days[last] = true;
}

static void a_random_window(void)
{
	const int n_terms = rand() % 4, from = rand() % DAY;
	const int to = rand() % 8 ? rand() % (DAY + 1) : from;
	_cleanup_free_ char *text = xstrdup("");
	bool days[7] = { false }, week[WEEK] = { false };

	for (int i = 0; i < n_terms; i++)
		add_days(&text, days);
	xappend(&text, "%s%02d:%02d-%02d:%02d", n_terms ? " " : "", from / 60, from % 60, to / 60,
		to % 60);
	for (int day = 0; day < 7; day++)
		if (days[day] || !n_terms)
			open_once(week, day, from, to);
	expect_week(text, week);
}

static void it_is_as_its_twin(void **state)
{
	(void)state;
	srand(1);
	for (int i = 0; i < ROUNDS; i++)
		a_random_window();
}

/* ---- by name ---- */

static void days_and_hours(void **state)
{
	(void)state;
	assert_true(is_open("", 0));
	assert_false(is_open("02:00-04:00", 119));
	assert_true(is_open("02:00-04:00", 120));
	assert_true(is_open("02:00-04:00", 239));
	assert_false(is_open("02:00-04:00", 240));
	assert_true(is_open("Mon 02:00-04:00", DAY + 120));
	assert_false(is_open("Mon 02:00-04:00", 120));
	assert_true(is_open("mon-FRI,Sun  02:00-04:00", 120));
	assert_false(is_open("mon-FRI,Sun  02:00-04:00", 6 * DAY + 120));
}

/* It belongs to the day on which it opens. */
static void beyond_midnight(void **state)
{
	(void)state;
	assert_true(is_open("Sat 22:00-04:00", 6 * DAY + 22 * 60));
	assert_true(is_open("Sat 22:00-04:00", 239));
	assert_false(is_open("Sat 22:00-04:00", 240));
	assert_false(is_open("Sat 22:00-04:00", 6 * DAY + 239));
	assert_true(is_open("Fri-Mon 00:00-24:00", DAY - 1));
	assert_false(is_open("Fri-Mon 00:00-24:00", 2 * DAY));
	assert_true(is_open("Mon 12:00-12:00", 2 * DAY + 719));
	assert_false(is_open("Mon 12:00-12:00", 2 * DAY + 720));
}

static void what_is_none(void **state)
{
	static const char *const texts[] = {
		" ",
		"Mon",
		"Mon ",
		"02:00",
		"02:00-",
		"02:00-04:00 ",
		" 02:00-04:00",
		"02:00 -04:00",
		"02:00- 04:00",
		"2:00-04:00",
		"02:0-04:00",
		"02:00-04:0",
		"+2:00-04:00",
		"-0:00-04:00",
		"02:+0-04:00",
		"24:00-04:00",
		"02:60-04:00",
		"02:00-24:01",
		"02:00-25:00",
		"02:00-04:000",
		"002:00-04:00",
		"Monday 02:00-04:00",
		"Mon-02:00-04:00",
		"Mon, 02:00-04:00",
		",Mon 02:00-04:00",
		"Mon,,Tue 02:00-04:00",
		"Mon-Tue-Wed 02:00-04:00",
		"Mon - Tue 02:00-04:00",
		"Mo 02:00-04:00",
		"Mon\t02:00-04:00",
		"Mon02:00-04:00",
		"02:00-04:00 Mon",
		"02:00-04:00\n",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct window window = { 1, 2, 3 };

		if (window_parse(texts[i], &window))
			fail_msg("'%s' is a window", texts[i]);
		assert_int_equal(window.days + window.from + window.to, 6);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_and_hours),
		cmocka_unit_test(beyond_midnight),
		cmocka_unit_test(what_is_none),
		cmocka_unit_test(it_is_as_its_twin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
