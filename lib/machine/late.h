/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Modules that are loaded after their updates were installed: modprobe and udev are told, by a file
 * in /run/modprobe.d, to run 'suture boot' right after each module that an update is for.
 *
 *	softdep rds post: suture_late
 *	install suture_late suture boot
 *
 * Between the two the module runs as it is, for some milliseconds.
 *
 * Source: modprobe.d(5). A name with an install command may stand in a softdep.
 */
#ifndef SUTURE_LATE_H
#define SUTURE_LATE_H

#include "machine/machine.h"

/*
 * By what is installed; without modules there is no file. Makes up for one that was killed, and
 * leaves a file alone that is right.
 */
struct error *late_write(const struct machine *machine)
	__attribute__((nonnull, warn_unused_result));

#endif
