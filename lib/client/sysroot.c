/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "client/sysroot.h"

#include <string.h>

#include "base/memory.h"

static const char *chosen;

void sysroot_set(const char *directory)
{
	chosen = directory;
}

static const char *sysroot(void)
{
	const char *directory = chosen ? chosen : getenv("SUTURE_SYSROOT");

	if (!directory || strcmp(directory, "/") == 0)
		return "";
	return directory;
}

bool sysroot_is_set(void)
{
	return *sysroot() != '\0';
}

char *sysroot_path(const char *format, ...)
{
	_cleanup_free_ char *path = NULL;
	va_list arguments;

	va_start(arguments, format);
	path = xvasprintf(format, arguments);
	va_end(arguments);
	return xasprintf("%s%s", sysroot(), path);
}

bool sysroot_exists(const char *path)
{
	_cleanup_free_ char *full = sysroot_path("%s", path);

	return file_exists(full);
}

struct error *sysroot_read(const char *path, struct bytes *bytes)
{
	_cleanup_free_ char *full = sysroot_path("%s", path);

	return file_read(full, bytes);
}

char *sysroot_line(const char *path)
{
	_cleanup_bytes_ struct bytes bytes = { 0 };
	_cleanup_error_ struct error *error = sysroot_read(path, &bytes);

	if (error)
		return NULL;
	return xstrndup((char *)bytes.data, strcspn((char *)bytes.data, "\n"));
}
