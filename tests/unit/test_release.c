/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Versions and dates out of a changelog. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "split/release.h"

static char text[] = "linux (6.1.2-1) bookworm; urgency=medium\n"
		     "\n"
		     "  * net: fix (6.1.9-9)\n"
		     "\n"
		     " -- A B <a@b.org>  Sat, 20 May 2023 10:00:00 +0200\n"
		     "\n"
		     "linux (6.1.1-1) bookworm; urgency=medium\n"
		     "\n"
		     " -- A B <a@b.org>  Mon, 01 May 2023 10:00:00 -0330\n"
		     "\n"
		     "linux (6.1.0-1) bookworm; urgency=medium\n"
		     "\n"
		     " -- A B <a@b.org>  some day\n";

static const struct bytes changelog = { (unsigned char *)text, sizeof(text) - 1 };
static const struct bytes nothing;

static void expect_time(const char *version, int64_t time, int offset)
{
	int64_t found_time = -1;
	int found_offset = -1;

	assert_true(release_time(&changelog, version, &found_time, &found_offset));
	assert_int_equal(found_time, time);
	assert_int_equal(found_offset, offset);
}

static void a_release_has_the_time_of_its_signature(void **state)
{
	(void)state;
	expect_time("6.1.2-1", 1684569600, 120);
	expect_time(NULL, 1684569600, 120);
	expect_time("6.1.1-1", 1682947800, -210);
}

static void what_cannot_be_read_changes_nothing(void **state)
{
	int64_t time = 7;
	int offset = 8;

	(void)state;
	assert_false(release_time(&changelog, "6.1.0-1", &time, &offset));
	assert_false(release_time(&changelog, "6.1.2", &time, &offset));
	assert_false(release_time(&nothing, NULL, &time, &offset));
	assert_int_equal(time, 7);
	assert_int_equal(offset, 8);
}

static void the_first_entry_is_the_newest(void **state)
{
	char *version = release_newest(&changelog);

	(void)state;
	assert_string_equal(version, "6.1.2-1");
	free(version);
	assert_null(release_newest(&nothing));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_release_has_the_time_of_its_signature),
		cmocka_unit_test(what_cannot_be_read_changes_nothing),
		cmocka_unit_test(the_first_entry_is_the_newest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
