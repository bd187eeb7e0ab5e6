/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A candidate: a change with a name and an author, out of a mail, a patch file or
 * a commit, that may be one of those that a vendor's update is made of. Nothing is
 * believed of it before it has been compared with the trees.
 */
#ifndef SUTURE_CANDIDATE_H
#define SUTURE_CANDIDATE_H

#include <git2.h>
#include <jansson.h>

#include "base/error.h"
#include "build/patch.h"
#include "tree/text.h"

struct hunk_line {
	char sign;		/* ' ', '-' or '+' */
	uint32_t line;		/* in the table */
};

/*
 * Line numbers count from 1, as in the diff; of a side without lines the number is that of the
 * line before which the other side's stand (where "@@ -7,0" says 7, it is 8).
 */
struct hunk {
	uint32_t old_line, new_line;
	struct hunk_line *lines;
	size_t n_lines;
};

struct file_patch {
	enum patch_kind kind;
	char *old_path;		/* NULL for an added file */
	char *new_path;		/* NULL for a deleted one */
	uint32_t old_mode, new_mode;	/* 0100644, 0100755, 0120000; 0: it does not say */
	/* As the patch names them, abbreviated or whole, in hex; NULL: it does not. */
	char *old_blob, *new_blob;
	bool is_copy;		/* PATCH_RENAMED, and the old file stays */
	bool is_binary;		/* the content is not in the patch */
	struct hunk *hunks;
	size_t n_hunks;
};

/* The name by which the patched tree knows the file, or knew it. */
static inline const char *patch_path(const struct file_patch *patch)
{
	return patch->new_path ? patch->new_path : patch->old_path;
}

/* Where candidates come from, the surest first. */
enum candidate_origin {
	CANDIDATE_COMMIT,	/* of a git repository: its blobs can be had */
	CANDIDATE_PATCH,	/* a patch file */
	CANDIDATE_MAIL,
};

struct candidate {
	enum candidate_origin origin;
	char *id;		/* commit, Message-ID, or file name */
	char *subject;		/* decoded, without "[PATCH 3/7]", "Re:" and the like; one line */
	/* Of the change itself: "From:" at the head of the body counts. Empty: not known. */
	char *author, *email;
	int64_t time;		/* seconds since 1970; 0: not known */
	int offset;		/* of the author's time zone, minutes */
	char *message;		/* subject, empty line, body as a commit would have it; no diff */
	char *upstream;		/* 40 hex digits that the body names as upstream commit; or NULL */
	char *branch;		/* "6.1" of "[PATCH 6.1.y]", "6.1-stable"; NULL: no stable branch */
	unsigned int revision;	/* 3 of "[PATCH v3]", else 1 */
	struct file_patch *files;
	size_t n_files;
	size_t order;		/* in which it was read, from 0 */
	git_repository *repository;	/* CANDIDATE_COMMIT; the candidates' */
};

struct candidates {
	struct candidate *items;
	size_t n_items;
	/* What was read and is none, one sentence each: "NAME: no diff in it". */
	char **rejected;
	size_t n_rejected;
	git_repository **repositories;	/* stay open for candidate_blob() */
	size_t n_repositories;
	struct line_table *table;	/* not owned */
};

struct scope;

void candidates_init(struct candidates *candidates, struct line_table *table)
	__attribute__((nonnull));
void candidates_deinit(struct candidates *candidates);
#define _cleanup_candidates_ _cleanup_(candidates_deinit)

/*
 * Add what SPECIFICATION names: GIT:RANGE ("linux.git:v6.1.170..v6.1.176"; a git repository
 * alone means what scope.h says), a public-inbox repository (known by the file "m" that its
 * commits hold), a directory of patches (with a "series" file in it, those that it lists, in
 * that order), a mailbox or a single patch, either compressed with zstd, xz or gzip. Cover letters,
 * replies without a diff and mails that are broken go to "rejected"; a specification that
 * names nothing readable is ERROR_USAGE. The scope may be NULL: nothing is known.
 */
struct error *candidates_read(struct candidates *candidates, const char *specification,
			      const struct scope *scope)
	__attribute__((nonnull(1, 2), warn_unused_result));

/*
 * The content of a blob that a commit's patch names. False where it cannot be had: a mail, or a
 * blob that is not in the repository.
 */
bool candidate_blob(const struct candidate *candidate, const char *hex, struct bytes *bytes)
	__attribute__((nonnull(1, 3)));

/* One mail or patch file from memory; name is for "rejected". True if it was one. */
bool candidates_add_mail(struct candidates *candidates, const char *name, const void *bytes,
			 size_t size) __attribute__((nonnull));

/*
 * The diff part of a text to file patches. Refuses with PATCH_MALFORMED, also for a file that no
 * git tree can hold: its name has a part that is empty, ".", ".." or ".git", or it is a directory
 * or a submodule. Hunks in the unified form; "\ No newline at end of file" is honoured; CRLF
 * is kept.
 */
struct error *file_patches_read(const void *bytes, size_t size, struct line_table *table,
				struct file_patch **files, size_t *n_files)
	__attribute__((nonnull, warn_unused_result));
void file_patches_free(struct file_patch *files, size_t n_files);

#endif
