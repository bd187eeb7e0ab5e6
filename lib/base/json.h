/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What machines read: one JSON value a command, on standard output.
 */
#ifndef SUTURE_JSON_H
#define SUTURE_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "base/error.h"
#include "base/string_list.h"

/*
 * A new value for an error:
 *	{"refusal": {"code", "token", "message", "reason", "remedy", "object", "function",
 *		     "offset", "expected", "found"}}	what does not apply is null
 *	{"error": {"kind": "internal" | "usage" | "no-change", "message"}}
 */
json_t *error_to_json(const struct error *error) __attribute__((nonnull, warn_unused_result));

/* A new array of strings. */
json_t *strings_to_json(char *const *items, size_t n_items) __attribute__((warn_unused_result));

/* The same of a list. */
json_t *string_list_to_json(const struct string_list *list)
	__attribute__((nonnull, warn_unused_result));

/* A moment as signed files have it (date.h), in seconds since 1970; null for 0. */
json_t *date_to_json(int64_t seconds) __attribute__((warn_unused_result));

/* Add the strings of an array. false: it is no list of strings. */
bool json_read_strings(const json_t *array, struct string_list *strings)
	__attribute__((nonnull(2), warn_unused_result));

/* A new string, or null for NULL. Bytes that are no UTF-8 become '?'. */
json_t *string_to_json(const char *string) __attribute__((warn_unused_result));

/*
 * The text of a value: keys in the order in which they were set, indented by
 * two, a newline at the end. The caller's.
 */
char *json_text(const json_t *value) __attribute__((nonnull, warn_unused_result));

static inline void json_put(json_t **value)
{
	json_decref(*value);
}
#define _cleanup_json_ _cleanup_(json_put)

#endif
