/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The right to change the running kernel's updates: one session at a time on
 * a machine, for as long as a command needs it.
 *
 * A session that is killed leaves nothing half-applied, since the kernel does a
 * switch as a whole or not at all. What it may leave is updates that are
 * loaded and not applied ("staged"); they have no effect, and since nobody else
 * is at work, the next session may unload them.
 */
#ifndef SUTURE_SESSION_H
#define SUTURE_SESSION_H

#include <signal.h>

#include "client/state.h"
#include "base/string_list.h"

#define SESSION_LOCK "/run/suture.lock"

struct session {
	int device; /* the core's */
	int lock;
	sigset_t signals;   /* as they were before */
	struct state state; /* as it was when the session began */
};

/*
 * Refuses with NOT_ROOT, CORE_NOT_LOADED or LOCKED. Signals that end a program
 * are held back until the session is closed.
 */
struct error *session_open(struct session *session) __attribute__((nonnull, warn_unused_result));
void session_close(struct session *session);
/* An unopened session, which session_close() accepts. */
#define SESSION_NONE                     \
	{                                \
		.device = -1, .lock = -1 \
	}
#define _cleanup_session_ _cleanup_(session_close)

/*
 * Unload kernel modules, the last first. Names of those that are in use and
 * stay loaded are added to kept.
 */
void modules_unload(const struct string_list *names, struct string_list *kept)
	__attribute__((nonnull));

#endif
