/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Twins: which piece of the patched unit is which piece of the original.
 *
 * Most have a name of their own. The compiler numbers the others (static
 * locals, clones, constants), and a patch shifts the numbers; these are told
 * apart by who refers to them: the k-th piece of a stem that a function refers
 * to is the k-th of that stem that its twin refers to.
 *
 * A wrong twin of a variable would split or mix up state in a running kernel.
 * So where a function's static locals of one stem differ in number and hold
 * state, there is no guess: AMBIGUOUS.
 */
#ifndef SUTURE_TWINS_H
#define SUTURE_TWINS_H

#include "create/pieces.h"

/* Sets piece->twin on both sides. */
struct error *twins_find(struct pieces *pre, struct pieces *post)
	__attribute__((nonnull, warn_unused_result));

/*
 * Is it a variable whose value matters? Descriptors of debug messages, lock classes
 * and flags that say "already warned" may be had twice without harm.
 */
bool holds_state(const struct piece *piece) __attribute__((nonnull));

/*
 * A name without the compiler's numbers: "foo.isra.0" → "foo.isra", "count.12"
 * → "count". The caller's.
 */
char *name_stem(const char *name) __attribute__((nonnull, warn_unused_result));

#endif
