/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an account owes for a month (docs/subscriptions.md, docs/statement.schema.json).
 *
 * While a month runs a statement is preliminary and made anew each time. When the month is over
 * and somebody asks for the first time, it gets a number, the next one of the service, and is kept
 * as it is: an invoice does not change afterwards, whatever becomes of the account, its plans or
 * its machines.
 */
#ifndef SUTURE_FLEET_STATEMENT_H
#define SUTURE_FLEET_STATEMENT_H

#include <jansson.h>

#include "db/db.h"
#include "fleet/month.h"

#define STATEMENT_FORMAT 1
/* Seconds behind a month's end: letters that came before it are written down by then, also by a
 * daemon whose clock is late. */
#define STATEMENT_SETTLES 3600

/* Whether no machine can be counted in it any more. */
bool statement_is_final(const struct month *month, int64_t now) __attribute__((nonnull));

/*
 * The one that is kept, or one that is made. *is_due: it is to be kept, and was not; call
 * statement_keep(). NOT_THERE: there is no such account, or was none in that month, or the month
 * has not begun.
 */
struct error *statement_make(struct db *db, int64_t account, const struct month *month, int64_t now,
			     json_t **statement, bool *is_due)
	__attribute__((nonnull, warn_unused_result));
/* Within a transaction; that of a final month, kept from now on. */
struct error *statement_keep(struct db *db, int64_t account, const struct month *month, int64_t now,
			     json_t **statement) __attribute__((nonnull, warn_unused_result));

/*
 * The same for spreadsheets: RFC 4180, a line for each step and a total for each currency, amounts
 * in the currency's smallest unit. What a spreadsheet would take for a formula begins with an
 * apostrophe. The caller's.
 */
char *statement_to_csv(const json_t *statement) __attribute__((nonnull, warn_unused_result));
/* A page for printing, without script or style of its own: /console.css has it. The caller's. */
char *statement_to_html(const json_t *statement) __attribute__((nonnull, warn_unused_result));

#endif
