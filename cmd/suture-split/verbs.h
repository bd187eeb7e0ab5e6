/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What suture-split does, and how it ends. */
#ifndef SUTURE_SPLIT_VERBS_H
#define SUTURE_SPLIT_VERBS_H

#include <stdbool.h>

#include "base/error.h"

enum exit_code {
	EXIT_SPLIT = 0,
	EXIT_INTERNAL = 1,
	EXIT_USAGE = 2,
	EXIT_SAME = 3,
	EXIT_REFUSED = 4,
};

/* suture-split --old SOURCE --new SOURCE -o OUT.git; argv[0] is the program's name. */
int split_main(int argc, char **argv);
/* Each verb's argv[0] is its name. suture-split show OUT.git */
int show_main(int argc, char **argv);
/* suture-split export OUT.git -o DIRECTORY */
int export_main(int argc, char **argv);

/* Prints an error, as JSON on standard output if that is wanted, frees it, and says how to exit. */
int finish_with(struct error *error, bool json);

#endif
