/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "create/publish.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/memory.h"
#include "client/manifest.h"

static char *path_of(const char *output, const char *id)
{
	return xasprintf("%s/%s", output, id);
}

static bool is_there(const char *path)
{
	struct stat status;

	return lstat(path, &status) == 0;
}

/* A link is no update, wherever it leads: only the link would give way. */
static bool is_directory(const char *path)
{
	struct stat status;

	return lstat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static bool is_update(const char *path, const char *id)
{
	_cleanup_free_ char *file = path_of(path, MANIFEST_FILE);
	_cleanup_manifest_ struct manifest manifest = { 0 };
	_cleanup_error_ struct error *error = NULL;

	if (!is_directory(path))
		return false;
	error = manifest_read(file, &manifest);
	return !error && !strcmp(manifest.id, id);
}

struct error *publish_check(const char *output, const char *id)
{
	_cleanup_free_ char *path = path_of(output, id);

	if (!is_there(path) || is_update(path, id))
		return NULL;
	return error_new(ERROR_USAGE, "%s is there and is no update of that id: remove it, "
			 "or choose another --id or --output", path);
}

static struct error *rename_to(const char *from, const char *to)
{
	if (rename(from, to) < 0)
		return error_errno("cannot rename %s to %s", from, to);
	return NULL;
}

/* Not every file system (NFS, some in user space) exchanges two names. */
static bool cannot_exchange(int error)
{
	return error == EINVAL || error == ENOSYS || error == EOPNOTSUPP;
}

static struct error *replace_by_steps(const char *directory, const char *output, const char *path)
{
	_cleanup_free_ char *aside = NULL;
	struct error *error;

	try(directory_make_temporary(output, ".suture-old", &aside));
	try(rename_to(path, aside));
	error = rename_to(directory, path);
	if (error) {
		error_free(rename_to(aside, path));
		return error;
	}
	return tree_remove(aside);
}

static struct error *replace(const char *directory, const char *output, const char *path)
{
	if (renameat2(AT_FDCWD, directory, AT_FDCWD, path, RENAME_EXCHANGE) == 0)
		return tree_remove(directory);
	if (!cannot_exchange(errno))
		return error_errno("cannot exchange %s and %s", directory, path);
	return replace_by_steps(directory, output, path);
}

struct error *publish(const char *directory, const char *output, const char *id)
{
	_cleanup_free_ char *path = path_of(output, id);

	try(publish_check(output, id));
	if (is_there(path))
		return replace(directory, output, path);
	/* What comes to be there at this moment is no empty directory: it stays. */
	return rename_to(directory, path);
}
