/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Kernel modules for the guest: the named ones and all that they ask for in
 * their .modinfo (depends, softdep), nothing more. What depmod would write is worked out here from
 * the .ko files themselves, since a package is not always unpacked where depmod ran.
 */
#ifndef SUTURE_EMULATOR_MODULES_H
#define SUTURE_EMULATOR_MODULES_H

#include "base/error.h"
#include "emulator/initramfs.h"

/*
 * Directory: lib/modules/RELEASE of the kernel. Names: as for modprobe, NULL-terminated. A name of
 * what is built into the kernel is fine and adds nothing; an unknown one is refused
 * with NOT_BUILT. Writes the guest's table (GUEST_MODULES in protocol.h) too.
 */
struct error *modules_add(struct initramfs *initramfs, const char *directory,
			  const char *const *names) __attribute__((nonnull, warn_unused_result));

#endif
