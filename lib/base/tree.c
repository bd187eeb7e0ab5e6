/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whole directory trees, removed. */
#include "base/file.h"

#include <errno.h>
#include <fts.h>
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
	_cleanup_(fts_closep)
	FTS *fts = NULL;
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
