/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From the assembled object to a kernel module: a few lines of C that make it one
 * (struct module, version magic, checksums of what it imports, the parameter that
 * leads the core to the descriptor), compiled by the kernel's own build with its
 * flags, and one link.
 */
#ifndef SUTURE_MODULE_H
#define SUTURE_MODULE_H

#include "build/compile.h"
#include "create/symvers.h"
#include "elf/writer.h"

struct module_input {
	const char *name;		/* as the kernel will call it */
	const char *id;			/* of the update */
	const char *directory;		/* for intermediate files; exists */
	const char *output;		/* path of the .ko */
	const struct compiler *compiler;
	const struct symvers *symvers;
};

/* SYMBOL_UNKNOWN if something that is imported is exported by nobody. */
struct error *module_link(const struct writer *writer, const struct module_input *input)
	__attribute__((nonnull, warn_unused_result));

/* "suture_CVE_2026_12345_vmlinux": what a kernel accepts as a name; the caller's. */
char *module_name(const char *id, const char *target) __attribute__((nonnull, warn_unused_result));

#endif
