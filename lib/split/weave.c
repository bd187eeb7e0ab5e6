/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "split/weave.h"

#include <assert.h>

#include "base/memory.h"

#define END UINT32_MAX

void weave_init(struct weave *weave, const struct text *text, uint32_t writer)
{
	*weave = (struct weave){ .first = END, .n_shown = text->n_lines };
	weave->shown = xcalloc(text->n_lines, sizeof(*weave->shown));
	for (size_t i = 0; i < text->n_lines; i++) {
		*array_append(weave->lines, weave->n_lines) =
			(struct weave_line){ text->lines[i], writer, WEAVE_NOBODY, i + 1 };
		weave->shown[i] = i;
	}
	if (text->n_lines) {
		weave->first = 0;
		weave->lines[text->n_lines - 1].next = END;
	}
}

void weave_deinit(struct weave *weave)
{
	free(weave->lines);
	free(weave->shown);
	*weave = (struct weave){};
}

static void need(struct commit_set *needs, uint32_t commit)
{
	if (commit != WEAVE_NOBODY)
		commit_set_add(needs, commit);
}

/*
 * What a run stands on: from the first line of its context to the last. Where the file ends before
 * the context does, the end itself is context, with all that was removed there.
 */
static void run_needs(const struct weave *weave, const struct run *run, struct commit_set *needs)
{
	const size_t end = (size_t)run->old + run->n_old + WEAVE_CONTEXT;
	const uint32_t last = end <= weave->n_shown ? weave->shown[end - 1] : END;
	uint32_t i = run->old >= WEAVE_CONTEXT ? weave->shown[run->old - WEAVE_CONTEXT] :
						 weave->first;

	for (; i != END; i = weave->lines[i].next) {
		const struct weave_line *line = &weave->lines[i];

		need(needs, line->remover);
		if (line->remover == WEAVE_NOBODY)
			need(needs, line->writer);
		if (i == last)
			break;
	}
}

/* Put a new line in behind another, or at the beginning (END). */
static uint32_t line_insert(struct weave *weave, uint32_t previous, uint32_t line, uint32_t writer)
{
	uint32_t *link = previous == END ? &weave->first : &weave->lines[previous].next;
	const struct weave_line new = { line, writer, WEAVE_NOBODY, *link };

	assert(weave->n_lines < END);
	*link = weave->n_lines;
	*array_append(weave->lines, weave->n_lines) = new;
	return weave->n_lines - 1;
}

/* Lines of the latest state: those kept, and the run's new ones. */
struct shown {
	uint32_t *lines;
	size_t n_lines;
};

static void keep_until(const struct weave *weave, struct shown *shown, size_t done, size_t end)
{
	while (done < end)
		shown->lines[shown->n_lines++] = weave->shown[done++];
}

static void run_do(struct weave *weave, const struct run *run, const struct text *new,
		   uint32_t commit, struct shown *shown)
{
	const size_t end = (size_t)run->old + run->n_old;
	uint32_t previous = end ? weave->shown[end - 1] : END;

	for (size_t i = run->old; i < end; i++)
		weave->lines[weave->shown[i]].remover = commit;
	for (size_t i = 0; i < run->n_new; i++) {
		previous = line_insert(weave, previous, new->lines[run->new + i], commit);
		shown->lines[shown->n_lines++] = previous;
	}
}

void weave_change(struct weave *weave, const struct diff *diff, const struct text *new,
		  uint32_t commit, struct commit_set *needs)
{
	struct shown shown = { xcalloc(new->n_lines, sizeof(uint32_t)), 0 };
	size_t done = 0;

	for (size_t i = 0; i < diff->n_runs; i++)
		run_needs(weave, &diff->runs[i], needs);
	for (size_t i = 0; i < diff->n_runs; i++) {
		const struct run *run = &diff->runs[i];

		keep_until(weave, &shown, done, run->old);
		run_do(weave, run, new, commit, &shown);
		done = (size_t)run->old + run->n_old;
	}
	keep_until(weave, &shown, done, weave->n_shown);
	free(weave->shown);
	weave->shown = shown.lines;
	weave->n_shown = shown.n_lines;
}

static bool is_shown(const struct weave_line *line, const struct commit_set *commits)
{
	if (line->writer != WEAVE_NOBODY && !commit_set_has(commits, line->writer))
		return false;
	return line->remover == WEAVE_NOBODY || !commit_set_has(commits, line->remover);
}

bool weave_shows(const struct weave *weave, const struct commit_set *commits,
		 const struct text *text)
{
	size_t n = 0;

	for (uint32_t i = weave->first; i != END; i = weave->lines[i].next) {
		if (!is_shown(&weave->lines[i], commits))
			continue;
		if (n == text->n_lines || text->lines[n++] != weave->lines[i].line)
			return false;
	}
	return n == text->n_lines;
}
