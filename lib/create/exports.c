/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "create/exports.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* What EXPORT_SYMBOL defines beside the symbol, until 6.3 and from 6.4 on. */
static const char *exported_name(const struct symbol *symbol)
{
	static const char *const prefixes[] = { "__ksymtab_", "__export_symbol_" };

	for (size_t i = 0; symbol->section && i < ARRAY_SIZE(prefixes); i++) {
		size_t length = strlen(prefixes[i]);

		if (!strncmp(symbol->name, prefixes[i], length))
			return symbol->name + length;
	}
	return NULL;
}

static bool runs(const struct exports *exports, const char *name)
{
	const struct export *export = exports->symvers ? symvers_find(exports->symvers, name) :
							 NULL;

	return export && !strcmp(export->module, "vmlinux");
}

void exports_add(struct exports *exports, const struct object *post)
{
	for (size_t i = 1; i < post->n_symbols; i++) {
		const char *name = exported_name(&post->symbols[i]);

		if (name && !runs(exports, name))
			*array_append(exports->added, exports->n_added) = xstrdup(name);
	}
}

void exports_deinit(struct exports *exports)
{
	for (size_t i = 0; i < exports->n_added; i++)
		free(exports->added[i]);
	free(exports->added);
}

bool exports_have(const struct exports *exports, const char *name)
{
	for (size_t i = 0; i < exports->n_added; i++)
		if (!strcmp(exports->added[i], name))
			return true;
	return runs(exports, name);
}
