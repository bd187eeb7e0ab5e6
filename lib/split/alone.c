/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "split/alone.h"

#include <assert.h>

#include "base/memory.h"
#include "split/replay.h"
#include "split/state.h"
#include "split/weave.h"

/*
 * A stretch of a file's history in which it is one text that changes line by line, or nothing
 * does. It ends where the file comes, goes, or has its opaque content replaced: whoever does that
 * needs all who touched the file before, and all who touch it later need him.
 */
struct era {
	uint32_t opener;	/* a commit; WEAVE_NOBODY: the old tree */
	const struct content *content;	/* at its beginning */
	struct weave weave;		/* if that is text */
	struct mode_change {
		uint32_t commit;
		uint32_t mode;
	} *modes;
	size_t n_modes;
};

struct history {
	struct era *eras;	/* the first is the old tree's */
	size_t n_eras;
	uint32_t *commits;	/* that touch the file, in order */
	size_t n_commits;
};

struct search {
	struct split *split;
	struct history *histories;	/* of the split's files */
	struct commit_set *needs;	/* of the split's commits, closed: with the needs of needs */
	struct replay replay;
};

static void era_open(struct history *history, uint32_t opener, const struct content *content)
{
	struct era *era = array_append(history->eras, history->n_eras);

	era->opener = opener;
	era->content = content;
	if (content->kind == CONTENT_TEXT)
		weave_init(&era->weave, &content->text, opener);
}

static void history_deinit(struct history *history)
{
	for (size_t i = 0; i < history->n_eras; i++) {
		weave_deinit(&history->eras[i].weave);
		free(history->eras[i].modes);
	}
	free(history->eras);
	free(history->commits);
}

static void search_init(struct search *search, struct split *split)
{
	assert(split->n_commits < WEAVE_NOBODY);
	search->split = split;
	search->histories = xcalloc(split->n_files, sizeof(*search->histories));
	search->needs = xcalloc(split->n_commits, sizeof(*search->needs));
	replay_init(&search->replay, split);
}

static void search_deinit(struct search *search)
{
	for (size_t i = 0; i < search->split->n_files; i++)
		history_deinit(&search->histories[i]);
	for (size_t i = 0; i < search->split->n_commits; i++)
		commit_set_deinit(&search->needs[i]);
	free(search->histories);
	free(search->needs);
	replay_deinit(&search->replay);
}

/* The files that no commit touches have no history. */
static struct history *history_of(struct search *search, size_t file)
{
	const struct split *split = search->split;
	struct history *history = &search->histories[file];

	if (history->n_eras == 0)
		era_open(history, WEAVE_NOBODY, &split->contents[split->files[file].old]);
	return history;
}

/* A commit, and all that it needs. */
static void need(const struct search *search, uint32_t commit, struct commit_set *needs)
{
	if (commit == WEAVE_NOBODY)
		return;
	commit_set_add(needs, commit);
	commit_set_add_all(needs, &search->needs[commit]);
}

static void need_all_before(const struct search *search, const struct history *history,
			    uint32_t commit, struct commit_set *needs)
{
	for (size_t i = 0; i < history->n_commits && history->commits[i] < commit; i++)
		need(search, history->commits[i], needs);
}

static void mode_changes(struct era *era, uint32_t commit, uint32_t mode, struct commit_set *needs)
{
	if (era->n_modes)
		commit_set_add(needs, era->modes[era->n_modes - 1].commit);
	*array_append(era->modes, era->n_modes) = (struct mode_change){ commit, mode };
}

static void text_changes(struct era *era, const struct content *before, const struct content *after,
			 uint32_t commit, struct commit_set *needs)
{
	_cleanup_diff_ struct diff diff = {};

	if (before->mode != after->mode)
		mode_changes(era, commit, after->mode, needs);
	diff_make(&before->text, &after->text, &diff);
	weave_change(&era->weave, &diff, &after->text, commit, needs);
}

/* Add a change to its file's history; needs gets those on whose work it stands. */
static void change_add(struct search *search, const struct split_change *change, uint32_t commit,
		       struct commit_set *needs)
{
	const struct content *before = &search->split->contents[change->before];
	const struct content *after = &search->split->contents[change->after];
	struct history *history = history_of(search, change->file);
	struct era *era = &history->eras[history->n_eras - 1];

	if (before->kind == CONTENT_TEXT && after->kind == CONTENT_TEXT) {
		need(search, era->opener, needs);
		text_changes(era, before, after, commit, needs);
	} else {
		need_all_before(search, history, commit, needs);
		era_open(history, commit, after);
	}
	*array_append(history->commits, history->n_commits) = commit;
}

/* Needs of needs. Those of earlier commits are closed already. */
static void close_needs(const struct search *search, struct commit_set *needs, size_t commit)
{
	_cleanup_commit_set_ struct commit_set closed = {};

	commit_set_init(&closed, search->split->n_commits);
	for (size_t i = 0; i < commit; i++) {
		if (commit_set_has(needs, i))
			need(search, i, &closed);
	}
	commit_set_add_all(needs, &closed);
}

/* The era that a file is in when only some commits are done. */
static const struct era *era_with(const struct history *history, const struct commit_set *commits)
{
	size_t i = history->n_eras - 1;

	while (i > 0 && !commit_set_has(commits, history->eras[i].opener))
		i--;
	return &history->eras[i];
}

static uint32_t mode_with(const struct era *era, const struct commit_set *commits)
{
	for (size_t i = era->n_modes; i-- > 0;) {
		if (commit_set_has(commits, era->modes[i].commit))
			return era->modes[i].mode;
	}
	return era->content->mode;
}

/* Whether the content is what a file is by its history when only these commits are done. */
static bool is_expected(const struct history *history, const struct commit_set *commits,
			const struct content *content)
{
	const struct era *era = era_with(history, commits);

	if (era->content->kind != CONTENT_TEXT)
		return content_equal(era->content, content);
	return content->kind == CONTENT_TEXT && content->mode == mode_with(era, commits) &&
	       weave_shows(&era->weave, commits, &content->text);
}

/* Do the commits on the old tree, in order: does each apply, and do they yield what they should? */
static bool commits_apply(struct search *search, const struct commit_set *commits, size_t last)
{
	struct replay *replay = &search->replay;

	replay_restart(replay);
	for (size_t i = 0; i <= last; i++) {
		if (commit_set_has(commits, i) && !replay_do(replay, i))
			return false;
	}
	for (size_t i = 0; i < replay->n_touched; i++) {
		const size_t file = replay->touched[i];

		if (!is_expected(&search->histories[file], commits, replay_content(replay, file)))
			return false;
	}
	return true;
}

static bool applies_with(struct search *search, const struct commit_set *needs, size_t commit)
{
	_cleanup_commit_set_ struct commit_set commits = {};

	commit_set_init(&commits, search->split->n_commits);
	commit_set_add_all(&commits, needs);
	commit_set_add(&commits, commit);
	return commits_apply(search, &commits, commit);
}

/*
 * Everybody who touched the commit's files before it, and so on with their files: each then finds
 * exactly what it found in the split, and this cannot fail.
 */
static void need_all_of_files(const struct search *search, size_t commit, struct commit_set *needs)
{
	commit_set_add(needs, commit);
	for (size_t i = commit + 1; i-- > 0;) {
		const struct split_commit *entry = &search->split->commits[i];

		if (!commit_set_has(needs, i))
			continue;
		for (size_t j = 0; j < entry->n_changes; j++)
			need_all_before(search, &search->histories[entry->changes[j].file], i,
					needs);
	}
	needs->words[commit / 64] &= ~((uint64_t)1 << (commit % 64));
}

static void needs_find(struct search *search, size_t commit)
{
	const struct split_commit *entry = &search->split->commits[commit];
	struct commit_set *needs = &search->needs[commit];

	commit_set_init(needs, search->split->n_commits);
	for (size_t i = 0; i < entry->n_changes; i++)
		change_add(search, &entry->changes[i], commit, needs);
	close_needs(search, needs, commit);
	if (!applies_with(search, needs, commit))
		need_all_of_files(search, commit, needs);
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
