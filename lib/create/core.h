/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The core module for one kernel: suture.ko, compiled by that kernel's own build
 * from the sources that come with the program.
 */
#ifndef SUTURE_CORE_H
#define SUTURE_CORE_H

#include "base/error.h"
#include "kernel/kernel.h"

/*
 * The folder that holds kmod/, match/ and include/: $SUTURE_SOURCES; else what the
 * file "core-sources" beside the program names, as in a build directory; else
 * ../share/suture/src seen from the program. *path is the caller's.
 */
struct error *core_sources(char **path) __attribute__((nonnull, warn_unused_result));

/*
 * Build the module, or find it: kept by kernel, compiler and content of the sources. The kernel
 * has KERNEL_TREE. COMPILE_FAILED with the compiler's words. *path is that of the kept
 * file: to be copied, not moved; the string is the caller's.
 */
struct error *core_build(const struct kernel *kernel, const char *sources, char **path)
	__attribute__((nonnull, warn_unused_result));

#endif
