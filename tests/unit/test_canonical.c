/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Canonical JSON: one text for one value. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"
#include "tuf/canonical.h"

static void check(const char *text, const char *expected)
{
	_cleanup_json_ json_t *value = json_loads(text, JSON_DECODE_ANY, NULL);
	_cleanup_bytes_ struct bytes made = {};

	assert_non_null(value);
	assert_null(canonical_json(value, &made));
	assert_string_equal((char *)made.data, expected);
	assert_int_equal(made.size, strlen(expected));
}

static void one_text_for_one_value(void **state)
{
	(void)state;
	check("{ }", "{}");
	check("[ ]", "[]");
	check("[1, -2, true, false, null, \"\"]", "[1,-2,true,false,null,\"\"]");
	check("{\"b\": 1, \"a\": {\"d\": [], \"c\": 9007199254740993}}",
	      "{\"a\":{\"c\":9007199254740993,\"d\":[]},\"b\":1}");
}

static void only_two_characters_are_escaped(void **state)
{
	(void)state;
	check("\"a\\\"b\\\\c\\n\\t\\u0001/\\u00fc\"", "\"a\\\"b\\\\c\n\t\001/\xc3\xbc\"");
}

/* By bytes: capitals first, a prefix before what is longer, beyond ASCII last. */
static void names_are_in_the_order_of_their_bytes(void **state)
{
	(void)state;
	check("{\"\\u00fc\": 1, \"a\": 2, \"B\": 3, \"ab\": 4, \"_\": 5}",
	      "{\"B\":3,\"_\":5,\"a\":2,\"ab\":4,\"\xc3\xbc\":1}");
}

static void a_fraction_is_refused(void **state)
{
	_cleanup_json_ json_t *value = json_loads("{\"a\": [1.0]}", 0, NULL);
	_cleanup_bytes_ struct bytes made = {};
	_cleanup_error_ struct error *error = canonical_json(value, &made);

	(void)state;
	assert_non_null(error);
	assert_int_equal(error->refusal, SUTURE_REFUSAL_METADATA_MALFORMED);
	assert_null(made.data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_text_for_one_value),
		cmocka_unit_test(only_two_characters_are_escaped),
		cmocka_unit_test(names_are_in_the_order_of_their_bytes),
		cmocka_unit_test(a_fraction_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
