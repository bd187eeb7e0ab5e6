/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Judges a kernel's log. A kernel seldom dies of a bad update; it complains. So
 * every complaint counts: one line that matches the table of faults fails the
 * whole run. There is no list of faults to be forgiven; the boot of a stock
 * kernel under emulation is clean. What our own modules are expected to say
 * (they are out of tree and may be unsigned) stands in a table of its own.
 */
#ifndef SUTURE_EMULATOR_LOG_H
#define SUTURE_EMULATOR_LOG_H

#include <stdbool.h>
#include <stddef.h>

struct log_finding {
	const char *name;	/* of the rule: "oops", "lockdep", ... static */
	char *line;		/* as it is in the log, without the newline */
	size_t number;		/* of the line, from 1 */
};

struct log_verdict {
	struct log_finding *faults;
	size_t n_faults;	/* 0: the log is clean */
	struct log_finding *expected;
	size_t n_expected;
};

/* Text: lines of dmesg or of a serial console; carriage returns do not matter. */
void log_judge(const char *text, struct log_verdict *verdict) __attribute__((nonnull));
void log_verdict_deinit(struct log_verdict *verdict);
#define _cleanup_log_verdict_ _cleanup_(log_verdict_deinit)

#endif
