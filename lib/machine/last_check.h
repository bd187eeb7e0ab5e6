/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How the last look at the repository ended: last-check.json, for status, and for the next look. It
 * is of one kernel: what was seen of another says nothing of this one.
 */
#ifndef SUTURE_LAST_CHECK_H
#define SUTURE_LAST_CHECK_H

#include <stdint.h>

#include "base/error.h"

struct last_check {
	int64_t at;	    /* seconds since 1970; 0: never */
	int64_t succeeded;  /* when one last did; 0: never */
	int64_t good_until; /* when what the last good one saw expires; 0: not known */
	char *refusal;	    /* a token, "internal", or NULL: it went well */
	char *message;	    /* what was wrong, or NULL */
	char *etag;	    /* of the timestamp, or NULL */
};

/* Nothing depends on it: one that is not there, damaged, or of another kernel, says that there was
 * none. */
void last_check_read(const char *path, const char *build_id, struct last_check *check)
	__attribute__((nonnull));
struct error *last_check_write(const struct last_check *check, const char *build_id,
			       const char *path) __attribute__((nonnull, warn_unused_result));
/* What an error means for refusal and message; NULL: it went well. */
void last_check_note(struct last_check *check, const struct error *error, int64_t now)
	__attribute__((nonnull(1)));
void last_check_deinit(struct last_check *check);
#define _cleanup_last_check_ _cleanup_(last_check_deinit)

#endif
