/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The machine as the verbs see it that only look: nothing is written, anybody may. */
#ifndef SUTURE_VIEW_H
#define SUTURE_VIEW_H

#include <stdio.h>

#include "base/exit.h"
#include "machine/standing.h"

struct view {
	struct machine machine;
	struct standing standing; /* refers to machine: a view stays where it was opened */
};
#define VIEW_NONE \
	{         \
		.machine = MACHINE_NONE }

/* root: the tree of files that is looked at, or NULL. view must be VIEW_NONE. */
struct error *view_open(const char *root, struct view *view)
	__attribute__((nonnull(2), warn_unused_result));
void view_close(struct view *view);
#define _cleanup_view_ _cleanup_(view_close)

/* What --exit-code makes of a standing. */
enum exit_code view_exit_code(const struct standing *standing) __attribute__((nonnull));

#endif
