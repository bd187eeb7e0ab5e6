/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The library's one idiom for errors: a function that can fail returns a
 * struct error *, NULL for success. Errors gain context on the way up
 * (error_context) and are printed once, at the top, by the command.
 *
 *	struct error *error = file_read(path, &bytes);
 *	if (error)
 *		return error_context(error, "cannot read the manifest");
 *
 * Outputs stay untouched on failure. A caller owns the error that it receives.
 */
#ifndef SUTURE_ERROR_H
#define SUTURE_ERROR_H

#include <stdint.h>
#include <stdio.h>

#include "base/cleanup.h"
#include <suture/refusal.h>

/* The zero value is the one that claims least. */
enum error_kind {
	ERROR_INTERNAL,		/* the system failed us, or we have a bug */
	ERROR_USAGE,		/* the command line is wrong */
	ERROR_REFUSED,		/* a named reason from the table of refusals */
	ERROR_NO_CHANGE,	/* the patch changes nothing that runs */
};

struct error {
	enum error_kind kind;
	enum suture_refusal refusal;	/* ERROR_REFUSED only */
	char *message;
	/* Where, for a refusal; NULL or 0 where it does not apply. */
	char *object;
	char *function;
	uint64_t offset;
	int has_offset;
	/* Bytes at that place, as "0f 1f 44 00 00"; NULL where there are none to show. */
	char *expected;
	char *found;
};

struct error *error_new(enum error_kind kind, const char *format, ...)
	__attribute__((format(printf, 2, 3), warn_unused_result));
/* The message gets ": " and the text of errno. ENOSPC becomes the refusal NO_SPACE. */
struct error *error_errno(const char *format, ...)
	__attribute__((format(printf, 1, 2), warn_unused_result));
struct error *error_refuse(enum suture_refusal refusal, const char *format, ...)
	__attribute__((format(printf, 2, 3), warn_unused_result));

/* ERROR_USAGE of what failed with a file that somebody named. Returns its argument, or NULL. */
struct error *error_as_usage(struct error *error) __attribute__((warn_unused_result));
/* Put "CONTEXT: " before the message. Returns its argument. */
struct error *error_context(struct error *error, const char *format, ...)
	__attribute__((format(printf, 2, 3), nonnull(1), warn_unused_result));
/* Say where a refusal arose; NULL leaves a part as it is. Returns its argument. */
struct error *error_at(struct error *error, const char *object, const char *function)
	__attribute__((nonnull(1), warn_unused_result));
struct error *error_at_offset(struct error *error, uint64_t offset)
	__attribute__((nonnull, warn_unused_result));
/* Show length bytes that should be there, and those that are. */
struct error *error_at_bytes(struct error *error, const unsigned char *expected,
			     const unsigned char *found, size_t length)
	__attribute__((nonnull, warn_unused_result));

/*
 * For people: one line with the message, for a refusal two more, "reason:" with
 * the token and "remedy:".
 */
void error_print(const struct error *error, FILE *stream);

void error_free(struct error *error);
DEFINE_CLEANUP(struct error *, error_free);
#define _cleanup_error_ _cleanup_(error_freep)

/* Return early with any error of an expression. */
#define try(expression)						\
	do {							\
		struct error *error_ = (expression);		\
		if (error_)					\
			return error_;				\
	} while (0)

/* The table of refusals (suture/refusal.h). NULL for a number that is not in it. */
struct refusal_row {
	const char *token;
	const char *text;
	const char *remedy;
};
const struct refusal_row *refusal_row(unsigned int refusal);

#endif
