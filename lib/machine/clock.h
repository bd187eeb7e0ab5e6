/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What time it is for this machine. */
#ifndef SUTURE_MACHINE_CLOCK_H
#define SUTURE_MACHINE_CLOCK_H

#include <stdint.h>

/*
 * Seconds since 1970. $SUTURE_NOW says otherwise for a tree of files that is looked at
 * (sysroot.h), never for the machine itself: what is too old to be believed hangs on it.
 */
int64_t machine_now(void);

#endif
