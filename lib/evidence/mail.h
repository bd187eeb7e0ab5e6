/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One mail: its decoded headers, and the text of all parts that can hold a patch, in UTF-8.
 */
#ifndef SUTURE_MAIL_H
#define SUTURE_MAIL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/file.h"

struct mail {
	char *id;		/* Message-ID without brackets; NULL: it has none */
	char *subject;		/* tags and all; empty if it has none */
	char *author, *email;	/* of the "From:" line; empty if it does not tell */
	int64_t time;		/* seconds since 1970; 0: it does not tell */
	int offset;		/* minutes */
	char *origin;		/* "Origin:", which patches in packages have; may be NULL */
	/*
	 * Parts one behind the other, each ending in a newline. Line ends are those of the patch:
	 * where the transport wrote CRLF all over, the CR is gone, and CRs of the patched
	 * files are still there.
	 */
	struct bytes text;
	size_t first_part;	/* the size of the first one, which holds the message */
};

/* False if it is no mail. */
bool mail_read(const void *bytes, size_t size, struct mail *mail)
	__attribute__((nonnull, warn_unused_result));
void mail_deinit(struct mail *mail);
#define _cleanup_mail_ _cleanup_(mail_deinit)

/* "A B <c@d>", as headers have it; both stay as they are if there is no address. */
void mail_read_address(const char *text, char **author, char **email) __attribute__((nonnull));
/* "Mon, 2 Mar 2026 12:40:24 +0100"; both stay as they are if it is no date. */
void mail_read_date(const char *text, int64_t *time, int *offset) __attribute__((nonnull));
/* A header's value with encoded words (RFC 2047) decoded. The caller's. */
char *mail_decode(const char *value) __attribute__((nonnull, warn_unused_result));

#endif
