/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "base/cleanup.h"
#include "evidence/subject.h"

static void assert_read(const char *subject, const char *expected, unsigned int revision,
			const char *branch)
{
	struct subject_tags tags;
	_cleanup_free_ char *read = subject_read(subject, &tags);
	_cleanup_free_ char *branch_read = tags.branch;

	assert_string_equal(read, expected);
	assert_int_equal(tags.revision, revision);
	if (branch)
		assert_string_equal(branch_read ?: "", branch);
	else
		assert_null(branch_read);
}

static void tags_are_read(void **state)
{
	(void)state;
	assert_read("[PATCH] a: b", "a: b", 1, NULL);
	assert_read("[PATCH net v2 02/11] a: b", "a: b", 2, NULL);
	assert_read("[PATCH nf,v3] a: b", "a: b", 3, NULL);
	assert_read("[PATCHv4 1/2] a: b", "a: b", 4, NULL);
	assert_read("[PATCH V5] a: b", "a: b", 5, NULL);
	assert_read("[list-name] [PATCH v2] a:\n b  c ", "a: b c", 2, NULL);
	assert_read("Re: Fwd: [PATCH] a: b", "a: b", 1, NULL);
	assert_read("a: b [c] (d)", "a: b [c] (d)", 1, NULL);
	assert_read("[unclosed a", "[unclosed a", 1, NULL);
	assert_read("", "", 1, NULL);
}

static void branches_are_read(void **state)
{
	(void)state;
	assert_read("[PATCH 6.1.y 3/7] a", "a", 1, "6.1");
	assert_read("[PATCH 6.1 003/567] a", "a", 1, "6.1");
	assert_read("[PATCH 6.1-stable] a", "a", 1, "6.1");
	assert_read("[PATCH v2 stable 6.12] a", "a", 2, "6.12");
	assert_read("[PATCH stable/linux-5.10.y] a", "a", 1, "5.10");
	assert_read("[PATCH AUTOSEL 6.19-5.10] a", "a", 1, NULL);
	assert_read("[PATCH v6.1 1/3] a", "a", 1, "6.1");
	assert_read("[PATCH v2 v6.6-v6.1] a", "a", 2, NULL);
	assert_read("[PATCH v2.1] a", "a", 2, NULL);
	assert_read("[PATCH 6.1-rc3] a", "a", 1, NULL);
	assert_read("[PATCH 1/2] a", "a", 1, NULL);
}

static void covers_and_replies_are_told(void **state)
{
	static const struct {
		const char *subject;
		bool is_cover, is_reply;
	} rows[] = {
		{ "[PATCH 0/7] a", true, false },
		{ "[PATCH v2 00/12] a", true, false },
		{ "Re: [PATCH 00/12] a", true, true },
		{ "[PATCH 10/12] a", false, false },
		{ "[PATCH] 0/1 a", false, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct subject_tags tags;
		_cleanup_free_ char *read = subject_read(rows[i].subject, &tags);

		assert_non_null(read);
		assert_int_equal(tags.is_cover, rows[i].is_cover);
		assert_int_equal(tags.is_reply, rows[i].is_reply);
		assert_null(tags.branch);
	}
}

static void keys_forgive_what_people_vary(void **state)
{
	static const char *const same[] = {
		"net: fix a leak", "Net: Fix a  leak.", "[PATCH v2 6.1.y 3/7] net: fix a leak",
		"Re: [PATCH] net: fix a\n leak", "UPSTREAM: net: fix a leak",
		"UBUNTU: SAUCE: net:fix a leak", " net: fix a leak ",
	};
	static const char *const others[] = {
		"net: fix a leak too", "ALSA: net: fix a leak", "net: fix a leak?", "",
	};
	_cleanup_free_ char *first = subject_key(same[0]);

	(void)state;
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		_cleanup_free_ char *key = subject_key(same[i]);

		assert_string_equal(key, first);
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		_cleanup_free_ char *key = subject_key(others[i]);

		assert_string_not_equal(key, first);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tags_are_read),
		cmocka_unit_test(branches_are_read),
		cmocka_unit_test(covers_and_replies_are_told),
		cmocka_unit_test(keys_forgive_what_people_vary),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
