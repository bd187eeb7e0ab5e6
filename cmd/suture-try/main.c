/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * suture-try: the verb 'try' as a program of its own, so that a machine that only takes
 * updates installs neither the emulator's code nor the libraries that read kernels.
 */
#include "suture/verbs.h"

int main(int argc, char **argv)
{
	return cmd_try(argc, argv);
}
