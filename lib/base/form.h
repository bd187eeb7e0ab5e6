/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Forms of strings that foreign files may have in them, and that names and URLs must have. */
#ifndef SUTURE_FORM_H
#define SUTURE_FORM_H

#include <stdbool.h>
#include <stddef.h>

/* [A-Za-z0-9][A-Za-z0-9._-]*, shorter than SUTURE_ID_MAX */
bool is_update_id(const char *string) __attribute__((nonnull));
/* Lower-case hexadecimal digits of 1 to SUTURE_BUILD_ID_MAX bytes. */
bool is_build_id(const char *string) __attribute__((nonnull));
/* A SHA-256 as digest.h writes it. */
bool is_digest(const char *string) __attribute__((nonnull));
/*
 * No control characters, neither the C0 ones nor the C1 ones, with which a terminal is steered;
 * none that turns the way of writing, with which what is read is another text than it is.
 */
bool is_printable(const char *string) __attribute__((nonnull));
/* With question marks in their place, in one line therefore; the caller's. */
char *as_printable(const char *string) __attribute__((nonnull, warn_unused_result));
/* The same of max bytes at most, without a part of a character at its end; the caller's. */
char *as_line(const char *string, size_t max) __attribute__((nonnull, warn_unused_result));
/* Letters and digits to begin with, then these or some of others, up to length_max in all. */
bool is_name(const char *string, const char *others, size_t length_max) __attribute__((nonnull));
/* Letters, digits and some of others only. */
bool consists_of(const char *string, const char *others) __attribute__((nonnull));

/* Every byte but letters, digits and the safe ones as "%2F"; the caller's. */
char *percent_encode(const char *text, const char *safe)
	__attribute__((nonnull, warn_unused_result));

#endif
