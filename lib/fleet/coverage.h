/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which of an account's subscriptions covers a machine, and how well.
 *
 * One that runs and has room comes before one that is over and in its grace, and that one before
 * one that is full. Among those that stand alike, what costs nothing comes first: a free or
 * unlimited plan that fits the kernel, then a trial, then a metered plan. Then one within its
 * quota, then the one that began first.
 *
 * A list is a pure value: nothing here asks a database or a clock.
 */
#ifndef SUTURE_FLEET_COVERAGE_H
#define SUTURE_FLEET_COVERAGE_H

#include "fleet/tariff.h"

struct subscription {
	int64_t id;
	int64_t starts, ends; /* ends 0: it is open */
	int64_t quota;	      /* machines; 0: any number */
	int64_t over_since;   /* 0: it is within its quota */
	char *plan;	      /* its name */
	enum tariff_kind kind;
	char *distribution, *releases; /* as in struct tariff */
	int64_t days, grace_days;
	int64_t n_counted; /* machines that take up its quota; -1: nobody has asked yet */
};

struct subscriptions {
	struct subscription *items;
	size_t n_items;
};

void subscriptions_deinit(struct subscriptions *list);
#define _cleanup_subscriptions_ _cleanup_(subscriptions_deinit)

/* When it is over, also by a trial's days; INT64_MAX: never. */
int64_t subscription_end_of(const struct subscription *subscription) __attribute__((nonnull));

/* In the order of what a machine gets; the zero value claims least. */
enum coverage_state {
	COVERAGE_ENDED,	  /* nothing covers it */
	COVERAGE_FULL,	  /* over its quota for too long: whoever is counted already is covered */
	COVERAGE_GRACE,	  /* covered, until the grace is over */
	COVERAGE_TRIAL,	  /* covered, until the trial is over */
	COVERAGE_COVERED,
};

const char *coverage_state_name(enum coverage_state state);

struct coverage {
	enum coverage_state state;
	int64_t until; /* of GRACE and TRIAL */
	/* One of the list: that covers it, or would if it were not over or full; NULL if there is
	 * none for this kernel, or none at all. */
	struct subscription *by;
};

/*
 * An account that has had no subscription yet is covered, by none: whoever runs the service for
 * machines of their own bills nobody. Those that begin later do not count. distribution and version
 * may be NULL.
 */
struct coverage coverage_find(const struct subscriptions *list, const char *distribution,
			      const char *version, int64_t now) __attribute__((nonnull(1)));
/* The same of one subscription alone that has begun, for a kernel that it fits. */
struct coverage coverage_of(struct subscription *subscription, int64_t now)
	__attribute__((nonnull));

/* Why a machine is held back that is not covered, for people; the caller's. */
char *coverage_explain(const struct coverage *coverage)
	__attribute__((nonnull, warn_unused_result));

#endif
