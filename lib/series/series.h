/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * series.json: all updates of one build of a kernel, in their order (docs/series.md).
 *
 * The publisher signs it; the client plans by it (plan.h). Nothing here reads a file or a clock.
 */
#ifndef SUTURE_SERIES_H
#define SUTURE_SERIES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/string_list.h"

#define SERIES_FORMAT 1
#define SERIES_FILE   "series.json"

/* The core module is the target DISTRIBUTION/BUILDID/core/suture.ko, so no update has this id. */
#define SERIES_CORE	 "core"
#define SERIES_CORE_FILE "suture.ko"

enum severity {
	SEVERITY_UNKNOWN,
	SEVERITY_LOW,
	SEVERITY_MEDIUM,
	SEVERITY_HIGH,
	SEVERITY_CRITICAL,
};

struct series_update {
	char *id;
	char *title;
	struct string_list cves;
	enum severity severity;
	struct string_list requires;  /* earlier ones */
	struct string_list conflicts; /* of which none may be applied with it */
	char *effective;	      /* the vendor's version that all up to here equal, or NULL */
	unsigned int rollout;	      /* percent of the machines that take it by themselves */
	int64_t added;		      /* seconds since 1970 */
	bool pinned;		      /* stays in memory once applied, see docs/manifest.md */
	uint64_t size;		      /* of its files, bytes */
};

/* A fix that there is no update of. */
struct series_exception {
	struct string_list cves;
	char *title;
	char *effective; /* the vendor's version that has it, or NULL */
	char *reason;	 /* a token of the table of refusals, "declined" or "pending" */
	char *text;	 /* one line for people */
};

struct series {
	char *distribution;
	char *release;	/* uname -r */
	char *version;	/* of the vendor's package */
	char *build_id; /* hexadecimal */
	int64_t covered_until; /* seconds since 1970; 0: not said */
	struct series_update *updates;
	size_t n_updates;
	size_t *order;	/* places of the updates, sorted by id, of so many; see series_sort() */
	size_t n_order;
	struct series_exception *exceptions;
	size_t n_exceptions;
};

/* Refuses with SERIES_FORMAT for another format number, else with SERIES_DAMAGED. */
struct error *series_parse(const void *text, size_t size, struct series *series)
	__attribute__((nonnull, warn_unused_result));
/* The text that is read so, the same for the same content; the caller's. */
struct error *series_text(const struct series *series, char **text)
	__attribute__((nonnull, warn_unused_result));
/* One without an update, in place of an empty one. */
void series_begin(struct series *series, const char *distribution, const char *release,
		  const char *version, const char *build_id) __attribute__((nonnull));
void series_deinit(struct series *series);
#define _cleanup_series_ _cleanup_(series_deinit)

/* The rule that a series breaks first, as SERIES_DAMAGED. */
struct error *series_check(const struct series *series)
	__attribute__((nonnull, warn_unused_result));

/* Have series_find() search less, until there are more updates. */
void series_sort(struct series *series) __attribute__((nonnull));
/* NULL: it has none of this id. */
struct series_update *series_find(const struct series *series, const char *id)
	__attribute__((nonnull));
const char *severity_name(enum severity severity);
/* false: there is no such. */
bool severity_parse(const char *name, enum severity *severity) __attribute__((nonnull));

#endif
