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
	/* Verbs that follow a repository; 10 to 15, 18 and 21 as Uptrack has them. */
	EXIT_NO_NETWORK = 10,
	EXIT_FAILED = 11,      /* in place of 1 */
	EXIT_DECLINED = 12,    /* nobody said yes */
	EXIT_NOT_SERVED = 13,  /* nothing for this kernel */
	EXIT_NO_KEY = 14,      /* nothing says whom to trust; in no fleet, or not admitted */
	EXIT_TOO_OLD = 15,     /* this Suture is */
	EXIT_DISTRUSTED = 16,  /* signatures, rollback, freeze, mixed up */
	EXIT_SERVER = 18,      /* the server has a fault */
	EXIT_CONFLICT = 19,    /* with another update, or with who traces the kernel */
	EXIT_POLICY = 20,      /* held, pinned, blocked, suspect, switched off */
	EXIT_NO_SYSFS = 21,
	/* with --exit-code, of a machine that was looked at without an error */
	EXIT_UNFIXED = 30, /* a CVE is not fixed */
	EXIT_UNSAID = 31,  /* which CVEs there are, nobody says, or not any more */
};

/* EXIT_DONE for NULL */
enum exit_code exit_code(const struct error *error);
/* The same, of a verb that follows a repository. That nothing was to be done is fine with it. */
enum exit_code exit_code_following(const struct error *error);

#endif
