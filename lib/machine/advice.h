/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a fleet's service advises this machine (docs/service.md): advice.json, which root writes and
 * anybody may read.
 *
 *	/var/lib/suture/fleet/advice.json
 *
 * Whoever answers in the service's place may be hostile. What it says is bounded and of one form,
 * or refused as a whole; dates and delays that it names are brought into bounds of the machine's
 * own; and all of it can hold updates back and nothing else (series/plan.h), until it lapses.
 */
#ifndef SUTURE_ADVICE_H
#define SUTURE_ADVICE_H

#include "base/json.h"
#include "series/plan.h"

#define FLEET_DIRECTORY "/var/lib/suture/fleet"
#define ADVICE_FILE	FLEET_DIRECTORY "/advice.json"

#define ADVICE_MAX	(64 * 1024)  /* bytes */
#define ADVICE_LIFE_MAX (30 * 86400) /* seconds, whatever good_until says */
#define ADVICE_NEXT_MIN 300
#define ADVICE_NEXT_MAX (7 * 86400)

enum authorization { AUTHORIZATION_PENDING, AUTHORIZATION_DENIED, AUTHORIZATION_ALLOWED };

struct advice {
	char *machine; /* the UUID of which it is said; NULL: there is no advice */
	enum authorization authorization;
	bool renew;
	char *group;
	int64_t next;	    /* seconds until the next report, within the bounds */
	int64_t good_until; /* not beyond the longest life from now */
	struct plan_advice plan;
};

const char *authorization_name(enum authorization authorization);

/* ADVICE_MALFORMED: it is not of the form that it must have, too long, or of another machine. */
struct error *advice_parse(const void *text, size_t size, const char *machine, int64_t now,
			   struct advice *advice) __attribute__((nonnull, warn_unused_result));
struct error *advice_write(const struct advice *advice)
	__attribute__((nonnull, warn_unused_result));
/* The machine's. One that is not there, or damaged, says nothing. */
void advice_read(struct advice *advice) __attribute__((nonnull));
/* What of it counts now; NULL: there is none, or it has lapsed. */
const struct plan_advice *advice_in_force(const struct advice *advice, int64_t now)
	__attribute__((nonnull));
void advice_deinit(struct advice *advice);
#define _cleanup_advice_ _cleanup_(advice_deinit)

#endif
