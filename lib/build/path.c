/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/path.h"

#include "base/memory.h"

static void drop_last(char *path, size_t *length)
{
	while (*length > 0 && path[--*length] != '/')
		;
}

char *path_normal(const char *path)
{
	char *normal = xcalloc(strlen(path) + 1, 1);
	size_t length = 0;

	while (*path) {
		size_t part = strcspn(path, "/");

		if (part == 2 && !strncmp(path, "..", 2)) {
			drop_last(normal, &length);
		} else if (part > 0 && !(part == 1 && *path == '.')) {
			if (length > 0)
				normal[length++] = '/';
			memcpy(normal + length, path, part);
			length += part;
		}
		path += part;
		path += *path == '/';
	}
	normal[length] = '\0';
	return normal;
}

char *path_join(const char *directory, const char *name)
{
	return xasprintf("%s/%s", directory, name);
}

char *path_directory(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? xstrndup(path, slash - path) : xstrdup(".");
}

char *path_with_suffix(const char *path, const char *suffix)
{
	const char *dot = strrchr(path, '.');

	return xasprintf("%.*s%s", (int)(dot ? (size_t)(dot - path) : strlen(path)), path, suffix);
}

bool path_ends_with(const char *path, const char *end)
{
	size_t length = strlen(path), tail = strlen(end);

	return length >= tail && !strcmp(path + length - tail, end);
}

bool path_is_inside(const char *path)
{
	if (*path == '/' || *path == '\0')
		return false;
	while (*path) {
		size_t part = strcspn(path, "/");

		if (part == 2 && !strncmp(path, "..", 2))
			return false;
		path += part;
		path += *path == '/';
	}
	return true;
}
