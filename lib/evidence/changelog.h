/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A vendor's changelog, read for the changes it lists. Four grammars are known
 * (Debian, Ubuntu, RPM as Red Hat writes it, SUSE); which one it is shows in the text.
 * Lines that no grammar explains are kept, for the report.
 */
#ifndef SUTURE_CHANGELOG_H
#define SUTURE_CHANGELOG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/file.h"

struct change_item {
	char *subject;		/* decoded, continuation lines joined; without tags and CVEs */
	char *line;		/* as it stands there, joined */
	char *release;		/* the vendor's version that it is listed under */
	char *section;		/* "6.1.171" under a stable update's link; else NULL */
	char **architectures;	/* of "[x86,arm64]"; a hint and no more */
	size_t n_architectures;
	char **cves;
	size_t n_cves;
	char *commit;		/* where the grammar has one (SUSE, RPM): hex; else NULL */
	bool is_revert;
	bool is_dropped;	/* "Drop PATCH, applied upstream": takes a vendor's patch away */
};

struct changelog {
	struct change_item *items;	/* in the order in which the commits were made, oldest first */
	size_t n_items;
	char **unparsed;
	size_t n_unparsed;
};

/*
 * The entries after version old up to and including version new (either may be
 * NULL: from the beginning, to the end). ERROR_REFUSED (CHANGELOG_UNREADABLE) if no grammar
 * fits at all, CHANGELOG_RANGE if a version is not in it.
 */
struct error *changelog_parse(const struct bytes *text, const char *old, const char *new,
			      struct changelog **changelog)
	__attribute__((nonnull(1, 4), warn_unused_result));
/* The same from a file, which may be compressed with gzip, xz or zstd. */
struct error *changelog_read(const char *path, const char *old, const char *new,
			     struct changelog **changelog)
	__attribute__((nonnull(1, 4), warn_unused_result));
void changelog_free(struct changelog *changelog);
DEFINE_CLEANUP(struct changelog *, changelog_free);
#define _cleanup_changelog_ _cleanup_(changelog_freep)

#endif
