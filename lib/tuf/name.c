/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tuf/name.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/form.h"
#include "base/memory.h"

char *tuf_encode(const char *text)
{
	return percent_encode(text, "_.-~");
}

char *tuf_role_file_name(const char *role)
{
	_cleanup_free_ char *encoded = tuf_encode(role);

	return xasprintf("%s.json", encoded);
}

char *tuf_role_file_name_of(const char *role, int64_t version)
{
	_cleanup_free_ char *name = tuf_role_file_name(role);

	return xasprintf("%lld.%s", (long long)version, name);
}

char *tuf_target_file_name(const char *path, const char *sha256)
{
	const char *slash = strrchr(path, '/');
	int length = slash ? (int)(slash + 1 - path) : 0;

	return xasprintf("%.*s%s.%s", length, path, sha256, path + length);
}
