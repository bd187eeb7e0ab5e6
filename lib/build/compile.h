/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Compiling units as the vendor did. kbuild compiles the exact objects and leaves
 * its commands behind; those commands, with sections per function and per datum,
 * give the split objects. The exact and the split objects of the unpatched source
 * are kept by kernel, so they are compiled once.
 */
#ifndef SUTURE_COMPILE_H
#define SUTURE_COMPILE_H

#include "base/error.h"
#include "build/worktree.h"

/* What is to be compiled, and how. All strings are borrowed. */
struct compiler {
	const struct worktree *worktree;
	char *const *make_variables;	/* "NAME=value", NULL-terminated; see kernel.h */
	const char *cache;	/* a directory of this kernel's own */
	const char *output;	/* a directory for the objects of the patched source */
};

/* One affected object. Paths are absolute; every string is owned. */
struct unit {
	char *object;		/* "net/rds/message.o" */
	char *target;		/* the same as kbuild calls it */
	char *module;		/* "net/rds/rds"; NULL: vmlinux */
	char *source;		/* "net/rds/message.c" */
	char *exact;		/* unpatched, the vendor's flags */
	char *pre;		/* unpatched, split */
	char *post;		/* patched, split; NULL until compile_post() */
	char *command;		/* the shell command that makes the exact object */
};

void unit_deinit(struct unit *unit);

/* Fill in exact, pre and command of units that have a name; the worktree is not yet patched. */
struct error *compile_pre(const struct compiler *compiler, struct unit *units, size_t n_units)
	__attribute__((nonnull, warn_unused_result));
/*
 * Fill in post; the worktree is patched. COMPILE_FAILED with file, line and the
 * compiler's words.
 */
struct error *compile_post(const struct compiler *compiler, struct unit *units, size_t n_units)
	__attribute__((nonnull, warn_unused_result));
/*
 * Compile a C file of ours (absolute path) as a part of module NAME, with the flags
 * that this kernel gives to modules.
 */
struct error *compile_module_source(const struct compiler *compiler, const char *name,
				    const char *source, const char *object)
	__attribute__((nonnull, warn_unused_result));

#endif
