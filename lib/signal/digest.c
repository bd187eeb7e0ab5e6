/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/digest.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/date.h"
#include "base/form.h"
#include "base/memory.h"
#include "base/run.h"

#define DAY		  86400
#define SENDMAIL_PATIENCE 30 /* seconds; less than the turn in which it is called (work.c) */

/* ---- to whom ---- */

/* What could be more than one address, or another header, is none. */
static bool is_address(const char *text)
{
	const char *at = strchr(text, '@');

	return at && at > text && at[1] && !strchr(at + 1, '@') && *text != '-' &&
	       consists_of(text, "@.+_-");
}

struct error *digest_due(struct db *db, int64_t now, struct digest_accounts *accounts)
{
	_cleanup_rows_ struct db_rows *rows = NULL;

	try(db_query(db,
		     "SELECT id, name, email FROM account WHERE email IS NOT NULL"
		     " AND (digested IS NULL OR digested < $1) ORDER BY id",
		     DB_VALUES(db_integer(now - now % DAY)), &rows));
	while (rows_next(rows)) {
		if (is_address(rows_text(rows, 2)))
			*array_append(accounts->items, accounts->n_items) =
				(struct digest_account){ rows_integer(rows, 0),
							 xstrdup(rows_text(rows, 1)),
							 xstrdup(rows_text(rows, 2)) };
	}
	return rows_error(rows);
}

void digest_accounts_deinit(struct digest_accounts *accounts)
{
	for (size_t i = 0; i < accounts->n_items; i++) {
		free(accounts->items[i].name);
		free(accounts->items[i].email);
	}
	free(accounts->items);
	*accounts = (struct digest_accounts){};
}

struct error *digest_mark(struct db *db, void *data)
{
	const struct digest_mark *mark = data;

	return db_run(db, "UPDATE account SET digested = $2 WHERE id = $1",
		      DB_VALUES(db_integer(mark->account), db_integer(mark->now)), NULL);
}

/* ---- what is said ---- */

/* Rows of a number and a text. What machines say of themselves is shown without control bytes. */
static struct error *print_rows(FILE *stream, struct db *db, const char *title, const char *sql,
				struct db_values values)
{
	_cleanup_rows_ struct db_rows *rows = NULL;
	bool is_first = true;

	try(db_query(db, sql, values, &rows));
	while (rows_next(rows)) {
		_cleanup_free_ char *text = as_printable(rows_text(rows, 1));

		if (is_first)
			fprintf(stream, "%s\n\n", title);
		is_first = false;
		fprintf(stream, "%8lld  %s\n", (long long)rows_integer(rows, 0), text);
	}
	if (!is_first)
		fputc('\n', stream);
	return rows_error(rows);
}

static struct error *print_body(FILE *stream, struct db *db, const struct digest_options *options,
				const struct digest_account *account, int64_t now)
{
	const int64_t active_since = now - options->inactive_after;

	try(print_rows(stream, db, "Machines",
		       "SELECT count(*), CASE WHEN m.authorization_state <> 'allowed'"
		       " THEN m.authorization_state WHEN m.last_seen < $2 THEN 'inactive'"
		       " ELSE c.verdict END AS status FROM machine m"
		       " JOIN condition c ON c.id = m.condition WHERE m.account = $1"
		       " GROUP BY status ORDER BY count(*) DESC, status",
		       DB_VALUES(db_integer(account->id), db_integer(active_since))));
	try(print_rows(
		stream, db, "Roll-outs that were halted",
		"SELECT r.id, u.name FROM rollout r"
		" JOIN known_update u ON u.id = r.known_update"
		" WHERE r.account = $1 AND r.state = 'halted' ORDER BY r.since DESC LIMIT 20",
		DB_VALUES(db_integer(account->id))));
	return print_rows(
		stream, db, "CVEs that are open, and on how many machines",
		"SELECT CAST(sum(n.machines) AS BIGINT) AS n, v.cve FROM condition_cve v JOIN"
		" (SELECT condition, count(*) AS machines FROM machine WHERE account = $1"
		" AND authorization_state = 'allowed' AND last_seen >= $2"
		" GROUP BY condition) n ON n.condition = v.condition"
		" WHERE v.state <> 'fixed' GROUP BY v.cve ORDER BY n DESC, v.cve LIMIT 20",
		DB_VALUES(db_integer(account->id), db_integer(active_since)));
}

static struct error *print_mail(FILE *stream, struct db *db, const struct digest_options *options,
				const struct digest_account *account, int64_t now)
{
	char date[DATE_TEXT_SIZE];

	date_write(now, date);
	fprintf(stream, "From: %s\nTo: %s\nSubject: Suture: %s on %.10s\n", options->from,
		account->email, account->name, date);
	fputs("MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n"
	      "Content-Transfer-Encoding: 8bit\nAuto-Submitted: auto-generated\n\n",
	      stream);
	try(print_body(stream, db, options, account, now));
	if (options->console)
		fprintf(stream, "%s\n", options->console);
	return NULL;
}

struct error *digest_write(struct db *db, const struct digest_options *options,
			   const struct digest_account *account, int64_t now, char **mail)
{
	_cleanup_free_ char *made = NULL;
	size_t size;
	FILE *stream = open_memstream(&made, &size);
	struct error *error;

	if (!stream)
		return error_errno("cannot write to memory");
	error = print_mail(stream, db, options, account, now);
	if (fclose(stream) && !error)
		error = error_errno("cannot write to memory");
	if (!error)
		*mail = take(made);
	return error;
}

struct error *digest_send(const struct digest_options *options, const char *mail)
{
	const struct bytes input = { (unsigned char *)mail, strlen(mail) };
	const char *const argv[] = { options->sendmail, "-t", "-i", NULL };

	return run_checked(argv, &(struct run_options){ .clean = true,
							.input = &input,
							.patience = SENDMAIL_PATIENCE });
}
