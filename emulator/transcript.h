/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the guest said (protocol.h), put in order. A machine that died leaves a
 * cut transcript: all that came before the cut is there, and `complete` is not set.
 */
#ifndef SUTURE_TRANSCRIPT_H
#define SUTURE_TRANSCRIPT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/file.h"

struct step_outcome {
	bool begun, ended;	/* without ended the rest but the output is empty */
	bool late;		/* killed for using up its time */
	int status;		/* exit status, or 128 + signal; of a module: errno */
	double seconds;		/* by the guest's clock */
	struct bytes output;	/* both streams as they came; NUL-terminated */
	long begin_ms;		/* since boot, by the guest's clock */
};

struct transcript {
	bool started;		/* init ran */
	bool complete;		/* up to its last word */
	double boot_seconds;	/* kernel's start to init's, by the guest's clock */
	struct step_outcome *steps;
	size_t n_steps;
	char *kernel_log;	/* as dmesg prints it; NULL if it did not come */
};

/* Never fails: where the data stop making sense the transcript is cut. */
void transcript_parse(const struct bytes *report, struct transcript *transcript)
	__attribute__((nonnull));
void transcript_deinit(struct transcript *transcript);
#define _cleanup_transcript_ _cleanup_(transcript_deinit)

#endif
