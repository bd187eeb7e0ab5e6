/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Thousands of random texts, each compared by Myers' algorithm and by a table of longest common
 * subsequences, which is slow and cannot be wrong.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/memory.h"
#include "split/diff.h"

#define LINES_MOST 40

static unsigned int seed = 1;

static unsigned int random_below(unsigned int n)
{
	return (unsigned int)rand_r(&seed) % n;
}

static void text_random(struct text *text, size_t n_lines, unsigned int n_letters)
{
	*text = (struct text){ xcalloc(n_lines, sizeof(uint32_t)), n_lines };
	for (size_t i = 0; i < n_lines; i++)
		text->lines[i] = random_below(n_letters);
}

/* The text with some lines changed, taken out and put in. */
static void text_edit(const struct text *from, unsigned int n_letters, struct text *to)
{
	*to = (struct text){ xcalloc(from->n_lines * 2, sizeof(uint32_t)), 0 };
	for (size_t i = 0; i < from->n_lines; i++) {
		const unsigned int what = random_below(10);

		if (what != 0)
			to->lines[to->n_lines++] =
				what == 1 ? random_below(n_letters) : from->lines[i];
		if (what == 2)
			to->lines[to->n_lines++] = random_below(n_letters);
	}
}

static size_t distance_by_table(const struct text *old, const struct text *new)
{
	static size_t common[2 * LINES_MOST + 1][2 * LINES_MOST + 1];

	for (size_t i = 1; i <= old->n_lines; i++) {
		for (size_t j = 1; j <= new->n_lines; j++) {
			const size_t left = common[i][j - 1], up = common[i - 1][j];

			if (old->lines[i - 1] == new->lines[j - 1])
				common[i][j] = common[i - 1][j - 1] + 1;
			else
				common[i][j] = left > up ? left : up;
		}
	}
	return old->n_lines + new->n_lines - 2 * common[old->n_lines][new->n_lines];
}

static bool can_be_lower(const struct text *old, const struct text *new, const struct run *run)
{
	const size_t old_end = run->old + run->n_old, new_end = run->new + run->n_new;

	if (old_end == old->n_lines || new_end == new->n_lines)
		return false;
	return (run->n_new == 0 && old->lines[run->old] == old->lines[old_end]) ||
	       (run->n_old == 0 && new->lines[run->new] == new->lines[new_end]);
}

static void check_runs(const struct text *old, const struct text *new, const struct diff *diff)
{
	size_t x = 0, y = 0;

	for (size_t i = 0; i < diff->n_runs; i++) {
		const struct run *run = &diff->runs[i];

		assert_true(run->n_old || run->n_new);
		assert_true(i == 0 || run->old > x);
		assert_int_equal(run->old - x, run->new - y);
		for (; x < run->old; x++, y++)
			assert_int_equal(old->lines[x], new->lines[y]);
		assert_false(can_be_lower(old, new, run));
		x += run->n_old;
		y += run->n_new;
	}
	assert_int_equal(old->n_lines - x, new->n_lines - y);
	for (; x < old->n_lines; x++, y++)
		assert_int_equal(old->lines[x], new->lines[y]);
}

/* The chosen runs done by hand, one line after the other. */
static void apply_by_hand(const struct text *old, const struct text *new, const struct diff *diff,
			  const bool *chosen, struct text *result)
{
	size_t run = 0;

	*result = (struct text){ xcalloc(old->n_lines + new->n_lines, sizeof(uint32_t)), 0 };
	for (size_t x = 0; x <= old->n_lines; x++) {
		if (run < diff->n_runs && diff->runs[run].old == x) {
			if (chosen[run]) {
				for (size_t i = 0; i < diff->runs[run].n_new; i++)
					result->lines[result->n_lines++] =
						new->lines[diff->runs[run].new + i];
				x += diff->runs[run].n_old;
			}
			run++;
		}
		if (x < old->n_lines)
			result->lines[result->n_lines++] = old->lines[x];
	}
}

static void check_apply(const struct text *old, const struct text *new, const struct diff *diff)
{
	_cleanup_free_ bool *chosen = xcalloc(diff->n_runs, sizeof(*chosen));
	_cleanup_text_ struct text none = {};
	_cleanup_text_ struct text some = {};
	_cleanup_text_ struct text some_by_hand = {};
	_cleanup_text_ struct text all = {};

	diff_apply(old, new, diff, chosen, &none);
	assert_true(text_equal(&none, old));
	for (size_t i = 0; i < diff->n_runs; i++)
		chosen[i] = random_below(2);
	diff_apply(old, new, diff, chosen, &some);
	apply_by_hand(old, new, diff, chosen, &some_by_hand);
	assert_true(text_equal(&some, &some_by_hand));
	memset(chosen, true, diff->n_runs);
	diff_apply(old, new, diff, chosen, &all);
	assert_true(text_equal(&all, new));
}

static void check_pair(const struct text *old, const struct text *new)
{
	_cleanup_diff_ struct diff diff = {};

	diff_make(old, new, &diff);
	check_runs(old, new, &diff);
	check_apply(old, new, &diff);
	assert_int_equal(diff_size(&diff), distance_by_table(old, new));
	assert_int_equal(diff_distance(old, new), diff_size(&diff));
}

static void random_texts_have_shortest_differences(void **state)
{
	for (int i = 0; i < 2500; i++) {
		const unsigned int n_letters = 1 + random_below(i % 2 ? 5 : 60);
		_cleanup_text_ struct text old = {};
		_cleanup_text_ struct text new = {};
		_cleanup_text_ struct text edited = {};

		text_random(&old, random_below(LINES_MOST), n_letters);
		text_random(&new, random_below(LINES_MOST), n_letters);
		text_edit(&old, n_letters, &edited);
		check_pair(&old, &new);
		check_pair(&old, &edited);
		check_pair(&edited, &old);
	}
	(void)state;
}

static void makes(const uint32_t *old, size_t n_old, const uint32_t *new, size_t n_new,
		  const struct run *runs, size_t n_runs)
{
	const struct text from = { (uint32_t *)old, n_old };
	const struct text to = { (uint32_t *)new, n_new };
	_cleanup_diff_ struct diff diff = {};

	diff_make(&from, &to, &diff);
	assert_int_equal(diff.n_runs, n_runs);
	assert_memory_equal(diff.runs, runs, n_runs * sizeof(*runs));
}

static void runs_stand_low(void **state)
{
	/* Two functions become three: the new one ends with the brace. */
	static const uint32_t two[] = { 1, 0, 9, 2, 0, 9 };
	static const uint32_t three[] = { 1, 0, 9, 3, 0, 9, 2, 0, 9 };
	static const struct run comes = { 3, 0, 3, 3 };
	static const struct run goes = { 3, 3, 3, 0 };
	/* Down to the end of the text. */
	static const uint32_t short_row[] = { 5, 5 };
	static const uint32_t long_row[] = { 5, 5, 5, 5 };
	static const struct run at_end = { 2, 0, 2, 2 };

	makes(two, ARRAY_SIZE(two), three, ARRAY_SIZE(three), &comes, 1);
	makes(three, ARRAY_SIZE(three), two, ARRAY_SIZE(two), &goes, 1);
	makes(short_row, 2, long_row, 4, &at_end, 1);
	(void)state;
}

/* So far apart that the search ends at its bound: still a difference, and always the same. */
static void the_bound_yields_a_difference(void **state)
{
	_cleanup_text_ struct text old = {};
	_cleanup_text_ struct text new = {};
	_cleanup_diff_ struct diff diff = {};
	_cleanup_diff_ struct diff again = {};

	text_random(&old, 40000, 1000);
	text_random(&new, 40000, 1000);
	diff_make(&old, &new, &diff);
	diff_make(&old, &new, &again);
	check_runs(&old, &new, &diff);
	check_apply(&old, &new, &diff);
	assert_int_equal(diff.n_runs, again.n_runs);
	assert_memory_equal(diff.runs, again.runs, diff.n_runs * sizeof(*diff.runs));
	assert_int_equal(diff_distance(&old, &new), diff_size(&diff));
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_texts_have_shortest_differences),
		cmocka_unit_test(runs_stand_low),
		cmocka_unit_test(the_bound_yields_a_difference),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
