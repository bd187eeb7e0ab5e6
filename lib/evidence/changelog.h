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
	/*
	 * What else the commit's subject may be, by the architectures: Debian writes "[x86] bugs:
	 * text" for "x86/bugs: text", and "[arm64] dts: text" for "arm64: dts: text".
	 */
	char **aliases;
	size_t n_aliases;
	char *line;		/* as it stands there, joined */
	char *release;		/* the vendor's version that it is listed under */
	char *section;		/* "6.1.171" under a stable update's link; else NULL */
	char **architectures;	/* of "[x86,arm64]"; a hint and no more */
	size_t n_architectures;
	char **cves;
	size_t n_cves;
	char *commit;		/* hex, of the vendor's packaging repository (SUSE); else NULL */
	bool is_revert;
	bool is_dropped;	/* "Drop PATCH, applied upstream": takes a vendor's patch away */
};

struct changelog {
	struct change_item *items;	/* as the commits were made: oldest first */
	size_t n_items;
	char **unparsed;
	size_t n_unparsed;
};

/*
 * The entries after version old up to and including version new (either may be
 * NULL: from the beginning, to the end). SUSE's changelogs have no versions: there a commit
 * stands for one, in hex, or as the end of a version (".g1a2b3c4").
 *
 * Refuses with
 *	CHANGELOG_UNREADABLE	no grammar fits at all
 *	TREES_REVERSED		new comes before old in it; or old is not in it and is the higher
 *				version, for the older package's changelog cannot have the newer one
 *	CHANGELOG_RANGE		a version is not in it otherwise
 */
struct error *changelog_parse(const struct bytes *text, const char *old, const char *new,
			      struct changelog **changelog)
	__attribute__((nonnull(1, 4), warn_unused_result));
/*
 * The same from a file, which may be compressed with gzip, xz or zstd; ERROR_USAGE if it cannot be
 * read.
 */
struct error *changelog_read(const char *path, const char *old, const char *new,
			     struct changelog **changelog)
	__attribute__((nonnull(1, 4), warn_unused_result));
void changelog_free(struct changelog *changelog);
DEFINE_CLEANUP(struct changelog *, changelog_free);
#define _cleanup_changelog_ _cleanup_(changelog_freep)

#endif
