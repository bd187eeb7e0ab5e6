/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Mailboxes: mails one behind the other, each behind a line "From WHO DATE". Bodies hold lines
 * that begin with "From " as well and are not always escaped, so only a line that ends in a
 * date with a time separates; what git writes ("From HEX Mon Sep 17 00:00:00 2001") does.
 */
#ifndef SUTURE_MAILBOX_H
#define SUTURE_MAILBOX_H

#include <stdbool.h>
#include <stddef.h>

struct mailbox {
	const char *at, *end;
};

/* The line's end is not part of it. */
bool is_mail_separator(const char *line, size_t length) __attribute__((nonnull));

/* Begin to read; false if the text does not begin with a separator and so is no mailbox. */
bool mailbox_init(struct mailbox *mailbox, const void *bytes, size_t size)
	__attribute__((nonnull));
/* The next mail with its separator, in place; false at the end. */
bool mailbox_next(struct mailbox *mailbox, const char **mail, size_t *size)
	__attribute__((nonnull));

#endif
