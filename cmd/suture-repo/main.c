/* SPDX-License-Identifier: GPL-2.0-or-later */
/* suture-repo: make a signed repository of updates and publish it. */
#include <stdio.h>
#include <string.h>

#include "base/exit.h"
#include "base/memory.h"
#include "verbs.h"

static const struct verb {
	const char *name;
	const char *summary;
	int (*run)(int argc, char **argv);
} verbs[] = {
	{ "init", "make a repository and its keys", cmd_init },
	{ "add", "stage updates", cmd_add },
	{ "core", "stage the core module of a kernel", cmd_core },
	{ "edit", "stage what else is said of an update", cmd_edit },
	{ "cover", "stage until when a kernel is looked after", cmd_cover },
	{ "unpatchable", "stage that there is no update of a fix", cmd_unpatchable },
	{ "block", "stage that an update is withdrawn", cmd_block },
	{ "sign", "sign what is staged", cmd_sign },
	{ "publish", "publish what is staged and signed", cmd_publish },
	{ "refresh", "say that what is published still is the latest", cmd_refresh },
	{ "renew", "stage roles anew before they expire", cmd_renew },
	{ "rotate", "give a role a new key", cmd_rotate },
	{ "check", "read all that is published, as a client does", cmd_check },
	{ "clean", "remove what nobody reads any more", cmd_clean },
	{ "export", "put what is published into one file", cmd_export },
};

static int help(FILE *stream, enum exit_code code)
{
	fputs("Usage: suture-repo VERB [ARGUMENT...]\n\n"
	      "Make a signed repository of updates, a tree of files for any web "
	      "server.\n\nVerbs:\n",
	      stream);
	for (size_t i = 0; i < ARRAY_SIZE(verbs); i++)
		fprintf(stream, "  %-11s  %s\n", verbs[i].name, verbs[i].summary);
	fputs("\n'suture-repo VERB --help' tells more.\n"
	      "\nOptions:\n"
	      "  --help     print this and exit\n"
	      "  --version  print the version and exit\n",
	      stream);
	return fflush(stream) ? EXIT_INTERNAL : code;
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return help(stderr, EXIT_USAGE);
	if (!strcmp(argv[1], "--help"))
		return help(stdout, EXIT_DONE);
	if (!strcmp(argv[1], "--version"))
		return puts("suture-repo " SUTURE_VERSION) < 0 || fflush(stdout) ? EXIT_INTERNAL
										 : EXIT_DONE;
	for (size_t i = 0; i < ARRAY_SIZE(verbs); i++)
		if (!strcmp(argv[1], verbs[i].name))
			return verbs[i].run(argc - 1, argv + 1);
	fprintf(stderr, "suture-repo: '%s' is no verb; see 'suture-repo --help'\n", argv[1]);
	return EXIT_USAGE;
}
