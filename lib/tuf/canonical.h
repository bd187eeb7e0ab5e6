/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Canonical JSON, in the form that TUF's signatures are made over: one text for one value.
 *
 * Members in the order of their names' bytes, no white space, whole numbers only; in strings
 * nothing is escaped but the quotation mark and the backslash, so that a PEM key has its newlines
 * as they are. No library's own writer does this.
 *
 * Source: http://wiki.laptop.org/go/Canonical_JSON, as named by the TUF specification 1.0.34.
 */
#ifndef SUTURE_CANONICAL_H
#define SUTURE_CANONICAL_H

#include <jansson.h>

#include "base/file.h"

/* Refuses numbers with a fraction, as METADATA_MALFORMED. */
struct error *canonical_json(const json_t *value, struct bytes *text)
	__attribute__((nonnull, warn_unused_result));

/*
 * For texts that are made piece by piece, which these functions alone may do: they know how much
 * is allocated. Add a member of an object, "NAME":VALUE, or bytes of a canonical text.
 */
struct error *canonical_member(const char *name, const json_t *value, struct bytes *text)
	__attribute__((nonnull, warn_unused_result));
void canonical_append(const void *data, size_t size, struct bytes *text) __attribute__((nonnull));
/* The same of an object; *hole: where members of its member, an empty object, have their place. */
struct error *canonical_with_hole(const json_t *object, const char *member, struct bytes *text,
				  size_t *hole) __attribute__((nonnull, warn_unused_result));

#endif
