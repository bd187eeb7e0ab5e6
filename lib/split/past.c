/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "split/past.h"

#include "base/memory.h"
#include "split/state.h"

static void era_open(struct past *past, uint32_t opener, const struct content *content)
{
	struct era *era = array_append(past->eras, past->n_eras);

	era->opener = opener;
	era->content = content;
	if (content->kind == CONTENT_TEXT)
		weave_init(&era->weave, &content->text, opener);
}

void past_init(struct past *past, const struct content *old)
{
	*past = (struct past){};
	era_open(past, WEAVE_NOBODY, old);
}

void past_deinit(struct past *past)
{
	for (size_t i = 0; i < past->n_eras; i++) {
		weave_deinit(&past->eras[i].weave);
		free(past->eras[i].modes);
	}
	free(past->eras);
	free(past->commits);
}

static void mode_changes(struct era *era, uint32_t commit, uint32_t mode, struct commit_set *needs)
{
	if (era->n_modes)
		commit_set_add(needs, era->modes[era->n_modes - 1].commit);
	*array_append(era->modes, era->n_modes) = (struct mode_change){ commit, mode };
}

static void text_changes(struct era *era, uint32_t commit, const struct content *before,
			 const struct content *after, struct commit_set *needs)
{
	_cleanup_diff_ struct diff diff = {};

	if (era->opener != WEAVE_NOBODY)
		commit_set_add(needs, era->opener);
	if (before->mode != after->mode)
		mode_changes(era, commit, after->mode, needs);
	diff_make(&before->text, &after->text, &diff);
	weave_change(&era->weave, &diff, &after->text, commit, needs);
}

void past_add(struct past *past, uint32_t commit, const struct content *before,
	      const struct content *after, struct commit_set *needs)
{
	if (before->kind == CONTENT_TEXT && after->kind == CONTENT_TEXT) {
		text_changes(&past->eras[past->n_eras - 1], commit, before, after, needs);
	} else {
		past_before(past, commit, needs);
		era_open(past, commit, after);
	}
	*array_append(past->commits, past->n_commits) = commit;
}

void past_before(const struct past *past, uint32_t commit, struct commit_set *commits)
{
	for (size_t i = 0; i < past->n_commits && past->commits[i] < commit; i++)
		commit_set_add(commits, past->commits[i]);
}

static const struct era *era_with(const struct past *past, const struct commit_set *commits)
{
	size_t i = past->n_eras - 1;

	while (i > 0 && !commit_set_has(commits, past->eras[i].opener))
		i--;
	return &past->eras[i];
}

static uint32_t mode_with(const struct era *era, const struct commit_set *commits)
{
	for (size_t i = era->n_modes; i-- > 0;) {
		if (commit_set_has(commits, era->modes[i].commit))
			return era->modes[i].mode;
	}
	return era->content->mode;
}

bool past_shows(const struct past *past, const struct commit_set *commits,
		const struct content *content)
{
	const struct era *era = era_with(past, commits);

	if (era->content->kind != CONTENT_TEXT)
		return content_equal(era->content, content);
	return content->kind == CONTENT_TEXT && content->mode == mode_with(era, commits) &&
	       weave_shows(&era->weave, commits, &content->text);
}
