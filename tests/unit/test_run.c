// SPDX-License-Identifier: GPL-2.0-or-later
/* Programs that fail, and why. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <sys/wait.h>
#include <time.h>

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

/* What the environment of a program is. */
static char *environment_of(const struct run_options *given)
{
	const char *const argv[] = { "env", NULL };
	_cleanup_bytes_ struct bytes said = { 0 };
	struct run_options options = *given;

	options.output = &said;
	assert_null(run_checked(argv, &options));
	return xstrdup((const char *)said.data);
}

/* What the user has exported for other builds does not reach this one. */
static void test_clean_environment(void **state)
{
	static const char *const names[] = { "KCFLAGS",		  "KBUILD_OUTPUT", "LLVM",
					     "MAKEFLAGS",	  "CPATH",	   "ARCH",
					     "SOURCE_DATE_EPOCH", "LANGUAGE" };
	char *const more[] = { (char *)"SUTURE_ROOT=/tree", NULL };
	const struct run_options options = { .clean = true, .environment = more };
	_cleanup_free_ char *path = xasprintf("PATH=%s", getenv("PATH"));
	_cleanup_free_ char *found = NULL;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		setenv(names[i], "leaked", 1);
	found = environment_of(&options);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		unsetenv(names[i]);
	assert_null(strstr(found, "leaked"));
	assert_non_null(strstr(found, path));
	assert_non_null(strstr(found, "LC_ALL=C\n"));
	assert_non_null(strstr(found, "SUTURE_ROOT=/tree\n"));
}

static void test_ours_with_more(void **state)
{
	char *const more[] = { (char *)"SUTURE_ROOT=/tree", NULL };
	const struct run_options options = { .environment = more };
	_cleanup_free_ char *found = NULL;

	(void)state;
	setenv("KCFLAGS", "handed-down", 1);
	found = environment_of(&options);
	unsetenv("KCFLAGS");
	assert_non_null(strstr(found, "KCFLAGS=handed-down\n"));
	assert_non_null(strstr(found, "SUTURE_ROOT=/tree\n"));
}

static void test_missing_program(void **state)
{
	const char *const argv[] = { "/nonexistent/program", NULL };
	_cleanup_error_ struct error *error = run_checked(argv, NULL);

	(void)state;
	assert_int_equal(error->refusal, SUTURE_REFUSAL_TOOL_MISSING);
}

/* ---- patience ---- */

/* It hangs; it says nothing any more; it has ended, and what it has started has not. */
static void test_too_slow(void **state)
{
	static const char *const commands[] = { "echo a; exec sleep 60",
						"exec sleep 60 >/dev/null 2>&1 </dev/null",
						"sleep 5 & exit 0", "trap '' TERM; sleep 60" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
		const char *const argv[] = { "sh", "-c", commands[i], NULL };
		const time_t begin = time(NULL);
		_cleanup_error_ struct error *error =
			run_checked(argv, &(struct run_options){ .patience = 1 });

		assert_non_null(error);
		assert_non_null(strstr(error->message, "'sh' takes longer than 1 second"));
		assert_true(time(NULL) - begin <= 4);
		assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	}
}

static void test_fast_enough(void **state)
{
	const char *const argv[] = { "sh", "-c", "exec >/dev/null 2>&1; sleep 0.2; exit 3", NULL };
	int status;

	(void)state;
	assert_null(run(argv, &(struct run_options){ .patience = 60 }, &status));
	assert_int_equal(status, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_success),	       cmocka_unit_test(test_status_and_words),
		cmocka_unit_test(test_full_disk),      cmocka_unit_test(test_clean_environment),
		cmocka_unit_test(test_ours_with_more), cmocka_unit_test(test_missing_program),
		cmocka_unit_test(test_too_slow),       cmocka_unit_test(test_fast_enough),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
