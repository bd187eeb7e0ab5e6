/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a policy may say, what is said of one that may not be, and how one is changed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/ini.h"
#include "base/memory.h"
#include "client/sysroot.h"
#include "machine/policy.h"

static char *root;

static int make_root(void **state)
{
	(void)state;
	assert_null(directory_make_temporary("/tmp", "suture-policy", &root));
	sysroot_set(root);
	return 0;
}

static int remove_root(void **state)
{
	(void)state;
	error_free(tree_remove(root));
	free(root);
	return 0;
}

static void parse(const char *text, struct policy *policy)
{
	_cleanup_error_ struct error *error = policy_parse(text, "x", policy);

	if (error)
		fail_msg("'%s': %s", text, error->message);
}

/* ---- values ---- */

static const struct {
	const char *section, *key, *value, *wrong; /* what is said of it; NULL: it is right */
} values[] = {
	{ "repository", "source", "", NULL },
	{ "repository", "source", "https://a", NULL },
	{ "repository", "source", "http://a/b https://c file:///d", NULL },
	{ "repository", "source", "https://a ftp://b", "source: a URL" },
	{ "repository", "source", "https://", "source: a URL" },
	{ "repository", "source", "file:///", "source: a URL" },
	{ "repository", "source", "file://host/x", "source: a URL" },
	{ "repository", "root", "/a", NULL },
	{ "repository", "root", "", NULL },
	{ "repository", "root", "a", "an absolute path" },
	{ "repository", "ca_file", "a/b", "an absolute path" },
	{ "repository", "proxy", "none", NULL },
	{ "repository", "proxy", "a\302\233b", "control characters" },
	{ "repository", "patience", "1", NULL },
	{ "repository", "patience", "3600", NULL },
	{ "repository", "patience", "0", "seconds from 1" },
	{ "repository", "patience", "3601", "seconds from 1" },
	{ "repository", "patience", "5s", "seconds from 1" },
	{ "repository", "patience", "", "seconds from 1" },
	{ "repository", "patience", "-5", "seconds from 1" },
	{ "repository", "patience", "4294967297", "seconds from 1" },
	{ "repository", "distribution", "debian", NULL },
	{ "repository", "distribution", "", "a name" },
	{ "repository", "distribution", "a/b", "a name" },
	{ "repository", "distribution", "_/../b", "a name" },
	{ "repository", "user", "_suture-1", NULL },
	{ "repository", "user", "_", "a name" },
	{ "repository", "user", "__a", "a name" },
	{ "repository", "user", "-a", "a name" },
	{ "repository", "user", "a b", "a name" },
	{ "repository", "user", "_a b", "a name" },
	{ "fleet", "service", "", NULL },
	{ "fleet", "service", "https://a:8443/b", NULL },
	{ "fleet", "service", "file:///a", "service: a URL" },
	{ "fleet", "service", "https://a https://b", "service: a URL" },
	{ "fleet", "service", "a", "service: a URL" },
	{ "fleet", "tags", "", NULL },
	{ "fleet", "tags", "cluster=db1 role=web.x,y", NULL },
	{ "fleet", "tags", "cluster", "tags: NAME=VALUE" },
	{ "fleet", "tags", "cluster=", "tags: NAME=VALUE" },
	{ "fleet", "tags", "=a", "tags: NAME=VALUE" },
	{ "fleet", "tags", "a=b a=c", "each name once" },
	{ "fleet", "tags", "a=b ab=c", NULL },
	{ "fleet", "tags", "a=\302\233", "odd" },
	{ "policy", "mode", "report", NULL },
	{ "policy", "mode", "auto", "automatic or report" },
	{ "policy", "mode", "", "automatic or report" },
	{ "policy", "delay", "0", NULL },
	{ "policy", "delay", "366d", NULL },
	{ "policy", "delay", "367d", "delay: a number" },
	{ "policy", "delay", "53w", "delay: a number" },
	{ "policy", "delay", "1 d", "delay: a number" },
	{ "policy", "delay", "d", "delay: a number" },
	{ "policy", "delay", "1D", "delay: a number" },
	{ "policy", "delay", "99999999999999999999d", "delay: a number" },
	{ "policy", "pin", "6.1.170-3", NULL },
	{ "policy", "hold", "", NULL },
	{ "policy", "hold", "one  two\tthree", NULL },
	{ "policy", "hold", "one ../two", "ids of updates" },
	{ "policy", "window", "", NULL },
	{ "policy", "window", "Sat,Sun 22:00-04:00", NULL },
	{ "policy", "window", "2:00-4:00", "window: days and hours" },
	{ "policy", "window", "at night", "window: days and hours" },
	{ "boot", "apply", "no", NULL },
	{ "boot", "apply", "No", "apply: yes or no" },
	{ "boot", "apply", "", "apply: yes or no" },
};

static void values_are_right_or_named(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
		_cleanup_free_ char *text = xasprintf("# what\n\n[%s]\n%s = %s\n",
						      values[i].section, values[i].key,
						      values[i].value);
		_cleanup_policy_ struct policy policy = {};
		_cleanup_error_ struct error *error = policy_parse(text, "x", &policy);
		enum policy_key key;

		if (!error != !values[i].wrong)
			fail_msg("%s = %s: %s", values[i].key, values[i].value,
				 error ? error->message : "it is taken");
		if (error) {
			assert_int_equal(error->refusal, SUTURE_REFUSAL_POLICY_WRONG);
			assert_non_null(strstr(error->message, values[i].wrong));
			assert_int_equal(strncmp(error->message, "x:4: ", 5), 0);
			assert_null(policy.values[0]);
			continue;
		}
		assert_true(policy_key_find(values[i].key, &key));
		assert_string_equal(policy.values[key], values[i].value);
		assert_true(policy.is_set[key]);
	}
}

static void what_is_not_said_has_its_default(void **state)
{
	_cleanup_policy_ struct policy policy = {};

	(void)state;
	parse("", &policy);
	assert_int_equal(policy.sources.n_items, 0);
	assert_int_equal(policy.patience, 30);
	assert_int_equal(policy.mode, POLICY_AUTOMATIC);
	assert_int_equal(policy.delay, 0);
	assert_int_equal(policy.held.n_items, 0);
	assert_int_equal(policy.window.days, 0);
	assert_true(policy.applies_at_boot);
	for (int key = 0; key < POLICY_KEYS; key++)
		assert_false(policy.is_set[key]);
}

static void what_is_said_is_understood(void **state)
{
	_cleanup_policy_ struct policy policy = {};

	(void)state;
	parse("[repository]\nsource=https://a  https://b\n  patience =7\t\n"
	      "; so\n[ policy ]\n  # so\nmode = report\ndelay = 2w\nhold = one two\n"
	      "window = Mon 02:00-04:00\n[boot]\napply = no",
	      &policy);
	assert_int_equal(policy.sources.n_items, 2);
	assert_string_equal(policy.sources.items[1], "https://b");
	assert_int_equal(policy.patience, 7);
	assert_int_equal(policy.mode, POLICY_REPORT);
	assert_int_equal(policy.delay, 14 * 86400);
	assert_string_equal(policy.held.items[1], "two");
	assert_int_equal(policy.window.days, 2);
	assert_false(policy.applies_at_boot);
}

/* ---- lines ---- */

static void lines_are_right_or_named(void **state)
{
	static const struct {
		const char *text, *said;
	} cases[] = {
		{ "[policy]\nmode = report\nx = 1\n", "x:3: no such key" },
		{ "mode = report\n", "x:1: the key belongs into another section" },
		{ "[boot]\n\n\nmode = report\n", "x:4: the key belongs into another section" },
		{ "[policy]\npin = 1\n[policy]\npin = 1\n", "x:4: the key is given twice" },
		{ "[policy\n", "x:1: neither" },
		{ "[policy] x\n", "x:1: neither" },
		{ "\n= 1\n", "x:2: neither" },
		{ "\nmode\n", "x:2: neither" },
		{ "[policy]\nmode = report\v\n", "x:2: neither" },
		/* A file of another system is not half understood. */
		{ "[policy]\r\nmode = report\r\n", "x:1: neither" },
		{ "[policy]\nmode = report\r\n", "x:2: neither" },
		{ "# \033[1m\n", "x:1: neither" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_policy_ struct policy policy = {};
		_cleanup_error_ struct error *error = policy_parse(cases[i].text, "x", &policy);

		assert_non_null(error);
		assert_int_equal(error->refusal, SUTURE_REFUSAL_POLICY_WRONG);
		assert_int_equal(strncmp(error->message, cases[i].said, strlen(cases[i].said)), 0);
	}
}

/* ---- changing a text ---- */

static void only_the_entry_changes(void **state)
{
	static const struct {
		const char *before, *value, *after; /* of [policy] pin */
	} cases[] = {
		{ "", "1", "[policy]\npin = 1\n" },
		{ "", NULL, "" },
		{ "[policy]", "1", "[policy]\npin = 1\n" },
		{ "[boot]\napply = no", "1", "[boot]\napply = no\n\n[policy]\npin = 1\n" },
		{ "[policy]\n  pin=2  \n; x\n", "1", "[policy]\npin = 1\n; x\n" },
		{ "[policy]\npin = 2\n; x", NULL, "[policy]\n; x" },
		{ "[policy]\npin = 2", "1", "[policy]\npin = 1\n" },
		{ "[policy]\n#pin = 2\n\n# x\nmode = report\n", "1",
		  "[policy]\n#pin = 2\npin = 1\n\n# x\nmode = report\n" },
		{ "[policy]\nmode = report\n\n\n[boot]\n", "1",
		  "[policy]\nmode = report\npin = 1\n\n\n[boot]\n" },
		{ "[boot]\npin = 2\n[policy]\npin = 3\n", "1",
		  "[boot]\npin = 2\n[policy]\npin = 1\n" },
		{ "[policy]\npinned = 2\n[policy]\n", "1",
		  "[policy]\npinned = 2\n[policy]\npin = 1\n" },
		{ "# [policy]\n", "1", "# [policy]\n\n[policy]\npin = 1\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *after =
			ini_set(cases[i].before, "policy", "pin", cases[i].value);

		assert_string_equal(after, cases[i].after);
	}
}

/* ---- changing the file ---- */

static void write_file(const char *text)
{
	_cleanup_free_ char *directory = sysroot_path("/etc/suture");
	_cleanup_free_ char *path = sysroot_path(POLICY_FILE);

	assert_null(directory_make(directory));
	assert_null(file_write(path, text, strlen(text), 0644));
}

static void expect_file(const char *text)
{
	_cleanup_bytes_ struct bytes bytes = {};

	assert_null(sysroot_read(POLICY_FILE, &bytes));
	assert_string_equal((char *)bytes.data, text);
}

static void expect_refused(enum policy_key key, const char *value, const char *said)
{
	_cleanup_error_ struct error *error = policy_change(key, value);

	assert_non_null(error);
	assert_int_equal(error->refusal, SUTURE_REFUSAL_POLICY_WRONG);
	assert_non_null(strstr(error->message, said));
}

static void the_file_changes(void **state)
{
	_cleanup_policy_ struct policy policy = {};

	(void)state;
	assert_null(policy_change(POLICY_MODE, "report"));
	expect_file("[policy]\nmode = report\n");
	assert_null(policy_read(&policy));
	assert_int_equal(policy.mode, POLICY_REPORT);
	assert_null(policy_change(POLICY_MODE, NULL));
	expect_file("[policy]\n");
}

static void nothing_changes_that_is_wrong(void **state)
{
	static const char wrong[] = "[policy]\nmode = report\n\ncolour = red\n";
	static const char right[] = "[policy]\r\nmode = report\r\n";

	(void)state;
	write_file(wrong);
	expect_refused(POLICY_PIN, "1", POLICY_FILE ":4: no such key");
	expect_file(wrong);
	write_file(right);
	expect_refused(POLICY_PIN, "1", POLICY_FILE ":1: ");
	expect_file(right);
	write_file("# ours\n");
	expect_refused(POLICY_DELAY, "1y", "'1y': delay");
	expect_refused(POLICY_PIN, "1\n[boot]", "control characters");
	expect_file("# ours\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_right_or_named),
		cmocka_unit_test(what_is_not_said_has_its_default),
		cmocka_unit_test(what_is_said_is_understood),
		cmocka_unit_test(lines_are_right_or_named),
		cmocka_unit_test(only_the_entry_changes),
		cmocka_unit_test(the_file_changes),
		cmocka_unit_test(nothing_changes_that_is_wrong),
	};

	return cmocka_run_group_tests(tests, make_root, remove_root);
}
