/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/mirror.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/memory.h"
#include "build/path.h"

/* One directory of each tree, at the same place. */
struct level {
	DIR *from, *to;
	const char *path;	/* of the copy */
};

static void close_stream(DIR **stream)
{
	if (*stream)
		closedir(*stream);
}
#define _cleanup_closedir_ _cleanup_(close_stream)

static bool is_dots(const char *name)
{
	return !strcmp(name, ".") || !strcmp(name, "..");
}

static DIR *open_directory(int parent, const char *name)
{
	int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *stream = fd < 0 ? NULL : fdopendir(fd);

	if (fd >= 0 && !stream)
		close(fd);
	return stream;
}

/* Directories need only both be ones; any other file must be the very same. */
static bool belongs(const struct level *level, const char *name)
{
	struct stat from, to;

	if (fstatat(dirfd(level->from), name, &from, AT_SYMLINK_NOFOLLOW) < 0 ||
	    fstatat(dirfd(level->to), name, &to, AT_SYMLINK_NOFOLLOW) < 0)
		return false;
	if (S_ISDIR(from.st_mode) || S_ISDIR(to.st_mode))
		return S_ISDIR(from.st_mode) && S_ISDIR(to.st_mode);
	return from.st_dev == to.st_dev && from.st_ino == to.st_ino;
}

static struct error *drop(const struct level *level, const char *name)
{
	_cleanup_free_ char *path = path_join(level->path, name);

	if (unlinkat(dirfd(level->to), name, 0) == 0)
		return NULL;
	return tree_remove(path);
}

static struct error *drop_strangers(const struct level *level)
{
	struct dirent *entry;

	while ((entry = readdir(level->to)))
		if (!is_dots(entry->d_name) && !belongs(level, entry->d_name))
			try(drop(level, entry->d_name));
	return NULL;
}

static struct error *mirror_level(const struct level *level);

static struct error *mirror_directory(const struct level *level, const char *name)
{
	_cleanup_free_ char *path = path_join(level->path, name);
	_cleanup_closedir_ DIR *from = open_directory(dirfd(level->from), name);
	_cleanup_closedir_ DIR *to = NULL;
	struct level inner = { .from = from, .path = path };

	if (mkdirat(dirfd(level->to), name, 0777) < 0 && errno != EEXIST)
		return error_errno("cannot make %s", path);
	to = open_directory(dirfd(level->to), name);
	if (!from || !to)
		return error_errno("cannot open %s", path);
	inner.to = to;
	return mirror_level(&inner);
}

static bool is_directory(const struct level *level, const struct dirent *entry)
{
	struct stat status;

	if (entry->d_type != DT_UNKNOWN)
		return entry->d_type == DT_DIR;
	return fstatat(dirfd(level->from), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
	       S_ISDIR(status.st_mode);
}

static struct error *mirror_entry(const struct level *level, const struct dirent *entry)
{
	const char *name = entry->d_name;

	if (is_directory(level, entry))
		return mirror_directory(level, name);
	if (linkat(dirfd(level->from), name, dirfd(level->to), name, 0) < 0 && errno != EEXIST)
		return error_errno("cannot link %s/%s", level->path, name);
	return NULL;
}

static struct error *mirror_level(const struct level *level)
{
	struct dirent *entry;

	try(drop_strangers(level));
	while ((entry = readdir(level->from)))
		if (!is_dots(entry->d_name))
			try(mirror_entry(level, entry));
	return NULL;
}

struct error *tree_mirror(const char *from_path, const char *to_path)
{
	_cleanup_closedir_ DIR *from = open_directory(AT_FDCWD, from_path);
	_cleanup_closedir_ DIR *to = open_directory(AT_FDCWD, to_path);
	const struct level level = { from, to, to_path };

	if (!from)
		return error_errno("cannot open %s", from_path);
	if (!to)
		return error_errno("cannot open %s", to_path);
	return mirror_level(&level);
}
