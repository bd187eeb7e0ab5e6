/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "http/route.h"

#include <string.h>

#include "base/memory.h"

/* ---- methods ---- */

static const struct {
	const char *name;
	enum http_method method;
} methods[] = {
	{ "GET", HTTP_GET }, { "HEAD", HTTP_GET },	{ "POST", HTTP_POST },
	{ "PUT", HTTP_PUT }, { "DELETE", HTTP_DELETE },
};

enum http_method method_parse(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(methods); i++)
		if (!strcmp(methods[i].name, name))
			return methods[i].method;
	return HTTP_METHODS;
}

char *methods_text(unsigned int allowed)
{
	_cleanup_string_list_ struct string_list names = {};

	for (size_t i = 0; i < ARRAY_SIZE(methods); i++)
		if (allowed & 1U << methods[i].method)
			string_list_add(&names, methods[i].name);
	return string_list_join(&names);
}

/* ---- paths ---- */

bool path_split(const char *path, struct string_list *parts)
{
	if (*path != '/')
		return false;
	while (*path) {
		const size_t length = strcspn(++path, "/");
		_cleanup_free_ char *part = percent_decode(path, length, false);

		if (!part)
			return false;
		string_list_add(parts, part);
		path += length;
	}
	return true;
}

/* Whether a part of a pattern fits one of a path. A name stands for something, never for "". */
static bool fits(const char *pattern, size_t length, const char *part)
{
	if (*pattern == '{')
		return *part != 0;
	return strlen(part) == length && !memcmp(pattern, part, length);
}

/* "{name}" of this length, and what it stands for. */
static void add_name(struct fields *names, const char *pattern, size_t length, const char *part)
{
	if (*pattern == '{')
		fields_add(names, xstrndup(pattern + 1, length - 2), xstrdup(part));
}

bool route_fits(const char *pattern, const struct string_list *parts, struct fields *names)
{
	_cleanup_fields_ struct fields found = {};
	size_t i = 0;

	for (; *pattern; i++) {
		const size_t length = strcspn(++pattern, "/");

		if (i == parts->n_items || !fits(pattern, length, parts->items[i]))
			return false;
		add_name(&found, pattern, length, parts->items[i]);
		pattern += length;
	}
	if (i < parts->n_items)
		return false;
	for (i = 0; i < found.n_items; i++)
		fields_add(names, take(found.items[i].name), take(found.items[i].value));
	return true;
}

const struct http_route *route_find(const struct http_route *routes, size_t n_routes,
				    enum http_method method, const struct string_list *parts,
				    struct fields *names, unsigned int *allowed)
{
	*allowed = 0;
	for (size_t i = 0; i < n_routes; i++) {
		_cleanup_fields_ struct fields found = {};

		if (!route_fits(routes[i].pattern, parts, &found))
			continue;
		*allowed |= 1U << routes[i].method;
		if (routes[i].method != method)
			continue;
		*names = found;
		found = (struct fields){};
		return &routes[i];
	}
	return NULL;
}
