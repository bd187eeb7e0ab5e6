/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Programs of the host for the guest: the file, and all that its loader will
 * look for. Libraries go to /lib, where LD_LIBRARY_PATH points in the guest; the
 * ELF interpreter goes to the path that the program names. What a program opens by itself
 * while it runs (plug-ins) cannot be foreseen.
 */
#ifndef SUTURE_PROGRAM_H
#define SUTURE_PROGRAM_H

#include "base/error.h"
#include "emulator/initramfs.h"

/* The absolute path of a program that is named as for a shell; refuses with TOOL_MISSING. */
struct error *host_program_find(const char *name, char **path)
	__attribute__((nonnull, warn_unused_result));
/*
 * Put a program (path or name; ELF, static or not, or a script with its
 * interpreter) at a guest path. Refuses with TOOL_MISSING what is not there, library or program.
 */
struct error *host_program_add(struct initramfs *initramfs, const char *name, const char *guest)
	__attribute__((nonnull, warn_unused_result));

#endif
