/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which route a path takes.
 *
 * A path is split at its slashes before its parts are decoded, so a "%2F" is a byte of a part and
 * never a bound. The first route of the table that fits is taken: "/a/new" goes before "/a/{name}".
 */
#ifndef SUTURE_HTTP_ROUTE_H
#define SUTURE_HTTP_ROUTE_H

#include "base/string_list.h"
#include "http/fields.h"
#include "http/http.h"

/* The methods by their names; HEAD is a GET. HTTP_METHODS: another one. */
enum http_method method_parse(const char *name) __attribute__((nonnull));

/* Add the parts of a path, decoded. false: it does not begin with '/', or is wrongly escaped. */
bool path_split(const char *path, struct string_list *parts)
	__attribute__((nonnull, warn_unused_result));

/* Whether a pattern fits; what its names stand for is added to the fields if it does. */
bool route_fits(const char *pattern, const struct string_list *parts, struct fields *names)
	__attribute__((nonnull));

/* NULL: none. *allowed has a bit, 1 << method, for each method that fits the path. */
const struct http_route *route_find(const struct http_route *routes, size_t n_routes,
				    enum http_method method, const struct string_list *parts,
				    struct fields *names, unsigned int *allowed)
	__attribute__((nonnull(4, 5, 6)));

/* What Allow says of these bits, "GET, HEAD, POST"; the caller's. */
char *methods_text(unsigned int allowed) __attribute__((warn_unused_result));

#endif
