/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "split/explained.h"

#include <assert.h>

#include "base/memory.h"
#include "split/diff.h"

#define NOBODY UINT32_MAX

/* What one commit does to one file. */
struct step {
	uint32_t commit;
	size_t before, after;	/* contents */
};

/* The steps of file F are [starts[F], starts[F + 1]). */
struct steps {
	struct step *items;
	size_t *starts;
};

/* One line of the current content. */
struct line {
	uint32_t writer;	/* commit; NOBODY: it is the old tree's */
	uint32_t old;		/* then its number there */
};

/* A file on its way from the old content to the new one. */
struct walk {
	struct line *lines;
	size_t n_lines;
	uint32_t *removers;	/* of each old line; NOBODY: it is still there */
};

static void count_steps(const struct split *split, size_t *starts)
{
	for (size_t i = 0; i < split->n_commits; i++)
		for (size_t n = 0; n < split->commits[i].n_changes; n++)
			starts[split->commits[i].changes[n].file + 1]++;
	for (size_t i = 0; i < split->n_files; i++)
		starts[i + 1] += starts[i];
}

static void steps_init(const struct split *split, struct steps *steps)
{
	_cleanup_free_ size_t *next = NULL;

	steps->starts = xcalloc(split->n_files + 1, sizeof(*steps->starts));
	count_steps(split, steps->starts);
	next = xmemdup(steps->starts, (split->n_files + 1) * sizeof(*next));
	steps->items = xcalloc(steps->starts[split->n_files], sizeof(*steps->items));
	for (size_t i = 0; i < split->n_commits; i++) {
		for (size_t n = 0; n < split->commits[i].n_changes; n++) {
			const struct split_change *change = &split->commits[i].changes[n];

			steps->items[next[change->file]++] =
				(struct step){ (uint32_t)i, change->before, change->after };
		}
	}
}

static void steps_deinit(struct steps *steps)
{
	free(steps->items);
	free(steps->starts);
}

static void walk_init(struct walk *walk, const struct text *old)
{
	*walk = (struct walk){ .n_lines = old->n_lines };
	walk->lines = xcalloc(old->n_lines, sizeof(*walk->lines));
	walk->removers = xcalloc(old->n_lines, sizeof(*walk->removers));
	for (size_t i = 0; i < old->n_lines; i++) {
		walk->lines[i] = (struct line){ NOBODY, (uint32_t)i };
		walk->removers[i] = NOBODY;
	}
}

static void walk_deinit(struct walk *walk)
{
	free(walk->lines);
	free(walk->removers);
}

static void remove_lines(struct walk *walk, const struct run *run, uint32_t commit)
{
	for (uint32_t i = run->old; i < run->old + run->n_old; i++)
		if (walk->lines[i].writer == NOBODY)
			walk->removers[walk->lines[i].old] = commit;
}

static void walk_step(struct walk *walk, const struct text *before, const struct text *after,
		      uint32_t commit)
{
	struct line *lines = xcalloc(after->n_lines, sizeof(*lines));
	_cleanup_diff_ struct diff diff = { 0 };
	size_t from = 0, to = 0;

	assert(before->n_lines == walk->n_lines);
	diff_make(before, after, &diff);
	for (size_t i = 0; i < diff.n_runs; i++) {
		const struct run *run = &diff.runs[i];

		while (from < run->old)
			lines[to++] = walk->lines[from++];
		remove_lines(walk, run, commit);
		from += run->n_old;
		while (to < run->new + run->n_new)
			lines[to++] = (struct line){ commit, 0 };
	}
	while (to < after->n_lines)
		lines[to++] = walk->lines[from++];
	free(walk->lines);
	walk->lines = lines;
	walk->n_lines = after->n_lines;
}

/* For lines that nobody seems to have touched. */
static uint32_t least_known(const struct split *split, const struct step *steps, size_t n_steps)
{
	for (size_t i = n_steps; i > 0; i--)
		if (split->commits[steps[i - 1].commit].method == SPLIT_RESIDUAL)
			return steps[i - 1].commit;
	return steps[n_steps - 1].commit;
}

static void count_run(const struct walk *walk, const struct run *run, uint32_t otherwise,
		      size_t *lines)
{
	for (uint32_t i = run->old; i < run->old + run->n_old; i++)
		lines[walk->removers[i] == NOBODY ? otherwise : walk->removers[i]]++;
	for (uint32_t i = run->new; i < run->new + run->n_new; i++)
		lines[walk->lines[i].writer == NOBODY ? otherwise : walk->lines[i].writer]++;
}

/* A file without steps does not differ. */
static size_t count_file(const struct split *split, const struct split_file *file,
			 const struct step *steps, size_t n_steps, size_t *lines)
{
	const struct content *contents = split->contents;
	_cleanup_diff_ struct diff diff = { 0 };
	struct walk walk;
	uint32_t otherwise;

	if (n_steps == 0)
		return 0;
	walk_init(&walk, &contents[file->old].text);
	for (size_t i = 0; i < n_steps; i++)
		walk_step(&walk, &contents[steps[i].before].text, &contents[steps[i].after].text,
			  steps[i].commit);
	diff_make(&contents[file->old].text, &contents[file->new].text, &diff);
	otherwise = least_known(split, steps, n_steps);
	for (size_t i = 0; i < diff.n_runs; i++)
		count_run(&walk, &diff.runs[i], otherwise, lines);
	walk_deinit(&walk);
	return diff_size(&diff);
}

size_t explained_lines(const struct split *split, size_t *lines)
{
	struct steps steps;
	size_t all = 0;

	memset(lines, 0, split->n_commits * sizeof(*lines));
	steps_init(split, &steps);
	for (size_t i = 0; i < split->n_files; i++)
		all += count_file(split, &split->files[i], &steps.items[steps.starts[i]],
				  steps.starts[i + 1] - steps.starts[i], lines);
	steps_deinit(&steps);
	return all;
}
