/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INI files: "[section]", "key = value", and comments, which are whole lines that begin with '#' or
 * ';'. A value goes to the end of its line.
 *
 * Reading and changing go by the same lines, so that what was changed is what is read, and people's
 * comments stay. (Libraries that read INI either cannot write it or lose the comments.)
 */
#ifndef SUTURE_INI_H
#define SUTURE_INI_H

#include "base/error.h"

/* One line "key = value". The strings are the reader's, for the time of a call. */
struct ini_entry {
	const char *section; /* "" before the first one */
	const char *key, *value;
};

/*
 * Show every entry, in order. What is wrong, also by the word of visit(), is refused with
 * POLICY_WRONG, as "NAME:LINE: what". visit() yields what is wrong with the entry, or NULL.
 */
struct error *ini_read(const char *text, const char *name,
		       const char *(*visit)(void *context, const struct ini_entry *entry),
		       void *context) __attribute__((nonnull(1, 2, 3), warn_unused_result));

/*
 * The text with this entry changed, added behind a comment that shows it or at the end of its
 * section, or taken out (value NULL). Nothing else changes. The caller's.
 */
char *ini_set(const char *text, const char *section, const char *key, const char *value)
	__attribute__((nonnull(1, 2, 3), warn_unused_result));

#endif
