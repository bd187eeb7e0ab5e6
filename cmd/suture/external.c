/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "external.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>

#include "base/memory.h"
#include "base/program.h"

static bool is_verb(const char *name)
{
	if (!isalpha((unsigned char)*name))
		return false;
	for (; *name; name++)
		if (!isalnum((unsigned char)*name) && *name != '-')
			return false;
	return true;
}

/* The path of suture-VERB beside this program; the caller's. */
static char *path_beside(const char *program)
{
	_cleanup_free_ char *directory = NULL;
	_cleanup_error_ struct error *error = program_directory(&directory);

	return error ? xstrdup(program) : xasprintf("%s/%s", directory, program);
}

struct error *external_become(char **argv)
{
	_cleanup_free_ char *program = xasprintf("suture-%s", argv[0]);
	_cleanup_free_ char *beside = path_beside(program);
	const char *verb = argv[0];

	if (!is_verb(verb))
		return error_new(ERROR_USAGE, "'%s' is not a verb; see 'suture --help'", verb);
	argv[0] = program;
	execv(beside, argv);
	if (errno == ENOENT)
		execvp(program, argv);
	argv[0] = (char *)verb;
	if (errno == ENOENT)
		return error_new(ERROR_USAGE,
				 "'%s' is not a verb, and there is no program %s; "
				 "see 'suture --help'",
				 verb, program);
	return error_errno("cannot run %s", program);
}
