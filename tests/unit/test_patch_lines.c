/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs against hunks, as a stupid twin does it: every line with every line. */
#include "split/patch_lines.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/memory.h"

#define LINES 12
#define HUNKS 4

static unsigned int seed = 1;

static unsigned int random_below(unsigned int n)
{
	return (unsigned int)rand_r(&seed) % n;
}

static void fill(struct hunk_line *lines, size_t n)
{
	for (size_t i = 0; i < n; i++)
		lines[i] = (struct hunk_line){ " -+"[random_below(3)], random_below(9) };
}

static bool has(const struct hunk *hunk, const struct hunk_line *line)
{
	for (size_t i = 0; i < hunk->n_lines; i++)
		if (hunk->lines[i].sign == line->sign && hunk->lines[i].line == line->line)
			return true;
	return false;
}

static size_t stupid_best(const struct file_patch *patch, const struct hunk_line *run, size_t n)
{
	size_t best = 0;

	for (size_t i = 0; i < patch->n_hunks; i++) {
		size_t count = 0;

		for (size_t j = 0; j < n; j++)
			count += run[j].sign != ' ' && has(&patch->hunks[i], &run[j]);
		best = count > best ? count : best;
	}
	return best;
}

static size_t clever_best(struct patch_lines *lines, const struct hunk_line *run, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (run[i].sign != ' ')
			patch_lines_count(lines, run[i].sign, run[i].line);
	return patch_lines_best(lines);
}

static void the_best_hunk_is_the_twins(void **state __attribute__((unused)))
{
	for (int round = 0; round < 3000; round++) {
		struct hunk_line text[HUNKS][LINES], run[LINES];
		struct hunk hunks[HUNKS] = {};
		const struct file_patch patch = { .hunks = hunks,
						  .n_hunks = random_below(HUNKS + 1) };
		struct patch_lines lines;

		for (size_t i = 0; i < patch.n_hunks; i++) {
			hunks[i].lines = text[i];
			hunks[i].n_lines = random_below(LINES);
			fill(text[i], hunks[i].n_lines);
		}
		patch_lines_init(&lines, &patch);
		for (int again = 0; again < 3; again++) {
			const size_t n = random_below(LINES);

			fill(run, n);
			assert_int_equal(clever_best(&lines, run, n), stupid_best(&patch, run, n));
		}
		patch_lines_deinit(&lines);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_best_hunk_is_the_twins),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
