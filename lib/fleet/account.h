/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whose machines they are, and how these go together: an account has groups, and rings, which are
 * the order in which groups get what is new.
 *
 * What is changed here is one transaction with its line in the audit log. Names are unique in their
 * account: one that is there already, and one that is none, is refused with REQUEST_MALFORMED;
 * what is named and not there with NOT_THERE. An actor of one account finds nothing of others.
 */
#ifndef SUTURE_FLEET_ACCOUNT_H
#define SUTURE_FLEET_ACCOUNT_H

#include "fleet/audit.h"

struct error *account_add(struct db *db, const struct actor *actor, int64_t now, const char *name,
			  const char *email, int64_t *id)
	__attribute__((nonnull(1, 2, 4, 6), warn_unused_result));

struct ring {
	int64_t position;      /* the lowest goes first */
	const char *name;
	int64_t promote_after; /* seconds; 0: by hand */
	int64_t failures_max;  /* how many machines may fail before a roll-out halts */
};

struct error *ring_add(struct db *db, const struct actor *actor, int64_t now, int64_t account,
		       const struct ring *ring, int64_t *id)
	__attribute__((nonnull, warn_unused_result));

struct fleet_group {
	const char *name;
	const char *ring;  /* by name; NULL: it is not staged */
	const char *opens; /* a window (base/window.h), in UTC; NULL: always */
	int64_t at_once;   /* machines that may change at the same time; 0: any number */
};

/* Add it, or change the one of this name. */
struct error *group_set(struct db *db, const struct actor *actor, int64_t now, int64_t account,
			const struct fleet_group *group, int64_t *id)
	__attribute__((nonnull, warn_unused_result));
struct error *group_find(struct db *db, int64_t account, const char *name, int64_t *id)
	__attribute__((nonnull, warn_unused_result));

#endif
