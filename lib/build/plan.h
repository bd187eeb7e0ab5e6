/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a kernel's configuration builds: every unit (object file) and where it
 * ends up. The kernel's own Kbuild files are evaluated by make itself, once for a
 * kernel (some seconds), and the answer is kept in a file.
 */
#ifndef SUTURE_PLAN_H
#define SUTURE_PLAN_H

#include "base/error.h"

struct plan_unit {
	char *object;	/* "net/rds/message.o" */
	char *module;	/* "net/rds/rds"; NULL: vmlinux */
	char *source;	/* "net/rds/message.c" or .S */
};

struct plan {
	struct plan_unit *units;	/* sorted by object, then module */
	size_t n_units;
};

/*
 * tree: a prepared tree, which is only read. compiler: "gcc-12". cache: the file
 * that holds the answer, made if it is not there.
 */
struct error *plan_open(const char *tree, const char *compiler, const char *cache, struct plan **plan)
	__attribute__((nonnull, warn_unused_result));
void plan_free(struct plan *plan);
DEFINE_CLEANUP(struct plan *, plan_free);
#define _cleanup_plan_ _cleanup_(plan_freep)

/* The first unit of an object: the others of the same object follow it. NULL if it is not built. */
const struct plan_unit *plan_find(const struct plan *plan, const char *object)
	__attribute__((nonnull));

#endif
