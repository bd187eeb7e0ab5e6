/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The text of a mail with a patch, as git reads it: headers of its own at the head, the commit's
 * message up to "---" or the diff, and what people and robots write around them.
 *
 *	6.1-stable review patch. ...	names the branch
 *	------------------
 *	From: A <b@c>			the author, who is not the one who sent it
 *
 *	commit 0123... upstream.
 *
 *	The message.
 *	---
 *	A remark.
 *	diff --git ...
 */
#ifndef SUTURE_MAIL_TEXT_H
#define SUTURE_MAIL_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"

struct mail_text {
	/* Of the text's own headers; NULL: it does not have the line. */
	char *author, *email, *subject;
	int64_t time;		/* 0: no "Date:" */
	int offset;
	char *branch;		/* NULL: it names none */
	char *message;		/* without the subject; valid UTF-8, no blank lines at the ends */
	size_t end;		/* of the message: a diff comes behind it */
};

void mail_text_read(const char *text, size_t size, struct mail_text *read)
	__attribute__((nonnull));
void mail_text_deinit(struct mail_text *read);
#define _cleanup_mail_text_ _cleanup_(mail_text_deinit)

/* Where a message ends in a text: at "---", "diff -" or "Index: ". */
size_t message_size(const char *text, size_t size) __attribute__((nonnull));
/* The text as a message: valid UTF-8, without signature, footer, blank lines at its ends. */
char *message_make(const char *text, size_t size) __attribute__((nonnull, warn_unused_result));
/* The upstream commit that a message names, 40 hex digits. The caller's; NULL: none. */
char *message_upstream(const char *message) __attribute__((nonnull, warn_unused_result));
/* The first 40 hex digits that stand for themselves. The caller's; NULL: none. */
char *find_commit(const char *text) __attribute__((nonnull, warn_unused_result));

#endif
