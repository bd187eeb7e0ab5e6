/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "split/patch_lines.h"

#include <stdlib.h>

#include "base/memory.h"

static int by_line(const struct patch_line *left, uint32_t line, char sign)
{
	if (left->line != line)
		return left->line < line ? -1 : 1;
	return (left->sign > sign) - (left->sign < sign);
}

static int by_line_and_hunk(const void *a, const void *b)
{
	const struct patch_line *left = a, *right = b;
	int order = by_line(left, right->line, right->sign);

	return order ? order : (left->hunk > right->hunk) - (left->hunk < right->hunk);
}

static void add_hunk(struct patch_lines *lines, const struct hunk *hunk, uint32_t number)
{
	for (size_t i = 0; i < hunk->n_lines; i++) {
		const struct hunk_line *line = &hunk->lines[i];

		if (line->sign != ' ')
			*array_append(lines->items, lines->n_items) =
				(struct patch_line){ line->line, line->sign, number };
	}
}

static void drop_doubles(struct patch_lines *lines)
{
	size_t n = 0;

	for (size_t i = 0; i < lines->n_items; i++)
		if (i == 0 || by_line_and_hunk(&lines->items[n - 1], &lines->items[i]) != 0)
			lines->items[n++] = lines->items[i];
	lines->n_items = n;
}

void patch_lines_init(struct patch_lines *lines, const struct file_patch *patch)
{
	*lines = (struct patch_lines){ .n_hunks = patch->n_hunks };
	lines->counts = xcalloc(patch->n_hunks, sizeof(*lines->counts));
	for (size_t i = 0; i < patch->n_hunks; i++)
		add_hunk(lines, &patch->hunks[i], i);
	if (lines->n_items)
		qsort(lines->items, lines->n_items, sizeof(*lines->items), by_line_and_hunk);
	drop_doubles(lines);
}

void patch_lines_deinit(struct patch_lines *lines)
{
	free(lines->items);
	free(lines->counts);
}

void patch_lines_count(struct patch_lines *lines, char sign, uint32_t line)
{
	size_t low = 0, high = lines->n_items;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (by_line(&lines->items[middle], line, sign) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < lines->n_items && by_line(&lines->items[low], line, sign) == 0; low++)
		lines->counts[lines->items[low].hunk]++;
}

size_t patch_lines_best(struct patch_lines *lines)
{
	size_t best = 0;

	for (size_t i = 0; i < lines->n_hunks; i++) {
		if (lines->counts[i] > best)
			best = lines->counts[i];
		lines->counts[i] = 0;
	}
	return best;
}
