/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "split/claim.h"

#include <stdlib.h>

#include "base/memory.h"
#include "split/diff.h"
#include "split/patch_lines.h"

/* Which job has a patch for a file. */
struct claimant {
	size_t file;
	const struct job *job;
	const struct file_patch *patch;
	struct patch_lines lines;	/* if the file is open: none opens later */
};

struct claims {
	struct state *state;
	struct claimant *claimants;	/* sorted by file */
	size_t n_claimants;
};

static bool is_text_or_absent(const struct content *content)
{
	return content->kind != CONTENT_OPAQUE;
}

static bool is_open(const struct state *state, size_t file)
{
	return state->files[file].distance &&
		is_text_or_absent(state_at(state, file, SIDE_FRONT)) &&
		is_text_or_absent(state_at(state, file, SIDE_BACK));
}

static bool speaks(const struct claims *claims, uint32_t line)
{
	return !line_is_trivial(claims->state->input->table, line);
}

/* How many of a text's lines [first, first + n) say something. */
static size_t count_speaking(const struct claims *claims, const struct text *text, size_t first,
			     size_t n)
{
	size_t count = 0;

	for (size_t i = first; i < first + n; i++)
		count += speaks(claims, text->lines[i]);
	return count;
}

static void count_in_hunks(const struct claims *claims, const struct text *text, size_t first,
			   size_t n, char sign, struct patch_lines *lines)
{
	for (size_t i = first; i < first + n; i++)
		if (speaks(claims, text->lines[i]))
			patch_lines_count(lines, sign, text->lines[i]);
}

/* The lines of a run that the patch's best hunk has. */
static size_t cover(const struct claims *claims, const struct text *old, const struct text *new,
		    const struct run *run, struct claimant *claimant)
{
	count_in_hunks(claims, old, run->old, run->n_old, '-', &claimant->lines);
	count_in_hunks(claims, new, run->new, run->n_new, '+', &claimant->lines);
	return patch_lines_best(&claimant->lines);
}

static struct claimant *first_claimant(const struct claims *claims, size_t file)
{
	size_t low = 0, high = claims->n_claimants;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (claims->claimants[middle].file < file)
			low = middle + 1;
		else
			high = middle;
	}
	return claims->claimants + low;
}

/* The job's own; every patch of a job that is not done has one. */
static struct claimant *find_claimant(const struct claims *claims, size_t file,
				      const struct job *job, const struct file_patch *patch)
{
	struct claimant *claimant = first_claimant(claims, file);

	while (claimant->job != job || claimant->patch != patch)
		claimant++;
	return claimant;
}

/* What another job's best candidate has of the run. */
static size_t rival_cover(const struct claims *claims, const struct claimant *mine,
			  const struct text *old, const struct text *new, const struct run *run)
{
	const struct claimant *end = claims->claimants + claims->n_claimants;
	size_t best = 0;

	for (struct claimant *rival = first_claimant(claims, mine->file);
	     rival < end && rival->file == mine->file; rival++) {
		size_t count = rival->job == mine->job || rival->job->done ? 0 :
			cover(claims, old, new, run, rival);

		if (count > best)
			best = count;
	}
	return best;
}

/* Three fifths of a run make the rest of it an adaptation; half of it is a rival's tie. */
static size_t claimed_lines(const struct claims *claims, struct claimant *claimant,
			    const struct text *old, const struct text *new,
			    const struct run *run)
{
	const size_t all = count_speaking(claims, old, run->old, run->n_old) +
			   count_speaking(claims, new, run->new, run->n_new);
	const size_t mine = cover(claims, old, new, run, claimant);

	if (mine == 0 || 5 * mine < 3 * all)
		return 0;
	return 2 * rival_cover(claims, claimant, old, new, run) < mine ? mine : 0;
}

/* The front with the runs that are claimed; the back itself if all are. */
static size_t make_content(struct state *state, size_t file, const struct text *old,
			   const struct text *new, const struct diff *diff, const bool *chosen)
{
	struct content content = { .kind = CONTENT_TEXT,
				   .mode = state_at(state, file, SIDE_FRONT)->mode };
	bool all = true;

	for (size_t i = 0; i < diff->n_runs; i++)
		all = all && chosen[i];
	if (all)
		return state->files[file].at[SIDE_BACK];
	diff_apply(old, new, diff, chosen, &content.text);
	return state_add_content(state, &content);
}

/* Adds to the attempt what the patch can claim of its file; yields the lines of it. */
static size_t claim_file(const struct claims *claims, struct claimant *claimant,
			 struct attempt *attempt)
{
	const size_t file = claimant->file;
	/* By value: the attempt may move the contents. */
	const struct text old = attempt_at(claims->state, attempt, file)->text;
	const struct text new = state_at(claims->state, file, SIDE_BACK)->text;
	_cleanup_diff_ struct diff diff = {};
	_cleanup_free_ bool *chosen = NULL;
	size_t found = 0;

	diff_make(&old, &new, &diff);
	chosen = xcalloc(diff.n_runs + 1, sizeof(*chosen));
	for (size_t i = 0; i < diff.n_runs; i++) {
		size_t lines = claimed_lines(claims, claimant, &old, &new, &diff.runs[i]);

		chosen[i] = lines > 0;
		found += lines;
	}
	if (found)
		attempt_change(claims->state, attempt, file,
			       make_content(claims->state, file, &old, &new, &diff, chosen));
	return found;
}

struct line_count {
	size_t all;		/* that the candidate removes or adds */
	size_t speaking;	/* of them, those that say something */
};

static struct line_count count_candidate(const struct claims *claims,
					 const struct candidate *candidate)
{
	struct line_count count = {};

	for (size_t i = 0; i < candidate->n_files; i++)
		for (size_t j = 0; j < candidate->files[i].n_hunks; j++) {
			const struct hunk *hunk = &candidate->files[i].hunks[j];

			for (size_t k = 0; k < hunk->n_lines; k++) {
				if (hunk->lines[k].sign == ' ')
					continue;
				count.all++;
				count.speaking += speaks(claims, hunk->lines[k].line);
			}
		}
	return count;
}

static struct error *claim_candidate(const struct claims *claims, const struct job *job,
				     const struct candidate *candidate, struct attempt *attempt,
				     size_t *found)
{
	*found = 0;
	for (size_t i = 0; i < candidate->n_files; i++) {
		const struct file_patch *patch = &candidate->files[i];
		size_t file;

		try(state_file(claims->state, patch_path(patch), &file));
		if (is_open(claims->state, file))
			*found += claim_file(claims, find_claimant(claims, file, job, patch),
					     attempt);
	}
	return NULL;
}

/* The candidate that can claim the greatest share of itself, which must be half of it. */
static struct error *choose(const struct claims *claims, const struct job *job, size_t *best,
			    size_t *missing)
{
	double best_share = 0;

	*best = job->n_candidates;
	for (size_t i = 0; i < job->n_candidates; i++) {
		const size_t n_contents = claims->state->split->n_contents;
		const size_t lines = count_candidate(claims, job->candidates[i]).speaking;
		struct attempt attempt = {};
		size_t found;

		try(claim_candidate(claims, job, job->candidates[i], &attempt, &found));
		attempt_forget(claims->state, &attempt, n_contents);
		if (2 * found >= lines && found > best_share * lines) {
			*best = i;
			*missing = lines > found ? lines - found : 0;
			best_share = (double)found / lines;
		}
	}
	return NULL;
}

/*
 * A candidate of which every line was found, and nothing else with it, has fitted as a whole:
 * without its context, but without a rival too.
 */
static bool fits_whole(const struct claims *claims, const struct split_commit *step)
{
	return !step->missing && step->size == count_candidate(claims, step->candidate).all;
}

static struct error *claim_job(const struct claims *claims, struct job *job, size_t *n_done)
{
	_cleanup_attempt_ struct attempt attempt = {};
	struct split_commit *step;
	size_t best, found, missing = 0;

	if (job->done)
		return NULL;
	try(choose(claims, job, &best, &missing));
	if (best == job->n_candidates)
		return NULL;
	try(claim_candidate(claims, job, job->candidates[best], &attempt, &found));
	step = job_commit(job, claims->state, &attempt, SPLIT_CLAIMED, job->candidates[best]);
	step->missing = missing;
	if (fits_whole(claims, step))
		step->method = SPLIT_FORWARD;
	(*n_done)++;
	return NULL;
}

static int by_file(const void *a, const void *b)
{
	const struct claimant *left = a, *right = b;

	return (left->file > right->file) - (left->file < right->file);
}

static struct error *add_claimants(struct claims *claims, const struct job *job)
{
	for (size_t i = 0; i < job->n_candidates; i++)
		for (size_t j = 0; j < job->candidates[i]->n_files; j++) {
			const struct file_patch *patch = &job->candidates[i]->files[j];
			struct claimant *claimant;
			size_t file;

			try(state_file(claims->state, patch_path(patch), &file));
			claimant = array_append(claims->claimants, claims->n_claimants);
			claimant->file = file;
			claimant->job = job;
			claimant->patch = patch;
			if (is_open(claims->state, file))
				patch_lines_init(&claimant->lines, patch);
		}
	return NULL;
}

static struct error *claim_all(struct claims *claims, struct jobs *jobs)
{
	size_t n_done;

	for (size_t i = 0; i < jobs->n_listed; i++)
		if (!jobs->items[i].done)
			try(add_claimants(claims, &jobs->items[i]));
	if (claims->n_claimants)
		qsort(claims->claimants, claims->n_claimants, sizeof(*claims->claimants), by_file);
	/* Whoever got his own is nobody's rival any more. */
	do {
		n_done = 0;
		for (size_t i = 0; i < jobs->n_listed; i++)
			try(claim_job(claims, &jobs->items[i], &n_done));
	} while (n_done);
	return NULL;
}

struct error *claim(struct state *state, struct jobs *jobs)
{
	struct claims claims = { .state = state };
	struct error *error = claim_all(&claims, jobs);

	for (size_t i = 0; i < claims.n_claimants; i++)
		patch_lines_deinit(&claims.claimants[i].lines);
	free(claims.claimants);
	return error;
}
