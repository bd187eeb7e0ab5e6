/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "emulator/initramfs.h"

#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/memory.h"

struct initramfs {
	char *path;
	FILE *stream;
	size_t offset;		/* bytes written, for the padding */
	uint32_t inode;		/* of the last entry */
	char **names;		/* guest paths that are in, in order of coming */
	size_t n_names;
};

struct error *initramfs_open(const char *path, struct initramfs **initramfs)
{
	FILE *stream = fopen(path, "we");

	if (!stream)
		return error_errno("cannot create %s", path);
	*initramfs = xcalloc(1, sizeof(**initramfs));
	(*initramfs)->path = xstrdup(path);
	(*initramfs)->stream = stream;
	return NULL;
}

void initramfs_close(struct initramfs *initramfs)
{
	if (!initramfs)
		return;
	if (initramfs->stream)
		fclose(initramfs->stream);
	for (size_t i = 0; i < initramfs->n_names; i++)
		free(initramfs->names[i]);
	free(initramfs->names);
	free(initramfs->path);
	free(initramfs);
}

bool initramfs_has(const struct initramfs *initramfs, const char *guest)
{
	for (size_t i = 0; i < initramfs->n_names; i++)
		if (!strcmp(initramfs->names[i], guest))
			return true;
	return false;
}

/* Errors of the stream are sticky; initramfs_finish() asks for them once. */
static void put(struct initramfs *initramfs, const void *data, size_t size)
{
	if (size)
		fwrite(data, 1, size, initramfs->stream);
	initramfs->offset += size;
}

static void pad(struct initramfs *initramfs)
{
	static const char zeros[4];

	put(initramfs, zeros, -initramfs->offset & 3);
}

/*
 * The header is 6 bytes of magic and 13 numbers of 8 hexadecimal digits. Name and
 * data each start at a multiple of 4; the name counts its NUL and has no '/' in front.
 */
static struct error *add_entry(struct initramfs *initramfs, const char *name, unsigned int mode,
			       const void *data, size_t size)
{
	size_t name_size = strlen(name) + 1;
	char header[6 + 13 * 8 + 1];
	unsigned int n_links = S_ISDIR(mode) ? 2 : 1;

	if (size > UINT32_MAX)
		return error_new(ERROR_USAGE, "%s is too big for an initramfs", name);
	snprintf(header, sizeof(header),
		 "070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X", ++initramfs->inode,
		 mode, 0, 0, n_links, 0, (unsigned int)size, 0, 0, 0, 0, (unsigned int)name_size,
		 0);
	put(initramfs, header, sizeof(header) - 1);
	put(initramfs, name, name_size);
	pad(initramfs);
	put(initramfs, data, size);
	pad(initramfs);
	return NULL;
}

static struct error *add_parents(struct initramfs *initramfs, const char *guest)
{
	const char *end = strrchr(guest, '/');
	_cleanup_free_ char *parent = NULL;

	if (!end || end == guest)
		return NULL;
	parent = xstrndup(guest, (size_t)(end - guest));
	return initramfs_add_directory(initramfs, parent);
}

static struct error *add_once(struct initramfs *initramfs, const char *guest, unsigned int mode,
			      const void *data, size_t size)
{
	if (guest[0] != '/' || strstr(guest, "//"))
		return error_new(ERROR_USAGE, "%s is not an absolute path", guest);
	if (!guest[1] || initramfs_has(initramfs, guest))
		return NULL;
	try(add_parents(initramfs, guest));
	*array_append(initramfs->names, initramfs->n_names) = xstrdup(guest);
	return add_entry(initramfs, guest + 1, mode, data, size);
}

struct error *initramfs_add_directory(struct initramfs *initramfs, const char *guest)
{
	return add_once(initramfs, guest, S_IFDIR | 0755, "", 0);
}

struct error *initramfs_add_bytes(struct initramfs *initramfs, const char *guest, const void *data,
				  size_t size, unsigned int mode)
{
	return add_once(initramfs, guest, S_IFREG | (mode & 07777), data, size);
}

struct error *initramfs_add_link(struct initramfs *initramfs, const char *guest, const char *target)
{
	return add_once(initramfs, guest, S_IFLNK | 0777, target, strlen(target));
}

static struct error *add_children(struct initramfs *initramfs, const char *guest, const char *host,
				  unsigned int mode)
{
	struct dirent **entries;
	int n = scandir(host, &entries, NULL, alphasort);
	struct error *error = NULL;

	if (n < 0)
		return error_errno("cannot read directory %s", host);
	for (int i = 0; i < n; i++) {
		const char *name = entries[i]->d_name;

		if (!error && strcmp(name, ".") && strcmp(name, "..")) {
			_cleanup_free_ char *from = xasprintf("%s/%s", host, name);
			_cleanup_free_ char *to = xasprintf("%s/%s", guest, name);

			error = initramfs_add_host(initramfs, to, from, mode);
		}
		free(entries[i]);
	}
	free(entries);
	return error;
}

struct error *initramfs_add_host(struct initramfs *initramfs, const char *guest, const char *host,
				 unsigned int mode)
{
	_cleanup_bytes_ struct bytes content = {};
	struct stat status;

	if (stat(host, &status))
		return error_errno("cannot find %s", host);
	if (S_ISDIR(status.st_mode)) {
		try(initramfs_add_directory(initramfs, guest));
		return add_children(initramfs, guest, host, mode);
	}
	if (!S_ISREG(status.st_mode))
		return NULL;
	try(file_read(host, &content));
	return initramfs_add_bytes(initramfs, guest, content.data, content.size,
				   mode ? mode : status.st_mode);
}

struct error *initramfs_finish(struct initramfs *initramfs)
{
	static const char zeros[512];
	FILE *stream = initramfs->stream;
	bool failed;

	initramfs->inode = UINT32_MAX; /* the trailer's number is 0 */
	try(add_entry(initramfs, "TRAILER!!!", 0, "", 0));
	put(initramfs, zeros, -initramfs->offset & (sizeof(zeros) - 1));
	initramfs->stream = NULL;
	failed = ferror(stream);
	if (fclose(stream) || failed)
		return error_errno("cannot write %s", initramfs->path);
	return NULL;
}
