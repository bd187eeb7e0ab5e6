/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a plan costs, and which kernels it is for; docs/subscriptions.md tells it to people. They
 * are rows of the table "plan"; struct plan is the one of a machine (series/plan.h).
 *
 * A plan is never changed, so that a month which is over costs tomorrow what it costs today:
 * whoever wants other prices adds another plan.
 *
 * Prices are graduated: of 25 machines the first 20 cost what the first step says, the other five
 * what the second one says.
 */
#ifndef SUTURE_FLEET_TARIFF_H
#define SUTURE_FLEET_TARIFF_H

#include <jansson.h>

#include "fleet/audit.h"

/* In the order in which they are used up: what costs nothing comes first. */
enum tariff_kind { TARIFF_FREE, TARIFF_UNLIMITED, TARIFF_TRIAL, TARIFF_METERED };

const char *tariff_kind_name(enum tariff_kind kind);
bool tariff_kind_find(const char *name, enum tariff_kind *kind) __attribute__((nonnull));

#define TARIFF_STEPS_MAX    16
#define TARIFF_NUMBER_MAX   1000000000 /* of machines and cents: their product is an int64_t */
#define TARIFF_DAYS_MAX	    3660
#define TARIFF_PATTERN_SIZE 64

struct tariff_step {
	int64_t beyond; /* so many machines */
	int64_t cents;	/* for each one and month, in the currency's smallest unit */
};

struct tariff {
	const char *name;
	enum tariff_kind kind;
	const char *currency;	   /* ISO 4217, as "USD" */
	const char *distribution;  /* globs over those of a kernel; NULL: any */
	const char *releases;
	int64_t days;		   /* of a trial */
	int64_t grace_days;	   /* behind its end, or over the quota */
	struct tariff_step steps[TARIFF_STEPS_MAX]; /* of a metered one; the first is beyond 0 */
	size_t n_steps;
};

/* Those of the default: 3.95 for each of the first 20 machines, 2.95 beyond. */
extern const struct tariff tariff_default;

/* Machines of n that are in a step, and what n machines cost. Without steps nothing. */
int64_t tariff_in_step(const struct tariff_step *steps, size_t n_steps, size_t step, int64_t n)
	__attribute__((nonnull));
int64_t tariff_amount(const struct tariff_step *steps, size_t n_steps, int64_t n)
	__attribute__((nonnull));

/* Whether it is for such a kernel: what a kernel does not say fits no glob. */
bool tariff_fits(const char *distribution_glob, const char *releases_glob, const char *distribution,
		 const char *version);

/* One transaction with its line in the audit log. REQUEST_MALFORMED says what is wrong with it. */
struct error *tariff_add(struct db *db, const struct actor *actor, int64_t now,
			 const struct tariff *tariff, int64_t *id)
	__attribute__((nonnull, warn_unused_result));

struct error *tariff_read_steps(struct db *db, int64_t id,
				struct tariff_step steps[static TARIFF_STEPS_MAX], size_t *n_steps)
	__attribute__((nonnull, warn_unused_result));

/* Items: id, name, kind, currency, distribution, releases, days, grace_days, created,
 * steps [{beyond, cents}] */
struct error *tariff_list(struct db *db, json_t **list)
	__attribute__((nonnull, warn_unused_result));

#endif
