/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The one thread that changes the database, for all that serve machines: whatever has come in while
 * one transaction was written is the next one. A database syncs once for all of them, and SQLite's
 * one lock has nobody who waits for it.
 *
 * Daemons that share a PostgreSQL have a writer each, which wait for one another (db_lock()): what
 * is counted in a transaction is so until its end, and lines of the audit log are there in the
 * order of their numbers, by which webhooks are told.
 *
 * A piece of work returns only after the transaction that it is in has been committed: who was
 * answered can rely on it. It refuses before it has changed anything; if it fails in the database,
 * what was in the same transaction is rolled back and done again, each in one of its own.
 */
#ifndef SUTURE_FLEET_WRITER_H
#define SUTURE_FLEET_WRITER_H

#include "db/db.h"

struct writer;

/* forget(): called in the thread whenever a transaction was rolled back; may be NULL. */
struct error *writer_start(const char *url, void (*forget)(void *context), void *context,
			   struct writer **writer)
	__attribute__((nonnull(1, 4), warn_unused_result));
/* Finish what is there, then end. Nobody may be in writer_run() any more. */
void writer_stop(struct writer *writer);

/* By any thread. work() is called in the writer's, once or more than once. */
struct error *writer_run(struct writer *writer, struct error *(*work)(struct db *db, void *data),
			 void *data) __attribute__((nonnull(1, 2), warn_unused_result));

#endif
