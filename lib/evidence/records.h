/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is known about vulnerabilities: one JSON object a line,
 *	{"cve", "title", "upstream", "fixed_SERIES": [RELEASE, COMMIT], "files": [PATH...],
 *	 "cvss": number or null}
 * of which only cve and title must be there. Two records may have one title, and two
 * titles one CVE.
 */
#ifndef SUTURE_RECORDS_H
#define SUTURE_RECORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct record {
	char *cve;
	char *title;
	char *key;		/* subject_key() of the title */
	char *upstream;		/* may be NULL */
	char *fixed_release;	/* "6.1.175"; may be NULL */
	char *fixed_commit;	/* in the stable series; may be NULL */
	char **files;
	size_t n_files;
	double score;		/* CVSS; below 0: not known */
};

struct records {
	struct record *items;	/* sorted by key, then CVE */
	size_t n_items;
	size_t n_unreadable;	/* lines that are no record */
};

/* ERROR_USAGE: the file cannot be read, or no line of it is a record. */
struct error *records_read(const char *path, struct records **records)
	__attribute__((nonnull, warn_unused_result));
struct error *records_parse(const void *bytes, size_t size, struct records **records)
	__attribute__((nonnull, warn_unused_result));
void records_free(struct records *records);
DEFINE_CLEANUP(struct records *, records_free);
#define _cleanup_records_ _cleanup_(records_freep)

/* The records of a title's key: the first and how many; 0 if there is none. */
size_t records_find(const struct records *records, const char *key, const struct record **first)
	__attribute__((nonnull));

#endif
