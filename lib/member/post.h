/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A letter to a fleet's service, and what is said to it. The service is trusted with nothing: its
 * advice is checked (machine/advice.h), and so is its no, which can be one of these and nothing
 * else:
 *
 *	REPORT_MALFORMED, REPORT_UNTRUSTED, MACHINE_UNKNOWN, ACCESS_KEY_WRONG,
 *	QUOTA_EXCEEDED		by its word
 *	SERVER_FAILED		any other no
 *	ADVICE_MALFORMED	what it says is no advice
 *
 * and what fetch.h refuses with.
 */
#ifndef SUTURE_POST_H
#define SUTURE_POST_H

#include "fetch/fetch.h"
#include "letter/letter.h"
#include "machine/advice.h"

struct post {
	const struct fetch_options *options;
	const char *service;	  /* its URL */
	const char *machine;	  /* the UUID of which the answer must be */
	struct letter letter;	  /* its word, UUID and serial; the body are the objects */
	const json_t *object;
	const json_t *lists;	  /* of a report, behind the object; or NULL */
	EVP_PKEY *key;
};

/* *advice is replaced if there is no error only. */
struct error *post_send(const struct post *post, int64_t now, struct advice *advice)
	__attribute__((nonnull, warn_unused_result));

/* It is a no that the service has said by its word, so that it has taken nothing. */
bool post_is_no(const struct error *error) __attribute__((nonnull));

/* What a service has said no with, as its refusal if it is one of those that it may have. */
struct error *post_declined(const char *url, const struct bytes *answer)
	__attribute__((nonnull, warn_unused_result));

#endif
