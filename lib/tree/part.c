/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tree/part.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"

#define SUFFIX_LENGTH 6		/* as mkdtemp(3) makes it */

static struct error *exists(const char *target)
{
	return error_refuse(SUTURE_REFUSAL_OUTPUT_EXISTS, "%s is there already", target);
}

static struct error *expect_nothing(const char *target)
{
	struct stat status;

	if (lstat(target, &status) == 0)
		return exists(target);
	return errno == ENOENT ? NULL : error_errno("cannot look at %s", target);
}

static char *parent_of(const char *path)
{
	_cleanup_free_ char *copy = xstrdup(path);

	return xstrdup(dirname(copy));
}

static char *without_last_slashes(const char *path)
{
	size_t length = strlen(path);

	while (length > 1 && path[length - 1] == '/')
		length--;
	return xstrndup(path, length);
}

/* Lock a part; -1 if somebody else has it, or had it and removed it. */
static int lock_directory(const char *path)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct stat opened, named;

	if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) < 0 || fstat(fd, &opened) < 0 ||
	    lstat(path, &named) < 0 || opened.st_ino != named.st_ino)
		return -1;
	return take_fd(&fd);
}

/* ---- what killed makers left ---- */

static void remove_if_left(const char *path)
{
	_cleanup_close_ int lock = lock_directory(path);

	/* What cannot be removed is in nobody's way: parts have other names. */
	if (lock >= 0)
		error_free(tree_remove(path));
}

static void closedirp(DIR **directory)
{
	if (*directory)
		closedir(*directory);
}

static void remove_left(const char *target)
{
	_cleanup_free_ char *parent = parent_of(target);
	_cleanup_free_ char *copy = xstrdup(target);
	_cleanup_free_ char *prefix = xasprintf("%s.part.", basename(copy));
	_cleanup_(closedirp) DIR *directory = opendir(parent);
	size_t length = strlen(prefix);
	struct dirent *entry;

	while (directory && (entry = readdir(directory))) {
		_cleanup_free_ char *path = xasprintf("%s/%s", parent, entry->d_name);

		if (strncmp(entry->d_name, prefix, length) == 0 &&
		    strlen(entry->d_name) == length + SUFFIX_LENGTH)
			remove_if_left(path);
	}
}

/* ---- ours ---- */

/* Between making and locking, another maker may take our part for one that was left. */
static struct error *make_locked(const char *target, char **path, int *lock)
{
	_cleanup_free_ char *made = NULL;

	do {
		free(made);
		made = xasprintf("%s.part.XXXXXX", target);
		if (!mkdtemp(made))
			return error_errno("cannot make a directory beside %s", target);
		*lock = lock_directory(made);
	} while (*lock < 0);
	*path = take(made);
	return NULL;
}

struct error *part_make(const char *target, struct part *part)
{
	_cleanup_free_ char *plain = without_last_slashes(target);
	char *path;
	int lock;

	try(expect_nothing(plain));
	remove_left(plain);
	try(make_locked(plain, &path, &lock));
	*part = (struct part){ take(plain), path, lock };
	return NULL;
}

/* mkdtemp(3) made it private; the user wants it to be like other directories. */
static struct error *open_to_others(const char *path)
{
	mode_t mask = umask(0);

	umask(mask);
	if (chmod(path, 0777 & ~mask) < 0)
		return error_errno("cannot set the mode of %s", path);
	return NULL;
}

/* Not every file system knows how to leave alone what is there. */
static int rename_to_new(const char *from, const char *to)
{
	if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
		return 0;
	return errno == EINVAL || errno == ENOSYS ? rename(from, to) : -1;
}

struct error *part_publish(struct part *part)
{
	try(open_to_others(part->path));
	if (rename_to_new(part->path, part->target) < 0) {
		if (errno == EEXIST || errno == ENOTEMPTY || errno == ENOTDIR)
			return exists(part->target);
		return error_errno("cannot rename to %s", part->target);
	}
	free(take(part->path));
	return directory_sync(part->target);
}

void part_deinit(struct part *part)
{
	if (part->path)
		error_free(tree_remove(part->path));
	if (part->lock >= 0)
		close(part->lock);
	free(part->path);
	free(part->target);
	*part = (struct part){ .lock = -1 };
}
