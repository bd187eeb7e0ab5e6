/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "split/graft.h"

#include <string.h>
#include <wchar.h>

#include "base/memory.h"

_Static_assert(sizeof(wchar_t) == sizeof(uint32_t), "wmemchr() looks for line numbers");

#define NOWHERE SIZE_MAX

/* A hunk ready for the search: what must be there, and what comes instead. */
struct piece {
	uint32_t *from, *to;
	size_t n_from, n_to;
	size_t wanted;		/* where the hunk says that it stands, from 0 */
	size_t probe;		/* the line of from that is looked for first */
	bool at_start, at_end;	/* it can stand nowhere else */
};

static void piece_deinit(struct piece *piece)
{
	free(piece->from);
	free(piece->to);
}

static size_t leading_context(const struct hunk *hunk)
{
	size_t n = 0;

	while (n < hunk->n_lines && hunk->lines[n].sign == ' ')
		n++;
	return n;
}

static size_t trailing_context(const struct hunk *hunk, size_t leading)
{
	size_t n = 0;

	while (n < hunk->n_lines - leading && hunk->lines[hunk->n_lines - n - 1].sign == ' ')
		n++;
	return n;
}

/* How many lines of context the patch was made with: the most that any hunk shows. */
static size_t patch_context(const struct file_patch *patch)
{
	size_t context = 0;

	for (size_t i = 0; i < patch->n_hunks; i++) {
		const size_t leading = leading_context(&patch->hunks[i]);
		const size_t trailing = trailing_context(&patch->hunks[i], leading);

		if (leading > context)
			context = leading;
		if (trailing > context)
			context = trailing;
	}
	return context;
}

/*
 * The line to look for first is the one with the highest number: numbers are given in the order
 * in which lines are first seen, so braces and empty lines have low ones.
 */
static void piece_choose_probe(struct piece *piece)
{
	for (size_t i = 1; i < piece->n_from; i++) {
		if (piece->from[i] > piece->from[piece->probe])
			piece->probe = i;
	}
}

static size_t minimum(size_t a, size_t b)
{
	return a < b ? a : b;
}

static void piece_take_lines(struct piece *piece, const struct hunk *hunk, size_t begin, size_t end,
			     enum graft_direction direction)
{
	const char goes = direction == GRAFT_FORWARD ? '-' : '+';

	piece->from = xrealloc(NULL, end - begin, sizeof(*piece->from));
	piece->to = xrealloc(NULL, end - begin, sizeof(*piece->to));
	for (size_t i = begin; i < end; i++) {
		const struct hunk_line *line = &hunk->lines[i];

		if (line->sign == ' ' || line->sign == goes)
			piece->from[piece->n_from++] = line->line;
		if (line->sign != goes)
			piece->to[piece->n_to++] = line->line;
	}
}

static void piece_init(struct piece *piece, const struct hunk *hunk, size_t full_context,
		       enum graft_direction direction, size_t context)
{
	const size_t leading = leading_context(hunk);
	const size_t trailing = trailing_context(hunk, leading);
	const size_t begin = leading - minimum(leading, context);
	const size_t end = hunk->n_lines - (trailing - minimum(trailing, context));
	const size_t line = direction == GRAFT_FORWARD ? hunk->old_line : hunk->new_line;
	const size_t place = line ? line - 1 : 0;

	piece_take_lines(piece, hunk, begin, end, direction);
	piece->wanted = place + begin;
	if (context >= full_context) {
		piece->at_start = place == 0 && leading < full_context;
		piece->at_end = trailing < full_context;
	}
	piece_choose_probe(piece);
}

static bool fits(const struct piece *piece, const uint32_t *lines)
{
	return memcmp(lines, piece->from, piece->n_from * sizeof(*lines)) == 0;
}

/* The first place in [begin, end] where the piece fits. */
static size_t find_below(const struct piece *piece, const uint32_t *lines, size_t begin, size_t end)
{
	const uint32_t wanted = piece->from[piece->probe];

	while (begin <= end) {
		const wchar_t *found = wmemchr((const wchar_t *)lines + begin + piece->probe,
					       (wchar_t)wanted, end - begin + 1);

		if (!found)
			return NOWHERE;
		begin = (size_t)(found - (const wchar_t *)lines) - piece->probe;
		if (fits(piece, lines + begin))
			return begin;
		begin++;
	}
	return NOWHERE;
}

/* The last place in [begin, end) where the piece fits. */
static size_t find_above(const struct piece *piece, const uint32_t *lines, size_t begin, size_t end)
{
	const uint32_t wanted = piece->from[piece->probe];

	while (end-- > begin) {
		if (lines[end + piece->probe] == wanted && fits(piece, lines + end))
			return end;
	}
	return NOWHERE;
}

/* The place in [first, last] that is nearest to wanted, which is one of them. */
static size_t find_nearest(const struct piece *piece, const uint32_t *lines, size_t first,
			   size_t last, size_t wanted)
{
	const size_t below = find_below(piece, lines, wanted, last);
	size_t begin = first;
	size_t above;

	/* Further away than what was found below there is nothing to gain above. */
	if (below != NOWHERE && below - wanted <= wanted - first)
		begin = wanted - (below - wanted) + 1;
	above = find_above(piece, lines, begin, wanted);
	return above != NOWHERE ? above : below;
}

/* Where in [first, n_lines) of the text the piece stands, or NOWHERE. */
static size_t piece_find(const struct piece *piece, const struct text *text, size_t first,
			 ptrdiff_t drift)
{
	ptrdiff_t wanted = (ptrdiff_t)piece->wanted + drift;
	size_t last;

	if (piece->n_from == 0)
		return text->n_lines == 0 ? 0 : NOWHERE;
	if (text->n_lines < first + piece->n_from)
		return NOWHERE;
	last = text->n_lines - piece->n_from;
	if (piece->at_start)
		last = 0;
	if (piece->at_end && text->n_lines - piece->n_from > first)
		first = text->n_lines - piece->n_from;
	if (last < first)
		return NOWHERE;
	if (wanted < (ptrdiff_t)first)
		wanted = first;
	if (wanted > (ptrdiff_t)last)
		wanted = last;
	return find_nearest(piece, text->lines, first, last, wanted);
}

static void lines_append(struct text *text, const uint32_t *lines, size_t n_lines)
{
	if (n_lines)
		memcpy(text->lines + text->n_lines, lines, n_lines * sizeof(*lines));
	text->n_lines += n_lines;
}

static size_t lines_at_most(const struct text *text, const struct file_patch *patch)
{
	size_t n_lines = text->n_lines;

	for (size_t i = 0; i < patch->n_hunks; i++)
		n_lines += patch->hunks[i].n_lines;
	return n_lines;
}

/* One hunk: *done lines of the text are in the result already; *drift is the last hunk's. */
static bool hunk_do(const struct text *text, const struct piece *piece, size_t *done,
		    ptrdiff_t *drift, struct graft *graft)
{
	const size_t place = piece_find(piece, text, *done, *drift);

	if (place == NOWHERE)
		return false;
	*drift = (ptrdiff_t)place - (ptrdiff_t)piece->wanted;
	if (graft->drift < (unsigned int)labs(*drift))
		graft->drift = labs(*drift);
	lines_append(&graft->text, text->lines + *done, place - *done);
	lines_append(&graft->text, piece->to, piece->n_to);
	*done = place + piece->n_from;
	return true;
}

static bool hunks_do(const struct text *text, const struct file_patch *patch,
		     enum graft_direction direction, unsigned int context, struct graft *graft)
{
	const size_t full_context = patch_context(patch);
	size_t done = 0;
	ptrdiff_t drift = 0;

	for (size_t i = 0; i < patch->n_hunks; i++) {
		_cleanup_(piece_deinit) struct piece piece = {};

		piece_init(&piece, &patch->hunks[i], full_context, direction, context);
		if (!hunk_do(text, &piece, &done, &drift, graft))
			return false;
	}
	lines_append(&graft->text, text->lines + done, text->n_lines - done);
	return true;
}

/* A file that is added was not there; one that is deleted leaves nothing behind. */
static bool whole_file_agrees(const struct text *text, const struct file_patch *patch,
			      enum graft_direction direction, const struct text *result)
{
	const bool is_forward = direction == GRAFT_FORWARD;

	if (patch->kind == (is_forward ? PATCH_ADDED : PATCH_DELETED))
		return text->n_lines == 0;
	if (patch->kind == (is_forward ? PATCH_DELETED : PATCH_ADDED))
		return result->n_lines == 0;
	return true;
}

bool graft_make(const struct text *text, const struct file_patch *patch,
		enum graft_direction direction, unsigned int context, struct graft *graft)
{
	_cleanup_graft_ struct graft result = {};

	result.text.lines = xrealloc(NULL, lines_at_most(text, patch), sizeof(uint32_t));
	if (!hunks_do(text, patch, direction, context, &result) ||
	    !whole_file_agrees(text, patch, direction, &result.text))
		return false;
	*graft = result;
	result.text = (struct text){};
	return true;
}

void graft_deinit(struct graft *graft)
{
	text_deinit(&graft->text);
	*graft = (struct graft){};
}
