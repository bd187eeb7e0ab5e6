/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Subjects, compared as people write them: the case, blanks and final full stop do not
 * count, nor do tags in brackets before it ("[PATCH v2 6.1.y 3/7]", "Re:", "UPSTREAM:").
 */
#ifndef SUTURE_SUBJECT_H
#define SUTURE_SUBJECT_H

#include <stdbool.h>
#include <stddef.h>

/* The form to compare by. The caller's. */
char *subject_key(const char *subject) __attribute__((nonnull, warn_unused_result));

/* What the tags before a subject say. */
struct subject_tags {
	unsigned int revision;	/* 3 of "[PATCH v3]", else 1 */
	char *branch;		/* "6.1" of "[PATCH 6.1.y]"; NULL: none. The caller's */
	bool is_cover;		/* "[PATCH 0/7]" */
	bool is_reply;		/* "Re:", "Fwd:" */
};

/*
 * The subject without what mail adds to it: tags in brackets, "Re:", "Fwd:"; blanks joined,
 * lines too. The caller's.
 */
char *subject_read(const char *subject, struct subject_tags *tags)
	__attribute__((nonnull, warn_unused_result));

/* The branch that a word names: "6.1" of "6.1.y", "linux-6.1.y", "6.1-stable"; else NULL. */
char *subject_branch(const char *word, size_t length)
	__attribute__((nonnull, warn_unused_result));

#endif
