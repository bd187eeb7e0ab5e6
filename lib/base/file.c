/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"

void bytes_deinit(struct bytes *bytes)
{
	free(bytes->data);
	*bytes = (struct bytes){ 0 };
}

static struct error *read_all(int fd, const char *path, struct bytes *bytes)
{
	size_t capacity = bytes->size;

	bytes->size = 0;
	for (;;) {
		ssize_t got;

		if (bytes->size == capacity) {
			capacity = capacity ? capacity * 2 : 4096;
			bytes->data = xrealloc(bytes->data, capacity + 1, 1);
		}
		got = read(fd, bytes->data + bytes->size, capacity - bytes->size);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return error_errno("cannot read %s", path);
		if (got == 0)
			break;
		bytes->size += got;
	}
	bytes->data[bytes->size] = 0;
	return NULL;
}

struct error *file_read(const char *path, struct bytes *bytes)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);
	_cleanup_bytes_ struct bytes content = { 0 };
	struct stat status;

	if (fd < 0 || fstat(fd, &status) < 0)
		return error_errno("cannot open %s", path);
	if (S_ISDIR(status.st_mode)) {
		errno = EISDIR;
		return error_errno("cannot read %s", path);
	}
	/* One byte more than its size, so that the end is seen without growing. */
	content.size = status.st_size + 1;
	content.data = xrealloc(NULL, content.size + 1, 1);
	try(read_all(fd, path, &content));
	*bytes = content;
	content = (struct bytes){ 0 };
	return NULL;
}

struct error *file_append(int fd, const char *name, const void *data, size_t size)
{
	const unsigned char *left = data;

	while (size > 0) {
		ssize_t done = write(fd, left, size);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return error_errno("cannot write %s", name);
		left += done;
		size -= (size_t)done;
	}
	return NULL;
}

struct error *directory_sync(const char *path)
{
	_cleanup_free_ char *copy = xstrdup(path);
	_cleanup_close_ int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 || fsync(fd) < 0)
		return error_errno("cannot sync the directory of %s", path);
	return NULL;
}

static struct error *write_new(const char *temporary, const char *path, const void *data,
			       size_t size, unsigned int mode)
{
	_cleanup_close_ int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);

	if (fd < 0)
		return error_errno("cannot create %s", path);
	if (fchmod(fd, mode) < 0)
		return error_errno("cannot set the mode of %s", path);
	try(file_append(fd, path, data, size));
	if (fsync(fd) < 0)
		return error_errno("cannot sync %s", path);
	if (close(take_fd(&fd)) < 0)
		return error_errno("cannot write %s", path);
	return NULL;
}

/* What rename(2) would find out too late. */
static struct error *expect_no_directory(const char *path)
{
	struct stat status;

	if (lstat(path, &status) < 0 || !S_ISDIR(status.st_mode))
		return NULL;
	errno = EISDIR;
	return error_errno("cannot write %s", path);
}

struct error *file_stage(const char *path, const void *data, size_t size, unsigned int mode,
			 char **temporary)
{
	_cleanup_free_ char *made = xasprintf("%s.new.%ld", path, (long)getpid());
	struct error *error;

	try(expect_no_directory(path));
	error = write_new(made, path, data, size, mode);
	if (error) {
		unlink(made);
		return error;
	}
	*temporary = take(made);
	return NULL;
}

struct error *file_publish(const char *temporary, const char *path)
{
	if (rename(temporary, path) < 0)
		return error_errno("cannot rename to %s", path);
	return directory_sync(path);
}

struct error *file_write(const char *path, const void *data, size_t size, unsigned int mode)
{
	_cleanup_free_ char *temporary = NULL;
	struct error *error;

	try(file_stage(path, data, size, mode, &temporary));
	error = file_publish(temporary, path);
	if (error)
		unlink(temporary);
	return error;
}

/* "NAME.new.PID" */
static int is_unfinished(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');

	return dot && dot - entry->d_name > 4 && !strncmp(dot - 4, ".new", 4) && dot[1] &&
	       strspn(dot + 1, "0123456789") == strlen(dot + 1);
}

/* name: of the file, or NULL for all of them. */
static struct error *remove_unfinished(const char *directory, const char *name)
{
	struct dirent **entries;
	struct error *error = NULL;
	int n = scandir(directory, &entries, is_unfinished, NULL);

	if (n < 0)
		return error_errno("cannot read %s", directory);
	for (int i = 0; i < n; i++) {
		const char *found = entries[i]->d_name;
		_cleanup_free_ char *path = xasprintf("%s/%s", directory, found);
		size_t length = (size_t)(strrchr(found, '.') - found) - strlen(".new");
		bool is_meant = !name || (strlen(name) == length && !strncmp(found, name, length));

		if (!error && is_meant && unlink(path) < 0)
			error = error_errno("cannot remove %s", path);
		free(entries[i]);
	}
	free(entries);
	return error;
}

struct error *file_remove_unfinished(const char *directory)
{
	return remove_unfinished(directory, NULL);
}

struct error *file_remove_unfinished_of(const char *path)
{
	_cleanup_free_ char *copy = xstrdup(path), *other = xstrdup(path);

	return remove_unfinished(dirname(copy), basename(other));
}

bool file_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

struct error *directory_make(const char *path)
{
	_cleanup_free_ char *copy = xstrdup(path);
	char *slash = copy;

	do {
		slash = strchr(slash + 1, '/');
		if (slash)
			*slash = 0;
		if (mkdir(copy, 0777) < 0 && errno != EEXIST)
			return error_errno("cannot make the directory %s", copy);
		if (slash)
			*slash = '/';
	} while (slash);
	return NULL;
}

struct error *directory_make_temporary(const char *directory, const char *prefix, char **path)
{
	_cleanup_free_ char *template = xasprintf("%s/%s.XXXXXX", directory, prefix);

	if (!mkdtemp(template))
		return error_errno("cannot make a directory in %s", directory);
	*path = take(template);
	return NULL;
}

static struct error *take_lock(int file, const char *path, bool wait)
{
	while (flock(file, LOCK_EX | (wait ? 0 : LOCK_NB)) < 0) {
		if (errno == EWOULDBLOCK)
			return error_refuse(SUTURE_REFUSAL_LOCKED, "%s is locked", path);
		if (errno != EINTR)
			return error_errno("cannot lock %s", path);
	}
	return NULL;
}

struct error *file_lock(const char *path, bool wait, int *fd)
{
	_cleanup_close_ int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);

	if (lock < 0)
		return error_errno("cannot open %s", path);
	try(take_lock(lock, path, wait));
	*fd = take_fd(&lock);
	return NULL;
}

struct error *directory_lock(const char *path, int *fd)
{
	_cleanup_close_ int lock = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (lock < 0)
		return error_errno("cannot open %s", path);
	try(take_lock(lock, path, true));
	*fd = take_fd(&lock);
	return NULL;
}

struct error *cache_directory(char **path)
{
	const char *cache = getenv("XDG_CACHE_HOME");
	const char *home = getenv("HOME");
	_cleanup_free_ char *directory = NULL;

	if (cache && cache[0] == '/')
		directory = xasprintf("%s/suture", cache);
	else if (home && home[0] == '/')
		directory = xasprintf("%s/.cache/suture", home);
	else
		return error_new(ERROR_USAGE, "neither XDG_CACHE_HOME nor HOME is set");
	try(directory_make(directory));
	*path = take(directory);
	return NULL;
}
