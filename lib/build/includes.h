/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which file includes which, by reading "#include" lines and nothing else: no
 * configuration is considered, so every real inclusion is found and some that are
 * not real. A name that no usual place has is taken to mean every file of the tree
 * whose path ends in it.
 */
#ifndef SUTURE_INCLUDES_H
#define SUTURE_INCLUDES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "build/plan.h"

struct include_file {
	char *path;		/* relative to the tree */
	uint32_t *includes;	/* indices of files */
	size_t n_includes;
};

struct includes {
	struct include_file *files;	/* in the order in which they are reached */
	size_t n_files;
};

/*
 * Read the sources of the plan and all that they reach; the answer is kept in
 * the kernel's directory.
 */
struct error *includes_open(const char *tree, const struct plan *plan, const char *directory,
			    struct includes **includes)
	__attribute__((nonnull, warn_unused_result));
void includes_free(struct includes *includes);
DEFINE_CLEANUP(struct includes *, includes_free);
#define _cleanup_includes_ _cleanup_(includes_freep)

/* The index of a file; -1 if nothing reaches it. */
long includes_find(const struct includes *includes, const char *path) __attribute__((nonnull));
/* Mark all files that include a marked one, directly or not. marks is n_files long. */
void includes_mark_users(const struct includes *includes, bool *marks) __attribute__((nonnull));
/* Mark all files that a marked one includes, directly or not. */
void includes_mark_used(const struct includes *includes, bool *marks) __attribute__((nonnull));

#endif
