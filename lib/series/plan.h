/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a machine has to do to follow its kernel's series.
 *
 * The machine decides that by itself, from what is signed and its own policy: nobody sends plans.
 * A fleet's service may advise to hold updates back. That is all it can do: whatever it says, what
 * is installed is a part of what would be without it, and what is removed is the same.
 *
 *	removes		what is withdrawn, and what requires it; the last one first
 *	installs	what is asked for and may be, in the order of the series
 *	skips		what is not, with the reason
 *
 * All of it is one transaction. Held updates are left alone, whatever else is the case; nothing
 * that they require is taken from under them. Doing what a plan says, and planning again, there is
 * nothing left to do.
 *
 * Nothing here reads a file or a clock.
 */
#ifndef SUTURE_PLAN_H
#define SUTURE_PLAN_H

#include "series/block_list.h"
#include "series/series.h"

/* An id that the series does not have means nothing. */
struct plan_hold {
	char *id;
	char *text; /* what holds it, for people */
};

struct plan_advice {
	struct plan_hold *holds;
	size_t n_holds;
	char *others;		     /* what holds every id not in released; NULL: nothing does */
	struct string_list released; /* which others does not hold */
};

struct plan_policy {
	struct string_list held; /* ids */
	struct string_list suspects; /* ids during which the machine went down; none is installed */
	const char *pin;	 /* an effective version beyond which nothing goes, or NULL */
	int64_t delay;		 /* seconds that an update must be out */
	const struct plan_advice *advice; /* or NULL */
	const char *machine;	 /* whose share of a roll-out is asked for */
	int64_t now;		 /* seconds since 1970 */
};

enum plan_scope {
	PLAN_ALL,
	PLAN_TO,   /* an effective version, names[0] */
	PLAN_ONLY, /* these ids, and what they require */
	PLAN_CVE,  /* what fixes these, and what that requires */
};

struct plan_request {
	enum plan_scope scope;
	struct string_list names;
};

enum plan_reason {
	PLAN_HELD,	      /* or it is required by 'other', which is */
	PLAN_BLOCKED,	      /* 'other' says why */
	PLAN_SUSPECT,
	PLAN_BEYOND_PIN,
	PLAN_TOO_NEW,	      /* for the policy's delay */
	PLAN_NOT_ROLLED_OUT,  /* to this machine */
	PLAN_HELD_BACK,	      /* by the advice; 'other' says why */
	PLAN_REQUIRES,	      /* 'other', which is not there */
	PLAN_EXCLUDES,	      /* 'other', which is there */
};

struct plan_skip {
	char *id;
	enum plan_reason reason;
	char *other; /* or NULL */
};

struct plan {
	struct string_list removes, installs;
	struct plan_skip *skips;
	size_t n_skips;
	struct string_list foreign; /* applied ones that the series does not know; they stay */
	char *before, *after;	    /* effective versions */
};

/*
 * applied: ids. What is asked for by id, CVE or version is not held back by the advice. What is
 * asked for by id or CVE need not have waited its time either, but it is refused
 * with HELD, SUSPECT, BEYOND_PIN, BLOCKED, EXCLUDES or NOT_IN_SERIES if it may not be; a version
 * with BEYOND_PIN or NOT_IN_SERIES. So is a pin that is no version of the series.
 */
struct error *plan_make(const struct series *series, const struct block_list *blocked,
			const struct string_list *applied, const struct plan_policy *policy,
			const struct plan_request *request, struct plan *plan)
	__attribute__((nonnull, warn_unused_result));
void plan_deinit(struct plan *plan);
#define _cleanup_plan_ _cleanup_(plan_deinit)

/* What the advice holds an update with, also one that was asked for by name; NULL: nothing. */
const char *plan_advice_against(const struct plan_advice *advice, const char *id)
	__attribute__((nonnull));

/*
 * The version that a machine with these updates is equal to: that of the last one that has a
 * version, as far as none is missing; else the kernel's own. Points into the series.
 */
const char *series_effective(const struct series *series, const struct string_list *applied)
	__attribute__((nonnull));

#endif
