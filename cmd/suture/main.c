/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/exit.h"
#include "alias.h"
#include "external.h"
#include "verbs.h"

static const struct verb {
	const char *name;
	const char *summary;
	int (*run)(int argc, char **argv);
} verbs[] = {
	{ "plan", "say what an upgrade would do", cmd_plan },
	{ "upgrade", "bring the kernel to where its repository has it", cmd_upgrade },
	{ "remove", "take updates back for good", cmd_remove },
	{ "hold", "leave updates as they are", cmd_hold },
	{ "pin", "go to a version and not beyond it", cmd_pin },
	{ "config", "show or change the machine's policy", cmd_config },
	{ "trust", "trust a repository's root", cmd_trust },
	{ "enrol", "become a member of a fleet", cmd_enrol },
	{ "report", "tell the fleet's service how this machine stands", cmd_report },
	{ "leave", "be in no fleet any more", cmd_leave },
	{ "boot", "apply again what was applied before the boot", cmd_boot },
	{ "apply", "apply updates to the running kernel, all or none", cmd_apply },
	{ "undo", "take updates back, all or none", cmd_undo },
	{ "list", "list the updates in the running kernel", cmd_list },
	{ "show", "show an update in the running kernel, or one on disk", cmd_show },
	{ "status", "tell how this machine stands", cmd_status },
	{ "cves", "tell which CVEs of this kernel are fixed", cmd_cves },
	{ "check", "tell a monitoring system whether all is well", cmd_check },
	{ "inspect", "ask a service what a kernel lacks", cmd_inspect },
	{ "uname", "tell which kernel this one is equal to", cmd_uname },
	{ "doctor", "see whether this machine can take updates", cmd_doctor },
};

static const struct verb *find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(verbs); i++)
		if (strcmp(verbs[i].name, name) == 0)
			return &verbs[i];
	return NULL;
}

static void print_help(FILE *stream)
{
	fputs("Usage: suture VERB [ARGUMENT...]\n\n"
	      "Update the running kernel without a reboot.\n\nVerbs:\n",
	      stream);
	for (size_t i = 0; i < ARRAY_SIZE(verbs); i++)
		fprintf(stream, "  %-8s  %s\n", verbs[i].name, verbs[i].summary);
	fputs("\nAny other VERB, such as 'try', is the program suture-VERB. 'suture VERB --help' "
	      "tells "
	      "more.\n"
	      "\nOptions:\n"
	      "  --help     print this and exit\n"
	      "  --version  print the version and exit\n",
	      stream);
}

static int help(FILE *stream, enum exit_code code)
{
	print_help(stream);
	return fflush(stream) ? EXIT_INTERNAL : code;
}

static int version(void)
{
	puts("suture " SUTURE_VERSION);
	return fflush(stdout) ? EXIT_INTERNAL : EXIT_DONE;
}

static int run_external(char **argv)
{
	_cleanup_error_ struct error *error = external_become(argv);

	fputs("suture: ", stderr);
	error_print(error, stderr);
	return exit_code(error);
}

int main(int argc, char **argv)
{
	const struct verb *verb;

	argv = alias_expand(&argc, argv);
	if (argc < 2)
		return help(stderr, EXIT_USAGE);
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)
		return help(stdout, EXIT_DONE);
	if (strcmp(argv[1], "--version") == 0)
		return version();
	verb = find(argv[1]);
	return verb ? verb->run(argc - 1, argv + 1) : run_external(argv + 1);
}
