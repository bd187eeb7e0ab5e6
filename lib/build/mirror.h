/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Make a directory tree the hard-linked clone of another, whatever it is now:
 * files that are not the other's own (by inode) are dropped, what is missing is
 * linked. To put an old clone right costs a fraction of removing it and making another.
 */
#ifndef SUTURE_MIRROR_H
#define SUTURE_MIRROR_H

#include "base/error.h"

/* Both exist and are on one file system. */
struct error *tree_mirror(const char *from, const char *to)
	__attribute__((nonnull, warn_unused_result));

#endif
