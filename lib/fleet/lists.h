/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is shown of a fleet, as JSON values that the interface for programs gives as they are and
 * the console makes pages of.
 *
 * An actor of one account sees that account's things only; of all (account 0), everybody's, or
 * those of 'account' in the filter. Lists are bounded and paged:
 *
 *	{"items": [...], "total": N, "offset": N, "limit": N}
 *
 * Figures of machines beside these lists may have been counted some time ago: whatever has them has
 * "counted", the moment, or null if they were counted for this answer (figures.h).
 *
 * Moments are "2026-11-28T12:00:00Z" or null. A machine's 'status' is one of up-to-date,
 * out-of-date, unsupported, unknown; it is 'active' if it reported within inactive_after.
 */
#ifndef SUTURE_FLEET_LISTS_H
#define SUTURE_FLEET_LISTS_H

#include "fleet/view.h"
#include "fleet/audit.h"

#define LISTS_LIMIT_MAX	 1000
#define LISTS_OFFSET_MAX 10000

struct lists_page {
	int64_t offset, limit; /* limit 0: 100 */
	const char *after;     /* of machines: begin behind the one with this UUID; or NULL */
};

/* Every member NULL or 0: all. */
struct machine_filter {
	int64_t account;
	const char *group, *status, *authorization, *hostname; /* its beginning */
	const char *tag;	/* "name" or "name=value" */
	const char *update;	/* has it in force; with "!" before it, could and has not */
	const char *cve;	/* has it open: an update of it is not in force */
	const char *active;	/* "true" or "false" */
};

/*
 * By their names. Beside what all lists have: "more", there may be more than 'total' says, which is
 * 10,000 at most; "next", the UUID with which 'after' gets the next page, or null if this is the
 * last. Where several members of the filter mean many machines each, the search ends for this page
 * after some thousand names: it has fewer items then than its limit, or none, and a next one.
 *
 * Items: uuid, hostname, address, account, group, authorization, status, active, automatic,
 * last_seen, enrolled, client, kernel {release, build_id, distribution, version}, effective,
 * n_applied, n_unfixed, tags, cluster
 */
struct error *list_machines(struct db *db, const struct actor *actor,
			    const struct machine_filter *filter, const struct lists_page *page,
			    int64_t active_since, json_t **list)
	__attribute__((nonnull, warn_unused_result));

/*
 * An item of list_machines() and: boot, suspects, last_change, origin, copies (UUIDs),
 * updates [{id, title, state, reason, text, severity, cves}], cves [{name, state, update, text}],
 * attempts [{update, state, released, ended, reason}]
 */
struct error *show_machine(struct db *db, const struct actor *actor, const char *uuid,
			   int64_t active_since, json_t **machine)
	__attribute__((nonnull, warn_unused_result));

/* Items: build_id, id, title, severity, cves, effective, added, kernel (its release),
 * n_applied, n_missing, rollout {id, account, state, position, ring, since, reason} or null, the
 * oldest of several accounts'; the newest first */
struct error *list_updates(struct db *db, const struct actor *actor, int64_t account,
			   const char *text, const struct lists_page *page, json_t **list)
	__attribute__((nonnull(1, 2, 5, 6), warn_unused_result));
/* An item, and: rollouts, all that the actor sees; states [{state, reason, text, n}],
 * rings [{account, name, position, n_machines, n_applied, n_failed}],
 * failures [{machine, hostname, reason, ended}] (the last 100) */
struct error *show_update(struct db *db, const struct actor *actor, const char *build_id,
			  const char *name, json_t **update)
	__attribute__((nonnull, warn_unused_result));

/* Items: name, n_fixed, n_open, n_unpatchable, protection {offered, first, half, most} or null;
 * the most open first */
struct error *list_cves(struct db *db, const struct actor *actor, int64_t account,
			const char *text, const struct lists_page *page, json_t **list)
	__attribute__((nonnull(1, 2, 5, 6), warn_unused_result));
/* An item, and: updates [{build_id, id, title, kernel}], states [{state, text, n}] */
struct error *show_cve(struct db *db, const struct actor *actor, const char *name, json_t **cve)
	__attribute__((nonnull, warn_unused_result));

/* Items: name, account, ring, opens, at_once, n_machines */
struct error *list_groups(struct db *db, const struct actor *actor, int64_t account, json_t **list)
	__attribute__((nonnull, warn_unused_result));
/* Items: name, account, position, promote_after, failures_max, groups (names), n_machines */
struct error *list_rings(struct db *db, const struct actor *actor, int64_t account, json_t **list)
	__attribute__((nonnull, warn_unused_result));
/* Items: id, kind (access or api), label, hint, account, group, admits, role, quota, n_machines,
 * created, expires, revoked */
struct error *list_keys(struct db *db, const struct actor *actor, int64_t account, json_t **list)
	__attribute__((nonnull, warn_unused_result));
/* Items: id, name, email, created, n_machines, by their names; of one account: itself */
struct error *list_accounts(struct db *db, const struct actor *actor, json_t **list)
	__attribute__((nonnull, warn_unused_result));
/* Items: id, at, account, actor, action, object, detail; the last first */
struct error *list_audit(struct db *db, const struct actor *actor, int64_t account,
			 const struct lists_page *page, json_t **list)
	__attribute__((nonnull, warn_unused_result));

/* How machines stand counts those that are active, which is why it and 'inactive' are 'total'.
 * {up_to_date, out_of_date, unsupported, unknown, inactive, pending, denied, total, n_cves_open,
 * rollouts {rolling, halted, blocked}, history [{at, up_to_date, out_of_date, unsupported,
 * inactive}] of the last 90 days, kernels [{release, n}], clients [{client, n}]} */
struct error *show_overview(struct db *db, const struct actor *actor, int64_t account, int64_t now,
			    int64_t active_since, json_t **overview)
	__attribute__((nonnull, warn_unused_result));

/* What a machine's operator may change; by 'change.h', with its line in the audit log. */
struct error *machine_authorize(struct db *db, const struct actor *actor, int64_t now,
				const char *uuid, const char *authorization)
	__attribute__((nonnull, warn_unused_result));
struct error *machine_move(struct db *db, const struct actor *actor, int64_t now, const char *uuid,
			   const char *group) __attribute__((nonnull, warn_unused_result));
/* Its history goes with it; usage that was counted stays. */
struct error *machine_remove(struct db *db, const struct actor *actor, int64_t now,
			     const char *uuid) __attribute__((nonnull, warn_unused_result));

#endif
