/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Webhooks: what happens to a fleet, told to other programs by POST.
 *
 * What is told are lines of the audit log of some actions (webhook.c has their table), so that
 * nothing is told that is not written there, and nothing twice: a webhook remembers up to which
 * line it was told. Lines are committed in the order of their numbers (fleet/writer.h).
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
 * to a day apart, for three days; so they do not always come in the order of their numbers. Who
 * gives no answer at all is not tried with anything else until then. Redirects are not followed.
 */
#ifndef SUTURE_WEBHOOK_H
#define SUTURE_WEBHOOK_H

#include <jansson.h>

#include "fleet/audit.h"

/*
 * Refuses with REQUEST_MALFORMED a URL that is not of http or https, with WEBHOOKS_MAX a 21st of an
 * account. *secret is shown once.
 */
struct error *webhook_add(struct db *db, const struct actor *actor, int64_t now, int64_t account,
			  const char *url, int64_t *id, char **secret)
	__attribute__((nonnull, warn_unused_result));
/* NOT_THERE: the actor sees none of this number. */
struct error *webhook_remove(struct db *db, const struct actor *actor, int64_t now, int64_t id)
	__attribute__((nonnull, warn_unused_result));
/* A line in the log, "webhook-test", that is told to all of its account. NOT_THERE as well. */
struct error *webhook_test(struct db *db, const struct actor *actor, int64_t now, int64_t id)
	__attribute__((nonnull, warn_unused_result));
/* [{"id", "account", "url", "created", "waiting", "delivered", "problem"}]; no secrets. */
struct error *webhook_list(struct db *db, const struct actor *actor, json_t **array)
	__attribute__((nonnull, warn_unused_result));

/* Have what was written in the log since the last time delivered. One transaction. */
struct error *webhook_gather(struct db *db, void *now)
	__attribute__((nonnull, warn_unused_result));

/* Is there anything to gather? In doubt there is. */
bool webhook_has_news(struct db *db) __attribute__((nonnull));

/* Is there anything that is due? */
struct error *deliveries_wait(struct db *db, int64_t now, bool *any)
	__attribute__((nonnull, warn_unused_result));

/* Something that is to be sent. The strings are the list's. */
struct delivery {
	int64_t id, webhook, attempts;
	char *url, *secret, *event;
	/* what became of it */
	bool is_tried, is_silent; /* silent: there was no answer */
	bool is_private;	  /* its address, which it may not be */
	char *problem;		  /* NULL: it was taken */
};

struct deliveries {
	struct delivery *items;
	size_t n_items;
};

/* Those that are due: at most 10 of a webhook, which are together, and 200 in all. */
struct error *deliveries_list(struct db *db, int64_t now, struct deliveries *deliveries)
	__attribute__((nonnull, warn_unused_result));
void deliveries_deinit(struct deliveries *deliveries);
#define _cleanup_deliveries_ _cleanup_(deliveries_deinit)

struct delivery_options {
	unsigned int patience; /* seconds */
	bool may_be_private;   /* the receiver's address (target.h) */
};

/*
 * Try them, all webhooks at the same time, so that nobody waits for another one's receiver. One
 * that is silent for as long as the patience lasts, or answers more slowly in all, gets no more of
 * them. The address is judged that is connected to, whatever the name was when it was added. Never
 * fails.
 */
void deliveries_send(struct deliveries *deliveries, const struct delivery_options *options)
	__attribute__((nonnull));

/* Write it down. One transaction. */
struct delivery_outcome {
	const struct deliveries *deliveries;
	int64_t now;
};
struct error *deliveries_note(struct db *db, void *outcome)
	__attribute__((nonnull, warn_unused_result));

/* The signature's digits; the caller's. */
char *delivery_sign(const char *secret, const char *body)
	__attribute__((nonnull, warn_unused_result));

#endif
