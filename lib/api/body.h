/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a request says: a JSON object whose members are a table. One that is not in the table, one
 * that is needed and not there, and one of another type or beyond its bounds is refused with
 * REQUEST_MALFORMED.
 *
 *	const char *label = NULL;
 *	const struct body_row rows[] = { { "label", BODY_TEXT, BODY_NEEDED, 60, &label }, {} };
 *	_cleanup_json_ json_t *body = NULL;
 *
 *	try(body_read(call, rows, &body));
 */
#ifndef SUTURE_API_BODY_H
#define SUTURE_API_BODY_H

#include "service/service.h"

#define BODY_MAX 4096 /* bytes of the whole, for an endpoint's body_max */

enum body_kind {
	BODY_TEXT,    /* const char *; printable, of 'max' bytes at most */
	BODY_NUMBER,  /* int64_t; 0 to 'max' */
	BODY_BOOLEAN, /* bool */
	BODY_DATE,    /* int64_t, seconds since 1970 */
	BODY_LIST,    /* const json_t *; of 'max' items at most, which the caller reads */
};

enum body_need { BODY_OPTIONAL /* null is as good as nothing */, BODY_NEEDED };

struct body_row {
	const char *name; /* NULL ends a table */
	enum body_kind kind;
	enum body_need need;
	int64_t max;
	void *value; /* stays as it is if the member is not there */
};

/* Texts are the body's, which is the caller's. No text at all is an empty object. */
struct error *body_parse(const char *text, size_t size, const struct body_row *rows, json_t **body)
	__attribute__((nonnull, warn_unused_result));
/* The same of a request. */
struct error *body_read(const struct call *call, const struct body_row *rows, json_t **body)
	__attribute__((nonnull, warn_unused_result));

#endif
