/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A unified diff, read for what it changes and where. It is not applied here
 * (see worktree.h): git does that, and this only has to agree with git about
 * names and line numbers.
 */
#ifndef SUTURE_PATCH_H
#define SUTURE_PATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/file.h"

/*
 * One run of changed lines, without context: old_lines lines from line old_line
 * of the old file on became new_lines lines from new_line of the new file on.
 * Lines count from 1. With old_lines == 0 the new ones stand before old_line;
 * with new_lines == 0 the old ones stood before new_line.
 */
struct change {
	unsigned int old_line, old_lines;
	unsigned int new_line, new_lines;
};

/*
 * A hunk as it stands in the text: size bytes from offset on, beginning with its first line after
 * "@@" and including a "\\ No newline" that follows the last one. Lines count as in struct change.
 */
struct patch_hunk {
	unsigned int old_line, old_lines;
	unsigned int new_line, new_lines;
	size_t offset, size;
};

enum patch_kind {
	PATCH_MODIFIED,
	PATCH_ADDED,
	PATCH_DELETED,
	PATCH_RENAMED,		/* or copied; may be modified as well */
};

struct patch_file {
	enum patch_kind kind;
	char *old_path;		/* relative to the tree; NULL for an added file */
	char *new_path;		/* NULL for a deleted file */
	struct change *changes;	/* in the order of the lines */
	size_t n_changes;
	struct patch_hunk *hunks;	/* the same with context */
	size_t n_hunks;
	uint32_t old_mode, new_mode;	/* as git writes them, 0100644; 0: the patch does not say */
	char *old_blob, *new_blob;	/* hex, as written; NULL: it does not say */
	bool is_copy;			/* PATCH_RENAMED, and the old file stays */
	bool is_binary;			/* the new content is not among the hunks */
};

struct patch {
	struct patch_file *files;
	size_t n_files;
};

/* Refuses with PATCH_MALFORMED: no diff, counts that do not agree, paths that leave the tree. */
struct error *patch_read(const char *path, struct patch **patch)
	__attribute__((nonnull, warn_unused_result));
/* The same from memory, which stays the caller's. */
struct error *patch_parse(const struct bytes *text, struct patch **patch)
	__attribute__((nonnull, warn_unused_result));
void patch_free(struct patch *patch);
DEFINE_CLEANUP(struct patch *, patch_free);
#define _cleanup_patch_ _cleanup_(patch_freep)

/* The name by which the patched tree knows the file, or knew it. */
static inline const char *patch_file_path(const struct patch_file *file)
{
	return file->new_path ? file->new_path : file->old_path;
}

#endif
