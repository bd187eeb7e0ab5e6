/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A vendor's source, wherever it comes from:
 *	DIR			a directory
 *	FILE.tar[.gz .xz ...]	an archive; one common top directory is left out
 *	FILE.deb		a Debian source package of a kernel (linux-source-6.1): the tar
 *				in it, and its changelog
 *	GIT:REV			a revision of a git repository
 *	debian:PACKAGE[=VERSION]	fetched with apt, kept in the cache
 * Only regular files and symbolic links count, as with git; modes are 0644 or 0755. Files of
 * version control (".git") are left out. Names that leave the tree refuse the source, as do a
 * file of more than 1 GiB, an archive that is cut off and a revision with a submodule.
 */
#ifndef SUTURE_SOURCE_H
#define SUTURE_SOURCE_H

#include "base/error.h"
#include "base/file.h"
#include "kernel/kernel.h"
#include "tree/listing.h"
#include "tree/store.h"

struct source {
	char *name;		/* for people: "linux-source-6.1 6.1.170-3" */
	char *version;		/* the vendor's, where it is known; else NULL */
	struct listing *listing;	/* written (listing_write), and all its objects flushed */
	/* Of the package, or debian/changelog in the tree; size 0: none came with it. */
	struct bytes changelog;
};

/*
 * Read a source into the store; SOURCE_UNREADABLE, NO_SPACE; a malformed debian: is ERROR_USAGE.
 * What another source has put in is not compressed again. The progress may be NULL.
 */
struct error *source_read(const char *specification, struct store *store,
			  const struct kernel_progress *progress, struct source **source)
	__attribute__((nonnull(1, 2, 4), warn_unused_result));
void source_free(struct source *source);
DEFINE_CLEANUP(struct source *, source_free);
#define _cleanup_source_ _cleanup_(source_freep)

#endif
