/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "select.h"

#include <string.h>

#include "base/memory.h"

bool selection_names_some(const struct selection *selection)
{
	return selection->cve || selection->commit || selection->subject;
}

unsigned int selection_method(const char *name)
{
	for (int method = 0; method < SPLIT_METHODS; method++)
		if (!strcmp(split_method_name(method), name))
			return 1u << method;
	return 0;
}

static bool is_security(const struct history_commit *commit)
{
	return json_array_size(json_object_get(commit->note, "cves")) > 0;
}

static bool is_asked_for(const struct selection *selection, const struct history_commit *commit,
			 const git_oid *id)
{
	if (selection->cve && !history_has_cve(commit, selection->cve))
		return false;
	if (selection->commit && !git_oid_equal(&commit->id, id))
		return false;
	return !selection->subject ||
	       strcasestr(history_string(commit, "subject"), selection->subject);
}

static bool is_of_kind(const struct selection *selection, const struct history_commit *commit)
{
	unsigned int method = selection_method(history_string(commit, "method"));

	if (selection->methods && !(selection->methods & method))
		return false;
	if (selection->security && !is_security(commit))
		return false;
	return history_number(commit, "confidence", 0) >= selection->confidence;
}

/* A tag or a branch is the commit that it leads to. */
static bool resolve(const struct history *history, const char *revision, git_oid *id)
{
	git_object *object = NULL, *commit = NULL;
	bool found = !git_revparse_single(&object, history->repository, revision) &&
		     !git_object_peel(&commit, object, GIT_OBJECT_COMMIT);

	if (found)
		*id = *git_object_id(commit);
	git_object_free(object);
	git_object_free(commit);
	return found;
}

struct error *selection_make(const struct selection *selection, const struct history *history,
			     bool **chosen)
{
	_cleanup_free_ bool *flags = xcalloc(history->n_commits, sizeof(*flags));
	bool none = true;
	git_oid id;

	if (selection->commit && !resolve(history, selection->commit, &id))
		return error_refuse(SUTURE_REFUSAL_NOT_IN_SPLIT, "'%s' names no commit",
				    selection->commit);
	for (size_t i = 0; i < history->n_commits; i++) {
		if (!is_asked_for(selection, &history->commits[i], &id))
			continue;
		none = false;
		flags[i] = is_of_kind(selection, &history->commits[i]);
	}
	if (none && selection_names_some(selection))
		return error_refuse(SUTURE_REFUSAL_NOT_IN_SPLIT, "no commit of the split is '%s'",
				    selection->cve     ? selection->cve :
				    selection->subject ? selection->subject :
							 selection->commit);
	*chosen = take(flags);
	return NULL;
}
