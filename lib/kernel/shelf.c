/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/shelf.h"

#include <glob.h>
#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"

struct error *shelf_open(const char *key, struct shelf *shelf)
{
	_cleanup_free_ char *cache = NULL, *directory = NULL;

	try(cache_directory(&cache));
	directory = xasprintf("%s/kernels/%s", cache, key);
	try(directory_make(directory));
	shelf->directory = take(directory);
	shelf->lock = -1;
	return NULL;
}

void shelf_close(struct shelf *shelf)
{
	free(shelf->directory);
	shelf->directory = NULL;
	if (shelf->lock >= 0)
		close(shelf->lock);
	shelf->lock = -1;
}

/*
 * A killed run's compiler may still be writing into its directory; then this
 * fails in part, and the next run finishes it.
 */
static void remove_leftovers(const struct shelf *shelf)
{
	_cleanup_free_ char *pattern = shelf_path(shelf, "{tmp.*,*.new.*}");
	glob_t found = { 0 };

	if (glob(pattern, GLOB_NOSORT | GLOB_BRACE, NULL, &found) == 0)
		for (size_t i = 0; i < found.gl_pathc; i++)
			error_free(tree_remove(found.gl_pathv[i]));
	globfree(&found);
}

struct error *shelf_lock(struct shelf *shelf)
{
	_cleanup_free_ char *path = NULL;

	if (shelf->lock >= 0)
		return NULL;
	path = shelf_path(shelf, "lock");
	try(file_lock(path, true, &shelf->lock));
	remove_leftovers(shelf);
	return NULL;
}

char *shelf_path(const struct shelf *shelf, const char *entry)
{
	return xasprintf("%s/%s", shelf->directory, entry);
}

bool shelf_has(const struct shelf *shelf, const char *entry)
{
	_cleanup_free_ char *path = shelf_path(shelf, entry);

	return file_exists(path);
}

struct error *shelf_workplace(const struct shelf *shelf, char **path)
{
	return directory_make_temporary(shelf->directory, "tmp", path);
}

struct error *shelf_publish(const struct shelf *shelf, const char *path, const char *entry)
{
	_cleanup_free_ char *target = shelf_path(shelf, entry);

	if (rename(path, target) < 0)
		return error_errno("cannot rename to %s", target);
	return NULL;
}
