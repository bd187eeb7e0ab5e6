/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A directory as a source. Sorted, so that the same files make the same pack. */
#include "tree/source_reading.h"

#include <errno.h>
#include <fts.h>
#include <limits.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "kernel/origin.h"

/* The directory that is read, and the one that is written: it may lie inside. */
struct place {
	struct reading *reading;
	size_t n_root;		/* length of the root's name */
	dev_t store_device;
	ino_t store_inode;
};

static void fts_closep(FTS **fts)
{
	if (*fts)
		fts_close(*fts);
}

static struct error *take_link(struct place *place, const FTSENT *entry, const char *path)
{
	_cleanup_free_ char *target = NULL;
	ssize_t length = entry->fts_statp->st_size;

	try(reading_size(place->reading, path, length));
	/* Some file systems do not tell how long the target is. */
	length = length > 0 ? length + 1 : PATH_MAX;
	target = xcalloc(length, 1);
	length = readlink(entry->fts_path, target, length);
	if (length < 0)
		return unreadable(error_errno("cannot read the link %s", entry->fts_path));
	return reading_file(place->reading, path, S_IFLNK, target, length);
}

static struct error *take_file(struct place *place, const FTSENT *entry, const char *path)
{
	_cleanup_bytes_ struct bytes bytes = { 0 };

	try(reading_size(place->reading, path, entry->fts_statp->st_size));
	try(unreadable(file_read(entry->fts_path, &bytes)));
	return reading_file(place->reading, path, entry->fts_statp->st_mode, bytes.data,
			    bytes.size);
}

static struct error *cannot_read(const FTSENT *entry)
{
	errno = entry->fts_errno ? entry->fts_errno : ELOOP;
	return unreadable(error_errno("cannot read %s", entry->fts_path));
}

static bool is_left_out(const struct place *place, const FTSENT *entry)
{
	return strcmp(entry->fts_name, ".git") == 0 ||
	       (entry->fts_statp->st_dev == place->store_device &&
		entry->fts_statp->st_ino == place->store_inode);
}

/* Entries that are neither files nor links nor directories are nothing to git. */
static struct error *take_entry(struct place *place, FTS *fts, FTSENT *entry)
{
	const char *name = entry->fts_path + place->n_root;
	_cleanup_free_ char *path = NULL;

	switch (entry->fts_info) {
	case FTS_D:
		if (entry->fts_level > 0 && is_left_out(place, entry))
			fts_set(fts, entry, FTS_SKIP);
		return NULL;
	case FTS_F:
	case FTS_SL:
	case FTS_SLNONE:
		try(reading_name(name + strspn(name, "/"), &path));
		if (!path)
			return NULL;
		return entry->fts_info == FTS_F ? take_file(place, entry, path) :
						  take_link(place, entry, path);
	case FTS_DNR:
	case FTS_DC:
	case FTS_ERR:
	case FTS_NS:
		return cannot_read(entry);
	default:
		return NULL;
	}
}

static int by_name(const FTSENT **one, const FTSENT **other)
{
	return strcmp((*one)->fts_name, (*other)->fts_name);
}

static bool has(const char *path, const char *name)
{
	_cleanup_free_ char *inner = xasprintf("%s/%s", path, name);

	return file_exists(inner);
}

/* Its objects as files are nothing that anybody means. */
static struct error *expect_no_repository(const char *path)
{
	if (!has(path, "HEAD") || !has(path, "objects") || !has(path, "refs"))
		return NULL;
	return error_refuse(SUTURE_REFUSAL_SOURCE_UNREADABLE,
			    "%s is a git repository: add ':' and a revision", path);
}

struct error *read_directory(struct reading *reading, const char *path)
{
	_cleanup_free_ char *root = xstrdup(path);
	char *const roots[] = { root, NULL };
	_cleanup_(fts_closep) FTS *fts = NULL;
	struct place place = { .reading = reading, .n_root = strlen(path) };
	struct stat status = { 0 };
	FTSENT *entry;

	try(expect_no_repository(path));
	progress_step(reading->progress, "reading %s", path);
	if (stat(git_repository_path(store_repository(reading->store)), &status) == 0) {
		place.store_device = status.st_dev;
		place.store_inode = status.st_ino;
	}
	fts = fts_open(roots, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR, by_name);
	if (!fts)
		return unreadable(error_errno("cannot read %s", path));
	while ((errno = 0, entry = fts_read(fts)))
		try(take_entry(&place, fts, entry));
	return errno ? unreadable(error_errno("cannot read %s", path)) : NULL;
}
