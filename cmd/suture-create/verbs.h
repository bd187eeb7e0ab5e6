/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What suture-create does, and how it ends. */
#ifndef SUTURE_CREATE_VERBS_H
#define SUTURE_CREATE_VERBS_H

#include "base/error.h"

enum exit_code {
	EXIT_CREATED = 0,
	EXIT_INTERNAL = 1,
	EXIT_USAGE = 2,
	EXIT_NO_CHANGE = 3,
	EXIT_REFUSED = 4,
};

/* suture-create diff PRE.o POST.o; argv[0] is "diff". */
int diff_main(int argc, char **argv);

/* Prints an error, as JSON on standard output if that is wanted, frees it, and says how to exit. */
int finish_with(struct error *error, int json);

#endif
