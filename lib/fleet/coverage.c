/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/coverage.h"

#include <stdlib.h>

#include "base/date.h"
#include "base/memory.h"

#define DAY (24 * 3600)

static const char *const names[] = {
	[COVERAGE_ENDED] = "ended", [COVERAGE_FULL] = "full",	    [COVERAGE_GRACE] = "grace",
	[COVERAGE_TRIAL] = "trial", [COVERAGE_COVERED] = "covered",
};

const char *coverage_state_name(enum coverage_state state)
{
	return names[state];
}

void subscriptions_deinit(struct subscriptions *list)
{
	for (size_t i = 0; i < list->n_items; i++) {
		free(list->items[i].plan);
		free(list->items[i].distribution);
		free(list->items[i].releases);
	}
	free(list->items);
	*list = (struct subscriptions){};
}

int64_t subscription_end_of(const struct subscription *subscription)
{
	const int64_t end = subscription->ends ? subscription->ends : INT64_MAX;
	const int64_t trial_ends = subscription->starts + subscription->days * DAY;

	if (subscription->kind == TARIFF_TRIAL && trial_ends < end)
		return trial_ends;
	return end;
}

/* ---- one of them ---- */

static struct coverage while_over(struct subscription *subscription, int64_t now)
{
	const int64_t until = subscription->over_since + subscription->grace_days * DAY;

	if (now < until)
		return (struct coverage){ COVERAGE_GRACE, until, subscription };
	return (struct coverage){ COVERAGE_FULL, 0, subscription };
}

static struct coverage behind_end(struct subscription *subscription, int64_t end, int64_t now)
{
	const int64_t until = end + subscription->grace_days * DAY;

	if (now < until)
		return (struct coverage){ COVERAGE_GRACE, until, subscription };
	return (struct coverage){ COVERAGE_ENDED, 0, subscription };
}

struct coverage coverage_of(struct subscription *subscription, int64_t now)
{
	const int64_t end = subscription_end_of(subscription);

	if (now >= end)
		return behind_end(subscription, end, now);
	if (subscription->over_since)
		return while_over(subscription, now);
	if (subscription->kind == TARIFF_TRIAL)
		return (struct coverage){ COVERAGE_TRIAL, end, subscription };
	return (struct coverage){ COVERAGE_COVERED, 0, subscription };
}

/* ---- the best of them ---- */

/* The best first: it runs, it is in the grace behind its end, it is full, it is over. */
static int standing_of(const struct coverage *coverage, int64_t now)
{
	if (coverage->state == COVERAGE_ENDED)
		return 3;
	if (coverage->state == COVERAGE_FULL)
		return 2;
	return now >= subscription_end_of(coverage->by);
}

/* What costs nothing is one rank, whatever it is called. */
static int rank_of(const struct subscription *subscription)
{
	return subscription->kind == TARIFF_FREE ? TARIFF_UNLIMITED : (int)subscription->kind;
}

static bool is_better(const struct coverage *a, const struct coverage *b, int64_t now)
{
	const int64_t differences[] = {
		standing_of(a, now) - standing_of(b, now),
		rank_of(a->by) - rank_of(b->by),
		(a->state == COVERAGE_GRACE) - (b->state == COVERAGE_GRACE),
		a->by->starts - b->by->starts,
		a->by->id - b->by->id,
	};

	for (size_t i = 0; i < ARRAY_SIZE(differences); i++)
		if (differences[i])
			return differences[i] < 0;
	return false;
}

struct coverage coverage_find(const struct subscriptions *list, const char *distribution,
			      const char *version, int64_t now)
{
	struct coverage best = { COVERAGE_COVERED, 0, NULL };

	for (size_t i = 0; i < list->n_items; i++) {
		struct subscription *subscription = &list->items[i];
		struct coverage coverage;

		if (subscription->starts > now)
			continue;
		coverage = coverage_of(subscription, now);
		if (!best.by)
			best.state = COVERAGE_ENDED;
		if (tariff_fits(subscription->distribution, subscription->releases, distribution,
				version) &&
		    (!best.by || is_better(&coverage, &best, now)))
			best = coverage;
	}
	return best;
}

/* ---- for people ---- */

char *coverage_explain(const struct coverage *coverage)
{
	const struct subscription *by = coverage->by;
	char date[DATE_TEXT_SIZE];

	if (!by)
		return xstrdup("none of the account's subscriptions is for this kernel");
	if (coverage->state == COVERAGE_FULL)
		return xasprintf(
			"the subscription to '%s' is for %lld machines, and they are there",
			by->plan, (long long)by->quota);
	date_write(subscription_end_of(by), date);
	return xasprintf("the subscription to '%s' has ended on %.10s", by->plan, date);
}
