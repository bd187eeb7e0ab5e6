/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "split/history.h"

#include <stdlib.h>

#include "base/memory.h"

void history_close(struct history *history)
{
	if (!history)
		return;
	for (size_t i = 0; i < history->n_commits; i++)
		json_decref(history->commits[i].note);
	free(history->commits);
	free(history->by_id);
	store_close(history->store);
	free(history);
}

static bool is_note(const json_t *note)
{
	return json_is_string(json_object_get(note, "subject")) &&
	       json_is_string(json_object_get(note, "method")) &&
	       json_is_array(json_object_get(note, "cves"));
}

static json_t *read_note(git_repository *repository, const git_oid *id)
{
	git_note *note = NULL;
	json_t *value;

	if (git_note_read(&note, repository, "refs/notes/suture", id))
		return NULL;
	value = json_loads(git_note_message(note), 0, NULL);
	git_note_free(note);
	if (is_note(value))
		return value;
	json_decref(value);
	return NULL;
}

static struct error *no_split(const char *path, const char *why)
{
	return error_refuse(SUTURE_REFUSAL_NOT_A_SPLIT, "%s: %s", path, why);
}

/* Reads one commit and goes on to its parent; *is_root is set at the end. */
static struct error *read_commit(struct history *history, const char *path, git_oid *id,
				 bool *is_root)
{
	struct history_commit *made;
	git_commit *commit = NULL;

	if (git_commit_lookup(&commit, history->repository, id))
		return no_split(path, "its history has a hole");
	*is_root = git_commit_parentcount(commit) == 0;
	if (*is_root) {
		history->old_tree = *git_commit_tree_id(commit);
	} else {
		made = array_append(history->commits, history->n_commits);
		made->id = *id;
		made->tree = *git_commit_tree_id(commit);
		made->note = read_note(history->repository, id);
		*id = *git_commit_parent_id(commit, 0);
	}
	git_commit_free(commit);
	if (!*is_root && !made->note)
		return no_split(path, "a commit has no note");
	return NULL;
}

static void reverse_commits(struct history *history)
{
	for (size_t i = 0, n = history->n_commits; i < n / 2; i++) {
		struct history_commit other = history->commits[i];

		history->commits[i] = history->commits[n - 1 - i];
		history->commits[n - 1 - i] = other;
	}
}

static struct error *read_commits(struct history *history, const char *path)
{
	bool is_root = false;
	git_oid id;

	if (git_reference_name_to_id(&id, history->repository, "refs/heads/main"))
		return no_split(path, "it has no branch 'main'");
	while (!is_root)
		try(read_commit(history, path, &id, &is_root));
	reverse_commits(history);
	return NULL;
}

static int by_id(const void *a, const void *b, void *context)
{
	const struct history_commit *commits = context;

	return git_oid_cmp(&commits[*(const size_t *)a].id, &commits[*(const size_t *)b].id);
}

static void sort_by_id(struct history *history)
{
	history->by_id = xcalloc(history->n_commits, sizeof(*history->by_id));
	for (size_t i = 0; i < history->n_commits; i++)
		history->by_id[i] = i;
	if (history->n_commits)
		qsort_r(history->by_id, history->n_commits, sizeof(*history->by_id), by_id,
			history->commits);
}

struct error *history_open(const char *path, struct history **result)
{
	_cleanup_history_ struct history *history = xcalloc(1, sizeof(*history));
	_cleanup_error_ struct error *error = store_open(path, &history->store);

	if (error)
		return error_refuse(SUTURE_REFUSAL_NOT_A_SPLIT, "%s", error->message);
	history->repository = store_repository(history->store);
	try(read_commits(history, path));
	sort_by_id(history);
	*result = take(history);
	return NULL;
}

const char *history_string(const struct history_commit *commit, const char *key)
{
	return json_string_value(json_object_get(commit->note, key));
}

double history_number(const struct history_commit *commit, const char *key, double otherwise)
{
	const json_t *value = json_object_get(commit->note, key);

	return json_is_number(value) ? json_number_value(value) : otherwise;
}

size_t history_list(const struct history_commit *commit, const char *key, const char ***items)
{
	const json_t *array = json_object_get(commit->note, key), *element;
	size_t n_items = 0, i;

	*items = NULL;
	json_array_foreach(array, i, element) {
		const json_t *id = json_is_object(element) ? json_object_get(element, "id") :
							     element;

		if (json_is_string(id))
			*array_append(*items, n_items) = json_string_value(id);
	}
	return n_items;
}

bool history_has_cve(const struct history_commit *commit, const char *cve)
{
	_cleanup_free_ const char **cves = NULL;
	size_t n_cves = history_list(commit, "cves", &cves);

	for (size_t i = 0; i < n_cves; i++)
		if (!strcasecmp(cves[i], cve))
			return true;
	return false;
}

bool history_find(const struct history *history, const git_oid *id, size_t *index)
{
	size_t low = 0, high = history->n_commits;

	while (low < high) {
		size_t middle = (low + high) / 2;
		size_t commit = history->by_id[middle];
		int order = git_oid_cmp(&history->commits[commit].id, id);

		if (order == 0) {
			*index = commit;
			return true;
		}
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}
