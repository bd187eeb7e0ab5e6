/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Exit codes. They are stable, and listed in the man pages.
 */
#ifndef SUTURE_EXIT_H
#define SUTURE_EXIT_H

#include "base/error.h"

enum exit_code {
	EXIT_DONE = 0,
	EXIT_INTERNAL = 1, /* the system failed us, or we have a bug */
	EXIT_USAGE = 2,	   /* the command line is wrong */
	EXIT_NOTHING = 3,  /* there was nothing to do */
	EXIT_REFUSED = 4,  /* a named reason; doctor: a problem was found */
	/* with --exit-code, of a machine that was looked at without an error */
	EXIT_UNFIXED = 30, /* a CVE is not fixed */
	EXIT_UNSAID = 31,  /* which CVEs there are, nobody says, or not any more */
};

/* EXIT_DONE for NULL */
enum exit_code exit_code(const struct error *error);

#endif
