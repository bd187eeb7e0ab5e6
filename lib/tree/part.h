/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A directory while it is made: PATH.part.XXXXXX beside PATH, locked by its maker. It gets its
 * name when it is complete. The system lets go of the lock of a maker that was killed; the
 * next one who makes the same PATH clears such a part away.
 */
#ifndef SUTURE_PART_H
#define SUTURE_PART_H

#include "base/error.h"

struct part {
	char *target;
	char *path;		/* NULL: published, or none */
	int lock;		/* the directory itself, open */
};

/* OUTPUT_EXISTS if there is something at target. */
struct error *part_make(const char *target, struct part *part)
	__attribute__((nonnull, warn_unused_result));
/*
 * Give it the name it is made for, with the mode that the user wants directories to have, and sync
 * that. OUTPUT_EXISTS if somebody took the name.
 */
struct error *part_publish(struct part *part) __attribute__((nonnull, warn_unused_result));
/* What was not published is removed. */
void part_deinit(struct part *part);
#define _cleanup_part_ _cleanup_(part_deinit)

#endif
