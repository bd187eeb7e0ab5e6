/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the readers of candidates share: candidate.c looks at what is named, candidate_git.c and
 * candidate_mail.c take it apart, candidate_patch.c reads texts that are no mails.
 */
#ifndef SUTURE_CANDIDATE_READ_H
#define SUTURE_CANDIDATE_READ_H

#include "evidence/candidate.h"
#include "evidence/mailbox.h"
#include "evidence/subject.h"

void candidate_deinit(struct candidate *candidate) __attribute__((nonnull));

/*
 * Put a candidate in if error is NULL, else its name and the error into "rejected". Both are
 * taken over. True if it was put in.
 */
bool candidate_keep(struct candidates *candidates, struct candidate *candidate, const char *name,
		    struct error *error) __attribute__((nonnull(1, 2, 3)));

/* Add a mail or patch, or say in "rejected" why it is none. */
bool candidate_add(struct candidates *candidates, enum candidate_origin origin, const char *name,
		   const void *bytes, size_t size) __attribute__((nonnull));
void candidates_add_mailbox(struct candidates *candidates, const char *name,
			    struct mailbox *mailbox) __attribute__((nonnull));

/* ERROR_USAGE: the repository or the range is not one. Without a range, the scope tells. */
struct error *candidates_add_git(struct candidates *candidates, const char *path,
				 const char *range, const struct scope *scope)
	__attribute__((nonnull(1, 2), warn_unused_result));
void candidates_close_repositories(struct candidates *candidates) __attribute__((nonnull));
/* Is there a repository at the path itself? */
bool is_git(const char *path) __attribute__((nonnull));

/* A patch file that is no mail: with the fields that packages use (DEP-3), or a text of its own. */
struct error *candidate_read_patch(struct candidate *candidate, struct line_table *table,
				   const char *name, const char *text, size_t size)
	__attribute__((nonnull, warn_unused_result));

/* Fill in parts. tags: as read; its branch goes to the candidate. */
void candidate_set_subject(struct candidate *candidate, const char *subject,
			   struct subject_tags *tags) __attribute__((nonnull));
/* The subject is set. */
void candidate_set_message(struct candidate *candidate, const char *body)
	__attribute__((nonnull));
/* ERROR_USAGE: there is no diff; PATCH_MALFORMED: it is broken. */
struct error *candidate_read_files(struct candidate *candidate, struct line_table *table,
				   const struct bytes *text, const struct subject_tags *tags)
	__attribute__((nonnull, warn_unused_result));

#endif
