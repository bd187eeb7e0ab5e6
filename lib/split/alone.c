/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "split/alone.h"

#include <assert.h>

#include "base/memory.h"
#include "split/past.h"
#include "split/trial.h"

struct search {
	struct split *split;
	struct past *pasts;		/* of the split's files */
	struct commit_set *needs;	/* of the split's commits, with the needs of needs */
	struct trial trial;
};

static void search_init(struct search *search, struct split *split)
{
	assert(split->n_commits < WEAVE_NOBODY);
	search->split = split;
	search->needs = xcalloc(split->n_commits, sizeof(*search->needs));
	search->pasts = xcalloc(split->n_files, sizeof(*search->pasts));
	for (size_t i = 0; i < split->n_files; i++)
		past_init(&search->pasts[i], &split->contents[split->files[i].old]);
	trial_init(&search->trial, split, search->pasts);
}

static void search_deinit(struct search *search)
{
	trial_deinit(&search->trial);
	for (size_t i = 0; i < search->split->n_files; i++)
		past_deinit(&search->pasts[i]);
	for (size_t i = 0; i < search->split->n_commits; i++)
		commit_set_deinit(&search->needs[i]);
	free(search->pasts);
	free(search->needs);
}

/* On whose work a commit stands, one step back. */
static void needs_of_lines(struct search *search, size_t commit, struct commit_set *needs)
{
	const struct split_commit *entry = &search->split->commits[commit];
	const struct content *contents = search->split->contents;

	for (size_t i = 0; i < entry->n_changes; i++) {
		const struct split_change *change = &entry->changes[i];

		past_add(&search->pasts[change->file], commit, &contents[change->before],
			 &contents[change->after], needs);
	}
}

/* Needs of needs. Those of earlier commits have them already. */
static void needs_close(const struct search *search, size_t commit, struct commit_set *needs)
{
	for (size_t i = commit; i-- > 0;) {
		if (commit_set_has(needs, i))
			commit_set_add_all(needs, &search->needs[i]);
	}
}

/*
 * Everybody who touched the commit's files before it, and so on with their files: each then finds
 * exactly what it found in the split, and this cannot fail.
 */
static void needs_of_files(const struct search *search, size_t commit, struct commit_set *needs)
{
	for (size_t i = commit + 1; i-- > 0;) {
		const struct split_commit *entry = &search->split->commits[i];

		if (i != commit && !commit_set_has(needs, i))
			continue;
		for (size_t j = 0; j < entry->n_changes; j++)
			past_before(&search->pasts[entry->changes[j].file], i, needs);
	}
}

static bool applies_with(struct search *search, const struct commit_set *needs, size_t commit)
{
	_cleanup_commit_set_ struct commit_set commits = {};

	commit_set_init(&commits, search->split->n_commits);
	commit_set_add_all(&commits, needs);
	commit_set_add(&commits, commit);
	return trial_succeeds(&search->trial, &commits, commit);
}

static void needs_find(struct search *search, size_t commit)
{
	struct commit_set *needs = &search->needs[commit];

	commit_set_init(needs, search->split->n_commits);
	needs_of_lines(search, commit, needs);
	needs_close(search, commit, needs);
	if (!applies_with(search, needs, commit))
		needs_of_files(search, commit, needs);
}

static void needs_write(const struct commit_set *needs, struct split_commit *commit)
{
	for (size_t i = 0; i < needs->n_words * 64; i++) {
		if (commit_set_has(needs, i))
			*array_append(commit->needs, commit->n_needs) = i;
	}
	commit->applies_alone = commit->n_needs == 0;
}

void alone_find(struct split *split)
{
	_cleanup_(search_deinit) struct search search = {};

	search_init(&search, split);
	for (size_t i = 0; i < split->n_commits; i++) {
		needs_find(&search, i);
		needs_write(&search.needs[i], &split->commits[i]);
	}
}
