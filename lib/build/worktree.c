/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/worktree.h"

#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/run.h"
#include "build/path.h"

static const char prefix[] = "work";

/* Remove a clone whose lock nobody holds. Whatever goes wrong: it is only room on the disk. */
static void remove_leftover(const char *directory, const char *lock_name)
{
	_cleanup_free_ char *lock_path = path_join(directory, lock_name);
	_cleanup_free_ char *path = xstrndup(lock_path, strlen(lock_path) - strlen(".lock"));
	_cleanup_close_ int lock = -1;
	_cleanup_error_ struct error *error = file_lock(lock_path, false, &lock);

	if (error)
		return;
	error = tree_remove(path);
	if (!error)
		unlink(lock_path);
}

static void remove_leftovers(const char *directory)
{
	DIR *stream = opendir(directory);
	struct dirent *entry;

	if (!stream)
		return;
	while ((entry = readdir(stream)))
		if (!strncmp(entry->d_name, "work.", 5) && path_ends_with(entry->d_name, ".lock"))
			remove_leftover(directory, entry->d_name);
	closedir(stream);
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

static struct error *fill(struct worktree *worktree, const char *tree, const char *directory)
{
	_cleanup_free_ char *guard_path = path_join(directory, "worktrees.lock");
	_cleanup_close_ int guard = -1;

	try(directory_make(directory));
	/* One at a time, so that nobody takes a clone that is not locked yet for a leftover. */
	try(file_lock(guard_path, true, &guard));
	remove_leftovers(directory);
	try(directory_make_temporary(directory, prefix, &worktree->path));
	worktree->lock_path = xasprintf("%s.lock", worktree->path);
	try(file_lock(worktree->lock_path, false, &worktree->lock));
	close(take_fd(&guard));
	worktree->root = path_join(worktree->path, "tree");
	try(tree_clone(tree, worktree->root));
	detach_outputs(worktree);
	return NULL;
}

struct error *worktree_new(const char *tree, const char *directory, struct worktree **worktree)
{
	_cleanup_worktree_ struct worktree *new = xcalloc(1, sizeof(*new));
	struct error *error;

	new->lock = -1;
	error = fill(new, tree, directory);
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
		_cleanup_error_ struct error *error = tree_remove(worktree->path);

		if (!error && worktree->lock_path)
			unlink(worktree->lock_path);
	}
	cleanup_close(&worktree->lock);
	free(worktree->lock_path);
	free(worktree->root);
	free(worktree->path);
	free(worktree);
}

char *worktree_file(const struct worktree *worktree, const char *path)
{
	return path_join(worktree->root, path);
}

/* Git's first complaint says "error: patch failed: FILE:LINE" or the like; the next line says no more. */
static struct error *does_not_apply(const struct bytes *words)
{
	const char *text = words->data ? (const char *)words->data : "";
	const char *line = strstr(text, "error: ");

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
