/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Between source_read() and the readers of each kind of source: what they put their files into,
 * and what they have in common. Names are foreign: reading_name() stands before every one.
 */
#ifndef SUTURE_SOURCE_READING_H
#define SUTURE_SOURCE_READING_H

#include "tree/source.h"

/* A kernel's largest file has 23 MB, all together 1.3 GB. What is beyond is no source. */
#define SOURCE_FILE_LIMIT (1ull << 30)
#define SOURCE_LIMIT (1ull << 34)

struct reading {
	struct store *store;
	const struct kernel_progress *progress;	/* may be NULL */
	struct source *source;			/* being filled; its listing is there */
	uint64_t size;				/* of all files so far */
};

/*
 * The path in the tree of a name as the source has it, without "." and empty parts; NULL for
 * what is left out (version control, or no name at all). Refuses absolute names and "..".
 */
struct error *reading_name(const char *name, char **path)
	__attribute__((nonnull, warn_unused_result));
/* Will a file of this size be taken? To be asked before it is read. */
struct error *reading_size(struct reading *reading, const char *path, uint64_t size)
	__attribute__((nonnull, warn_unused_result));
/* Take a file (or a symbolic link, whose bytes are its target). The mode is stat(2)'s. */
struct error *reading_file(struct reading *reading, const char *path, uint32_t mode,
			   const void *data, size_t size)
	__attribute__((nonnull(1, 2), warn_unused_result));
/* The same for one that is in the store. */
struct error *reading_known(struct reading *reading, const char *path, uint32_t mode,
			    const git_oid *oid) __attribute__((nonnull, warn_unused_result));

/* Make SOURCE_UNREADABLE of an error that names no reason. Returns its argument. */
struct error *unreadable(struct error *error) __attribute__((warn_unused_result));

/* The readers. */
struct error *read_directory(struct reading *reading, const char *path)
	__attribute__((nonnull, warn_unused_result));
/* An archive or a Debian package. */
struct error *read_archive(struct reading *reading, const char *path)
	__attribute__((nonnull, warn_unused_result));
struct error *read_revision(struct reading *reading, const char *repository, const char *revision)
	__attribute__((nonnull, warn_unused_result));
/* PACKAGE[=VERSION] */
struct error *read_debian(struct reading *reading, const char *text)
	__attribute__((nonnull, warn_unused_result));

#endif
