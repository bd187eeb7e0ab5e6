/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a patch to compiled units, the whole way:
 * read → clone → plan → apply → affected → compile pre → pin lines → compile post.
 */
#ifndef SUTURE_BUILD_H
#define SUTURE_BUILD_H

#include "build/compile.h"
#include "build/patch.h"
#include "kernel/kernel.h"

/* Called before each step that takes time, with its name. */
struct build_progress {
	void (*step)(void *context, const char *text);
	void *context;
};

struct build {
	struct compiler compiler;	/* for compile_module_source() */
	struct worktree *worktree;	/* patched */
	char *cache, *output;
	struct patch *patch;
	struct unit *units;
	size_t n_units;
	size_t n_candidates;	/* units that include a changed file */
	char **notes;		/* sentences about what was ignored */
	size_t n_notes;
};

/* The kernel has KERNEL_TREE and must outlive the build. progress may be NULL. */
struct error *build_patch(const struct kernel *kernel, const char *patch_path,
			  const struct build_progress *progress, struct build **build)
	__attribute__((nonnull(1, 2, 4), warn_unused_result));
/* The objects of the patched source go away with it. */
void build_free(struct build *build);
DEFINE_CLEANUP(struct build *, build_free);
#define _cleanup_build_ _cleanup_(build_freep)

#endif
