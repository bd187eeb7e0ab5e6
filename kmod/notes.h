/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Build-ids of what is running. The kernel exports neither its own nor (without
 * CONFIG_STACKTRACE_BUILD_ID) those of modules, but it shows both as ELF notes in
 * sysfs; the notes are read there, through the sysfs nodes themselves.
 */
#ifndef SUTURE_NOTES_H
#define SUTURE_NOTES_H

#include <linux/module.h>
#include <suture/format.h>

/* 0, or -ENOENT if the kernel shows no build-id of SUTURE_BUILD_ID_MAX bytes. */
int kernel_build_id(u8 *id);

/* The same for a module, which must be live and pinned. */
int module_build_id(const struct module *module, u8 *id);

#endif
