/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names and values as they come in a query or a form (application/x-www-form-urlencoded), decoded.
 *
 * Read strictly: a '%' has two hexadecimal digits behind it, and what comes out is UTF-8 without a
 * NUL. Nothing that a handler gets can be two things for two readers, therefore.
 */
#ifndef SUTURE_HTTP_FIELDS_H
#define SUTURE_HTTP_FIELDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"

/* More of them are no form that anybody filled in. */
#define FIELDS_MAX 1000

struct field {
	char *name, *value;
};

struct fields {
	struct field *items;
	size_t n_items;
};

/* Add those of a text, "a=b&c=d". false: it is none; some of them may be there then. */
bool fields_read(struct fields *fields, const char *text, size_t size)
	__attribute__((nonnull, warn_unused_result));
/* Both become the fields'. */
void fields_add(struct fields *fields, char *name, char *value) __attribute__((nonnull));
/* The value of the first of this name, or NULL. */
const char *fields_get(const struct fields *fields, const char *name) __attribute__((nonnull));
void fields_deinit(struct fields *fields);
#define _cleanup_fields_ _cleanup_(fields_deinit)

/* A new string; NULL if it is not strictly right, as above. plus: '+' is a blank. */
char *percent_decode(const char *text, size_t size, bool plus)
	__attribute__((nonnull, warn_unused_result));

#endif
