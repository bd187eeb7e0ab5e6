/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tuf/store.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>

#include "base/memory.h"
#include "tuf/name.h"
#include "tuf/trust.h"

/* The next root, from the moment that it counts until what the keys before it signed is gone. */
#define ROTATED "rotated"

static char *path_of(const char *directory, const char *name)
{
	return xasprintf("%s/%s", directory, name);
}

static char *role_path(const struct tuf_store *store, const char *role)
{
	_cleanup_free_ char *name = tuf_role_file_name(role);

	return path_of(store->directory, name);
}

static struct error *remove_file(const char *path)
{
	if (unlink(path) < 0 && errno != ENOENT)
		return error_errno("cannot remove %s", path);
	return NULL;
}

static struct error *remove_role(const struct tuf_store *store, const char *role)
{
	_cleanup_free_ char *path = role_path(store, role);

	return remove_file(path);
}

/* ---- rotation ---- */

static struct error *finish_rotation(const struct tuf_store *store)
{
	_cleanup_free_ char *rotated = path_of(store->directory, ROTATED);
	_cleanup_free_ char *root = role_path(store, "root");

	if (!file_exists(rotated))
		return NULL;
	try(remove_role(store, "snapshot"));
	try(remove_role(store, "timestamp"));
	try(directory_sync(root));
	return file_publish(rotated, root);
}

struct error *tuf_store_write_root(const struct tuf_store *store, const struct bytes *root,
				   bool rotated)
{
	_cleanup_free_ char *path = path_of(store->directory, ROTATED);

	if (!rotated)
		return tuf_store_write(store, "root", root);
	try(file_write(path, root->data, root->size, 0644));
	return finish_rotation(store);
}

/* ---- opening ---- */

/* Does the store of a root alone not have it? */
static int is_old(const struct dirent *entry)
{
	const char *name = entry->d_name;
	size_t length = strlen(name);

	return !strcmp(name, ROTATED) ||
	       (length > 5 && !strcmp(name + length - 5, ".json") && strcmp(name, "root.json"));
}

static struct error *remove_old(const char *directory)
{
	struct dirent **entries;
	struct error *error = NULL;
	int n = scandir(directory, &entries, is_old, NULL);

	if (n < 0)
		return error_errno("cannot read %s", directory);
	for (int i = 0; i < n; i++) {
		_cleanup_free_ char *path = path_of(directory, entries[i]->d_name);

		if (!error)
			error = remove_file(path);
		free(entries[i]);
	}
	free(entries);
	return error;
}

static struct error *lock(const char *directory, struct tuf_store *store)
{
	_cleanup_free_ char *path = path_of(directory, "lock");

	try(file_lock(path, false, &store->lock));
	store->directory = xstrdup(directory);
	return NULL;
}

struct error *tuf_store_make(const char *directory, const struct bytes *root)
{
	_cleanup_tuf_trust_ struct tuf_trust trust = {};
	_cleanup_tuf_store_ struct tuf_store store = { .lock = -1 };

	try(tuf_trust_start(&trust, root->data, root->size, 0));
	try(directory_make(directory));
	try(lock(directory, &store));
	try(file_remove_unfinished(directory));
	try(remove_old(directory));
	return tuf_store_write(&store, "root", root);
}

struct error *tuf_store_open(const char *directory, struct tuf_store *store)
{
	_cleanup_tuf_store_ struct tuf_store opened = { .lock = -1 };
	_cleanup_free_ char *root = path_of(directory, "root.json");

	if (!file_exists(root))
		return error_refuse(SUTURE_REFUSAL_STORE_MISSING, "%s is not there", root);
	try(lock(directory, &opened));
	try(file_remove_unfinished(directory));
	try(finish_rotation(&opened));
	*store = opened;
	opened = (struct tuf_store){ .lock = -1 };
	return NULL;
}

void tuf_store_close(struct tuf_store *store)
{
	free(store->directory);
	store->directory = NULL;
	if (store->lock >= 0)
		close(store->lock);
	store->lock = -1;
}

/* ---- files ---- */

struct error *tuf_store_read(const struct tuf_store *store, const char *role, struct bytes *bytes,
			     bool *found)
{
	_cleanup_free_ char *path = role_path(store, role);
	bool is_there = file_exists(path);

	if (is_there)
		try(file_read(path, bytes));
	*found = is_there;
	return NULL;
}

struct error *tuf_store_write(const struct tuf_store *store, const char *role,
			      const struct bytes *bytes)
{
	_cleanup_free_ char *path = role_path(store, role);

	return file_write(path, bytes->data, bytes->size, 0644);
}
