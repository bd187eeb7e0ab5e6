/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "split/merge.h"

#include <git2.h>

static git_merge_file_input as_input(const struct bytes *bytes)
{
	git_merge_file_input input = GIT_MERGE_FILE_INPUT_INIT;

	input.ptr = (const char *)bytes->data;
	input.size = bytes->size;
	return input;
}

/* False where the two changes meet. */
static bool merge_bytes(const struct bytes *base, const struct bytes *ours,
			const struct bytes *theirs, struct line_table *table, struct text *text)
{
	const git_merge_file_input base_input = as_input(base), our_input = as_input(ours),
		their_input = as_input(theirs);
	git_merge_file_result result = {};
	bool merges = git_merge_file(&result, &base_input, &our_input, &their_input, NULL) == 0 &&
		result.automergeable;

	if (merges)
		text_read(table, result.ptr, result.len, text);
	git_merge_file_result_free(&result);
	return merges;
}

static bool merge_content(struct state *state, const struct candidate *candidate,
			  const struct file_patch *patch, const struct content *ours,
			  struct content *merged)
{
	_cleanup_bytes_ struct bytes base = {}, mine = {}, theirs = {};

	if (patch->kind != PATCH_MODIFIED || patch->is_binary || ours->kind != CONTENT_TEXT ||
	    !candidate_blob(candidate, patch->old_blob, &base) ||
	    !candidate_blob(candidate, patch->new_blob, &theirs))
		return false;
	text_write(state->input->table, &ours->text, &mine);
	merged->kind = CONTENT_TEXT;
	merged->mode = patch->new_mode ? patch->new_mode : ours->mode;
	return merge_bytes(&base, &mine, &theirs, state->input->table, &merged->text);
}

static struct error *merge_files(struct state *state, const struct candidate *candidate,
				 struct attempt *attempt, bool *merges)
{
	*merges = false;
	for (size_t i = 0; i < candidate->n_files; i++) {
		struct content merged = {};
		size_t file;

		try(state_file(state, patch_path(&candidate->files[i]), &file));
		if (!merge_content(state, candidate, &candidate->files[i],
				   attempt_at(state, attempt, file), &merged))
			return NULL;
		attempt_change(state, attempt, file, state_add_content(state, &merged));
	}
	*merges = attempt->gain > 0 && 2 * attempt->gain >= (long)attempt->size;
	return NULL;
}

static struct error *merge_job(struct state *state, struct job *job, size_t *n_done)
{
	const size_t n_contents = state->split->n_contents;

	for (size_t i = 0; i < job->n_candidates && !job->done; i++) {
		_cleanup_attempt_ struct attempt attempt = { .side = SIDE_FRONT };
		bool merges;

		if (job->candidates[i]->origin != CANDIDATE_COMMIT)
			continue;
		try(merge_files(state, job->candidates[i], &attempt, &merges));
		if (merges) {
			job_commit(job, state, &attempt, SPLIT_MERGED, job->candidates[i]);
			(*n_done)++;
		} else {
			attempt_forget(state, &attempt, n_contents);
		}
	}
	return NULL;
}

struct error *merge(struct state *state, struct jobs *jobs, size_t *n_done)
{
	for (size_t i = 0; i < jobs->n_listed; i++)
		try(merge_job(state, &jobs->items[i], n_done));
	return NULL;
}
