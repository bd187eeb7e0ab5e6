/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/worktree.h"

#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/run.h"
#include "build/mirror.h"
#include "build/path.h"

/* Take the lock of a clone that is there; false if somebody uses it. */
static bool take_clone(struct worktree *worktree, const char *directory, const char *lock_name)
{
	_cleanup_free_ char *lock_path = path_join(directory, lock_name);
	_cleanup_error_ struct error *busy = file_lock(lock_path, false, &worktree->lock);

	if (busy)
		return false;
	worktree->path = xstrndup(lock_path, strlen(lock_path) - strlen(".lock"));
	return true;
}

static bool take_any_clone(struct worktree *worktree, const char *directory)
{
	DIR *stream = opendir(directory);
	struct dirent *entry;
	bool taken = false;

	if (!stream)
		return false;
	while (!taken && (entry = readdir(stream)))
		if (!strncmp(entry->d_name, "work.", 5) && path_ends_with(entry->d_name, ".lock"))
			taken = take_clone(worktree, directory, entry->d_name);
	closedir(stream);
	return taken;
}

static struct error *make_clone(struct worktree *worktree, const char *directory)
{
	_cleanup_free_ char *lock_path = NULL;

	try(directory_make_temporary(directory, "work", &worktree->path));
	lock_path = xasprintf("%s.lock", worktree->path);
	return file_lock(lock_path, false, &worktree->lock);
}

/* What a build puts beside the clone. */
static struct error *remove_others(const struct worktree *worktree)
{
	DIR *stream = opendir(worktree->path);
	struct error *error = NULL;
	struct dirent *entry;

	if (!stream)
		return NULL;
	while (!error && (entry = readdir(stream))) {
		_cleanup_free_ char *path = path_join(worktree->path, entry->d_name);

		if (entry->d_name[0] != '.' && strcmp(entry->d_name, "tree"))
			error = tree_remove(path);
	}
	closedir(stream);
	return error;
}

/*
 * Compilers and shells open what they write with O_TRUNC, which would write
 * through to the tree: what a single-object build writes must not be there.
 */
static void detach_outputs(const struct worktree *worktree)
{
	_cleanup_free_ char *path = worktree_file(worktree, ".missing-syscalls.d");

	unlink(path);
}

/* One process at a time looks for a clone, so that each finds what the others have made. */
static struct error *choose(struct worktree *worktree, const char *directory)
{
	_cleanup_free_ char *guard_path = path_join(directory, "choice.lock");
	_cleanup_close_ int guard = -1;

	try(directory_make(directory));
	try(file_lock(guard_path, true, &guard));
	return take_any_clone(worktree, directory) ? NULL : make_clone(worktree, directory);
}

static struct error *fill(struct worktree *worktree, const char *directory)
{
	try(choose(worktree, directory));
	worktree->root = path_join(worktree->path, "tree");
	try(remove_others(worktree));
	try(directory_make(worktree->root));
	try(tree_mirror(worktree->tree, worktree->root));
	detach_outputs(worktree);
	return NULL;
}

struct error *worktree_new(const char *tree, const char *directory, struct worktree **worktree)
{
	_cleanup_worktree_ struct worktree *new = xcalloc(1, sizeof(*new));
	struct error *error;

	new->lock = -1;
	new->tree = xstrdup(tree);
	error = fill(new, directory);
	if (error)
		return error_context(error, "cannot clone %s", tree);
	*worktree = take(new);
	return NULL;
}

void worktree_free(struct worktree *worktree)
{
	if (!worktree)
		return;
	if (worktree->path) {
		/* What stays behind is found by the next user of the clone. */
		_cleanup_error_ struct error *ignored = remove_others(worktree);
	}
	cleanup_close(&worktree->lock);
	free(worktree->tree);
	free(worktree->root);
	free(worktree->path);
	free(worktree);
}

char *worktree_file(const struct worktree *worktree, const char *path)
{
	return path_join(worktree->root, path);
}

/*
 * Git's first complaint says "error: patch failed: FILE:LINE" or the like; the
 * next line says no more.
 */
static struct error *does_not_apply(const struct bytes *words)
{
	const char *text = words->data ? (const char *)words->data : "";
	const char *line = strstr(text, "error: ");

	try(run_no_space("git", words));
	line = line ? line + strlen("error: ") : text;
	return error_refuse(SUTURE_REFUSAL_PATCH_DOES_NOT_APPLY, "%.*s",
			    (int)strcspn(line, "\n"), line);
}

/* No repository around the directory is found or touched. */
static struct error *git_apply(const char *directory, const char *patch_path)
{
	_cleanup_free_ char *patch = realpath(patch_path, NULL);
	_cleanup_free_ char *ceiling = path_directory(directory);
	_cleanup_free_ char *ceilings = xasprintf("GIT_CEILING_DIRECTORIES=%s", ceiling);
	char *const environment[] = { ceilings, "GIT_DIR=/nonexistent", "GIT_CONFIG_NOSYSTEM=1",
				      "GIT_CONFIG_GLOBAL=/dev/null", "LC_ALL=C", NULL };
	_cleanup_bytes_ struct bytes output = {};
	const struct run_options options = {
		.directory = directory, .environment = environment, .output = &output,
	};
	const char *const argv[] = { "git", "apply", "--whitespace=nowarn", "-p1", patch, NULL };
	int status;

	if (!patch)
		return error_errno("%s", patch_path);
	try(run(argv, &options, &status));
	return status ? does_not_apply(&output) : NULL;
}

/*
 * Git unlinks a file before it writes the new one, so the tree that the clone shares
 * its files with stays as it is.
 */
struct error *worktree_apply(const struct worktree *worktree, const char *patch_path)
{
	return git_apply(worktree->root, patch_path);
}

static struct error *copy_into(const struct worktree *worktree, const char *directory,
			       const char *path)
{
	_cleanup_free_ char *from = worktree_file(worktree, path);
	_cleanup_free_ char *to = path_join(directory, path);
	_cleanup_free_ char *parent = path_directory(to);
	_cleanup_bytes_ struct bytes bytes = {};

	/* Git has the better words for a file that is not there. */
	if (!file_exists(from))
		return NULL;
	try(directory_make(parent));
	try(file_read(from, &bytes));
	return file_write(to, bytes.data, bytes.size, 0644);
}

struct error *worktree_preview(const struct worktree *worktree, const struct patch *patch,
			       const char *patch_path, char **directory)
{
	_cleanup_free_ char *preview = path_join(worktree->path, "preview");

	try(directory_make(preview));
	for (size_t i = 0; i < patch->n_files; i++) {
		const struct patch_file *file = &patch->files[i];

		try(copy_into(worktree, preview, patch_file_path(file)));
		if (file->old_path)
			try(copy_into(worktree, preview, file->old_path));
	}
	try(git_apply(preview, patch_path));
	*directory = take(preview);
	return NULL;
}
