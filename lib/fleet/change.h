/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A change that somebody makes: one transaction with its line in the audit log. If somebody else
 * changes the same at that moment, all of it is done once more.
 *
 * Within somebody else's transaction, such as the writer's (writer.h), it is a part of that one:
 * its owner does all of it once more.
 */
#ifndef SUTURE_FLEET_CHANGE_H
#define SUTURE_FLEET_CHANGE_H

#include "fleet/audit.h"

struct change {
	struct db *db;
	const struct actor *actor;
	int64_t now;
	int64_t account; /* whose things; 0: the service's own */
	const char *action, *object, *detail; /* of the audit log; detail may be NULL */
};

struct error *change_make(const struct change *change,
			  struct error *(*make)(const struct change *change, const void *data),
			  const void *data) __attribute__((nonnull(1, 2), warn_unused_result));

/*
 * The same for what has no actor and no line: work in one transaction, again while others collide.
 * Within a transaction it is a part of that one, of which nothing is left if it fails.
 */
struct error *transaction_run(struct db *db, struct error *(*work)(struct db *db, void *data),
			      void *data) __attribute__((nonnull(1, 2), warn_unused_result));

#endif
