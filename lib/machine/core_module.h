/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See that the core module runs: the repository's for this kernel, else what modprobe finds. */
#ifndef SUTURE_CORE_MODULE_H
#define SUTURE_CORE_MODULE_H

#include "machine/machine.h"

/*
 * Refuses with MODULE_REJECTED if the kernel does not take it, CORE_NOT_LOADED if there is none,
 * and UPDATE_DAMAGED if it is not the file that was fetched.
 */
struct error *core_module_load(const struct machine *machine)
	__attribute__((nonnull, warn_unused_result));

#endif
