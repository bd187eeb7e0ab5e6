/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/memory.h"
#include "emulator/transcript.h"

/* Output may look like frames, and the log holds NULs: lengths decide, not words. */
static const char sample[] = "hello 1 2500\n"
			     "begin 0 2600\n"
			     "output 0 10\n"
			     "end 0 9 9\n"
			     "\n"
			     "output 0 3\n"
			     "abc\n"
			     "end 0 3 3100 0\n"
			     "begin 1 3200\n"
			     "end 1 137 4200 1\n"
			     "log 61\n"
			     "6,1,1000002,-;one\\x0atwo\n SUBSYSTEM=x\n\0"
			     "4,2,12000000,-;three\n\0"
			     "\n"
			     "bye 5000\n";

static struct bytes report_of(const char *text, size_t size)
{
	struct bytes report = { .data = xcalloc(1, size + 1), .size = size };

	memcpy(report.data, text, size);
	return report;
}

static void test_whole(void **state)
{
	_cleanup_bytes_ struct bytes report = report_of(sample, sizeof(sample) - 1);
	_cleanup_transcript_ struct transcript transcript = { 0 };

	(void)state;
	transcript_parse(&report, &transcript);
	assert_true(transcript.started);
	assert_true(transcript.complete);
	assert_true(transcript.boot_seconds == 2.5);
	assert_int_equal(transcript.n_steps, 2);
	assert_string_equal((char *)transcript.steps[0].output.data, "end 0 9 9\nabc");
	assert_int_equal(transcript.steps[0].status, 3);
	assert_false(transcript.steps[0].late);
	assert_true(transcript.steps[0].seconds == 0.5);
	assert_true(transcript.steps[1].ended && transcript.steps[1].late);
	assert_string_equal((char *)transcript.steps[1].output.data, "");
	assert_string_equal(transcript.kernel_log,
			    "[    1.000002] one\ntwo\n[   12.000000] three\n");
}

/* A crash may cut it anywhere: what is parsed then is a beginning of the whole. */
static void test_cut_anywhere(void **state)
{
	(void)state;
	for (size_t size = 0; size < sizeof(sample) - 1; size++) {
		_cleanup_bytes_ struct bytes report = report_of(sample, size);
		_cleanup_transcript_ struct transcript transcript = { 0 };

		transcript_parse(&report, &transcript);
		assert_false(transcript.complete);
		assert_true(transcript.n_steps <= 2);
		if (transcript.n_steps)
			assert_memory_equal(transcript.steps[0].output.data, "end 0 9 9\nabc",
					    transcript.steps[0].output.size);
	}
}

static void test_nonsense(void **state)
{
	static const char *const cases[] = {
		"", "\n", "hello 2 1\nbye 1\n", "hello 1\nbye 1\n", "what\nbye 1\n",
		"begin 4294967295 1\nbye 1\n", "output 0 18446744073709551615\nx\nbye 1\n",
		"output 0 1\nxx\nbye 1\n", "end 0 0 0 0\nbye 1\n", "log 9\n\nbye 1\n",
		"begin 4096 1\nbye 1\n",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_bytes_ struct bytes report = report_of(cases[i], strlen(cases[i]));
		_cleanup_transcript_ struct transcript transcript = { 0 };

		transcript_parse(&report, &transcript);
		assert_false(transcript.complete);
		assert_false(transcript.started);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_cut_anywhere),
		cmocka_unit_test(test_nonsense),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
