/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The options of the verbs that deal with a kernel and no patch. */
#ifndef SUTURE_CREATE_OPTIONS_H
#define SUTURE_CREATE_OPTIONS_H

#include <stdbool.h>

#include "kernel/kernel.h"

struct verb_options {
	const char *kernel;	/* specification; never NULL after parsing */
	const char *output;	/* directory; NULL: not given */
	const char *sign_key, *certificate;	/* NULL: not given */
	bool json, quiet;
	struct kernel_progress progress;
};

enum verb_outcome { VERB_GO_ON, VERB_IS_DONE, VERB_MISUSED };

/*
 * -k, -o, -s, -c (these three only if makes_module), -j, -q, -h. VERB_IS_DONE: the usage was asked
 * for and printed; VERB_MISUSED: a complaint was printed. argv[0] is the verb.
 */
enum verb_outcome verb_options_parse(int argc, char **argv, const char *usage, bool makes_module,
				     struct verb_options *options) __attribute__((nonnull));

#endif
