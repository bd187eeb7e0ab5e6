/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Constants that a patch changes (tables of policies, of operations). For each,
 * the gentlest way that is right:
 *	all that refers to it changes as well	the update has its own copy
 *	its size stays				its content is replaced in place
 *	its size changes			what refers to it must follow: code is
 *						replaced, constants and pointers are
 *						replaced in place
 */
#ifndef SUTURE_CONSTANTS_H
#define SUTURE_CONSTANTS_H

#include "create/delta.h"

/* Sets the use of changed constants, and 'changed' of what must follow them. */
struct error *constants_decide(struct delta *delta) __attribute__((nonnull, warn_unused_result));

#endif
