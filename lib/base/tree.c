/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whole directory trees: cloned by hard links, and removed. */
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"

static void fts_closep(FTS **fts)
{
	if (*fts)
		fts_close(*fts);
}

static struct error *remove_entry(const FTSENT *entry)
{
	switch (entry->fts_info) {
	case FTS_D:
		return NULL;
	case FTS_DP:
		if (rmdir(entry->fts_accpath) < 0 && errno != ENOENT)
			return error_errno("cannot remove %s", entry->fts_path);
		return NULL;
	case FTS_DNR:
	case FTS_ERR:
		errno = entry->fts_errno;
		return error_errno("cannot read %s", entry->fts_path);
	default:
		if (unlink(entry->fts_accpath) < 0 && errno != ENOENT)
			return error_errno("cannot remove %s", entry->fts_path);
		return NULL;
	}
}

struct error *tree_remove(const char *path)
{
	_cleanup_free_ char *root = xstrdup(path);
	char *const roots[] = { root, NULL };
	_cleanup_(fts_closep) FTS *fts = NULL;
	FTSENT *entry;

	if (!file_exists(path))
		return NULL;
	fts = fts_open(roots, FTS_PHYSICAL | FTS_XDEV | FTS_NOCHDIR, NULL);
	if (!fts)
		return error_errno("cannot read %s", path);
	while ((entry = fts_read(fts)))
		try(remove_entry(entry));
	return NULL;
}

static struct error *clone_level(int from, int to, const char *path);

static struct error *clone_directory(int from, int to, const char *name, const char *path)
{
	_cleanup_free_ char *inner = xasprintf("%s/%s", path, name);
	_cleanup_close_ int source = openat(from, name,
					    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	_cleanup_close_ int copy = -1;

	if (source < 0)
		return error_errno("cannot open %s", inner);
	if (mkdirat(to, name, 0777) < 0)
		return error_errno("cannot make a copy of %s", inner);
	copy = openat(to, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (copy < 0)
		return error_errno("cannot open the copy of %s", inner);
	return clone_level(source, copy, inner);
}

static bool is_directory(int parent, const struct dirent *entry)
{
	struct stat status;

	if (entry->d_type != DT_UNKNOWN)
		return entry->d_type == DT_DIR;
	return fstatat(parent, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
	       S_ISDIR(status.st_mode);
}

static void closedirp(DIR **directory)
{
	if (*directory)
		closedir(*directory);
}

static struct error *clone_level(int from, int to, const char *path)
{
	_cleanup_(closedirp) DIR *directory = fdopendir(dup(from));
	const struct dirent *entry;

	if (!directory)
		return error_errno("cannot read %s", path);
	while ((entry = readdir(directory))) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		if (is_directory(from, entry))
			try(clone_directory(from, to, entry->d_name, path));
		else if (linkat(from, entry->d_name, to, entry->d_name, 0) < 0)
			return error_errno("cannot link %s/%s", path, entry->d_name);
	}
	return NULL;
}

struct error *tree_clone(const char *from, const char *to)
{
	_cleanup_close_ int source = open(from, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	_cleanup_close_ int copy = -1;

	if (source < 0)
		return error_errno("cannot open %s", from);
	if (mkdir(to, 0777) < 0)
		return error_errno("cannot make %s", to);
	copy = open(to, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (copy < 0)
		return error_errno("cannot open %s", to);
	return clone_level(source, copy, from);
}
