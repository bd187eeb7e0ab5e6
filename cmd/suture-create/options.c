/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "options.h"

#include <getopt.h>
#include <stdio.h>

static const struct option long_options[] = {
	{ "kernel", required_argument, NULL, 'k' }, { "output", required_argument, NULL, 'o' },
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

enum verb_outcome verb_options_parse(int argc, char **argv, const char *usage, bool takes_output,
				     struct verb_options *options)
{
	int option;

	options->progress = (struct kernel_progress){ print_step, options };
	while ((option = getopt_long(argc, argv, "k:o:jqh", long_options, NULL)) != -1) {
		switch (option) {
		case 'k': options->kernel = optarg; break;
		case 'o': options->output = optarg; break;
		case 'j': options->json = true; break;
		case 'q': options->quiet = true; break;
		case 'h': fputs(usage, stdout); return VERB_IS_DONE;
		default: return VERB_MISUSED;
		}
	}
	if (optind < argc || !options->kernel)
		return misused(argv[0], "--kernel is needed, and no other argument");
	if (options->output && !takes_output)
		return misused(argv[0], "--output is not for this verb");
	return VERB_GO_ON;
}
