/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "console/path.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "base/form.h"
#include "base/memory.h"

static void add_part(char **path, const char *part)
{
	_cleanup_free_ char *encoded = percent_encode(part, "-._~");

	xappend(path, "/%s", encoded);
}

char *path_of_(const char *part, ...)
{
	char *path = xstrdup("");
	va_list parts;

	va_start(parts, part);
	for (; part; part = va_arg(parts, const char *))
		add_part(&path, part);
	va_end(parts);
	return path;
}

void path_add(char **path, const char *name, const char *value)
{
	_cleanup_free_ char *encoded = NULL;

	if (!value || !*value)
		return;
	encoded = percent_encode(value, "-._~");
	xappend(path, "%c%s=%s", strchr(*path, '?') ? '&' : '?', name, encoded);
}

void path_add_number(char **path, const char *name, int64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRId64, value);
	path_add(path, name, text);
}
