/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bytes compared up to the choice of NOPs.
 *
 * The kernel merges neighbouring NOPs inside an alternative, also those that a paravirt
 * call left with those that pad the alternative, and does so even where nothing was
 * replaced:
 *
 *   expected		ff 14 25 <pv_ops+8>  90 90 90
 *   after paravirt	e8 <rel32> 90 90     90 90 90
 *   running		e8 <rel32> 0f 1f 44 00 00
 *
 * So where the expected bytes have NOPs, any NOPs of the same total length will do.
 * Nothing else is decoded; a constant that looks like a NOP is compared as one, which
 * can only be wrong in bytes that look like NOPs on both sides.
 */
#ifndef SUTURE_MATCH_NOPS_H
#define SUTURE_MATCH_NOPS_H

#ifdef __KERNEL__
#include <linux/string.h>
#else
#include <string.h>
#endif

#include "suture/format.h"

/* Of one NOP instruction with any number of operand size prefixes; 0: it is none. */
u32 nop_length(const u8 *bytes, u32 size);
/* The first difference where any NOPs equal any others of the same length; size if none. */
u32 nops_difference(const u8 *found, const u8 *wanted, u32 size);

#endif
