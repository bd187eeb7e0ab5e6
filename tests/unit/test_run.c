// SPDX-License-Identifier: GPL-2.0-or-later
/* Programs that fail, and why. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/memory.h"
#include "base/run.h"

static struct error *shell(const char *command)
{
	const char *const argv[] = { "sh", "-c", command, NULL };

	return run_checked(argv, NULL);
}

static void test_success(void **state)
{
	(void)state;
	assert_null(shell("echo 'No space left on device'"));
}

static void test_status_and_words(void **state)
{
	_cleanup_error_ struct error *error = shell("echo oh no >&2; exit 7");

	(void)state;
	assert_int_equal(error->kind, ERROR_INTERNAL);
	assert_non_null(strstr(error->message, "status 7: oh no"));
}

/* Whatever language the user speaks. */
static void test_full_disk(void **state)
{
	_cleanup_error_ struct error *error = NULL;

	(void)state;
	setenv("LC_ALL", "de_DE.UTF-8", 1);
	error = shell("exec cp /proc/version /dev/full");
	unsetenv("LC_ALL");
	assert_int_equal(error->kind, ERROR_REFUSED);
	assert_int_equal(error->refusal, SUTURE_REFUSAL_NO_SPACE);
}

static void test_missing_program(void **state)
{
	const char *const argv[] = { "/nonexistent/program", NULL };
	_cleanup_error_ struct error *error = run_checked(argv, NULL);

	(void)state;
	assert_int_equal(error->refusal, SUTURE_REFUSAL_TOOL_MISSING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_success),
		cmocka_unit_test(test_status_and_words),
		cmocka_unit_test(test_full_disk),
		cmocka_unit_test(test_missing_program),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
