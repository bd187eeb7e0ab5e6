/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A private clone of a prepared kernel tree: hard links, so it costs half a
 * second and next to no space. Its files are replaced and never written through.
 * A clone that is no longer in use, also one that a killed process has left, is put
 * right and used again: to remove one takes far longer than to make it.
 */
#ifndef SUTURE_WORKTREE_H
#define SUTURE_WORKTREE_H

#include "base/error.h"
#include "build/patch.h"

struct worktree {
	char *path;		/* a directory of its own, with room beside the clone */
	char *root;		/* the clone, in it */
	char *tree;		/* what it is a clone of */
	int lock;		/* held as long as the clone is in use */
};

/* directory: where the clones of this tree are; on the file system of the tree. */
struct error *worktree_new(const char *tree, const char *directory, struct worktree **worktree)
	__attribute__((nonnull, warn_unused_result));
void worktree_free(struct worktree *worktree);
DEFINE_CLEANUP(struct worktree *, worktree_free);
#define _cleanup_worktree_ _cleanup_(worktree_freep)

/* Apply without fuzz; else PATCH_DOES_NOT_APPLY with the file and the line, and no change. */
struct error *worktree_apply(const struct worktree *worktree, const char *patch_path)
	__attribute__((nonnull, warn_unused_result));

/*
 * The patched files alone, in a directory of their own, while the clone stays as it
 * is. *directory is the caller's string; the directory goes with the worktree.
 */
struct error *worktree_preview(const struct worktree *worktree, const struct patch *patch,
			       const char *patch_path, char **directory)
	__attribute__((nonnull, warn_unused_result));

/* A file of the clone: root/PATH. The caller's. */
char *worktree_file(const struct worktree *worktree, const char *path)
	__attribute__((nonnull, warn_unused_result));

#endif
