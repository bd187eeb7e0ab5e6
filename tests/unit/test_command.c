/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "build/command.h"

static struct error *parse(const char *text, char **command)
{
	const struct bytes bytes = { (unsigned char *)text, strlen(text) };

	return command_parse(&bytes, command);
}

static void escapes_are_undone(void **state)
{
	_cleanup_free_ char *command = NULL;

	(void)state;
	assert_null(parse("savedcmd_d/u.o := cc -DA='$$x' -DB='$(pound)y' -DC='\\#z'"
			  " -c -o d/u.o d/u.c\n"
			  "\nsource_d/u.o := d/u.c\n",
			  &command));
	assert_string_equal(command, "cc -DA='$x' -DB='#y' -DC='#z' -c -o d/u.o d/u.c");
}

static void other_files_are_not_taken(void **state)
{
	static const char *const texts[] = { "", "cmd_u.o", "cmd_u.o =\nx := y\n", "deps := a\n" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		char *command = NULL;
		_cleanup_error_ struct error *error = parse(texts[i], &command);

		assert_non_null(error);
		assert_null(command);
	}
}

static void output_is_redirected_everywhere(void **state)
{
	_cleanup_free_ char *split =
		command_split("cc -Wp,-MMD,d/.u.o.d -O2  -c -o d/u.o d/u.c ; ./objtool --orc d/u.o",
			      "d/u.o", "/o's/1.o");

	(void)state;
	assert_string_equal(split, "cc  -O2  -ffunction-sections -fdata-sections -c"
				   " -o '/o'\\''s/1.o' d/u.c ; ./objtool --orc '/o'\\''s/1.o'");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(escapes_are_undone),
		cmocka_unit_test(other_files_are_not_taken),
		cmocka_unit_test(output_is_redirected_everywhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
