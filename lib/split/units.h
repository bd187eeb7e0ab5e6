/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which units, and so vmlinux or which modules, each commit affects under a configuration. The
 * new tree's own Kbuild files are evaluated (build/plan.h); who includes a header is found by
 * reading (build/includes.h), so that a header counts for every unit that reaches it.
 */
#ifndef SUTURE_UNITS_H
#define SUTURE_UNITS_H

#include "kernel/kernel.h"
#include "split/split.h"

/*
 * Fill units and targets of every commit. config: a .config file. The tree is written to a
 * temporary directory for it.
 */
struct error *units_find(struct split *split, const struct split_input *input, const char *config,
			 const struct kernel_progress *progress)
	__attribute__((nonnull(1, 2, 3), warn_unused_result));

#endif
