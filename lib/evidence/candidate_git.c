/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "evidence/candidate_read.h"
#include "evidence/mail_text.h"
#include "evidence/scope.h"
#include "tree/store.h"

#define OBJECT_NAME_LENGTH 40

struct walk {
	struct candidates *candidates;
	git_repository *repository;
	git_revwalk *commits;
	bool is_inbox;		/* every commit brings one mail, the file "m" */
	struct scope_names *names;	/* of the commits to be read; NULL: all */
};

static void walk_deinit(struct walk *walk)
{
	git_revwalk_free(walk->commits);
	scope_names_free(walk->names);
}

DEFINE_CLEANUP(git_commit *, git_commit_free);
DEFINE_CLEANUP(git_tree *, git_tree_free);
DEFINE_CLEANUP(git_tree_entry *, git_tree_entry_free);
DEFINE_CLEANUP(git_blob *, git_blob_free);
DEFINE_CLEANUP(git_diff *, git_diff_free);
DEFINE_CLEANUP(git_object *, git_object_free);

bool is_git(const char *path)
{
	bool is;

	git_libgit2_init();
	is = git_repository_open_ext(NULL, path, GIT_REPOSITORY_OPEN_NO_SEARCH, NULL) == 0;
	git_libgit2_shutdown();
	return is;
}

/* ---- commits ---- */

struct paths {
	char **items;
	size_t n_items;
};

static void paths_deinit(struct paths *paths)
{
	for (size_t i = 0; i < paths->n_items; i++)
		free(paths->items[i]);
	free(paths->items);
}

static void find_changed(struct walk *walk, const git_tree *old, const git_tree *new,
			 const char *prefix, struct paths *paths);

static void look_into(struct walk *walk, const git_tree_entry *old, const git_tree_entry *new,
		      const char *path, struct paths *paths)
{
	_cleanup_(git_tree_freep) git_tree *old_tree = NULL;
	_cleanup_(git_tree_freep) git_tree *new_tree = NULL;
	_cleanup_free_ char *prefix = xasprintf("%s/", path);

	if (git_tree_lookup(&old_tree, walk->repository, git_tree_entry_id(old)) == 0 &&
	    git_tree_lookup(&new_tree, walk->repository, git_tree_entry_id(new)) == 0)
		find_changed(walk, old_tree, new_tree, prefix, paths);
	else
		*array_append(paths->items, paths->n_items) = xstrdup(path);
}

static bool are_same(const git_tree_entry *a, const git_tree_entry *b)
{
	return git_oid_equal(git_tree_entry_id(a), git_tree_entry_id(b)) &&
	       git_tree_entry_filemode(a) == git_tree_entry_filemode(b);
}

static void look_at(struct walk *walk, const git_tree_entry *old, const git_tree_entry *new,
		    const char *prefix, struct paths *paths)
{
	_cleanup_free_ char *path = xasprintf("%s%s", prefix, git_tree_entry_name(old ?: new));

	if (old && new && git_tree_entry_type(old) == GIT_OBJECT_TREE &&
	    git_tree_entry_type(new) == GIT_OBJECT_TREE)
		look_into(walk, old, new, path, paths);
	else
		*array_append(paths->items, paths->n_items) = take(path);
}

/*
 * The paths at which two trees differ; a directory that came or went is one. libgit2's own
 * comparison reads every directory of a kernel, 50 ms a commit; this one only those that differ.
 */
static void find_changed(struct walk *walk, const git_tree *old, const git_tree *new,
			 const char *prefix, struct paths *paths)
{
	for (size_t i = 0; i < git_tree_entrycount(new); i++) {
		const git_tree_entry *entry = git_tree_entry_byindex(new, i);
		const git_tree_entry *before =
			git_tree_entry_byname(old, git_tree_entry_name(entry));

		if (!before || !are_same(before, entry))
			look_at(walk, before, entry, prefix, paths);
	}
	for (size_t i = 0; i < git_tree_entrycount(old); i++) {
		const git_tree_entry *entry = git_tree_entry_byindex(old, i);

		if (!git_tree_entry_byname(new, git_tree_entry_name(entry)))
			look_at(walk, entry, NULL, prefix, paths);
	}
}

/* Nothing but the difference of the two trees: three lines of context, no renames guessed. */
static struct error *diff_trees(struct walk *walk, git_tree *old, git_tree *new, git_buf *text)
{
	_cleanup_(paths_deinit) struct paths paths = {};
	_cleanup_(git_diff_freep) git_diff *diff = NULL;
	git_diff_options options = GIT_DIFF_OPTIONS_INIT;

	if (old)
		find_changed(walk, old, new, "", &paths);
	if (old && paths.n_items == 0)
		return NULL;
	options.flags = GIT_DIFF_DISABLE_PATHSPEC_MATCH;
	options.pathspec = (git_strarray){ paths.items, paths.n_items };
	options.context_lines = 3;
	options.id_abbrev = OBJECT_NAME_LENGTH;
	if (git_diff_tree_to_tree(&diff, walk->repository, old, new, &options) ||
	    git_diff_to_buf(text, diff, GIT_DIFF_FORMAT_PATCH))
		return git_failure("its difference");
	return NULL;
}

static struct error *diff_text(struct walk *walk, git_commit *commit, git_buf *text)
{
	_cleanup_(git_commit_freep) git_commit *parent = NULL;
	_cleanup_(git_tree_freep) git_tree *old = NULL;
	_cleanup_(git_tree_freep) git_tree *new = NULL;

	if (git_commit_parentcount(commit) &&
	    (git_commit_parent(&parent, commit, 0) || git_commit_tree(&old, parent)))
		return git_failure("its parent");
	if (git_commit_tree(&new, commit))
		return git_failure("its tree");
	return diff_trees(walk, old, new, text);
}

static void fill_commit(struct candidate *candidate, git_commit *commit, const char *id,
			struct subject_tags *tags)
{
	const git_signature *author = git_commit_author(commit);
	const char *message = git_commit_message(commit);
	size_t subject = strcspn(message, "\n");
	_cleanup_free_ char *first = message_make(message, subject);
	_cleanup_free_ char *body = message_make(message + subject, strlen(message + subject));

	candidate->origin = CANDIDATE_COMMIT;
	candidate->id = xstrdup(id);
	candidate_set_subject(candidate, first, tags);
	candidate->author = xstrdup(author->name);
	candidate->email = xstrdup(author->email);
	candidate->time = author->when.time;
	candidate->offset = author->when.offset;
	candidate->repository = git_commit_owner(commit);
	candidate_set_message(candidate, body);
}

static struct error *read_change(struct walk *walk, git_commit *commit,
				 struct candidate *candidate)
{
	_cleanup_(git_buf_dispose) git_buf text = {};

	try(diff_text(walk, commit, &text));
	if (text.size == 0)
		return error_new(ERROR_USAGE, "it changes nothing");
	return file_patches_read(text.ptr, text.size, walk->candidates->table, &candidate->files,
				 &candidate->n_files);
}

static void add_commit(struct walk *walk, git_commit *commit, const char *id)
{
	struct candidate candidate = {};
	struct subject_tags tags;

	if (git_commit_parentcount(commit) > 1)
		return;
	fill_commit(&candidate, commit, id, &tags);
	if (walk->names && !scope_names_have(walk->names, &candidate))
		candidate_deinit(&candidate);
	else
		candidate_keep(walk->candidates, &candidate, id,
			       read_change(walk, commit, &candidate));
}

/* ---- mails ---- */

/* A commit that brings no mail takes one away: its file is "d". */
static void add_inbox_mail(struct walk *walk, git_commit *commit, const char *id)
{
	_cleanup_(git_tree_freep) git_tree *tree = NULL;
	_cleanup_(git_blob_freep) git_blob *blob = NULL;
	const git_tree_entry *entry;

	if (git_commit_tree(&tree, commit))
		return;
	entry = git_tree_entry_byname(tree, "m");
	if (!entry || git_blob_lookup(&blob, walk->repository, git_tree_entry_id(entry)))
		return;
	candidate_add(walk->candidates, CANDIDATE_MAIL, id, git_blob_rawcontent(blob),
		      git_blob_rawsize(blob));
}

static bool holds_mail(git_repository *repository, const git_oid *id)
{
	_cleanup_(git_commit_freep) git_commit *commit = NULL;
	_cleanup_(git_tree_freep) git_tree *tree = NULL;

	if (git_commit_lookup(&commit, repository, id) || git_commit_tree(&tree, commit))
		return false;
	return git_tree_entrycount(tree) == 1 &&
	       (git_tree_entry_byname(tree, "m") || git_tree_entry_byname(tree, "d"));
}

/* ---- the walk ---- */

/* It is kept open for the blobs of its commits. */
static struct error *open_repository(struct walk *walk, const char *path)
{
	struct candidates *candidates = walk->candidates;

	git_libgit2_init();
	if (git_repository_open_ext(&walk->repository, path, GIT_REPOSITORY_OPEN_NO_SEARCH,
				    NULL)) {
		git_libgit2_shutdown();
		return git_failure("%s", path);
	}
	*array_append(candidates->repositories, candidates->n_repositories) = walk->repository;
	return NULL;
}

void candidates_close_repositories(struct candidates *candidates)
{
	for (size_t i = 0; i < candidates->n_repositories; i++) {
		git_repository_free(candidates->repositories[i]);
		git_libgit2_shutdown();
	}
	free(candidates->repositories);
}

bool candidate_blob(const struct candidate *candidate, const char *hex, struct bytes *bytes)
{
	_cleanup_(git_blob_freep) git_blob *blob = NULL;
	git_oid oid;

	if (!candidate->repository || !hex || git_oid_fromstr(&oid, hex) ||
	    git_blob_lookup(&blob, candidate->repository, &oid))
		return false;
	bytes->size = git_blob_rawsize(blob);
	bytes->data = xcalloc(bytes->size + 1, 1);
	memcpy(bytes->data, git_blob_rawcontent(blob), bytes->size);
	return true;
}

/* The newest commit of a range tells what the repository is. */
static struct error *find_kind(struct walk *walk, const char *range)
{
	const char *dots = range ? strstr(range, "..") : NULL;
	const char *newest = dots ? dots + 2 : range;
	_cleanup_(git_object_freep) git_object *object = NULL;
	_cleanup_(git_object_freep) git_object *commit = NULL;

	if (!newest || !*newest)
		newest = "HEAD";
	if (git_revparse_single(&object, walk->repository, newest) ||
	    git_object_peel(&commit, object, GIT_OBJECT_COMMIT))
		return git_failure("%s", newest);
	walk->is_inbox = holds_mail(walk->repository, git_object_id(commit));
	if (!dots && git_revwalk_push(walk->commits, git_object_id(commit)))
		return git_failure("%s", newest);
	return NULL;
}

static struct error *start(struct walk *walk, const char *path, const char *range,
			   const struct scope *scope)
{
	_cleanup_free_ char *between = NULL;

	try(open_repository(walk, path));
	if (!range && scope)
		range = between = scope_range(scope, walk->repository);
	if (!range && scope)
		walk->names = scope_names_make(scope);
	if (git_revwalk_new(&walk->commits, walk->repository))
		return git_failure("%s", path);
	git_revwalk_sorting(walk->commits, GIT_SORT_TOPOLOGICAL | GIT_SORT_TIME | GIT_SORT_REVERSE);
	try(find_kind(walk, range));
	if (range && strstr(range, "..") && git_revwalk_push_range(walk->commits, range))
		return git_failure("%s", range);
	return NULL;
}

static void add_all(struct walk *walk)
{
	git_oid oid;

	while (git_revwalk_next(&oid, walk->commits) == 0) {
		_cleanup_(git_commit_freep) git_commit *commit = NULL;
		char id[OBJECT_NAME_LENGTH + 1];

		git_oid_tostr(id, sizeof(id), &oid);
		if (git_commit_lookup(&commit, walk->repository, &oid))
			continue;
		if (walk->is_inbox)
			add_inbox_mail(walk, commit, id);
		else
			add_commit(walk, commit, id);
	}
}

struct error *candidates_add_git(struct candidates *candidates, const char *path,
				 const char *range, const struct scope *scope)
{
	_cleanup_(walk_deinit) struct walk walk = { .candidates = candidates };
	struct error *error;

	error = start(&walk, path, range, scope);
	if (error) {
		error->kind = ERROR_USAGE;
		return error_context(error, "%s", path);
	}
	add_all(&walk);
	return NULL;
}
