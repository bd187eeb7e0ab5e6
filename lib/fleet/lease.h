/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whose turn it is to do what must be done once, of all that share a database: a row with an owner
 * and a moment at which it expires, taken by one statement. Who dies in the midst of something has
 * left it until then, and after that it is another one's, who does it once more: what is done under
 * a lease is done at least once, and by one at a time.
 *
 * Moments are those of the owners' clocks, which must agree within some seconds. A lease that
 * expires later than it could was taken by a clock that was wrong, and counts for nothing.
 */
#ifndef SUTURE_FLEET_LEASE_H
#define SUTURE_FLEET_LEASE_H

#include "db/db.h"

/* All who take a lease of one name take it for as many seconds. */
struct lease {
	const char *name, *owner;
	int64_t now, seconds;
	bool is_ours; /* what became of it */
};

/* Does another one have it? A look that locks nothing; in doubt nobody has. */
bool lease_is_taken(struct db *db, const struct lease *lease) __attribute__((nonnull));
/* Take it, or go on having it. One transaction; *lease is a struct lease. */
struct error *lease_take(struct db *db, void *lease) __attribute__((nonnull, warn_unused_result));
/* Somebody else may have it at once; nothing happens if it is not ours any more. */
struct error *lease_end(struct db *db, const char *name, const char *owner)
	__attribute__((nonnull, warn_unused_result));
/* The same of all that this one has. */
struct error *lease_end_all(struct db *db, void *owner)
	__attribute__((nonnull, warn_unused_result));

#endif
