/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tuf/reach.h"

#include <fnmatch.h>
#include <string.h>

#include "base/digest.h"

bool tuf_role_reaches(const struct tuf_role *role, const char *path)
{
	char digest[DIGEST_TEXT_SIZE];

	for (size_t i = 0; i < role->n_paths; i++)
		if (!fnmatch(role->paths[i], path, FNM_PATHNAME | FNM_NOESCAPE))
			return true;
	digest_bytes(path, strlen(path), digest);
	for (size_t i = 0; i < role->n_hash_prefixes; i++)
		if (!strncmp(digest, role->hash_prefixes[i], strlen(role->hash_prefixes[i])))
			return true;
	return false;
}
