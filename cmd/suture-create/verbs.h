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

/* Each verb's argv[0] is its name. suture-create core --kernel KERNEL */
int core_main(int argc, char **argv);
/* suture-create kernel --kernel KERNEL */
int kernel_main(int argc, char **argv);
/* suture-create diff PRE.o POST.o */
int diff_main(int argc, char **argv);
/* suture-create locate --kernel KERNEL [MODULE:]UNIT.o...; argv[0] is "locate". */
int locate_main(int argc, char **argv);

/* Prints an error, as JSON on standard output if that is wanted, frees it, and says how to exit. */
int finish_with(struct error *error, int json);

#endif
