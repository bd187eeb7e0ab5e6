/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The programs that preparing a kernel takes: the vendor's compiler, and what
 * the kernel's own build calls. They are looked for before the source is
 * fetched, and all that is missing is named at once.
 */
#ifndef SUTURE_TOOLS_H
#define SUTURE_TOOLS_H

#include <stdbool.h>

#include "base/error.h"
#include "kernel/config.h"

/* The file that PATH finds for a program; NULL if there is none. The caller's. */
char *program_find(const char *name) __attribute__((nonnull));

/* Refuses with TOOL_MISSING: all missing tools with their packages. */
struct error *tools_check(const struct config *vendor) __attribute__((nonnull, warn_unused_result));

struct compiler {
	char *program;		/* "gcc-12" */
	char *text;		/* "gcc-12 (Debian 12.2.0-14+deb12u1) 12.2.0" */
	char *vendor_text;	/* the vendor's, the same way */
	bool differs;		/* in version, not in the program's name */
};

/*
 * The compiler that a configuration names. Given a program, take that one.
 * COMPILER_MISSING names the package; KERNEL_UNSUPPORTED if it is not gcc.
 */
struct error *compiler_find(const struct config *vendor, const char *program,
			    struct compiler *compiler)
	__attribute__((nonnull(1, 3), warn_unused_result));
void compiler_deinit(struct compiler *compiler);
#define _cleanup_compiler_ _cleanup_(compiler_deinit)

#endif
