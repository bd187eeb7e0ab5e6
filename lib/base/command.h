/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What commands and their verbs have in common: options, which are a table that --help is
 * printed from as well, and the way in which a command ends.
 */
#ifndef SUTURE_COMMAND_H
#define SUTURE_COMMAND_H

#include <stdbool.h>

#include "base/exit.h"
#include "base/json.h"
#include "base/string_list.h"

/* What an option sets. */
enum option_kind {
	OPTION_FLAG,   /* bool *value becomes true */
	OPTION_NUMBER, /* unsigned int *value */
	OPTION_TEXT,   /* const char **value; points into argv */
	OPTION_LIST,   /* struct string_list *value; may be given more than once */
};

struct option_row {
	const char *name;     /* without the dashes; NULL ends a table */
	const char *argument; /* how --help calls its argument; NULL for a flag */
	const char *help;
	enum option_kind kind;
	void *value;
	char letter; /* another name of one letter, behind one dash; 0: it has none */
};

struct command {
	const char *name;      /* "suture apply" */
	const char *arguments; /* how --help calls what comes after the options */
	const char *purpose;
	const struct option_row *options;
	bool follows; /* a repository: its exit codes tell more (exit.h) */
};

/*
 * Take the options out of *argc, *argv, which then hold the other arguments
 * alone. With --help, print it and exit.
 */
struct error *command_parse(const struct command *command, int *argc, char ***argv)
	__attribute__((nonnull, warn_unused_result));

/* A usage error that names --help. */
struct error *command_misused(const struct command *command, const char *why)
	__attribute__((nonnull, warn_unused_result));

/*
 * Print how the command ended: an error for people on standard error. As JSON,
 * value on standard output, with the error's members in it. Yields the exit code. value may be
 * NULL; it and the error stay the caller's.
 */
enum exit_code command_end(const struct command *command, const struct error *error, bool as_json,
			   json_t *value);

#endif
