/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "split/replay.h"

#include "base/memory.h"
#include "split/graft.h"
#include "split/hunks.h"
#include "split/state.h"

#define PATCH_CONTEXT 3

void replay_init(struct replay *replay, const struct split *split)
{
	*replay = (struct replay){ .split = split };
	replay->patches = xcalloc(split->n_commits, sizeof(struct file_patch *));
	replay->files = xcalloc(split->n_files, sizeof(*replay->files));
	replay->touched = xcalloc(split->n_files, sizeof(*replay->touched));
}

static void patches_free(struct file_patch *patches, size_t n_patches)
{
	for (size_t i = 0; patches && i < n_patches; i++)
		hunks_deinit(&patches[i]);
	free(patches);
}

void replay_deinit(struct replay *replay)
{
	if (!replay->split)
		return;
	replay_restart(replay);
	for (size_t i = 0; i < replay->split->n_commits; i++)
		patches_free(replay->patches[i], replay->split->commits[i].n_changes);
	free(replay->patches);
	free(replay->files);
	free(replay->touched);
}

static void file_release(struct replay_file *file)
{
	if (file->owns_text)
		text_deinit(&file->content.text);
	*file = (struct replay_file){};
}

void replay_restart(struct replay *replay)
{
	for (size_t i = 0; i < replay->n_touched; i++)
		file_release(&replay->files[replay->touched[i]]);
	replay->n_touched = 0;
}

const struct content *replay_content(const struct replay *replay, size_t file)
{
	const struct split *split = replay->split;

	if (replay->files[file].is_touched)
		return &replay->files[file].content;
	return &split->contents[split->files[file].old];
}

static void file_set(struct replay *replay, size_t file, const struct content *content,
		     bool owns_text)
{
	struct replay_file *entry = &replay->files[file];

	if (!entry->is_touched)
		replay->touched[replay->n_touched++] = file;
	file_release(entry);
	*entry = (struct replay_file){ *content, true, owns_text };
}

static bool is_text_change(const struct content *before, const struct content *after)
{
	return before->kind == CONTENT_TEXT && after->kind == CONTENT_TEXT;
}

static const struct file_patch *patch_of(struct replay *replay, size_t commit, size_t change)
{
	const struct split_commit *entry = &replay->split->commits[commit];
	const struct content *contents = replay->split->contents;

	if (replay->patches[commit])
		return &replay->patches[commit][change];
	replay->patches[commit] = xcalloc(entry->n_changes, sizeof(struct file_patch));
	for (size_t i = 0; i < entry->n_changes; i++) {
		const struct content *before = &contents[entry->changes[i].before];
		const struct content *after = &contents[entry->changes[i].after];

		if (is_text_change(before, after))
			hunks_make(&before->text, &after->text, PATCH_CONTEXT,
				   &replay->patches[commit][i]);
	}
	return &replay->patches[commit][change];
}

/* The mode stays what it is, unless the commit changes it, and then it must be what it found. */
static bool mode_do(const struct content *before, const struct content *after, uint32_t *mode)
{
	if (before->mode == after->mode)
		return true;
	if (*mode != before->mode)
		return false;
	*mode = after->mode;
	return true;
}

static bool text_do(struct replay *replay, size_t file, const struct file_patch *patch,
		    const struct content *before, const struct content *after)
{
	const struct content *now = replay_content(replay, file);
	struct content result = { .kind = CONTENT_TEXT, .mode = now->mode };
	struct graft graft;

	if (now->kind != CONTENT_TEXT || !mode_do(before, after, &result.mode) ||
	    !graft_make(&now->text, patch, GRAFT_FORWARD, PATCH_CONTEXT, &graft))
		return false;
	result.text = graft.text;
	file_set(replay, file, &result, true);
	return true;
}

bool replay_change(struct replay *replay, size_t commit, size_t index)
{
	const struct split_change *change = &replay->split->commits[commit].changes[index];
	const struct content *before = &replay->split->contents[change->before];
	const struct content *after = &replay->split->contents[change->after];

	/* On what it found, a change yields what it left: no patch can do otherwise. */
	if (content_equal(replay_content(replay, change->file), before)) {
		file_set(replay, change->file, after, false);
		return true;
	}
	return is_text_change(before, after) &&
	       text_do(replay, change->file, patch_of(replay, commit, index), before, after);
}

bool replay_do(struct replay *replay, size_t commit)
{
	for (size_t i = 0; i < replay->split->commits[commit].n_changes; i++) {
		if (!replay_change(replay, commit, i))
			return false;
	}
	return true;
}
