/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a kernel's configuration builds: every unit (object file) and where it
 * ends up. The kernel's own Kbuild files are evaluated by make itself, once for a
 * kernel (some seconds), and the answer is kept in a file.
 */
#ifndef SUTURE_PLAN_H
#define SUTURE_PLAN_H

#include "base/error.h"
#include "base/file.h"

struct plan_unit {
	char *object;	/* "net/rds/message.o" */
	char *target;	/* the same as kbuild calls it: may have "../" in it */
	char *module;	/* "net/rds/rds"; NULL: vmlinux */
	char *source;	/* "net/rds/message.c" or .S */
};

struct plan {
	struct plan_unit *units;	/* sorted by object, then module */
	size_t n_units;
};

/*
 * tree: a prepared tree, which is only read. make_variables: "NAME=value" for make,
 * NULL-terminated. directory: the kernel's own, where the answer is kept.
 */
struct error *plan_open(const char *tree, char *const *make_variables, const char *directory,
			struct plan **plan) __attribute__((nonnull, warn_unused_result));
void plan_free(struct plan *plan);
DEFINE_CLEANUP(struct plan *, plan_free);
#define _cleanup_plan_ _cleanup_(plan_freep)

/* Read the lines that the makefile prints ("unit OBJECT MODULE"). tree: to look for sources. */
struct error *plan_parse(const char *tree, const struct bytes *text, struct plan **plan)
	__attribute__((nonnull, warn_unused_result));

/* The first unit of an object: the others of the same object follow it. NULL if it is not built. */
const struct plan_unit *plan_find(const struct plan *plan, const char *object)
	__attribute__((nonnull));

#endif
