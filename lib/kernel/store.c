/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/store.h"

#include <glob.h>
#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"

struct error *store_open(const char *key, struct store *store)
{
	_cleanup_free_ char *cache = NULL, *directory = NULL;

	try(cache_directory(&cache));
	directory = xasprintf("%s/kernels/%s", cache, key);
	try(directory_make(directory));
	store->directory = take(directory);
	store->lock = -1;
	return NULL;
}

void store_close(struct store *store)
{
	free(store->directory);
	store->directory = NULL;
	if (store->lock >= 0)
		close(store->lock);
	store->lock = -1;
}

/*
 * A killed run's compiler may still be writing into its directory; then this
 * fails in part, and the next run finishes it.
 */
static void remove_leftovers(const struct store *store)
{
	_cleanup_free_ char *pattern = store_path(store, "{tmp.*,*.new.*}");
	glob_t found = { 0 };

	if (glob(pattern, GLOB_NOSORT | GLOB_BRACE, NULL, &found) == 0)
		for (size_t i = 0; i < found.gl_pathc; i++)
			error_free(tree_remove(found.gl_pathv[i]));
	globfree(&found);
}

struct error *store_lock(struct store *store)
{
	_cleanup_free_ char *path = NULL;

	if (store->lock >= 0)
		return NULL;
	path = store_path(store, "lock");
	try(file_lock(path, true, &store->lock));
	remove_leftovers(store);
	return NULL;
}

char *store_path(const struct store *store, const char *entry)
{
	return xasprintf("%s/%s", store->directory, entry);
}

bool store_has(const struct store *store, const char *entry)
{
	_cleanup_free_ char *path = store_path(store, entry);

	return file_exists(path);
}

struct error *store_workplace(const struct store *store, char **path)
{
	return directory_make_temporary(store->directory, "tmp", path);
}

struct error *store_publish(const struct store *store, const char *path, const char *entry)
{
	_cleanup_free_ char *target = store_path(store, entry);

	if (rename(path, target) < 0)
		return error_errno("cannot rename to %s", target);
	return NULL;
}
