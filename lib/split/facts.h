/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the evidence says about a commit, or an item of the changelog, put together from where
 * it stands: the changelog's line, the candidate and the records.
 */
#ifndef SUTURE_FACTS_H
#define SUTURE_FACTS_H

#include <jansson.h>

#include "split/split.h"

struct fact_cve {
	const char *id;		/* the evidence's */
	double score;		/* CVSS; below 0: not known */
};

/*
 * The CVEs that an item (which may be NULL) and records name, each once, in their order. Yields
 * their number; *cves is the caller's.
 */
size_t facts_cves(const struct change_item *item, const struct record *const *records,
		  size_t n_records, struct fact_cve **cves)
	__attribute__((nonnull(4), warn_unused_result));
/* The same as JSON: [{"id", "score"}...]. */
json_t *facts_cves_json(const struct change_item *item, const struct record *const *records,
			size_t n_records) __attribute__((warn_unused_result));

/* The commit in Linus' tree, and in the stable series; NULL where nobody says. The evidence's. */
const char *facts_upstream(const struct split_commit *commit) __attribute__((nonnull));
const char *facts_stable(const struct split_commit *commit) __attribute__((nonnull));

/* A new string of the same text in UTF-8: bytes that are none become '?'. */
char *facts_utf8(const char *text) __attribute__((nonnull, warn_unused_result));

#endif
