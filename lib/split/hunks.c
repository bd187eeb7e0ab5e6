/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "split/hunks.h"

#include "base/memory.h"
#include "split/diff.h"

static size_t minimum(size_t a, size_t b)
{
	return a < b ? a : b;
}

static void lines_add(struct hunk *hunk, char sign, const struct text *text, size_t begin,
		      size_t end)
{
	for (size_t i = begin; i < end; i++)
		*array_append(hunk->lines, hunk->n_lines) =
			(struct hunk_line){ sign, text->lines[i] };
}

/* One hunk for n_runs runs. */
static void hunk_fill(struct hunk *hunk, const struct text *old, const struct text *new,
		      const struct run *runs, size_t n_runs, size_t context)
{
	const size_t leading = minimum(runs[0].old, context);
	size_t done = runs[0].old - leading;

	hunk->old_line = runs[0].old - leading + 1;
	hunk->new_line = runs[0].new - leading + 1;
	for (size_t i = 0; i < n_runs; i++) {
		lines_add(hunk, ' ', old, done, runs[i].old);
		done = (size_t)runs[i].old + runs[i].n_old;
		lines_add(hunk, '-', old, runs[i].old, done);
		lines_add(hunk, '+', new, runs[i].new, (size_t)runs[i].new + runs[i].n_new);
	}
	lines_add(hunk, ' ', old, done, done + minimum(old->n_lines - done, context));
}

/* How many runs from this one on stand so near to one another that they share a hunk. */
static size_t count_near(const struct run *runs, size_t n_runs, size_t context)
{
	size_t n = 1;

	while (n < n_runs && runs[n].old - (runs[n - 1].old + runs[n - 1].n_old) <= 2 * context)
		n++;
	return n;
}

void hunks_make(const struct text *old, const struct text *new, unsigned int context,
		struct file_patch *patch)
{
	_cleanup_diff_ struct diff diff = {};
	struct file_patch result = {};
	size_t n_runs;

	diff_make(old, new, &diff);
	for (size_t i = 0; i < diff.n_runs; i += n_runs) {
		n_runs = count_near(&diff.runs[i], diff.n_runs - i, context);
		hunk_fill(array_append(result.hunks, result.n_hunks), old, new, &diff.runs[i],
			  n_runs, context);
	}
	*patch = result;
}

void hunks_deinit(struct file_patch *patch)
{
	for (size_t i = 0; i < patch->n_hunks; i++)
		free(patch->hunks[i].lines);
	free(patch->hunks);
	*patch = (struct file_patch){};
}

void hunk_count(const struct hunk *hunk, size_t *n_old, size_t *n_new)
{
	size_t n_removed = 0, n_added = 0;

	for (size_t i = 0; i < hunk->n_lines; i++) {
		n_removed += hunk->lines[i].sign == '-';
		n_added += hunk->lines[i].sign == '+';
	}
	*n_old = hunk->n_lines - n_added;
	*n_new = hunk->n_lines - n_removed;
}
