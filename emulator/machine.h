/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An emulated machine: boots a given kernel image with a file system that is made for the occasion,
 * does a list of steps in it, and brings back what they said and the kernel's whole log. Nothing
 * of the host is touched but a directory of its own, and no virtualisation hardware is asked for
 * (QEMU's TCG), so it runs as any user and inside other machines.
 *
 *	struct machine_step steps[] = { { .kind = "run", .name = "release", .argv = argv } };
 *	struct machine_options options = { .image = path, .steps = steps, .n_steps = 1 };
 *	_cleanup_machine_result_ struct machine_result result = {};
 *	try(machine_run(&options, &result));
 *
 * In the guest: /bin has the programs (and "load", the general workload), /proc, /sys, debugfs and
 * tracefs are mounted, /tmp is a tmpfs, the loopback interface is up, and
 * modprobe knows the modules that were made available.
 */
#ifndef SUTURE_MACHINE_H
#define SUTURE_MACHINE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "emulator/transcript.h"

struct machine_file {
	const char *host;	/* a file, or a directory with all that is in it */
	const char *guest;	/* absolute */
	unsigned int mode;	/* 0: as on the host */
};

/* The kinds are described in protocol.h. No string may hold a tab or a newline. */
struct machine_step {
	const char *kind;	/* "run", "start", "stop" or "module" */
	const char *name;	/* "start" and "stop" find each other by it */
	unsigned int limit_s;	/* 0: only the machine's own limit */
	const char *const *argv;	/* NULL-terminated; NULL: none */
};

/* Zero or NULL stands for the default in brackets. */
struct machine_options {
	const char *image;	/* vmlinuz */
	const char *modules_directory;	/* lib/modules/RELEASE; needed if modules are named */
	const char *const *modules;	/* made available to modprobe; NULL-terminated */
	const struct machine_file *files;
	size_t n_files;
	const char *const *programs;	/* names or paths, put into /bin; NULL-terminated */
	const struct machine_step *steps;
	size_t n_steps;
	const char *emulator;	/* [qemu-system-x86_64] */
	const char *cpu;	/* [max] */
	const char *append;	/* more words for the kernel's command line */
	const char *const *extra;	/* more arguments for QEMU; NULL-terminated */
	unsigned int cpus;	/* [2] */
	/*
	 * A thread for each processor, not one that takes turns. Only so they run at the same
	 * moment; but QEMU (7.2 and 10.0 were tried) may then miss that one processor rewrites
	 * code that another is about to run. If that was an int3, the kernel traps there for ever.
	 */
	bool parallel;
	unsigned int memory_mib;	/* [1024] */
	unsigned int timeout_s;	/* [300] of the host's time, for all */
	/* Keep initramfs, console and report there (made if need be); NULL: removed at the end. */
	const char *directory;
};

struct machine_result {
	struct transcript transcript;	/* steps in the order of the options; may be fewer */
	char *log;		/* the kernel's; the console's text if the guest did not send it */
	char *console;		/* all that came over the console */
	bool powered_off;	/* it did all its steps and went down in order */
	bool timed_out;
	double boot_seconds;	/* host's time, QEMU's start to the guest's init */
	double seconds;		/* host's time, QEMU's start to its end */
};

/*
 * An error means that the machine could not be built or did not reach its init (TOOL_MISSING,
 * EMULATOR_FAILED). A machine that crashes later is no error: see powered_off and the log.
 */
struct error *machine_run(const struct machine_options *options, struct machine_result *result)
	__attribute__((nonnull, warn_unused_result));
void machine_result_deinit(struct machine_result *result);
#define _cleanup_machine_result_ _cleanup_(machine_result_deinit)

/* The outcome of the step at an index; one that never began if the machine did not get there. */
const struct step_outcome *machine_outcome(const struct machine_result *result, size_t step)
	__attribute__((nonnull));

#endif
