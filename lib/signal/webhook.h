/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Webhooks: what happens to a fleet, told to other programs by POST.
 *
 * What is told are lines of the audit log of some actions (webhook.c has their table), so that
 * nothing is told that is not written there, and nothing twice: a webhook remembers up to which
 * line it was told.
 *
 *	POST URL
 *	Content-Type: application/json
 *	Suture-Delivery: 17
 *	Suture-Signature: sha256=HEX	HMAC by the webhook's secret, over the body
 *
 *	{"format": 1, "event": "rollout-halt", "at": DATE, "account": "default", "actor": "...",
 *	 "object": "rollout 3", "detail": "..." or null}
 *
 * Any answer of 2xx will do. If there is none it is tried again after 1, 2, 4 minutes and so on, up
 * to a day apart, for three days. Redirects are not followed.
 */
#ifndef SUTURE_WEBHOOK_H
#define SUTURE_WEBHOOK_H

#include "fleet/audit.h"

/* Refuses with REQUEST_MALFORMED a URL that is not of http or https. *secret is shown once. */
struct error *webhook_add(struct db *db, const struct actor *actor, int64_t now, int64_t account,
			  const char *url, int64_t *id, char **secret)
	__attribute__((nonnull, warn_unused_result));
struct error *webhook_remove(struct db *db, const struct actor *actor, int64_t now, int64_t id)
	__attribute__((nonnull, warn_unused_result));

/* Have what was written in the log since the last time delivered. One transaction. */
struct error *webhook_gather(struct db *db, void *now)
	__attribute__((nonnull, warn_unused_result));

/* Something that is to be sent. The strings are the caller's. */
struct delivery {
	int64_t id, attempts;
	char *url, *secret, *event;
};

struct deliveries {
	struct delivery *items;
	size_t n_items;
};

/* Those that are due, at most 100. */
struct error *deliveries_list(struct db *db, int64_t now, struct deliveries *deliveries)
	__attribute__((nonnull, warn_unused_result));
void deliveries_deinit(struct deliveries *deliveries);
#define _cleanup_deliveries_ _cleanup_(deliveries_deinit)

/* Send it. *problem, the caller's, is NULL if it was taken, else why not; it never fails us. */
void delivery_send(const struct delivery *delivery, unsigned int patience, char **problem)
	__attribute__((nonnull));

/* What became of it. One transaction. */
struct delivery_outcome {
	const struct delivery *delivery;
	const char *problem; /* NULL: it was taken */
	int64_t now;
};
struct error *delivery_note(struct db *db, void *outcome)
	__attribute__((nonnull, warn_unused_result));

/* The signature's digits; the caller's. */
char *delivery_sign(const char *secret, const char *body)
	__attribute__((nonnull, warn_unused_result));

#endif
