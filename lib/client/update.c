/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "client/update.h"

#include <errno.h>
#include <fcntl.h>

#include "base/digest.h"
#include "base/file.h"
#include "base/memory.h"

static struct error *check_file(int file, const struct manifest_module *module)
{
	char digest[DIGEST_TEXT_SIZE];
	uint64_t size;

	try(digest_file(file, digest, &size));
	if (size != module->size)
		return error_refuse(SUTURE_REFUSAL_UPDATE_DAMAGED, "%s has %llu bytes, not %llu",
				    module->file, (unsigned long long)size,
				    (unsigned long long)module->size);
	if (strcmp(digest, module->sha256) != 0)
		return error_refuse(SUTURE_REFUSAL_UPDATE_DAMAGED,
				    "the digest of %s is not the manifest's", module->file);
	return NULL;
}

/* O_NOFOLLOW, O_NONBLOCK: a link or a pipe in the place of the file is no update of ours. */
static struct error *open_file(const char *directory, const struct manifest_module *module,
			       int *file)
{
	_cleanup_free_ char *path = xasprintf("%s/%s", directory, module->file);
	_cleanup_close_ int opened = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

	if (opened < 0 && (errno == ENOENT || errno == ELOOP))
		return error_refuse(SUTURE_REFUSAL_UPDATE_DAMAGED, "the file %s is missing",
				    module->file);
	if (opened < 0)
		return error_errno("cannot open %s", path);
	try(check_file(opened, module));
	*file = take_fd(&opened);
	return NULL;
}

static struct error *open_files(const char *directory, struct update *update)
{
	size_t n = update->manifest.n_modules;

	update->files = xcalloc(n, sizeof(*update->files));
	for (size_t i = 0; i < n; i++)
		update->files[i] = -1;
	for (size_t i = 0; i < n; i++)
		try(open_file(directory, &update->manifest.modules[i], &update->files[i]));
	return NULL;
}

static struct error *no_manifest(const char *directory)
{
	return error_new(ERROR_USAGE, "%s is not an update: no %s in it", directory, MANIFEST_FILE);
}

struct error *update_open(const char *directory, struct update *update)
{
	_cleanup_free_ char *path = xasprintf("%s/%s", directory, MANIFEST_FILE);
	_cleanup_update_ struct update opened = { 0 };
	struct error *error;

	if (!file_exists(path))
		return no_manifest(directory);
	try(manifest_read(path, &opened.manifest));
	error = open_files(directory, &opened);
	if (error)
		return error_context(error, "%s", opened.manifest.id);
	*update = opened;
	opened = (struct update){ 0 };
	return NULL;
}

void update_close(struct update *update)
{
	for (size_t i = 0; update->files && i < update->manifest.n_modules; i++)
		cleanup_close(&update->files[i]);
	free(update->files);
	manifest_deinit(&update->manifest);
	*update = (struct update){ 0 };
}

const struct update *updates_find(const struct updates *updates, const char *id)
{
	for (size_t i = 0; i < updates->n_items; i++)
		if (strcmp(updates->items[i].manifest.id, id) == 0)
			return &updates->items[i];
	return NULL;
}

struct error *updates_open(char *const *directories, size_t n, struct updates *updates)
{
	for (size_t i = 0; i < n; i++) {
		_cleanup_update_ struct update update = { 0 };

		try(update_open(directories[i], &update));
		if (updates_find(updates, update.manifest.id))
			return error_new(ERROR_USAGE, "the update %s is given twice",
					 update.manifest.id);
		*array_append(updates->items, updates->n_items) = update;
		update = (struct update){ 0 };
	}
	return NULL;
}

/* Does it require one of the list's items from first on? */
static bool must_wait(const struct updates *updates, const struct update *update, size_t first)
{
	for (size_t i = first; i < updates->n_items; i++)
		if (string_list_contains(&update->manifest.requires, updates->items[i].manifest.id))
			return true;
	return false;
}

/* Move the first item that need not wait to the place; false if all of them must. */
static bool choose(struct updates *updates, size_t place)
{
	for (size_t i = place; i < updates->n_items; i++) {
		struct update chosen = updates->items[i];

		if (must_wait(updates, &chosen, place))
			continue;
		memmove(&updates->items[place + 1], &updates->items[place],
			(i - place) * sizeof(chosen));
		updates->items[place] = chosen;
		return true;
	}
	return false;
}

struct error *updates_sort(struct updates *updates)
{
	for (size_t place = 0; place < updates->n_items; place++)
		if (!choose(updates, place))
			return error_refuse(SUTURE_REFUSAL_UPDATE_DAMAGED,
					    "%s and another update require each other",
					    updates->items[place].manifest.id);
	return NULL;
}

void updates_close(struct updates *updates)
{
	for (size_t i = 0; i < updates->n_items; i++)
		update_close(&updates->items[i]);
	free(updates->items);
	*updates = (struct updates){ 0 };
}
