/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "alias.h"

#include <string.h>

#include "base/memory.h"

static const struct alias {
	const char *name, *verb;
	const char *before_id; /* the option that an id is given with, or NULL */
} aliases[] = {
	{ "uptrack-upgrade", "upgrade", NULL }, { "uptrack-install", "upgrade", "--only" },
	{ "uptrack-remove", "remove", NULL },	{ "uptrack-show", "list", NULL },
	{ "uptrack-uname", "uname", NULL },
};

static const struct alias *find(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;

	for (size_t i = 0; i < ARRAY_SIZE(aliases); i++)
		if (!strcmp(aliases[i].name, name))
			return &aliases[i];
	return NULL;
}

char **alias_expand(int *argc, char **argv)
{
	const struct alias *alias = find(argv[0]);
	char **words;
	int n = 0;

	if (!alias)
		return argv;
	words = xcalloc(2 * (size_t)*argc + 2, sizeof(*words));
	words[n++] = argv[0];
	words[n++] = (char *)alias->verb;
	for (int i = 1; i < *argc; i++) {
		if (alias->before_id && argv[i][0] != '-')
			words[n++] = (char *)alias->before_id;
		words[n++] = argv[i];
	}
	*argc = n;
	return words;
}
