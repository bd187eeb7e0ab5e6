/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "split/undone.h"

#include <stdlib.h>

#include "base/memory.h"
#include "split/diff.h"

#define NOBODY SIZE_MAX

/* A line that a step removed from a file. */
struct removal {
	uint32_t line;
	size_t step;
};

/* One file on its way along the front: who wrote each line, and who removed what. */
struct trace {
	struct state *state;
	const struct text *text;
	size_t *writers;
	struct removal *removals;	/* in the order of steps; blame_rest() sorts them by line */
	size_t n_removals;
};

static void add_removal(struct trace *trace, uint32_t line, size_t step)
{
	struct removal *removal = array_append(trace->removals, trace->n_removals);

	removal->line = line;
	removal->step = step;
}

/* The file's next text, which a step wrote. */
static void trace_step(struct trace *trace, const struct text *text, size_t step)
{
	size_t *writers = xcalloc(text->n_lines + 1, sizeof(*writers));
	_cleanup_diff_ struct diff diff = {};
	size_t old = 0, new = 0;

	diff_make(trace->text, text, &diff);
	for (size_t i = 0; i <= diff.n_runs; i++) {
		const struct run *run = i < diff.n_runs ? &diff.runs[i] : NULL;
		const size_t same = run ? run->old - old : trace->text->n_lines - old;

		memcpy(writers + new, trace->writers + old, same * sizeof(*writers));
		old += same;
		new += same;
		for (size_t j = 0; run && j < run->n_old; j++)
			add_removal(trace, trace->text->lines[old++], step);
		for (size_t j = 0; run && j < run->n_new; j++)
			writers[new++] = step;
	}
	free(trace->writers);
	trace->writers = writers;
	trace->text = text;
}

static void blame(struct trace *trace, size_t step)
{
	if (step != NOBODY)
		trace->state->steps[SIDE_FRONT].items[step].undone++;
}

static int by_line_and_step(const void *a, const void *b)
{
	const struct removal *left = a, *right = b;

	if (left->line != right->line)
		return left->line < right->line ? -1 : 1;
	return (left->step > right->step) - (left->step < right->step);
}

/* The last one that removed such a line: it stands before the first of the next line. */
static void blame_remover(struct trace *trace, uint32_t line)
{
	size_t low = 0, high = trace->n_removals;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (trace->removals[middle].line <= line)
			low = middle + 1;
		else
			high = middle;
	}
	if (low && trace->removals[low - 1].line == line)
		blame(trace, trace->removals[low - 1].step);
}

/* Whoever removes more than was written on the way deletes code, and undoes nothing. */
static bool deletes(const struct trace *trace, const struct run *run)
{
	size_t n_old = 0;

	for (size_t i = run->old; i < run->old + run->n_old; i++)
		n_old += trace->writers[i] == NOBODY;
	return 2 * n_old > run->n_old;
}

static void blame_rest(struct trace *trace, const struct text *back)
{
	_cleanup_diff_ struct diff diff = {};

	if (trace->n_removals)
		qsort(trace->removals, trace->n_removals, sizeof(*trace->removals),
		      by_line_and_step);
	diff_make(trace->text, back, &diff);
	for (size_t i = 0; i < diff.n_runs; i++) {
		const struct run *run = &diff.runs[i];

		if (!deletes(trace, run))
			for (size_t j = run->old; j < run->old + run->n_old; j++)
				blame(trace, trace->writers[j]);
		for (size_t j = run->new; j < run->new + run->n_new; j++)
			blame_remover(trace, back->lines[j]);
	}
}

/* The steps of each file, in order. */
struct visit {
	size_t file, step, content;
};

static int by_file_and_step(const void *a, const void *b)
{
	const struct visit *left = a, *right = b;

	if (left->file != right->file)
		return left->file < right->file ? -1 : 1;
	return (left->step > right->step) - (left->step < right->step);
}

static struct visit *list_visits(const struct state *state, size_t *n)
{
	const struct steps *steps = &state->steps[SIDE_FRONT];
	struct visit *visits = NULL;

	*n = 0;
	for (size_t i = 0; i < steps->n_items; i++)
		for (size_t j = 0; j < steps->items[i].n_changes; j++) {
			const struct split_change *change = &steps->items[i].changes[j];
			struct visit *visit = array_append(visits, *n);

			*visit = (struct visit){ change->file, i, change->after };
		}
	if (*n)
		qsort(visits, *n, sizeof(*visits), by_file_and_step);
	return visits;
}

static void trace_file(struct state *state, const struct visit *visits, size_t n)
{
	const struct split_file *file = &state->split->files[visits->file];
	struct trace trace = { .state = state, .text = &state_content(state, file->old)->text };

	trace.writers = xcalloc(trace.text->n_lines + 1, sizeof(*trace.writers));
	for (size_t i = 0; i < trace.text->n_lines; i++)
		trace.writers[i] = NOBODY;
	for (size_t i = 0; i < n; i++)
		trace_step(&trace, &state_content(state, visits[i].content)->text, visits[i].step);
	blame_rest(&trace, &state_at(state, visits->file, SIDE_BACK)->text);
	free(trace.writers);
	free(trace.removals);
}

void undone_count(struct state *state)
{
	_cleanup_free_ struct visit *visits = NULL;
	size_t n, first = 0;

	visits = list_visits(state, &n);
	for (size_t i = 0; i < state->steps[SIDE_FRONT].n_items; i++)
		state->steps[SIDE_FRONT].items[i].undone = 0;
	for (size_t i = 1; i <= n; i++)
		if (i == n || visits[i].file != visits[first].file) {
			if (state->files[visits[first].file].distance)
				trace_file(state, visits + first, i - first);
			first = i;
		}
}

static bool doubt(struct jobs *jobs, const struct split_commit *step)
{
	for (size_t i = 0; i < jobs->n_items; i++) {
		struct job *job = &jobs->items[i];

		for (size_t j = 0; j < job->n_candidates; j++)
			if (job->candidates[j] == step->candidate && !job->doubted[j] &&
			    (job->item ? job->item->item : NULL) == step->item) {
				job->doubted[j] = true;
				return true;
			}
	}
	return false;
}

bool undone_doubt(const struct state *state, struct jobs *jobs)
{
	const struct steps *steps = &state->steps[SIDE_FRONT];
	bool any = false;

	for (size_t i = 0; i < steps->n_items; i++)
		if (steps->items[i].candidate && 2 * steps->items[i].undone > steps->items[i].size)
			any = doubt(jobs, &steps->items[i]) || any;
	return any;
}
