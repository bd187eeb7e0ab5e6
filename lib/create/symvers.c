/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "create/symvers.h"

#include <string.h>

#include "base/file.h"
#include "base/memory.h"

static int by_name(const void *left, const void *right)
{
	const struct export *a = left, *b = right;

	return strcmp(a->name, b->name);
}

/* "0xCRC <tab> name <tab> module <tab> EXPORT_SYMBOL... <tab> namespace" */
static void read_line(struct symvers *symvers, char *line)
{
	char *crc = strsep(&line, "\t");
	char *name = strsep(&line, "\t");
	char *module = strsep(&line, "\t");
	char *kind = strsep(&line, "\t");
	struct export *export;

	if (!crc || !name || !module || !kind)
		return;
	export = array_append(symvers->items, symvers->n_items);
	export->crc = strtoul(crc, NULL, 16);
	export->name = xstrdup(name);
	export->module = xstrdup(module);
	export->name_space = xstrdup(line ? line : "");
}

struct error *symvers_open(const char *path, struct symvers **out)
{
	_cleanup_symvers_ struct symvers *symvers = xcalloc(1, sizeof(*symvers));
	_cleanup_bytes_ struct bytes file = { 0 };
	char *rest, *line;

	try(file_read(path, &file));
	rest = (char *)file.data;
	while ((line = strsep(&rest, "\n")))
		read_line(symvers, line);
	if (symvers->n_items)
		qsort(symvers->items, symvers->n_items, sizeof(*symvers->items), by_name);
	*out = take(symvers);
	return NULL;
}

void symvers_free(struct symvers *symvers)
{
	if (!symvers)
		return;
	for (size_t i = 0; i < symvers->n_items; i++) {
		free(symvers->items[i].name);
		free(symvers->items[i].module);
		free(symvers->items[i].name_space);
	}
	free(symvers->items);
	free(symvers);
}

const struct export *symvers_find(const struct symvers *symvers, const char *name)
{
	struct export key = { .name = (char *)name };

	if (!symvers->n_items)
		return NULL;
	return bsearch(&key, symvers->items, symvers->n_items, sizeof(key), by_name);
}
