/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "split/trial.h"

#include "base/memory.h"

/* What is done to a file: a commit's change, by number. */
struct step {
	uint32_t commit, change;
};

struct verdict {
	uint64_t key;		/* a hash of the steps */
	bool succeeds;
};

struct trial_file {
	struct step *steps;	/* of the commits in question */
	size_t n_steps;
	struct verdict *verdicts;
	size_t n_verdicts;
};

void trial_init(struct trial *trial, const struct split *split, const struct past *pasts)
{
	*trial = (struct trial){ .split = split, .pasts = pasts };
	replay_init(&trial->replay, split);
	trial->files = xcalloc(split->n_files, sizeof(*trial->files));
	trial->chosen = xcalloc(split->n_files, sizeof(*trial->chosen));
}

void trial_deinit(struct trial *trial)
{
	if (!trial->split)
		return;
	for (size_t i = 0; i < trial->split->n_files; i++) {
		free(trial->files[i].steps);
		free(trial->files[i].verdicts);
	}
	free(trial->files);
	free(trial->chosen);
	replay_deinit(&trial->replay);
}

static void steps_add(struct trial *trial, size_t commit)
{
	const struct split_commit *entry = &trial->split->commits[commit];

	for (size_t i = 0; i < entry->n_changes; i++) {
		struct trial_file *file = &trial->files[entry->changes[i].file];

		if (file->n_steps == 0)
			trial->chosen[trial->n_chosen++] = entry->changes[i].file;
		*array_append(file->steps, file->n_steps) = (struct step){ commit, i };
	}
}

static void steps_collect(struct trial *trial, const struct commit_set *commits, size_t last)
{
	for (size_t i = 0; i < trial->n_chosen; i++)
		trial->files[trial->chosen[i]].n_steps = 0;
	trial->n_chosen = 0;
	for (size_t i = 0; i <= last; i++) {
		if (commit_set_has(commits, i))
			steps_add(trial, i);
	}
}

static uint64_t steps_key(const struct trial_file *file)
{
	uint64_t key = file->n_steps;

	for (size_t i = 0; i < file->n_steps; i++) {
		key = (key ^ file->steps[i].commit) * 0x9e3779b97f4a7c15;
		key ^= key >> 29;
	}
	return key;
}

static bool steps_succeed(struct trial *trial, const struct commit_set *commits, size_t file)
{
	const struct trial_file *entry = &trial->files[file];

	replay_restart(&trial->replay);
	for (size_t i = 0; i < entry->n_steps; i++) {
		if (!replay_change(&trial->replay, entry->steps[i].commit, entry->steps[i].change))
			return false;
	}
	return past_shows(&trial->pasts[file], commits, replay_content(&trial->replay, file));
}

static bool file_succeeds(struct trial *trial, const struct commit_set *commits, size_t file)
{
	struct trial_file *entry = &trial->files[file];
	const uint64_t key = steps_key(entry);
	struct verdict *verdict;

	for (size_t i = 0; i < entry->n_verdicts; i++) {
		if (entry->verdicts[i].key == key)
			return entry->verdicts[i].succeeds;
	}
	verdict = array_append(entry->verdicts, entry->n_verdicts);
	verdict->key = key;
	verdict->succeeds = steps_succeed(trial, commits, file);
	return verdict->succeeds;
}

bool trial_succeeds(struct trial *trial, const struct commit_set *commits, size_t last)
{
	steps_collect(trial, commits, last);
	for (size_t i = 0; i < trial->n_chosen; i++) {
		if (!file_succeeds(trial, commits, trial->chosen[i]))
			return false;
	}
	return true;
}
