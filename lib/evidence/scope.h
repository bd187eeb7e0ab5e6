/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is known of an update before its candidates are read. A repository that is named without a
 * range may have a million commits, of which the update holds a thousand:
 *
 *	tags of both versions	v6.1.170..v6.1.176 for 6.1.170-3 and 6.1.176-1
 *	a changelog, records	the commits that they name, of all that HEAD reaches
 *	none of these		all that HEAD reaches
 *
 * Comparing a commit with its parent is what takes the time; finding its name takes next to none.
 */
#ifndef SUTURE_SCOPE_H
#define SUTURE_SCOPE_H

#include <git2.h>

#include "evidence/candidate.h"
#include "evidence/changelog.h"
#include "evidence/records.h"

struct scope {
	const char *old_version, *new_version;	/* the vendor's; may be NULL */
	const struct changelog *changelog;	/* may be NULL */
	const struct records *records;		/* may be NULL */
};

/* The range between the tags of the two versions; NULL if there is none. The caller's. */
char *scope_range(const struct scope *scope, git_repository *repository)
	__attribute__((nonnull, warn_unused_result));

/* The names of commits in a changelog and in records: keys of subjects, and commits in hex. */
struct scope_names;

/* NULL if there is neither of the two. */
struct scope_names *scope_names_make(const struct scope *scope)
	__attribute__((nonnull, warn_unused_result));
void scope_names_free(struct scope_names *names);
/* By its subject, as upstream commit, or by itself, which may be abbreviated. */
bool scope_names_have(const struct scope_names *names, const struct candidate *candidate)
	__attribute__((nonnull));

#endif
