/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a fleet's service may advise, and what becomes of that with the time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/date.h"
#include "base/file.h"
#include "base/form.h"
#include "base/memory.h"
#include "client/sysroot.h"
#include "machine/advice.h"

#define NOW  1795867200
#define DAY  86400
#define UUID "0b9a3c1e-7d52-4f1b-9a55-3e1f6f0d2c47"

static char *root;

static int make_root(void **state)
{
	_cleanup_free_ char *fleet = NULL;

	(void)state;
	assert_null(directory_make_temporary("/tmp", "suture-advice", &root));
	sysroot_set(root);
	fleet = sysroot_path(FLEET_DIRECTORY);
	assert_null(directory_make(fleet));
	return 0;
}

static int remove_root(void **state)
{
	(void)state;
	error_free(tree_remove(root));
	free(root);
	return 0;
}

/* Good advice with this member in place of what it is. */
static char *with(const char *key, const char *value)
{
	_cleanup_json_ json_t *object = json_pack(
		"{s:i, s:s, s:s, s:b, s:s, s:i, s:s, s:[{s:s, s:s, s:s}], s:n, s:[s]}", "format", 1,
		"machine", UUID, "authorization", "allowed", "renew", 0, "group", "web", "next",
		3600, "good_until", "2026-11-29T12:00:00Z", "hold", "id", "one", "reason", "ring",
		"text", "later", "hold_others", "release", "two");

	if (key)
		json_object_set_new(object, key, json_loads(value, JSON_DECODE_ANY, NULL));
	return json_dumps(object, 0);
}

static void parse_with(const char *key, const char *value, struct advice *advice)
{
	_cleanup_free_ char *text = with(key, value);
	_cleanup_error_ struct error *error = advice_parse(text, strlen(text), UUID, NOW, advice);

	if (error)
		fail_msg("%s: %s", value ? value : "", error->message);
}

static void assert_malformed(const char *text, size_t size)
{
	_cleanup_free_ char *copy = xmemdup(text, size + 1);
	struct advice advice = { .next = 99 };
	_cleanup_error_ struct error *error = advice_parse(copy, size, UUID, NOW, &advice);

	assert_non_null(error);
	assert_int_equal(error->refusal, SUTURE_REFUSAL_ADVICE_MALFORMED);
	assert_int_equal(advice.next, 99);
}

/* ---- as it should be ---- */

static void test_members(void **state)
{
	_cleanup_advice_ struct advice advice = {};

	(void)state;
	parse_with("hold_others", "{\"reason\": \"halted\", \"text\": \"stop\"}", &advice);
	assert_string_equal(advice.machine, UUID);
	assert_int_equal(advice.authorization, AUTHORIZATION_ALLOWED);
	assert_false(advice.renew);
	assert_string_equal(advice.group, "web");
	assert_int_equal(advice.next, 3600);
	assert_int_equal(advice.good_until, NOW + DAY);
	assert_int_equal(advice.plan.n_holds, 1);
	assert_string_equal(advice.plan.holds[0].id, "one");
	assert_string_equal(advice.plan.holds[0].text, "ring: later");
	assert_string_equal(advice.plan.others, "halted: stop");
	assert_int_equal(advice.plan.released.n_items, 1);
}

/* Cut off where a report has no room for more, and at no half of a character. */
static void test_long_texts(void **state)
{
	char text[1100] = "{\"reason\": \"ring\", \"text\": \"";
	_cleanup_advice_ struct advice advice = {};
	const size_t length = strlen(text);

	(void)state;
	for (size_t i = 0; i < 498; i++)
		strcpy(text + length + 2 * i, "\303\244");
	strcat(text, "\"}");
	text[length] = 'x';
	text[length + 1] = 'x';
	memmove(text + length + 1, text + length + 2, strlen(text + length + 1));
	parse_with("hold_others", text, &advice);
	assert_int_equal(strlen(advice.plan.others), strlen("ring: ") + 799);
	assert_true(is_printable(advice.plan.others));
}

static void test_bounds(void **state)
{
	static const struct {
		const char *next;
		int64_t is;
	} rows[] = {
		{ "0", 300 },
		{ "-1", 300 },
		{ "300", 300 },
		{ "301", 301 },
		{ "604800", 604800 },
		{ "604801", 604800 },
		{ "9223372036854775807", 604800 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_advice_ struct advice advice = {};

		parse_with("next", rows[i].next, &advice);
		assert_int_equal(advice.next, rows[i].is);
	}
}

static void test_life(void **state)
{
	_cleanup_advice_ struct advice day = {}, ever = {};
	const struct advice none = {};

	(void)state;
	parse_with(NULL, NULL, &day);
	assert_ptr_equal(advice_in_force(&day, NOW + DAY), &day.plan);
	assert_null(advice_in_force(&day, NOW + DAY + 1));
	parse_with("good_until", "\"9999-12-31T23:59:59Z\"", &ever);
	assert_non_null(advice_in_force(&ever, NOW + 30 * DAY));
	assert_null(advice_in_force(&ever, NOW + 30 * DAY + 1));
	assert_null(advice_in_force(&none, 0));
}

/* ---- the file ---- */

static void test_file(void **state)
{
	_cleanup_advice_ struct advice written = {}, read = {};

	(void)state;
	parse_with("hold_others", "{\"reason\": \"halted\", \"text\": \": a: b\"}", &written);
	assert_null(advice_write(&written));
	advice_read(&read);
	assert_string_equal(read.machine, UUID);
	assert_string_equal(read.group, "web");
	assert_int_equal(read.next, written.next);
	assert_int_equal(read.good_until, written.good_until);
	assert_string_equal(read.plan.holds[0].text, "ring: later");
	assert_string_equal(read.plan.others, "halted: : a: b");
	assert_string_equal(read.plan.released.items[0], "two");
}

static void test_no_file(void **state)
{
	_cleanup_advice_ struct advice read = {};
	_cleanup_free_ char *path = sysroot_path(ADVICE_FILE);

	(void)state;
	assert_null(file_write(path, "{", 1, 0644));
	advice_read(&read);
	assert_null(read.machine);
	error_free(tree_remove(path));
	advice_read(&read);
	assert_null(read.machine);
}

/* ---- hostile ---- */

static void test_another_machine(void **state)
{
	_cleanup_free_ char *text = with("machine", "\"1b9a3c1e-7d52-4f1b-9a55-3e1f6f0d2c47\"");

	(void)state;
	assert_malformed(text, strlen(text));
}

/* Without any one of its members it is none. */
static void test_nothing_may_lack(void **state)
{
	static const char *const keys[] = { "format",	   "machine", "authorization", "renew",
					    "group",	   "next",    "good_until",    "hold",
					    "hold_others", "release" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		_cleanup_free_ char *whole = with(NULL, NULL), *text = NULL;
		_cleanup_json_ json_t *object = json_loads(whole, 0, NULL);

		json_object_del(object, keys[i]);
		text = json_dumps(object, 0);
		assert_malformed(text, strlen(text));
	}
}

/* Nothing that turns the way of writing; writing that goes the other way is right. */
static void test_turned(void **state)
{
	static const char *const turning[] = { "\"\\u061c\"",	 "\"\\u200f\"", "\"\\u202a\"",
					       "\"web\\u202e\"", "\"\\u2066\"", "\"\\u2069\"" };
	static const char *const right[] = { "\"\\u05d0\\u0627\"", "\"\\u200d\"", "\"\\u2065\"",
					     "\"\\u2030\"" };
	struct advice advice = {};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(turning); i++) {
		_cleanup_free_ char *text = with("group", turning[i]);

		assert_malformed(text, strlen(text));
	}
	for (size_t i = 0; i < ARRAY_SIZE(right); i++) {
		parse_with("group", right[i], &advice);
		advice_deinit(&advice);
	}
}

/* Cut off anywhere, and with anything behind it. */
static void test_damaged(void **state)
{
	_cleanup_free_ char *text = with(NULL, NULL), *more = xasprintf("%s{}", text);

	(void)state;
	for (size_t size = 0; size < strlen(text); size++)
		assert_malformed(text, size);
	assert_malformed(more, strlen(more));
}

static void test_too_long(void **state)
{
	_cleanup_free_ char *text = with(NULL, NULL);
	const size_t size = strlen(text);
	_cleanup_advice_ struct advice advice = {};

	(void)state;
	text = xrealloc(text, ADVICE_MAX + 2, 1);
	memset(text + size, ' ', ADVICE_MAX + 1 - size);
	text[ADVICE_MAX + 1] = 0;
	assert_malformed(text, ADVICE_MAX + 1);
	assert_null(advice_parse(text, ADVICE_MAX, UUID, NOW, &advice));
}

/* As deep as it can be, in what is looked at and in what is not. */
static void test_deep(void **state)
{
	_cleanup_free_ char *text = xcalloc(ADVICE_MAX + 1, 1);

	(void)state;
	memset(text, '[', ADVICE_MAX);
	assert_malformed(text, ADVICE_MAX);
	memcpy(text, "{\"hold\":", 8);
	assert_malformed(text, ADVICE_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_members),
		cmocka_unit_test(test_long_texts),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_life),
		cmocka_unit_test(test_file),
		cmocka_unit_test(test_no_file),
		cmocka_unit_test(test_another_machine),
		cmocka_unit_test(test_nothing_may_lack),
		cmocka_unit_test(test_turned),
		cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_too_long),
		cmocka_unit_test(test_deep),
	};

	return cmocka_run_group_tests(tests, make_root, remove_root);
}
