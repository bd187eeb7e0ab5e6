/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "options.h"

#include <getopt.h>
#include <stdio.h>

static const struct option long_options[] = {
	{ "kernel", required_argument, NULL, 'k' }, { "output", required_argument, NULL, 'o' },
	{ "sign-key", required_argument, NULL, 's' },
	{ "certificate", required_argument, NULL, 'c' },
	{ "json", no_argument, NULL, 'j' },	    { "quiet", no_argument, NULL, 'q' },
	{ "help", no_argument, NULL, 'h' },	    { NULL, 0, NULL, 0 },
};

static void print_step(void *context, const char *text)
{
	const struct verb_options *options = context;

	if (!options->quiet)
		fprintf(stderr, "  %s\n", text);
}

static enum verb_outcome misused(const char *verb, const char *complaint)
{
	fprintf(stderr, "suture-create %s: %s (see %s --help)\n", verb, complaint, verb);
	return VERB_MISUSED;
}

enum verb_outcome verb_options_parse(int argc, char **argv, const char *usage, bool makes_module,
				     struct verb_options *options)
{
	int option;

	options->progress = (struct kernel_progress){ print_step, options };
	while ((option = getopt_long(argc, argv, "k:o:s:c:jqh", long_options, NULL)) != -1) {
		switch (option) {
		case 'k': options->kernel = optarg; break;
		case 'o': options->output = optarg; break;
		case 's': options->sign_key = optarg; break;
		case 'c': options->certificate = optarg; break;
		case 'j': options->json = true; break;
		case 'q': options->quiet = true; break;
		case 'h': fputs(usage, stdout); return VERB_IS_DONE;
		default: return VERB_MISUSED;
		}
	}
	if (optind < argc || !options->kernel)
		return misused(argv[0], "--kernel is needed, and no other argument");
	if ((options->output || options->sign_key || options->certificate) && !makes_module)
		return misused(argv[0], "it makes no module: no --output, no --sign-key");
	if (!options->sign_key != !options->certificate)
		return misused(argv[0], "--sign-key and --certificate are needed together");
	return VERB_GO_ON;
}
