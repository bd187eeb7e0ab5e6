/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One run of QEMU's x86-64 machine with two serial ports: the first is the kernel's console, the
 * second carries the guest's report. Both are files in the caller's directory ("console",
 * "report"), so they are there to be looked at whatever happens.
 */
#ifndef SUTURE_QEMU_H
#define SUTURE_QEMU_H

#include <stdbool.h>

#include "base/error.h"
#include "base/file.h"

/*
 * Nothing has a default but extra (NULL-terminated; may be NULL). What parallel means, and
 * costs, machine.h says.
 */
struct qemu_options {
	const char *program, *image, *initramfs, *append, *cpu, *directory;
	const char *const *extra;
	unsigned int cpus, memory_mib, timeout_s;
	bool parallel;
};

struct qemu_outcome {
	struct bytes console, report;
	struct bytes errors;	/* QEMU's own words */
	int status;		/* of QEMU, 128 + N for signal N */
	bool timed_out;		/* it was killed */
	double boot_seconds;	/* to the report's first byte; 0: there is none */
	double seconds;
};

/* Refuses with TOOL_MISSING without QEMU. QEMU's failure is an outcome, not an error. */
struct error *qemu_run(const struct qemu_options *options, struct qemu_outcome *outcome)
	__attribute__((nonnull, warn_unused_result));
void qemu_outcome_deinit(struct qemu_outcome *outcome);
#define _cleanup_qemu_outcome_ _cleanup_(qemu_outcome_deinit)

#endif
