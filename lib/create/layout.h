/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Structure layouts before and after, from the debug information of the split
 * builds: new code must not see old objects in a layout that they do not have.
 */
#ifndef SUTURE_LAYOUT_H
#define SUTURE_LAYOUT_H

#include "base/error.h"

/*
 * Compares every named structure and union that both objects define: sizes,
 * and offsets and sizes of members. Names of members do not count (a rename
 * moves nothing). LAYOUT_CHANGED names the structure and the member.
 */
struct error *layout_compare(const char *pre, const char *post)
	__attribute__((nonnull, warn_unused_result));

#endif
