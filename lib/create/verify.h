/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A last look at what was made: the finished module is read back, and its match
 * data is run against the vendor's image by the very code that the kernel will
 * run (match/match.c). A vendor's module is laid out and linked in memory first.
 */
#ifndef SUTURE_VERIFY_H
#define SUTURE_VERIFY_H

#include "create/bases.h"

/*
 * SOURCE_DIFFERS with function and offset if it does not match; UPDATE_DAMAGED
 * if it cannot be read.
 */
struct error *verify_module(const char *path, const struct bases *bases)
	__attribute__((nonnull, warn_unused_result));

#endif
