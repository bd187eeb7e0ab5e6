/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Subscriptions: which plans an account has, and since when. An account without any is one of a
 * service that bills nobody, and all of its machines are covered.
 *
 * A machine that nothing covers is advised to hold what is new, with the reason "subscription", and
 * no more than that is in anybody's power here: it goes on taking updates back, telling how it
 * stands, applying at boot what it has, and verifying; it keeps what it has.
 *
 * The quota is soft. A new machine that comes when as many are there as may be is let in, and the
 * plan's days of grace begin; when they are over, further new ones wait. Who was counted once is
 * never held for the quota. A place is taken by a machine that was counted in this month or the one
 * before, under this subscription, and is still there and allowed; when fewer take places than may,
 * all is forgiven.
 */
#ifndef SUTURE_FLEET_SUBSCRIPTION_H
#define SUTURE_FLEET_SUBSCRIPTION_H

#include "fleet/coverage.h"
#include "fleet/month.h"

struct subscription_request {
	int64_t account;
	const char *plan;
	int64_t starts; /* 0: now */
	int64_t ends;	/* 0: open */
	int64_t quota;	/* 0: none */
};

/* Each one transaction with its line in the audit log. REQUEST_MALFORMED, NOT_THERE. */
struct error *subscription_add(struct db *db, const struct actor *actor, int64_t now,
			       const struct subscription_request *request, int64_t *id)
	__attribute__((nonnull, warn_unused_result));
/* At a moment that is not past; 0: now. REQUEST_MALFORMED, too, for one that is over already. */
struct error *subscription_end(struct db *db, const struct actor *actor, int64_t now, int64_t id,
			       int64_t ends) __attribute__((nonnull, warn_unused_result));

/* All of an account's, also those that are over. */
struct error *subscription_load(struct db *db, int64_t account, struct subscriptions *list)
	__attribute__((nonnull, warn_unused_result));

/* Within a transaction: count a new machine's place before it is taken, and see whether the
 * subscription is over its quota, which over_since and n_counted say afterwards. */
struct error *subscription_check_quota(struct db *db, int64_t account,
				       struct subscription *subscription, int64_t now)
	__attribute__((nonnull, warn_unused_result));

/* Items: id, account (its name), plan, kind, starts, ends, quota, over_since, state, until;
 * of one account, or of all that the actor sees for 0; NOT_THERE for another's */
struct error *subscription_list(struct db *db, const struct actor *actor, int64_t account,
				int64_t now, json_t **list)
	__attribute__((nonnull, warn_unused_result));

#endif
