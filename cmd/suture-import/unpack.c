/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "unpack.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include <archive.h>
#include <archive_entry.h>

#include "base/file.h"
#include "base/memory.h"

#define BLOCK	  65536
#define FILES_MAX 100000

DEFINE_CLEANUP(struct archive *, archive_read_free);

static struct error *damaged(const char *bundle, const char *what)
{
	return error_refuse(SUTURE_REFUSAL_BUNDLE_DAMAGED, "%s: %s", bundle, what);
}

/* "metadata/..." or "targets/...", and no way out of it. */
static bool is_sound_name(const char *name)
{
	if (strncmp(name, "metadata/", 9) && strncmp(name, "targets/", 8))
		return false;
	for (const char *part = name; part; part = strchr(part, '/')) {
		part += *part == '/';
		if (*part == '.' || *part == '/' || !*part)
			return false;
	}
	return true;
}

static struct error *make_parent(const char *path)
{
	_cleanup_free_ char *parent = xstrndup(path, (size_t)(strrchr(path, '/') - path));

	return directory_make(parent);
}

static struct error *copy(struct archive *archive, const char *bundle, int fd, const char *path)
{
	char block[BLOCK];
	la_ssize_t size;

	while ((size = archive_read_data(archive, block, sizeof(block))) > 0)
		try(file_append(fd, path, block, (size_t)size));
	return size < 0 ? damaged(bundle, archive_error_string(archive)) : NULL;
}

static struct error *unpack_file(struct archive *archive, const char *bundle,
				 struct archive_entry *entry, const char *directory)
{
	const char *name = archive_entry_pathname(entry);
	_cleanup_free_ char *path = NULL;
	_cleanup_close_ int fd = -1;

	if (!name || archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) ||
	    !is_sound_name(name))
		return damaged(bundle, "there is something in it that no repository has");
	path = xasprintf("%s/%s", directory, name);
	try(make_parent(path));
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd < 0 && errno == EEXIST)
		return damaged(bundle, "it has a file twice");
	if (fd < 0)
		return error_errno("cannot create %s", path);
	return copy(archive, bundle, fd, path);
}

struct error *unpack(const char *bundle, const char *directory)
{
	_cleanup_(archive_read_freep)
	struct archive *archive = archive_read_new();
	struct archive_entry *entry;
	size_t n = 0;
	int status;

	archive_read_support_format_tar(archive);
	if (archive_read_open_filename(archive, bundle, BLOCK) != ARCHIVE_OK)
		return damaged(bundle, archive_error_string(archive));
	while ((status = archive_read_next_header(archive, &entry)) == ARCHIVE_OK) {
		if (n++ == FILES_MAX)
			return damaged(bundle, "it has too many files");
		try(unpack_file(archive, bundle, entry, directory));
	}
	if (status != ARCHIVE_EOF)
		return damaged(bundle, archive_error_string(archive));
	return n ? NULL : damaged(bundle, "it is empty");
}
