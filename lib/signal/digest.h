/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A mail a day to each account that has an address: how its fleet stands, what was halted, what
 * is missing. It goes by the machine's own sendmail, which knows where mail goes.
 */
#ifndef SUTURE_FLEET_DIGEST_H
#define SUTURE_FLEET_DIGEST_H

#include "db/db.h"

struct digest_options {
	const char *sendmail;	/* a program that takes -t -i, as sendmail(8) */
	const char *from;	/* an address */
	const char *console;	/* its URL, told in the mail; NULL: it is not */
	int64_t inactive_after; /* seconds */
};

/* The accounts to which none was sent since the last midnight (UTC). */
struct digest_account {
	int64_t id;
	char *name, *email;
};

struct digest_accounts {
	struct digest_account *items;
	size_t n_items;
};

struct error *digest_due(struct db *db, int64_t now, struct digest_accounts *accounts)
	__attribute__((nonnull, warn_unused_result));
void digest_accounts_deinit(struct digest_accounts *accounts);
#define _cleanup_digest_accounts_ _cleanup_(digest_accounts_deinit)

/* The whole mail, with its headers; the caller's. */
struct error *digest_write(struct db *db, const struct digest_options *options,
			   const struct digest_account *account, int64_t now, char **mail)
	__attribute__((nonnull, warn_unused_result));
/* Hand it over. TOOL_MISSING, what sendmail has said, or that it takes longer than 30 seconds. */
struct error *digest_send(const struct digest_options *options, const char *mail)
	__attribute__((nonnull, warn_unused_result));

/* It was sent, or could not be, which is not tried all day. */
struct digest_mark {
	int64_t account, now;
};
struct error *digest_mark(struct db *db, void *mark)
	__attribute__((nonnull, warn_unused_result));

#endif
