// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The four grammars of changelogs, on small ones that were made up for it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/memory.h"
#include "evidence/changelog.h"

static const char debian[] =
	"linux (6.1.12-1) bookworm; urgency=medium\n"
	"\n"
	"  * New upstream stable update:\n"
	"    https://example.org/pub/ChangeLog-6.1.11\n"
	"    - [x86,arm64] foo: Do not free what is\n"
	"      still in use (CVE-2026-1000,\n"
	"      CVE-2026-1001)\n"
	"    - bar: fix a leak\n"
	"    - bar: fix a leak\n"
	"    - Revert \"foo: Make it fast\" (regression in 6.1.9)\n"
	"    * [armhf] baz: use the right clock (CVE-2026-2000)\n"
	"    https://example.org/pub/ChangeLog-6.1.12\n"
	"    - [x86] Mitigate a thing (CVE-2026-3000):\n"
	"      + x86/thing: Add a switch\n"
	"      + bugs: Use the switch\n"
	"    - qux (and quux): fix for probe()\n"
	"    - input: keys\n"
	"      - fix a sleep (Closes: #12345)\n"
	"\n"
	"  [ R\303\251n\303\251 Somebody ]\n"
	"  * [rt] Drop \"corge: be\n"
	"    careful\" (applied upstream)\n"
	"  * Refresh \"grault: fix it\"\n"
	"  * garply: own change\n"
	"something strange\n"
	"\n"
	" -- Somebody <somebody@example.org>  Thu, 02 Jul 2026 15:50:42 +0200\n"
	"\n"
	"linux (6.1.10-1) bookworm; urgency=medium\n"
	"\n"
	"  * waldo: older\n"
	"  * waldo: f\374r gestern\n"
	"\n"
	" -- Somebody <somebody@example.org>  Thu, 02 Apr 2026 15:50:42 +0200\n"
	"\n"
	"linux (6.1.9-1) bookworm; urgency=medium\n"
	"\n"
	"  * fred: oldest\n";

static struct error *parse(const char *text, const char *old, const char *new,
			   struct changelog **changelog)
{
	const struct bytes bytes = { (unsigned char *)text, strlen(text) };

	return changelog_parse(&bytes, old, new, changelog);
}

static struct changelog *parsed(const char *text, const char *old, const char *new)
{
	struct changelog *changelog = NULL;

	assert_null(parse(text, old, new, &changelog));
	return changelog;
}

static void assert_subjects(const struct changelog *changelog, const char *const *subjects)
{
	size_t i = 0;

	for (; subjects[i]; i++) {
		assert_true(i < changelog->n_items);
		assert_string_equal(changelog->items[i].subject, subjects[i]);
	}
	assert_int_equal(changelog->n_items, i);
}

static void test_debian(void **state)
{
	static const char *const subjects[] = {
		"foo: Do not free what is still in use",
		"bar: fix a leak",
		"bar: fix a leak",
		"Revert \"foo: Make it fast\"",
		"baz: use the right clock",
		"x86/thing: Add a switch",
		"bugs: Use the switch",
		"qux (and quux): fix for probe()",
		"input: keys - fix a sleep",
		"Drop \"corge: be careful\" (applied upstream)",
		"garply: own change",
		NULL,
	};
	_cleanup_changelog_ struct changelog *changelog = parsed(debian, "6.1.10-1", "6.1.12-1");
	const struct change_item *items = changelog->items;

	(void)state;
	assert_subjects(changelog, subjects);
	assert_string_equal(items[0].line, "[x86,arm64] foo: Do not free what is still in use "
					   "(CVE-2026-1000, CVE-2026-1001)");
	assert_int_equal(items[0].n_architectures, 2);
	assert_string_equal(items[0].architectures[1], "arm64");
	assert_int_equal(items[0].n_cves, 2);
	assert_string_equal(items[0].cves[1], "CVE-2026-1001");
	assert_string_equal(items[0].release, "6.1.12-1");
	assert_string_equal(items[0].section, "6.1.11");
	assert_true(items[3].is_revert);
	assert_false(items[2].is_revert);
	assert_string_equal(items[4].section, "6.1.11");
	assert_string_equal(items[5].section, "6.1.12");
	assert_true(items[9].is_dropped);
	assert_null(items[10].section);
	assert_int_equal(items[10].n_cves, 0);
	assert_int_equal(changelog->n_unparsed, 2);
	assert_string_equal(changelog->unparsed[0], "something strange");
	assert_string_equal(changelog->unparsed[1], "Refresh \"grault: fix it\"");
}

static void test_heading(void **state)
{
	_cleanup_changelog_ struct changelog *changelog = parsed(debian, "6.1.10-1", NULL);
	const struct change_item *item = &changelog->items[6];

	(void)state;
	assert_int_equal(item->n_cves, 1);
	assert_string_equal(item->cves[0], "CVE-2026-3000");
	assert_string_equal(item->architectures[0], "x86");
	assert_string_equal(item->aliases[0], "x86/bugs: Use the switch");
	assert_int_equal(changelog->items[7].n_cves, 0);
}

static void test_order(void **state)
{
	static const char *const subjects[] = {
		"fred: oldest", "waldo: older", "waldo: f\303\274r gestern", NULL,
	};
	_cleanup_changelog_ struct changelog *changelog = parsed(debian, NULL, "6.1.10-1");
	_cleanup_changelog_ struct changelog *all = parsed(debian, NULL, NULL);
	_cleanup_changelog_ struct changelog *none = parsed(debian, "6.1.9-1", "6.1.9-1");

	(void)state;
	assert_subjects(changelog, subjects);
	assert_int_equal(all->n_items, 14);
	assert_string_equal(all->items[3].release, "6.1.12-1");
	assert_int_equal(none->n_items, 0);
}

static void assert_refusal(const char *text, const char *old, const char *new,
			   enum suture_refusal refusal)
{
	struct changelog *changelog = NULL;
	_cleanup_error_ struct error *error = parse(text, old, new, &changelog);

	assert_non_null(error);
	assert_int_equal(error->refusal, refusal);
	assert_null(changelog);
}

static void test_range(void **state)
{
	(void)state;
	assert_refusal(debian, "6.1.12-1", "6.1.10-1", SUTURE_REFUSAL_TREES_REVERSED);
	assert_refusal(debian, "6.1.14-1", "6.1.12-1", SUTURE_REFUSAL_TREES_REVERSED);
	assert_refusal(debian, "6.1.8-1", "6.1.12-1", SUTURE_REFUSAL_CHANGELOG_RANGE);
	assert_refusal(debian, "6.1.10-1", "6.1.14-1", SUTURE_REFUSAL_CHANGELOG_RANGE);
	/* A backport, "~", is older than what it was made from. */
	assert_refusal("linux (6.1.14-1~bpo11+1) bullseye; urgency=medium\n\n  * A change\n",
		       "6.1.14-1", "6.1.14-1~bpo11+1", SUTURE_REFUSAL_TREES_REVERSED);
	assert_refusal("linux (6.1.14-1) bookworm; urgency=medium\n\n  * A change\n",
		       "6.1.14-1~bpo11+1", "6.1.14-1", SUTURE_REFUSAL_CHANGELOG_RANGE);
	assert_refusal("no changelog\n", NULL, NULL, SUTURE_REFUSAL_CHANGELOG_UNREADABLE);
	assert_refusal("", NULL, NULL, SUTURE_REFUSAL_CHANGELOG_UNREADABLE);
}

static void test_ubuntu(void **state)
{
	static const char text[] =
		"linux (5.15.0-99.1) jammy; urgency=medium\n"
		"\n"
		"  * jammy/linux: 5.15.0-99.1 -proposed tracker (LP: #1)\n"
		"\n"
		"  * CVE-2024-1000 // CVE-2024-1001\n"
		"    - SAUCE: foo: no more\n"
		"      of this\n"
		"    - foo: prepare\n"
		"\n"
		"  * Jammy update: v5.15.140 upstream stable release (LP: #2)\n"
		"    - bar: =?UTF-8?q?na=C3=AFve?= fix\n"
		"    - UBUNTU: [Config] update\n"
		"\n"
		" -- Somebody <somebody@example.org>  Tue, 05 Mar 2024 10:00:00 +0100\n";
	static const char *const subjects[] = {
		"foo: no more of this", "foo: prepare", "bar: na\303\257ve fix",
		"[Config] update", NULL,
	};
	_cleanup_changelog_ struct changelog *changelog = parsed(text, NULL, "5.15.0-99.1");

	(void)state;
	assert_subjects(changelog, subjects);
	assert_int_equal(changelog->items[0].n_cves, 2);
	assert_int_equal(changelog->items[1].n_cves, 2);
	assert_null(changelog->items[1].section);
	assert_string_equal(changelog->items[2].section, "5.15.140");
	assert_int_equal(changelog->items[2].n_cves, 0);
	assert_int_equal(changelog->n_unparsed, 1);
}

static void test_rpm(void **state)
{
	static const char text[] =
		"Name: kernel\n"
		"%changelog\n"
		"* Tue Mar 12 2024 Some Body <somebody@example.org> [5.14.0-12.el9]\n"
		"- foo: fix the fix (again) (Jane Doe) [RHEL-2] {CVE-2024-1000}\n"
		"- foo: fix it (Jane Doe) [1234567 1234568] {CVE-2024-1000 CVE-2024-1001}\n"
		"- [net] bar: no ticket (J\303\266rg M. Doe)\n"
		"- baz: nobody's (and probe())\n"
		"- qux: array[3]\n"
		"\n"
		"* Mon Mar 11 2024 Some Body <somebody@example.org> - 5.14.0-11.el9\n"
		"- older\n"
		"  and longer (Jane Doe) [RHEL-1]\n"
		"remark\n";
	static const char *const subjects[] = {
		"older and longer", "qux: array[3]", "baz: nobody's (and probe())",
		"bar: no ticket", "foo: fix it", "foo: fix the fix (again)", NULL,
	};
	_cleanup_changelog_ struct changelog *changelog = parsed(text, NULL, NULL);
	_cleanup_changelog_ struct changelog *last =
		parsed(text, "5.14.0-11.el9", "5.14.0-12.el9");

	(void)state;
	assert_subjects(changelog, subjects);
	assert_subjects(last, subjects + 1);
	assert_int_equal(changelog->items[4].n_cves, 2);
	assert_string_equal(changelog->items[5].cves[0], "CVE-2024-1000");
	assert_string_equal(changelog->items[5].release, "5.14.0-12.el9");
	assert_int_equal(changelog->n_unparsed, 1);
	assert_string_equal(changelog->unparsed[0], "remark");
	assert_refusal(text, "5.14.0-12.el9", "5.14.0-11.el9", SUTURE_REFUSAL_TREES_REVERSED);
}

static void test_suse(void **state)
{
	static const char text[] =
		"-------------------------------------------------------------------\n"
		"Tue Mar 12 11:04:22 CET 2024 - somebody@example.org\n"
		"\n"
		"- Linux 6.7.9 (bsc#1).\n"
		"- foo: one (bsc#1).\n"
		"- foo: two\n"
		"  and a half (bsc#1 CVE-2024-1000).\n"
		"- commit 1a2b3c4\n"
		"- Refresh\n"
		"  patches.suse/foo.patch.\n"
		"- bar: three (git-fixes)\n"
		"- commit 2b3c4d5\n"
		"\n"
		"-------------------------------------------------------------------\n"
		"Mon Mar 11 10:00:00 CET 2024 - somebody@example.org\n"
		"\n"
		"- baz: zero (jsc#PED-1).\n"
		"- commit 3c4d5e6\n";
	static const char *const subjects[] = {
		"baz: zero", "bar: three", "foo: one", "foo: two and a half", NULL,
	};
	_cleanup_changelog_ struct changelog *changelog = parsed(text, NULL, NULL);
	_cleanup_changelog_ struct changelog *some =
		parsed(text, "3c4d5e6f7a8b9c0", "6.7.8-1.1.g2b3c4d5");

	(void)state;
	assert_subjects(changelog, subjects);
	assert_int_equal(some->n_items, 1);
	assert_string_equal(changelog->items[1].commit, "2b3c4d5");
	assert_null(changelog->items[1].section);
	assert_string_equal(changelog->items[3].section, "6.7.9");
	assert_string_equal(changelog->items[3].cves[0], "CVE-2024-1000");
	assert_int_equal(changelog->n_unparsed, 1);
	assert_refusal(text, "2b3c4d5", "3c4d5e6", SUTURE_REFUSAL_TREES_REVERSED);
}

/* One line of some megabytes, and as many continuation lines: linear or never done. */
static void test_huge(void **state)
{
	const size_t size = (size_t)4 << 20;
	_cleanup_free_ char *text = xcalloc(size + 200, 1);
	_cleanup_changelog_ struct changelog *changelog = NULL;
	size_t head = sprintf(text, "linux (1) x; urgency=low\n\n  * foo: ");

	(void)state;
	memset(text + head, '(', size / 2);
	for (size_t i = head + size / 2; i < size; i += 8)
		memcpy(text + i, "\n     x)", 8);
	changelog = parsed(text, NULL, "1");
	assert_int_equal(changelog->n_items, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_debian), cmocka_unit_test(test_heading),
		cmocka_unit_test(test_order),  cmocka_unit_test(test_range),
		cmocka_unit_test(test_ubuntu), cmocka_unit_test(test_rpm),
		cmocka_unit_test(test_suse),   cmocka_unit_test(test_huge),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
