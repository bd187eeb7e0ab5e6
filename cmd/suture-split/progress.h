/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Steps on standard error, a line each; on a terminal a bar under the step that is at
 * work shows how far it is, or a number where nobody knows how much there will be, and goes
 * when the next begins.
 */
#ifndef SUTURE_SPLIT_PROGRESS_H
#define SUTURE_SPLIT_PROGRESS_H

#include <stdbool.h>

#include "kernel/kernel.h"

struct progress {
	struct kernel_progress callbacks;	/* for the library */
	bool quiet, has_bar;
	bool bar_is_shown;
	long shown;				/* when, in milliseconds */
};

/* The callbacks point to it: it must not move. */
void progress_init(struct progress *progress, bool quiet) __attribute__((nonnull));
/* Nothing is at work any more. */
void progress_end(struct progress *progress) __attribute__((nonnull));

#endif
