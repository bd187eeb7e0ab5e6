/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a series may say, that it says the same again, and what is withdrawn. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/json.h"
#include "base/memory.h"
#include "series/block_list.h"
#include "series/series.h"

static const char good[] =
	"{'format': 1, 'kernel': {'distribution': 'debian', 'release': '6.1.0-47-cloud-amd64',"
	" 'version': '6.1.170-3', 'build_id': '01234567'}, 'covered_until': '2027-06-30T00:00:00Z',"
	" 'updates': ["
	"{'id': 'one', 'title': 'fix one', 'cves': ['CVE-2026-1'], 'severity': 'high',"
	" 'requires': [], 'conflicts': ['three'], 'effective': null, 'rollout': 100,"
	" 'added': '2026-11-28T12:00:00Z', 'pinned': false, 'size': 1000},"
	"{'id': 'two', 'title': 'fix two', 'cves': [], 'severity': 'unknown', 'requires': ['one'],"
	" 'conflicts': [], 'effective': '6.1.172-1', 'rollout': 10, 'added': null,"
	" 'pinned': true, 'size': 0},"
	"{'id': 'three', 'title': 'fix three', 'cves': [], 'severity': 'low', 'requires': [],"
	" 'conflicts': [], 'effective': null, 'rollout': 0, 'added': null, 'pinned': false,"
	" 'size': 5}],"
	" 'unpatchable': [{'cves': ['CVE-2026-2'], 'title': 'boot', 'effective': '6.1.172-1',"
	" 'reason': 'init-only', 'text': 'It has run.'}]}";

static json_t *good_json(void)
{
	_cleanup_free_ char *text = xstrdup(good);
	json_t *json;

	for (char *c = text; *c; c++)
		if (*c == '\'')
			*c = '"';
	json = json_loads(text, 0, NULL);
	assert_non_null(json);
	return json;
}

static struct error *parse(const json_t *json, struct series *series)
{
	_cleanup_free_ char *text = json_dumps(json, 0);

	return series_parse(text, strlen(text), series);
}

/* The good series with one value in place of another; takes it. */
static void expect_refused(const char *where, size_t i, const char *key, json_t *value,
			   enum suture_refusal refusal)
{
	_cleanup_json_ json_t *json = good_json();
	_cleanup_series_ struct series series = {};
	_cleanup_error_ struct error *error = NULL;
	json_t *object = where ? json_object_get(json, where) : json;

	if (json_is_array(object))
		object = json_array_get(object, i);
	if (value)
		json_object_set_new(object, key, value);
	else
		json_object_del(object, key);
	error = parse(json, &series);
	assert_non_null(error);
	assert_int_equal(error->kind, ERROR_REFUSED);
	assert_int_equal(error->refusal, refusal);
	assert_null(series.build_id);
}

static void expect_damaged(const char *where, size_t i, const char *key, json_t *value)
{
	expect_refused(where, i, key, value, SUTURE_REFUSAL_SERIES_DAMAGED);
}

static void what_is_read_is_what_is_there(void **state)
{
	_cleanup_json_ json_t *json = good_json();
	_cleanup_series_ struct series series = {};

	(void)state;
	assert_null(parse(json, &series));
	assert_string_equal(series.build_id, "01234567");
	assert_int_equal(series.covered_until, 1814313600);
	assert_int_equal(series.n_updates, 3);
	assert_int_equal(series.updates[0].severity, SEVERITY_HIGH);
	assert_int_equal(series.updates[0].added, 1795867200);
	assert_null(series.updates[0].effective);
	assert_string_equal(series.updates[0].conflicts.items[0], "three");
	assert_string_equal(series.updates[1].requires.items[0], "one");
	assert_string_equal(series.updates[1].effective, "6.1.172-1");
	assert_int_equal(series.updates[1].rollout, 10);
	assert_int_equal(series.updates[1].added, 0);
	assert_true(series.updates[1].pinned);
	assert_int_equal(series.n_exceptions, 1);
	assert_string_equal(series.exceptions[0].reason, "init-only");
	assert_ptr_equal(series_find(&series, "two"), &series.updates[1]);
	assert_null(series_find(&series, "four"));
}

static void what_is_written_is_read_again(void **state)
{
	_cleanup_json_ json_t *json = good_json(), *again = NULL;
	_cleanup_series_ struct series series = {};
	_cleanup_free_ char *text = NULL;

	(void)state;
	assert_null(parse(json, &series));
	assert_null(series_text(&series, &text));
	again = json_loads(text, 0, NULL);
	assert_true(json_equal(json, again));
}

static void what_is_unknown_is_passed_over(void **state)
{
	_cleanup_json_ json_t *json = good_json();
	_cleanup_series_ struct series series = {};
	json_t *update = json_array_get(json_object_get(json, "updates"), 0);

	(void)state;
	json_object_set_new(json, "later", json_integer(1));
	json_object_set_new(update, "later", json_integer(1));
	json_object_set_new(update, "severity", json_string("apocalyptic"));
	assert_null(parse(json, &series));
	assert_int_equal(series.updates[0].severity, SEVERITY_UNKNOWN);
}

static void another_format_is_told_by_its_number(void **state)
{
	(void)state;
	expect_refused(NULL, 0, "format", json_integer(2), SUTURE_REFUSAL_SERIES_FORMAT);
	expect_damaged(NULL, 0, "format", json_string("1"));
	expect_damaged(NULL, 0, "format", NULL);
}

static void everything_must_be_there_and_of_its_type(void **state)
{
	static const char *const top[] = { "kernel", "covered_until", "updates", "unpatchable" };
	static const char *const update[] = { "id",	   "title",   "cves",  "severity",
					      "requires",  "rollout", "added", "conflicts",
					      "effective", "pinned",  "size" };
	static const char *const exception[] = { "cves", "title", "effective", "reason", "text" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(top); i++) {
		expect_damaged(NULL, 0, top[i], NULL);
		expect_damaged(NULL, 0, top[i], json_true());
	}
	for (size_t i = 0; i < ARRAY_SIZE(update); i++) {
		expect_damaged("updates", 1, update[i], NULL);
		expect_damaged("updates", 1, update[i], json_object());
	}
	for (size_t i = 0; i < ARRAY_SIZE(exception); i++) {
		expect_damaged("unpatchable", 0, exception[i], NULL);
		expect_damaged("unpatchable", 0, exception[i], json_object());
	}
	expect_damaged("updates", 0, "cves", json_pack("[i]", 1));
	expect_damaged("updates", 0, "added", json_string("yesterday"));
}

static void ids_and_numbers_have_their_form(void **state)
{
	(void)state;
	expect_damaged("updates", 0, "id", json_string("../one"));
	expect_damaged("updates", 0, "id", json_string(""));
	expect_damaged("updates", 0, "title", json_string("a\nb"));
	expect_damaged("updates", 0, "cves", json_pack("[s]", "\x1b[2J"));
	expect_damaged("updates", 0, "effective", json_string("\xc2\x9b"));
	expect_damaged("updates", 0, "rollout", json_integer(101));
	expect_damaged("updates", 0, "rollout", json_integer(-1));
	expect_damaged("updates", 0, "size", json_integer(-1));
	expect_damaged("kernel", 0, "build_id", json_string("0123456"));
	expect_damaged("kernel", 0, "build_id", json_string("0123456G"));
	expect_damaged("kernel", 0, "distribution", json_string("a/b"));
	expect_damaged("kernel", 0, "release", json_string("\x7f"));
	expect_damaged("kernel", 0, "version", json_string("\x01"));
	expect_damaged("unpatchable", 0, "text", json_string("a\tb"));
	expect_damaged("unpatchable", 0, "reason", json_string("a\tb"));
	expect_damaged("unpatchable", 0, "title", json_string("a\tb"));
	expect_damaged("unpatchable", 0, "effective", json_string("a\tb"));
	expect_damaged("unpatchable", 0, "cves", json_pack("[s]", "a\tb"));
}

static void who_is_referred_to_is_there(void **state)
{
	(void)state;
	expect_damaged("updates", 1, "id", json_string("one"));
	expect_damaged("updates", 1, "requires", json_pack("[s]", "three"));
	expect_damaged("updates", 1, "requires", json_pack("[s]", "two"));
	expect_damaged("updates", 1, "requires", json_pack("[s]", "four"));
	expect_damaged("updates", 1, "requires", json_pack("[s]", "a b"));
	expect_damaged("updates", 1, "conflicts", json_pack("[s]", "four"));
	expect_damaged("updates", 1, "conflicts", json_pack("[s]", "two"));
	expect_damaged("updates", 1, "conflicts", json_pack("[s]", "a b"));
}

static void text_that_is_no_json_is_refused(void **state)
{
	static const char *const texts[] = { "", "{", "[]", "{\"format\": 1, \"format\": 1}" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		_cleanup_series_ struct series series = {};
		_cleanup_error_ struct error *error =
			series_parse(texts[i], strlen(texts[i]), &series);

		assert_non_null(error);
		assert_int_equal(error->refusal, SUTURE_REFUSAL_SERIES_DAMAGED);
	}
}

/* ---- what is withdrawn ---- */

static struct error *parse_blocks(const char *text, struct block_list *list)
{
	return block_list_parse(text, strlen(text), list);
}

static void what_is_withdrawn_is_so_for_one_kernel_or_all(void **state)
{
	_cleanup_block_list_ struct block_list list = {}, again = {};
	_cleanup_free_ char *text = NULL;

	(void)state;
	block_list_add(&list, "one", NULL, "it crashes");
	block_list_add(&list, "two", "0123", "it is slow");
	assert_null(block_list_text(&list, &text));
	assert_null(parse_blocks(text, &again));
	assert_string_equal(block_list_find(&again, "one", "4567")->reason, "it crashes");
	assert_string_equal(block_list_find(&again, "two", "0123")->reason, "it is slow");
	assert_null(block_list_find(&again, "two", "4567"));
	assert_null(block_list_find(&again, "three", "0123"));
}

static void a_list_of_what_is_withdrawn_has_its_form(void **state)
{
	static const char *const texts[] = {
		"",
		"{}",
		"{\"format\": 1}",
		"{\"format\": 1, \"blocked\": {}}",
		"{\"format\": 1, \"blocked\": [1]}",
		"{\"format\": 1, \"blocked\": [{\"id\": \"a b\", \"build_id\": null, \"reason\": "
		"\"\"}]}",
		"{\"format\": 1, \"blocked\": [{\"id\": \"a\", \"build_id\": \"x\", \"reason\": "
		"\"\"}]}",
		"{\"format\": 1, \"blocked\": [{\"id\": \"a\", \"build_id\": null, \"reason\": "
		"\"\\u0007\"}]}",
		"{\"format\": 1, \"blocked\": [{\"id\": \"a\", \"build_id\": null}]}",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		_cleanup_block_list_ struct block_list list = {};
		_cleanup_error_ struct error *error = parse_blocks(texts[i], &list);

		assert_non_null(error);
		assert_int_equal(error->refusal, SUTURE_REFUSAL_SERIES_DAMAGED);
		assert_int_equal(list.n_items, 0);
	}
}

static void a_later_list_of_what_is_withdrawn_is_told(void **state)
{
	_cleanup_block_list_ struct block_list list = {};
	_cleanup_error_ struct error *error =
		parse_blocks("{\"format\": 2, \"blocked\": []}", &list);

	(void)state;
	assert_non_null(error);
	assert_int_equal(error->refusal, SUTURE_REFUSAL_SERIES_FORMAT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_read_is_what_is_there),
		cmocka_unit_test(what_is_written_is_read_again),
		cmocka_unit_test(what_is_unknown_is_passed_over),
		cmocka_unit_test(another_format_is_told_by_its_number),
		cmocka_unit_test(everything_must_be_there_and_of_its_type),
		cmocka_unit_test(ids_and_numbers_have_their_form),
		cmocka_unit_test(who_is_referred_to_is_there),
		cmocka_unit_test(text_that_is_no_json_is_refused),
		cmocka_unit_test(what_is_withdrawn_is_so_for_one_kernel_or_all),
		cmocka_unit_test(a_list_of_what_is_withdrawn_has_its_form),
		cmocka_unit_test(a_later_list_of_what_is_withdrawn_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
