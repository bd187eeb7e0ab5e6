/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Other programs: run one and wait for it. No shell is involved.
 */
#ifndef SUTURE_RUN_H
#define SUTURE_RUN_H

#include <stdbool.h>

#include "base/error.h"
#include "base/file.h"

struct run_options {
	const char *directory;		/* working directory; NULL: ours */
	/*
	 * Of our environment only what it takes to find and run programs, with LC_ALL=C.
	 * For make and compilers: too many names change what they make (KCFLAGS, CPATH,
	 * MAKEFLAGS, GNUTARGET, ...) to forbid each.
	 */
	bool clean;
	/* "NAME=value" to add to the environment, NULL-terminated; may be NULL. */
	char *const *environment;
	const struct bytes *input;	/* standard input; NULL: /dev/null */
	struct bytes *output;		/* standard output, captured; NULL: discarded */
	struct bytes *errors;		/* standard error, captured; NULL: goes with the output */
	/*
	 * Seconds after which the program is killed, and what it has started is left alone; 0: it
	 * has as long as it takes. That is an error, with nothing in *status.
	 */
	unsigned int patience;
};

/*
 * Fails only if the program cannot be run (TOOL_MISSING where it is not there);
 * its own exit status is stored in *status (128 + N for signal N). options may be NULL.
 */
struct error *run(const char *const argv[], const struct run_options *options, int *status)
	__attribute__((nonnull(1, 3), warn_unused_result));

/*
 * NO_SPACE if that is what a program which failed has complained about (in the words
 * of LC_ALL=C); else NULL. A full disk is not the compiler's fault, nor the patch's.
 */
struct error *run_no_space(const char *program, const struct bytes *said)
	__attribute__((nonnull, warn_unused_result));

/* The same, and a status that is not 0 is an error with the end of what the program said. */
struct error *run_checked(const char *const argv[], const struct run_options *options)
	__attribute__((nonnull(1), warn_unused_result));

#endif
