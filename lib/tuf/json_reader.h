/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * JSON from its text, member by member, for objects too large to be held as a tree.
 *
 *	json_reader_enter()	the brace of an object
 *	json_reader_next()	a member's name; or its end
 *	json_reader_value()	the member's value as a tree; or enter it, if it is an object
 *
 * All that is not a brace, a comma or a colon is read by the library that reads the trees, so there
 * is nothing that the one takes and the other does not; but that each value has the depth to itself
 * that the library allows to all. That no name comes twice is the caller's
 * to see, and that the text has no NUL. What is no JSON is refused as METADATA_MALFORMED.
 */
#ifndef SUTURE_JSON_READER_H
#define SUTURE_JSON_READER_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "base/error.h"

struct json_reader {
	const char *text;
	size_t size, at;
};

/* Does an object come next? */
bool json_reader_is_at_object(struct json_reader *reader) __attribute__((nonnull));
struct error *json_reader_enter(struct json_reader *reader)
	__attribute__((nonnull, warn_unused_result));
/* *name: a new string; NULL at the end of the object. is_first: of those of the object. */
struct error *json_reader_next(struct json_reader *reader, bool is_first, json_t **name)
	__attribute__((nonnull, warn_unused_result));
/* *value is the caller's. */
struct error *json_reader_value(struct json_reader *reader, json_t **value)
	__attribute__((nonnull, warn_unused_result));
/* Nothing may follow. */
struct error *json_reader_end(struct json_reader *reader)
	__attribute__((nonnull, warn_unused_result));

#endif
