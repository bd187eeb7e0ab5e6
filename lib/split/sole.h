/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sole files: what is left of a file, if it is one place, is given to the one unexplained item
 * that is known, by the record of its vulnerability, to change that file. Subjects alone name
 * files too seldom rightly for that.
 */
#ifndef SUTURE_SOLE_H
#define SUTURE_SOLE_H

#include "split/job.h"

struct error *sole(struct state *state, struct jobs *jobs)
	__attribute__((nonnull, warn_unused_result));

#endif
