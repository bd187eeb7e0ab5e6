/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "client/module_info.h"

#include "base/memory.h"

const char *module_info(const struct bytes *module, const char *key)
{
	const char *at = (const char *)module->data, *end = at + module->size;
	size_t length = strlen(key);

	while ((at = memmem(at, (size_t)(end - at), key, length))) {
		bool is_first = at == (const char *)module->data;

		if ((is_first || !at[-1]) && at[length] == '=')
			return at + length + 1;
		at += length;
	}
	return NULL;
}

/* The vermagic is a release and flags behind a blank. */
char *module_release(const struct bytes *module)
{
	const char *vermagic = module_info(module, "vermagic");

	return vermagic ? xstrndup(vermagic, strcspn(vermagic, " ")) : NULL;
}
