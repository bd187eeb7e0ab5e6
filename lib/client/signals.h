/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A transaction is not to be torn by ^C: the signals that end a program wait
 * until what was loaded and not applied is unloaded again.
 */
#ifndef SUTURE_SIGNALS_H
#define SUTURE_SIGNALS_H

#include <signal.h>

/* HUP, INT, QUIT and TERM. */
void signals_ending(sigset_t *set) __attribute__((nonnull));
/* Hold them back; *before is what signals_release() wants. */
void signals_hold(sigset_t *before) __attribute__((nonnull));
/* A signal that came meanwhile ends the program here. */
void signals_release(const sigset_t *before) __attribute__((nonnull));

#endif
