/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Messages of commits, and the trailers that git reads out of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/memory.h"
#include "split/facts.h"
#include "split/message.h"

static char *const item_cves[] = { "CVE-2026-20002", "CVE-2026-3000" };

static struct change_item item = {
	.subject = "net: fix it", .line = "[x86] net: fix it (CVE-2026-20002)",
	.cves = (char **)item_cves, .n_cves = 2,
};

static const struct record record = {
	.cve = "CVE-2026-20002", .upstream = "0123456789012345678901234567890123456789",
	.score = 7.8,
};

static void expect_message(const struct split_commit *commit, const char *expected)
{
	_cleanup_free_ char *message = split_message(commit);

	assert_string_equal(message, expected);
}

static void an_item_alone_has_its_subject(void **state)
{
	struct split_commit commit = { .method = SPLIT_SOLE_FILE, .item = &item,
				       .confidence = 0.9 };

	(void)state;
	expect_message(&commit, "net: fix it\n"
				"\n"
				"Split-Method: sole-file\n"
				"Split-Confidence: 0.900\n"
				"Split-Item: [x86] net: fix it (CVE-2026-20002)\n"
				"CVE: CVE-2026-3000\n"
				"CVE: CVE-2026-20002\n");
}

static void what_is_unexplained_says_so(void **state)
{
	char area[] = "drivers/net";
	struct split_commit commit = { .method = SPLIT_RESIDUAL, .area = area };
	_cleanup_free_ char *message = split_message(&commit);

	(void)state;
	assert_non_null(strstr(message, "The rest of drivers/net\n\n"));
	assert_non_null(strstr(message, "\n\nSplit-Method: residual\nSplit-Confidence: 0.000\n"));
}

static void trailers_join_those_that_are_there(void **state)
{
	struct candidate candidate = {
		.message = "net: fix it\n\nBecause.\n\nFixes: 012345 (\"net: break it\")\n"
			   "Signed-off-by: A <a@b>\n[ B: adapted ]\n\n",
	};
	const struct record *records[] = { &record };
	struct split_commit commit = { .method = SPLIT_FORWARD, .candidate = &candidate,
				       .records = records, .n_records = 1, .confidence = 0.99 };

	(void)state;
	expect_message(&commit, "net: fix it\n\nBecause.\n\nFixes: 012345 (\"net: break it\")\n"
				"Signed-off-by: A <a@b>\n[ B: adapted ]\n"
				"Split-Method: forward\n"
				"Split-Confidence: 0.990\n"
				"Upstream-commit: 0123456789012345678901234567890123456789\n"
				"CVE: CVE-2026-20002\n");
}

static void prose_is_no_trailer(void **state)
{
	struct candidate candidate = { .message = "net: fix it\n\nNote: this is prose\nof two." };
	struct split_commit commit = { .method = SPLIT_FORWARD, .candidate = &candidate };

	(void)state;
	expect_message(&commit, "net: fix it\n\nNote: this is prose\nof two.\n\n"
				"Split-Method: forward\nSplit-Confidence: 0.000\n");
}

static void a_trailer_is_one_line_of_utf8(void **state)
{
	struct change_item odd = { .subject = "odd", .line = "a\nCVE: CVE-2026-1\xff  " };
	struct split_commit commit = { .method = SPLIT_CLAIMED, .item = &odd };

	(void)state;
	expect_message(&commit, "odd\n\nSplit-Method: claimed\nSplit-Confidence: 0.000\n"
				"Split-Item: a CVE: CVE-2026-1?\n");
}

static void no_subject_is_said(void **state)
{
	struct candidate candidate = { .message = " \n\n" };
	struct split_commit commit = { .method = SPLIT_MERGED, .candidate = &candidate };

	(void)state;
	expect_message(&commit, "(no subject)\n\nSplit-Method: merged\nSplit-Confidence: 0.000\n");
}

static void a_cve_stands_once_with_its_score(void **state)
{
	const struct record *records[] = { &record, &record };
	_cleanup_free_ struct fact_cve *cves = NULL;

	(void)state;
	assert_int_equal(facts_cves(&item, records, 2, &cves), 2);
	assert_string_equal(cves[0].id, "CVE-2026-3000");
	assert_true(cves[0].score < 0);
	assert_string_equal(cves[1].id, "CVE-2026-20002");
	assert_true(cves[1].score > 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_item_alone_has_its_subject),
		cmocka_unit_test(what_is_unexplained_says_so),
		cmocka_unit_test(trailers_join_those_that_are_there),
		cmocka_unit_test(prose_is_no_trailer),
		cmocka_unit_test(a_trailer_is_one_line_of_utf8),
		cmocka_unit_test(no_subject_is_said),
		cmocka_unit_test(a_cve_stands_once_with_its_score),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
