/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a patch to compiled units, the whole way:
 * read → clone → plan → apply → affected → compile pre → pin lines → compile post.
 */
#ifndef SUTURE_BUILD_H
#define SUTURE_BUILD_H

#include "build/compile.h"
#include "build/patch.h"

struct build_input {
	const char *release;	/* "6.1.0-47-cloud-amd64" */
	const char *tree;	/* a prepared tree, which is only read */
	const char *program;	/* the compiler, "gcc-12" */
	const char *cache;	/* this kernel's cache directory, on the file system of the tree */
	/* Called before each step with its name; may be NULL. */
	void (*progress)(void *context, const char *step);
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

/* The input's strings must outlive the build. */
struct error *build_patch(const struct build_input *input, const char *patch_path,
			  struct build **build) __attribute__((nonnull, warn_unused_result));
/* The objects of the patched source go away with it. */
void build_free(struct build *build);
DEFINE_CLEANUP(struct build *, build_free);
#define _cleanup_build_ _cleanup_(build_freep)

#endif
