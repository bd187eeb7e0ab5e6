// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Records of vulnerabilities: read, sorted, and found by the key of a title.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/memory.h"
#include "evidence/records.h"
#include "evidence/subject.h"

static const char text[] =
	"{\"cve\": \"CVE-2026-2\", \"title\": \"foo: fix  it.\", \"cvss\": null}\n"
	"{\"cve\": \"CVE-2026-1\", \"title\": \"Foo: fix it\", \"upstream\": \"0123\","
	" \"fixed_6.1\": [\"6.1.9\", \"4567\"], \"files\": [\"a.c\", \"b/c.h\"], \"cvss\": 7}\n"
	"\r\n"
	"{\"cve\": \"CVE-2026-1\", \"title\": \"bar: prepare\", \"cvss\": 7.5}\n"
	"{\"cve\": \"CVE-2026-3\"}\n"
	"[]\n"
	"{\"cve\": \"CVE-2026-4\", \"title\": ";

static struct records *parsed(void)
{
	struct records *records = NULL;

	assert_null(records_parse(text, strlen(text), &records));
	return records;
}

static void test_read(void **state)
{
	_cleanup_records_ struct records *records = parsed();
	const struct record *record = &records->items[1];

	(void)state;
	assert_int_equal(records->n_items, 3);
	assert_int_equal(records->n_unreadable, 3);
	assert_string_equal(record->cve, "CVE-2026-1");
	assert_string_equal(record->title, "Foo: fix it");
	assert_string_equal(record->upstream, "0123");
	assert_string_equal(record->fixed_release, "6.1.9");
	assert_string_equal(record->fixed_commit, "4567");
	assert_int_equal(record->n_files, 2);
	assert_string_equal(record->files[1], "b/c.h");
	assert_true(record->score == 7);
	assert_true(records->items[0].score == 7.5);
	assert_true(records->items[2].score < 0);
	assert_null(records->items[2].fixed_commit);
}

static void test_find(void **state)
{
	_cleanup_records_ struct records *records = parsed();
	_cleanup_free_ char *key = subject_key("foo: Fix it");
	_cleanup_free_ char *other = subject_key("foo: Fix");
	const struct record *first = NULL;

	(void)state;
	assert_int_equal(records_find(records, other, &first), 0);
	assert_null(first);
	assert_int_equal(records_find(records, key, &first), 2);
	assert_string_equal(first[0].cve, "CVE-2026-1");
	assert_string_equal(first[1].cve, "CVE-2026-2");
}

static void test_none(void **state)
{
	_cleanup_records_ struct records *records = NULL;
	const struct record *first = NULL;

	(void)state;
	assert_null(records_parse("", 0, &records));
	assert_int_equal(records->n_items, 0);
	assert_int_equal(records_find(records, "foo", &first), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
