/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "client/signals.h"

#include <stddef.h>

void signals_ending(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGHUP);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGQUIT);
	sigaddset(set, SIGTERM);
}

void signals_hold(sigset_t *before)
{
	sigset_t ending;

	signals_ending(&ending);
	sigprocmask(SIG_BLOCK, &ending, before);
}

void signals_release(const sigset_t *before)
{
	sigprocmask(SIG_SETMASK, before, NULL);
}
