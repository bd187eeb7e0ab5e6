/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An update on its way through an account's rings.
 *
 *	rolling		machines of the rings up to 'position' may have it
 *	halted		nobody gets it any more: too many machines of a ring have failed, or an
 *			operator said so; what has it keeps it
 *	blocked		an operator has held it back from the beginning
 *	done		it is through
 *
 * It begins as soon as a machine could install the update. A ring is promoted by time or by hand.
 * Each machine that is let has an *attempt*:
 *
 *	released -> applied | failed | dropped
 *
 * A machine is let when it is about to install, and until its next letter; whoever does not install
 * then, asks again. It fails if it goes down while the update is applied, if its core or its client
 * refuses the update for good, or if it does not come back. What only takes another try, such as a
 * busy function or no network, is no failure.
 *
 * At most 'at_once' machines of a group are let at the same time, and one of a cluster. What a
 * person asks for on a machine, by name, comes whatever is advised: it is an attempt all the same,
 * so that the others of its cluster wait.
 */
#ifndef SUTURE_FLEET_ROLLOUT_H
#define SUTURE_FLEET_ROLLOUT_H

#include "base/window.h"
#include "fleet/advice.h"
#include "fleet/condition.h"

/* Of which machine something is to be decided. */
struct rollout_member {
	int64_t machine, account, group;
	const char *cluster; /* or NULL */
	bool is_staged;	     /* its group is in a ring */
	int64_t position;    /* of that ring */
	int64_t at_once;     /* 0: any number */
	const char *opens;   /* or NULL */
	bool is_about_to;    /* install what its plan says, as far as the answer lets it */
	int64_t n_released;  /* attempts of it that are released */
	/* Ids that it installs whatever is answered, and no others; or NULL. */
	const json_t *by_name;
};

/*
 * Both in the transaction of a report. First what became of its attempts: none is left released.
 * If there are any, the report's lists are read, which refuses with REPORT_MALFORMED.
 */
struct error *rollout_learn(struct db *db, const struct rollout_member *member,
			    struct report *report, int64_t now)
	__attribute__((nonnull, warn_unused_result));
/*
 * Then which of the updates that it could install may come; condition is the report's. If there are
 * none, the database is neither asked nor changed.
 * *n_released is how many it is let.
 */
struct error *rollout_advise(struct db *db, const struct rollout_member *member,
			     const struct condition *condition, int64_t now, struct advice *advice,
			     int64_t *n_released) __attribute__((nonnull, warn_unused_result));

/* What time does: machines that do not come back within 'patience' seconds fail, rings are
 * promoted. One transaction. */
struct error *rollout_tick(struct db *db, int64_t now, int64_t patience)
	__attribute__((nonnull, warn_unused_result));

/* By hand: "halt", "block", "resume", "promote". Refuses with NOT_THERE and REQUEST_MALFORMED. */
struct error *rollout_steer(struct db *db, const struct actor *actor, int64_t now, int64_t id,
			    const char *verb, const char *reason)
	__attribute__((nonnull(1, 2, 5), warn_unused_result));

#endif
