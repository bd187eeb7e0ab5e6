/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "split/diff.h"

#include <string.h>

#include "base/memory.h"

/*
 * The bound: steps of the search for one diff_make(), a step being one line compared or one
 * diagonal visited. Two texts that have nothing in common but their blank lines end here, after a
 * fraction of a second. Steps and not time, so that the result is the same on every machine.
 */
#define WORK_BOUND ((size_t)1 << 25)

/* One text in the search: its lines, where they stand in the whole, and which have no partner. */
struct side {
	uint32_t *lines;
	uint32_t *places;
	size_t n_lines;
	bool *is_lone;		/* by place */
	size_t n_lone;
};

/*
 * The search of Myers' algorithm. A point is (x, y), lines done of old and of new; on a diagonal
 * x - y is constant. ahead[k] is the largest x that is reached on diagonal k from the beginning,
 * back[k] the smallest from the end.
 */
struct search {
	struct side old, new;
	int32_t *ahead, *back;	/* point into the middle: diagonals count from -n_new to n_old */
	size_t work;
};

/* The part of both texts that is looked at: [x, x_end) and [y, y_end). */
struct box {
	int32_t x, x_end, y, y_end;
};

struct point {
	int32_t x, y;
};

static void side_deinit(struct side *side)
{
	free(side->lines);
	free(side->places);
	free(side->is_lone);
}

/* A set of line numbers; open addressing, at least half empty. */
struct line_set {
	uint64_t *slots;	/* number + 1, or 0 */
	size_t mask;
};

static size_t *line_set_slot(const struct line_set *set, uint32_t line)
{
	size_t slot = (line * (uint64_t)0x9e3779b97f4a7c15 >> 20) & set->mask;

	while (set->slots[slot] && set->slots[slot] != (uint64_t)line + 1)
		slot = (slot + 1) & set->mask;
	return &set->slots[slot];
}

static void line_set_init(struct line_set *set, const uint32_t *lines, size_t n_lines)
{
	size_t n_slots = 16;

	while (n_slots < n_lines * 2)
		n_slots *= 2;
	set->slots = xcalloc(n_slots, sizeof(*set->slots));
	set->mask = n_slots - 1;
	for (size_t i = 0; i < n_lines; i++)
		*line_set_slot(set, lines[i]) = (uint64_t)lines[i] + 1;
}

static void line_set_deinit(struct line_set *set)
{
	free(set->slots);
}

/*
 * The lines [begin, end) of a text that also stand somewhere in the other one. All others
 * are alone in every difference, so leaving them out changes no result and saves most of the work
 * where texts are far apart.
 */
static void side_init(struct side *side, const struct text *text, size_t begin, size_t end,
		      const struct line_set *others)
{
	side->lines = xrealloc(NULL, end - begin, sizeof(*side->lines));
	side->places = xrealloc(NULL, end - begin, sizeof(*side->places));
	side->is_lone = xcalloc(text->n_lines, sizeof(*side->is_lone));
	for (size_t i = begin; i < end; i++) {
		if (!*line_set_slot(others, text->lines[i])) {
			side->is_lone[i] = true;
			side->n_lone++;
			continue;
		}
		side->lines[side->n_lines] = text->lines[i];
		side->places[side->n_lines++] = i;
	}
}

static void sides_init(struct search *search, const struct text *old, const struct text *new,
		       size_t head, size_t tail)
{
	const size_t n_old = old->n_lines - head - tail;
	const size_t n_new = new->n_lines - head - tail;
	_cleanup_(line_set_deinit) struct line_set in_old = {};
	_cleanup_(line_set_deinit) struct line_set in_new = {};

	line_set_init(&in_old, old->lines + head, n_old);
	line_set_init(&in_new, new->lines + head, n_new);
	side_init(&search->old, old, head, head + n_old, &in_new);
	side_init(&search->new, new, head, head + n_new, &in_old);
}

static void side_mark(struct side *side, int32_t begin, int32_t end)
{
	for (int32_t i = begin; i < end; i++)
		side->is_lone[side->places[i]] = true;
	side->n_lone += end - begin;
}

/* How far the common head and tail of two parts reach is not the search's business. */
static void box_shrink(const struct search *search, struct box *box)
{
	const uint32_t *old = search->old.lines;
	const uint32_t *new = search->new.lines;

	while (box->x < box->x_end && box->y < box->y_end && old[box->x] == new[box->y]) {
		box->x++;
		box->y++;
	}
	while (box->x < box->x_end && box->y < box->y_end &&
	       old[box->x_end - 1] == new[box->y_end - 1]) {
		box->x_end--;
		box->y_end--;
	}
}

/* The furthest point on diagonal k with one more edit than the diagonals beside it had. */
static struct point step_ahead(struct search *search, const struct box *box, int32_t k)
{
	const int32_t *reach = search->ahead;
	int32_t x = reach[k - 1] >= reach[k + 1] ? reach[k - 1] + 1 : reach[k + 1];
	int32_t y = x - k;
	const int32_t start = x;

	while (x < box->x_end && y < box->y_end &&
	       search->old.lines[x] == search->new.lines[y]) {
		x++;
		y++;
	}
	search->ahead[k] = x;
	search->work += 1 + x - start;
	return (struct point){ x, y };
}

static struct point step_back(struct search *search, const struct box *box, int32_t k)
{
	const int32_t *reach = search->back;
	int32_t x = reach[k - 1] < reach[k + 1] ? reach[k - 1] : reach[k + 1] - 1;
	int32_t y = x - k;
	const int32_t start = x;

	while (x > box->x && y > box->y && search->old.lines[x - 1] == search->new.lines[y - 1]) {
		x--;
		y--;
	}
	search->back[k] = x;
	search->work += 1 + start - x;
	return (struct point){ x, y };
}

/* The diagonals that a search has reached after some edits; beyond the box there are none. */
struct range {
	int32_t low, high;
};

/*
 * One edit more: the range grows by one diagonal on either side while that crosses the box, and
 * shrinks by one where it does not, so that only diagonals of the right parity are visited. The
 * diagonal beyond each end gets a value that never wins.
 */
static void range_grow(struct range *range, int32_t *reach, int32_t least, int32_t most,
		       int32_t never)
{
	if (range->low > least)
		reach[--range->low - 1] = never;
	else
		range->low++;
	if (range->high < most)
		reach[++range->high + 1] = never;
	else
		range->high--;
}

/* One edit more from the beginning; true if that meets what was reached from the end. */
static bool meet_ahead(struct search *search, const struct box *box, const struct range *ahead,
		       const struct range *back, struct point *middle)
{
	for (int32_t k = ahead->high; k >= ahead->low && search->work < WORK_BOUND; k -= 2) {
		*middle = step_ahead(search, box, k);
		if (back && k >= back->low && k <= back->high && search->back[k] <= middle->x)
			return true;
	}
	return false;
}

static bool meet_back(struct search *search, const struct box *box, const struct range *back,
		      const struct range *ahead, struct point *middle)
{
	for (int32_t k = back->high; k >= back->low && search->work < WORK_BOUND; k -= 2) {
		*middle = step_back(search, box, k);
		if (ahead && k >= ahead->low && k <= ahead->high &&
		    middle->x <= search->ahead[k])
			return true;
	}
	return false;
}

/*
 * A point in the middle of a shortest way through the box: two searches, from either corner, one
 * edit more at a time, until they meet on a diagonal. An odd number of edits is complete after a
 * step ahead, an even one after a step back. False if the bound on the work is reached.
 */
static bool find_middle(struct search *search, const struct box *box, struct point *middle)
{
	const int32_t least = box->x - box->y_end;
	const int32_t most = box->x_end - box->y;
	const int32_t first = box->x - box->y;
	const int32_t last = box->x_end - box->y_end;
	struct range ahead = { first, first };
	struct range back = { last, last };
	const bool is_odd = (first - last) & 1;

	search->ahead[first] = box->x;
	search->back[last] = box->x_end;
	while (search->work < WORK_BOUND) {
		range_grow(&ahead, search->ahead, least, most, -1);
		if (meet_ahead(search, box, &ahead, is_odd ? &back : NULL, middle))
			return true;
		range_grow(&back, search->back, least, most, INT32_MAX);
		if (meet_back(search, box, &back, is_odd ? NULL : &ahead, middle))
			return true;
	}
	return false;
}

/* Mark the lines of the box without a partner. Half the edits in each half: no deep recursion. */
static void search_box(struct search *search, struct box box)
{
	struct point middle;

	box_shrink(search, &box);
	if (box.x == box.x_end || box.y == box.y_end || !find_middle(search, &box, &middle)) {
		side_mark(&search->old, box.x, box.x_end);
		side_mark(&search->new, box.y, box.y_end);
		return;
	}
	search_box(search, (struct box){ box.x, middle.x, box.y, middle.y });
	search_box(search, (struct box){ middle.x, box.x_end, middle.y, box.y_end });
}

static size_t common_head(const struct text *a, const struct text *b)
{
	const size_t most = a->n_lines < b->n_lines ? a->n_lines : b->n_lines;
	size_t n = 0;

	while (n < most && a->lines[n] == b->lines[n])
		n++;
	return n;
}

static size_t common_tail(const struct text *a, const struct text *b, size_t head)
{
	const size_t most = (a->n_lines < b->n_lines ? a->n_lines : b->n_lines) - head;
	size_t n = 0;

	while (n < most && a->lines[a->n_lines - n - 1] == b->lines[b->n_lines - n - 1])
		n++;
	return n;
}

static void search_deinit(struct search *search)
{
	side_deinit(&search->old);
	side_deinit(&search->new);
}

static void search_make(struct search *search, const struct text *old, const struct text *new)
{
	const size_t head = common_head(old, new);
	_cleanup_free_ int32_t *ahead = NULL;
	_cleanup_free_ int32_t *back = NULL;
	size_t n_diagonals;

	sides_init(search, old, new, head, common_tail(old, new, head));
	n_diagonals = search->old.n_lines + search->new.n_lines + 3;
	ahead = xrealloc(NULL, n_diagonals, sizeof(*ahead));
	back = xrealloc(NULL, n_diagonals, sizeof(*back));
	search->ahead = ahead + search->new.n_lines + 1;
	search->back = back + search->new.n_lines + 1;
	search_box(search, (struct box){ 0, search->old.n_lines, 0, search->new.n_lines });
}

static void runs_read(const struct search *search, const struct text *old, const struct text *new,
		      struct diff *diff)
{
	const bool *goes = search->old.is_lone;
	const bool *comes = search->new.is_lone;
	size_t x = 0, y = 0;

	while (x < old->n_lines || y < new->n_lines) {
		struct run run = { .old = x, .new = y };

		while (x < old->n_lines && goes[x])
			x++;
		while (y < new->n_lines && comes[y])
			y++;
		run.n_old = x - run.old;
		run.n_new = y - run.new;
		if (run.n_old || run.n_new)
			*array_append(diff->runs, diff->n_runs) = run;
		else
			x++, y++;
	}
}

/* Whether the line after the run is the same as its first: then it may stand one line lower. */
static bool can_slide(const struct run *run, const struct text *old, const struct text *new)
{
	const size_t old_end = (size_t)run->old + run->n_old;
	const size_t new_end = (size_t)run->new + run->n_new;

	if (old_end == old->n_lines || new_end == new->n_lines)
		return false;
	if (run->n_new == 0)
		return old->lines[run->old] == old->lines[old_end];
	return run->n_old == 0 && new->lines[run->new] == new->lines[new_end];
}

/* From the last to the first, since one that slides may touch the next and be one with it. */
static void runs_slide(struct diff *diff, const struct text *old, const struct text *new)
{
	size_t kept = diff->n_runs;

	for (size_t i = diff->n_runs; i-- > 0;) {
		struct run run = diff->runs[i];

		while (1) {
			const struct run *next = &diff->runs[kept];

			if (kept < diff->n_runs && run.old + run.n_old == next->old) {
				run.n_old += next->n_old;
				run.n_new += next->n_new;
				kept++;
			}
			if (!can_slide(&run, old, new))
				break;
			run.old++;
			run.new++;
		}
		diff->runs[--kept] = run;
	}
	diff->n_runs -= kept;
	memmove(diff->runs, diff->runs + kept, diff->n_runs * sizeof(*diff->runs));
}

void diff_make(const struct text *old, const struct text *new, struct diff *diff)
{
	_cleanup_(search_deinit) struct search search = {};
	struct diff result = {};

	search_make(&search, old, new);
	runs_read(&search, old, new, &result);
	if (result.n_runs)
		runs_slide(&result, old, new);
	*diff = result;
}

void diff_deinit(struct diff *diff)
{
	free(diff->runs);
	*diff = (struct diff){};
}

size_t diff_size(const struct diff *diff)
{
	size_t size = 0;

	for (size_t i = 0; i < diff->n_runs; i++)
		size += (size_t)diff->runs[i].n_old + diff->runs[i].n_new;
	return size;
}

size_t diff_distance(const struct text *old, const struct text *new)
{
	_cleanup_(search_deinit) struct search search = {};

	search_make(&search, old, new);
	return search.old.n_lone + search.new.n_lone;
}

static void lines_append(struct text *text, const struct text *from, size_t begin, size_t end)
{
	if (end > begin)
		memcpy(text->lines + text->n_lines, from->lines + begin,
		       (end - begin) * sizeof(*text->lines));
	text->n_lines += end - begin;
}

void diff_apply(const struct text *old, const struct text *new, const struct diff *diff,
		const bool *chosen, struct text *result)
{
	struct text text = {};
	size_t done = 0;

	text.lines = xrealloc(NULL, old->n_lines + new->n_lines, sizeof(*text.lines));
	for (size_t i = 0; i < diff->n_runs; i++) {
		const struct run *run = &diff->runs[i];

		lines_append(&text, old, done, run->old);
		done = (size_t)run->old + run->n_old;
		if (chosen[i])
			lines_append(&text, new, run->new, (size_t)run->new + run->n_new);
		else
			lines_append(&text, old, run->old, done);
	}
	lines_append(&text, old, done, old->n_lines);
	*result = text;
}
