/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where a kernel comes from: Debian's archive (debian.c) or a directory
 * (dir.c). An origin knows what the kernel is called and can bring its parts;
 * it knows nothing of the cache.
 */
#ifndef SUTURE_ORIGIN_H
#define SUTURE_ORIGIN_H

#include "base/error.h"
#include "kernel/kernel.h"

struct origin {
	char *name;		/* "debian:6.1.0-47-cloud-amd64" */
	char *release;
	char *version;		/* "" if there is none */
	char *key;		/* names the kernel's directory in the cache */
	char *compiler;		/* program; NULL: as the configuration says */
	/* Further variables for make, NULL-terminated; may be NULL. */
	char **make_variables;
	const struct kernel_progress *progress;	/* may be NULL */

	/*
	 * Put "config", "image" and "modules" (a directory that has "kernel/"; only if
	 * there are modules) into an empty directory: files or symbolic links.
	 */
	struct error *(*bring_package)(const struct origin *origin, const char *directory);
	/*
	 * Put the source as "tree" and "Module.symvers" into an empty directory. The
	 * tree must be a copy: it is written to.
	 */
	struct error *(*bring_source)(const struct origin *origin, const char *directory);

	/* debian: of the source package and its series; dir: of the directory. */
	char *source_version, *series;
	char *path, *source, *config, *image, *modules, *symvers;
};

/* What stands behind "debian:" and "dir:". The progress is kept by the origin. */
struct error *debian_open(const char *text, const struct kernel_progress *progress,
			  struct origin **origin)
	__attribute__((nonnull(1, 3), warn_unused_result));
struct error *dir_open(const char *text, const struct kernel_progress *progress,
		       struct origin **origin)
	__attribute__((nonnull(1, 3), warn_unused_result));

void origin_free(struct origin *origin);
DEFINE_CLEANUP(struct origin *, origin_free);
#define _cleanup_origin_ _cleanup_(origin_freep)

/* Tell of a step. */
void progress_step(const struct kernel_progress *progress, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Tell how far it is. */
void progress_part(const struct kernel_progress *progress, size_t done, size_t all);

/* Unpack a tarball with one directory at its top as TO, which does not exist yet. */
struct error *source_unpack(const char *tarball, const char *to)
	__attribute__((nonnull, warn_unused_result));

/* May the text be one component of a path and a word of make's? Letters, digits, "+-._~:". */
bool is_plain_word(const char *text) __attribute__((nonnull));

#endif
