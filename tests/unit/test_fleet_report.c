/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a machine may report: a wrong word anywhere, and nothing of it is believed. */
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>

#include <cmocka.h>

#include "base/json.h"
#include "base/memory.h"
#include "fleet/report.h"

static const char head[] =
	"{'format': 2, 'hostname': 'alpha', 'client': '0.1.0', 'about_to': false, 'by_name': "
	"['fix-3'], 'boot': 'boot-1',"
	" 'tags': {'cluster': 'db', 'role': 'x'}, 'last_change': {'at': '2026-11-28T12:00:00Z',"
	" 'install': ['fix-1'], 'remove': [], 'refusal': null, 'message': null, 'pause': 1},"
	" 'status': {'kernel': {'release': '6.1', 'build_id': '01234567', 'distribution': 'debian',"
	" 'version': '6.1.1-1'}, 'effective': '6.1.2-1', 'covered_until': null,"
	" 'verdict': 'out-of-date', 'policy': {'mode': 'automatic'}, 'suspects': ['fix-2'],"
	" 'plan': {'install': ['fix-3']}}}";
static const char lists[] =
	"{'updates': [{'id': 'fix-1', 'state': 'applied', 'reason': null, 'text': null},"
	" {'id': 'fix-3', 'state': 'available', 'reason': null, 'text': null},"
	" {'id': 'fix-4', 'state': 'skipped', 'reason': 'held-back', 'text': 'by the fleet'},"
	" {'id': 'fix-5', 'state': 'skipped', 'reason': 'requires', 'text': null}],"
	" 'cves': [{'name': 'CVE-2026-1', 'state': 'fixed', 'update': 'fix-1', 'text': null},"
	" {'name': 'CVE-2026-2', 'state': 'available', 'update': 'fix-3', 'text': null}]}";

static json_t *read_json(const char *text)
{
	_cleanup_free_ char *quoted = xstrdup(text);
	json_t *value;

	for (char *c = quoted; *c; c++)
		if (*c == '\'')
			*c = '"';
	value = json_loads(quoted, JSON_DECODE_ANY, NULL);
	assert_non_null(value);
	return value;
}

static char *write_report(const json_t *first, const json_t *second)
{
	_cleanup_free_ char *line = json_dumps(first, JSON_COMPACT);
	_cleanup_free_ char *other = json_dumps(second, JSON_COMPACT);

	return xasprintf("%s\n%s", line, other);
}

static struct error *parse(const char *text, struct report *report)
{
	struct error *error = report_parse(text, strlen(text), report);

	if (error)
		return error;
	error = report_read_lists(report);
	if (error)
		report_deinit(report);
	return error;
}

static char *report_text(void)
{
	_cleanup_json_ json_t *first = read_json(head), *second = read_json(lists);

	return write_report(first, second);
}

static void must(struct error *error)
{
	if (error)
		error_print(error, stderr);
	assert_null(error);
}

static void assert_malformed(const char *text)
{
	struct report report;
	_cleanup_error_ struct error *error = parse(text, &report);

	if (!error)
		fail_msg("this was taken: %s", text);
	assert_int_equal(error->refusal, SUTURE_REFUSAL_REPORT_MALFORMED);
}

/* ---- what is right ---- */

static void a_report_is_read(void **state)
{
	_cleanup_free_ char *text = report_text();
	_cleanup_report_ struct report report;

	(void)state;
	must(parse(text, &report));
	assert_string_equal(report.hostname, "alpha");
	assert_string_equal(report.cluster, "db");
	assert_string_equal(report.version, "6.1.1-1");
	assert_string_equal(report.verdict, "out-of-date");
	assert_true(report.is_automatic);
	assert_false(report.is_about_to);
	assert_int_equal(report.change.pause, 1);
	assert_int_equal(json_array_size(report.installs), 1);
	assert_int_equal(report.n_updates, 4);
	assert_int_equal(report.n_applied, 1);
	assert_int_equal(report.n_open, 2);
	assert_string_equal(report.updates[2].text, "by the fleet");
	assert_int_equal(report.n_cves, 2);
	assert_int_equal(report.n_unfixed, 1);
	must(report_read_lists(&report));
	assert_int_equal(report.n_updates, 4);
}

static void lists_wait_to_be_read(void **state)
{
	_cleanup_free_ char *text = report_text();
	_cleanup_report_ struct report report;

	(void)state;
	must(report_parse(text, strlen(text), &report));
	assert_null(report.lists_root);
	assert_int_equal(report.n_updates, 0);
}

/* ---- what is wrong ---- */

/* '*' stands for each member of an array. NULL: the member is not there. */
struct change {
	const char *where, *key, *value;
};

static const struct change head_changes[] = {
	{ "", "format", "1" },
	{ "", "format", "3" },
	{ "", "format", NULL },
	{ "", "hostname", NULL },
	{ "", "hostname", "''" },
	{ "", "hostname", "7" },
	{ "", "hostname", "'a\\u0007b'" },
	{ "", "client", "null" },
	{ "", "boot", "[]" },
	{ "", "about_to", "'perhaps'" },
	{ "", "about_to", "1" },
	{ "", "by_name", NULL },
	{ "", "by_name", "['../x']" },
	{ "", "tags", "[]" },
	{ "", "tags", "{'a b': 'x'}" },
	{ "", "tags", "{'a': 1}" },
	{ "", "tags", "{'a': 'x\\ny'}" },
	{ "", "last_change", "'never'" },
	{ "", "last_change", NULL },
	{ "last_change", "at", "'yesterday'" },
	{ "last_change", "install", "['../../x']" },
	{ "last_change", "install", "[1]" },
	{ "last_change", "remove", "null" },
	{ "last_change", "refusal", "[]" },
	{ "last_change", "message", "'a\\nb'" },
	{ "last_change", "pause", "-1" },
	{ "last_change", "pause", "'long'" },
	{ "", "status", "[]" },
	{ "", "status", NULL },
	{ "status", "kernel", "[]" },
	{ "status", "effective", "1" },
	{ "status", "covered_until", "'soon'" },
	{ "status", "verdict", "'wonderful'" },
	{ "status", "policy", "{'mode': 'wild'}" },
	{ "status", "policy", "null" },
	{ "status", "suspects", "{}" },
	{ "status", "suspects", "['a/b']" },
	{ "status", "plan", "null" },
	{ "status", "plan", "{'install': [null]}" },
	{ "status kernel", "release", "null" },
	{ "status kernel", "build_id", "'no digits'" },
	{ "status kernel", "build_id", "''" },
	{ "status kernel", "distribution", "[]" },
	{ "status kernel", "version", "{}" },
};

static const struct change list_changes[] = {
	{ "", "updates", NULL },
	{ "", "updates", "{}" },
	{ "", "updates", "[1]" },
	{ "", "cves", NULL },
	{ "", "cves", "'none'" },
	{ "updates *", "id", "'../x'" },
	{ "updates *", "id", "''" },
	{ "updates *", "id", "'fix-9'" }, /* twice */
	{ "updates *", "state", "'wonderful'" },
	{ "updates *", "state", NULL },
	{ "updates *", "reason", "1" },
	{ "updates *", "text", "'a\\u001b[2Jb'" },
	{ "cves *", "name", "null" },
	{ "cves *", "name", "'CVE-2026-9'" }, /* twice */
	{ "cves *", "state", "'mended'" },
	{ "cves *", "update", "[]" },
	{ "cves *", "text", "7" },
};

static void set(json_t *object, const struct change *change)
{
	if (change->value)
		json_object_set_new(object, change->key, read_json(change->value));
	else
		json_object_del(object, change->key);
}

static void make_change(json_t *value, const struct change *change)
{
	_cleanup_free_ char *path = xstrdup(change->where);
	json_t *item;
	size_t i;

	for (char *rest, *part = strtok_r(path, " ", &rest); part;
	     part = strtok_r(NULL, " ", &rest)) {
		if (!strcmp(part, "*")) {
			json_array_foreach (value, i, item)
				set(item, change);
			return;
		}
		value = json_object_get(value, part);
	}
	set(value, change);
}

static void try_changes(const struct change *changes, size_t n, bool is_head)
{
	for (size_t i = 0; i < n; i++) {
		_cleanup_json_ json_t *first = read_json(head), *second = read_json(lists);
		_cleanup_free_ char *text = NULL;

		make_change(is_head ? first : second, &changes[i]);
		text = write_report(first, second);
		assert_malformed(text);
	}
}

static void a_wrong_word_is_refused(void **state)
{
	(void)state;
	try_changes(head_changes, ARRAY_SIZE(head_changes), true);
	try_changes(list_changes, ARRAY_SIZE(list_changes), false);
}

static void other_than_two_objects_are_refused(void **state)
{
	_cleanup_json_ json_t *first = read_json(head), *second = read_json(lists);
	_cleanup_free_ char *line = json_dumps(first, JSON_COMPACT);
	_cleanup_free_ char *other = json_dumps(second, JSON_COMPACT);
	const char *const after[] = { "", "\n", "\n[]", "\n{}", "\n{\"updates\": [], ", "\nnull" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(after); i++) {
		_cleanup_free_ char *text = xasprintf("%s%s", line, after[i]);

		assert_malformed(text);
	}
	for (size_t i = 0; i < ARRAY_SIZE(after); i++) {
		_cleanup_free_ char *text = xasprintf("%s\n%s%s", after[i], line, other);

		assert_malformed(text);
	}
	_cleanup_free_ char *thrice = xasprintf("%s\n%s\n%s", line, other, other);

	assert_malformed(thrice);
}

/* ---- who stands alike ---- */

static void get_condition(const struct change *change, bool is_head,
			  char condition[static DIGEST_TEXT_SIZE])
{
	_cleanup_json_ json_t *first = read_json(head), *second = read_json(lists);
	_cleanup_free_ char *text = NULL;
	_cleanup_report_ struct report report;

	if (change)
		make_change(is_head ? first : second, change);
	text = write_report(first, second);
	must(parse(text, &report));
	strcpy(condition, report.condition);
}

static void what_is_in_common_is_told_from_what_is_not(void **state)
{
	static const struct {
		struct change change;
		bool is_head, is_common;
	} rows[] = {
		{ { "", "hostname", "'beta'" }, true, false },
		{ { "", "tags", "{}" }, true, false },
		{ { "", "last_change", "null" }, true, false },
		{ { "status", "suspects", "[]" }, true, false },
		{ { "status", "verdict", "'unknown'" }, true, true },
		{ { "status", "effective", "null" }, true, true },
		{ { "status kernel", "build_id", "'76543210'" }, true, true },
		{ { "", "cves", "[]" }, false, true },
		{ { "updates *", "reason", "'odd'" }, false, true },
	};
	char whole[DIGEST_TEXT_SIZE], other[DIGEST_TEXT_SIZE];

	(void)state;
	get_condition(NULL, true, whole);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		get_condition(&rows[i].change, rows[i].is_head, other);
		assert_int_equal(strcmp(whole, other) != 0, rows[i].is_common);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_report_is_read),
		cmocka_unit_test(lists_wait_to_be_read),
		cmocka_unit_test(a_wrong_word_is_refused),
		cmocka_unit_test(other_than_two_objects_are_refused),
		cmocka_unit_test(what_is_in_common_is_told_from_what_is_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
