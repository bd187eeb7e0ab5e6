/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a machine reports of itself (docs/service.md), as far as a fleet goes by it.
 *
 * It is signed, but by a machine that may have been broken into: every string is bounded and
 * printable here, and nothing is believed to be more than that machine's word. What an update is,
 * its title and what it fixes, the repository says (catalogue.h), not a machine.
 *
 * Its two parts are read apart. The lists of updates and CVEs are most of it, and the same in the
 * reports of many machines: whoever knows lists of this digest need not read them again.
 *
 * The strings are those of the objects that were read, which are kept.
 */
#ifndef SUTURE_FLEET_REPORT_H
#define SUTURE_FLEET_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "base/digest.h"
#include "base/error.h"

#define REPORT_FORMAT	   2
#define REPORT_UPDATES_MAX 6000
#define REPORT_CVES_MAX	   50000

struct report_update {
	const char *name, *state;
	const char *reason, *text; /* or NULL */
};

struct report_cve {
	const char *name, *state;
	const char *update, *text; /* or NULL */
};

/* What the machine tried last. */
struct report_change {
	int64_t at;	     /* 0: nothing yet */
	const json_t *install, *remove;
	const char *refusal; /* a token; NULL: it went well */
	const char *message; /* or NULL */
	int64_t pause;	     /* nanoseconds, 0: not known */
};

struct report {
	json_t *root;
	const char *hostname, *client, *boot;
	const json_t *tags;
	const char *cluster; /* the tag of that name, or NULL */
	bool is_automatic;
	bool is_about_to;      /* install what its plan says, as far as the answer lets it */
	const json_t *by_name; /* ids that it is about to install whatever is answered */
	const char *release, *build_id;
	const char *distribution, *version; /* or NULL */
	int64_t covered_until;		    /* 0: not known */
	const char *effective;		    /* or NULL */
	const char *verdict;
	const json_t *suspects, *installs; /* ids */
	struct report_change change;
	/* Of what it has in common with machines that stand alike: kernel, updates, CVEs. */
	char condition[DIGEST_TEXT_SIZE];

	const char *lists; /* their text */
	size_t lists_size;
	json_t *lists_root; /* NULL: they have not been read; nor has what follows */
	struct report_update *updates;
	size_t n_updates, n_applied;
	size_t n_open; /* updates that could be applied, or are held back by the fleet */
	struct report_cve *cves;
	size_t n_cves, n_unfixed;
};

/* All but the lists. The text must outlive the report. Refuses with REPORT_MALFORMED. */
struct error *report_parse(const void *text, size_t size, struct report *report)
	__attribute__((nonnull, warn_unused_result));
/* The lists, if they have not been read before. Refuses with REPORT_MALFORMED. */
struct error *report_read_lists(struct report *report)
	__attribute__((nonnull, warn_unused_result));
void report_deinit(struct report *report);
#define _cleanup_report_ _cleanup_(report_deinit)

#endif
