/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "series/plan.h"

#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/memory.h"

/* What is known of an update of the series, at its place. */
struct item {
	bool is_applied, is_wanted, is_held, stays, goes;
	const struct block *block;
	bool comes, would_come; /* would: without any advice */
};

struct planner {
	const struct series *series;
	const struct plan_policy *policy;
	struct item *items;
	size_t n_reach; /* updates that the pin lets through */
	bool is_explicit;
	const struct plan_advice *advice; /* NULL: it is not asked for */
	struct plan *plan;
};

static size_t index_of(const struct planner *planner, const char *id)
{
	return (size_t)(series_find(planner->series, id) - planner->series->updates);
}

static const struct series_update *update_at(const struct planner *planner, size_t i)
{
	return &planner->series->updates[i];
}

/* It will be there when all is done, as far as that has been planned. */
static bool is_there(const struct item *item)
{
	return item->comes || (item->is_applied && !item->goes);
}

/* For each update of the series, at its place: is it one of these? The caller's. */
static bool *marks_of(const struct series *series, const struct string_list *ids)
{
	bool *marks = xcalloc(series->n_updates, sizeof(*marks));

	for (size_t i = 0; i < ids->n_items; i++) {
		const struct series_update *update = series_find(series, ids->items[i]);

		if (update)
			marks[update - series->updates] = true;
	}
	return marks;
}

/*
 * The same without any advice. What excludes is judged by this: else whoever advises could have one
 * update come by holding another one back.
 */
static bool would_be_there(const struct item *item)
{
	return item->would_come || (item->is_applied && !item->goes);
}

/* ---- effective versions ---- */

static const char *effective_with(const struct series *series, const bool *there)
{
	const char *version = series->version;

	for (size_t i = 0; i < series->n_updates && there[i]; i++)
		if (series->updates[i].effective)
			version = series->updates[i].effective;
	return version;
}

const char *series_effective(const struct series *series, const struct string_list *applied)
{
	_cleanup_free_ bool *there = marks_of(series, applied);

	return effective_with(series, there);
}

/* How many updates it takes to be equal to a version; the kernel's own takes none. */
static struct error *reach_of(const struct series *series, const char *version, size_t *n)
{
	for (size_t i = series->n_updates; i > 0; i--) {
		const char *effective = series->updates[i - 1].effective;

		if (!effective || strcmp(effective, version))
			continue;
		*n = i;
		return NULL;
	}
	*n = 0;
	if (!strcmp(series->version, version))
		return NULL;
	return error_refuse(SUTURE_REFUSAL_NOT_IN_SERIES, "no update leads to version %s", version);
}

/* ---- what is the case ---- */

static void look_at_updates(struct planner *planner, const struct block_list *blocked,
			    const struct string_list *applied)
{
	const struct series *series = planner->series;
	_cleanup_free_ bool *is_applied = marks_of(series, applied);
	_cleanup_free_ bool *is_held = marks_of(series, &planner->policy->held);

	for (size_t i = 0; i < series->n_updates; i++) {
		struct item *item = &planner->items[i];

		item->is_applied = is_applied[i];
		item->is_held = is_held[i];
		item->block = block_list_find(blocked, series->updates[i].id, series->build_id);
	}
	for (size_t i = 0; i < applied->n_items; i++)
		if (!series_find(series, applied->items[i]))
			string_list_add(&planner->plan->foreign, applied->items[i]);
}

/* ---- what is asked for ---- */

/* What is required comes earlier, so one way back finds all of it. */
static void want_what_is_required(struct planner *planner)
{
	for (size_t i = planner->series->n_updates; i-- > 0;) {
		const struct string_list *requires = &update_at(planner, i)->requires;

		for (size_t k = 0; planner->items[i].is_wanted && k < requires->n_items; k++)
			planner->items[index_of(planner, requires->items[k])].is_wanted = true;
	}
}

static struct error *want_ids(struct planner *planner, const struct string_list *ids)
{
	for (size_t i = 0; i < ids->n_items; i++) {
		if (!series_find(planner->series, ids->items[i]))
			return error_refuse(SUTURE_REFUSAL_NOT_IN_SERIES,
					    "the series has no update %s", ids->items[i]);
		planner->items[index_of(planner, ids->items[i])].is_wanted = true;
	}
	want_what_is_required(planner);
	return NULL;
}

static struct error *want_fixes(struct planner *planner, const char *cve)
{
	bool found = false;

	for (size_t i = 0; i < planner->series->n_updates; i++) {
		if (!string_list_contains(&update_at(planner, i)->cves, cve))
			continue;
		planner->items[i].is_wanted = true;
		found = true;
	}
	return found ? NULL
		     : error_refuse(SUTURE_REFUSAL_NOT_IN_SERIES,
				    "no update of the series fixes %s", cve);
}

static struct error *want_cves(struct planner *planner, const struct string_list *cves)
{
	for (size_t i = 0; i < cves->n_items; i++)
		try(want_fixes(planner, cves->items[i]));
	want_what_is_required(planner);
	return NULL;
}

static void want_first(struct planner *planner, size_t n)
{
	for (size_t i = 0; i < n; i++)
		planner->items[i].is_wanted = true;
}

static struct error *want_version(struct planner *planner, const char *version)
{
	size_t n;

	try(reach_of(planner->series, version, &n));
	if (n > planner->n_reach)
		return error_refuse(SUTURE_REFUSAL_BEYOND_PIN, "version %s is beyond %s", version,
				    planner->policy->pin);
	want_first(planner, n);
	return NULL;
}

static struct error *want(struct planner *planner, const struct plan_request *request)
{
	switch (request->scope) {
	case PLAN_ALL:
		want_first(planner, planner->series->n_updates);
		return NULL;
	case PLAN_TO:
		return want_version(planner, request->names.items[0]);
	case PLAN_ONLY:
		return want_ids(planner, &request->names);
	case PLAN_CVE:
		return want_cves(planner, &request->names);
	}
	return NULL;
}

/* ---- skipping ---- */

static void skip(struct planner *planner, size_t i, enum plan_reason reason, const char *other)
{
	struct plan_skip *one = array_append(planner->plan->skips, planner->plan->n_skips);

	one->id = xstrdup(update_at(planner, i)->id);
	one->reason = reason;
	one->other = other ? xstrdup(other) : NULL;
}

static struct error *refuse(const struct planner *planner, size_t i, enum plan_reason reason,
			    const char *other)
{
	static const struct {
		enum suture_refusal refusal;
		const char *text;
	} rows[] = {
		[PLAN_HELD] = { SUTURE_REFUSAL_HELD, "%s is held" },
		[PLAN_BLOCKED] = { SUTURE_REFUSAL_BLOCKED, "%s is withdrawn: " },
		[PLAN_SUSPECT] = { SUTURE_REFUSAL_SUSPECT, "the machine went down with %s" },
		[PLAN_BEYOND_PIN] = { SUTURE_REFUSAL_BEYOND_PIN, "%s is beyond " },
		[PLAN_REQUIRES] = { SUTURE_REFUSAL_NEEDS, "%s needs " },
		[PLAN_EXCLUDES] = { SUTURE_REFUSAL_EXCLUDES, "%s excludes " },
	};
	_cleanup_free_ char *text = xasprintf(rows[reason].text, update_at(planner, i)->id);

	return error_refuse(rows[reason].refusal, "%s%s", text, other ? other : "");
}

static struct error *skip_or_refuse(struct planner *planner, size_t i, enum plan_reason reason,
				    const char *other)
{
	if (planner->is_explicit)
		return refuse(planner, i, reason, other);
	skip(planner, i, reason, other);
	return NULL;
}

/* ---- removing ---- */

/* What is held stays, and so does all that it requires. */
static void keep_what_is_held(struct planner *planner)
{
	for (size_t i = planner->series->n_updates; i-- > 0;) {
		const struct string_list *requires = &update_at(planner, i)->requires;
		struct item *item = &planner->items[i];

		item->stays = item->stays || (item->is_applied && item->is_held);
		for (size_t k = 0; item->stays && k < requires->n_items; k++)
			planner->items[index_of(planner, requires->items[k])].stays = true;
	}
}

static bool requires_what_goes(const struct planner *planner, size_t i)
{
	const struct string_list *requires = &update_at(planner, i)->requires;

	for (size_t k = 0; k < requires->n_items; k++)
		if (planner->items[index_of(planner, requires->items[k])].goes)
			return true;
	return false;
}

static void plan_removes(struct planner *planner)
{
	size_t n = planner->series->n_updates;

	keep_what_is_held(planner);
	for (size_t i = 0; i < n; i++) {
		struct item *item = &planner->items[i];

		if (!item->is_applied || (!item->block && !requires_what_goes(planner, i)))
			continue;
		if (item->stays)
			skip(planner, i, PLAN_HELD, NULL);
		item->goes = !item->stays;
	}
	for (size_t i = n; i-- > 0;)
		if (planner->items[i].goes)
			string_list_add(&planner->plan->removes, update_at(planner, i)->id);
}

/* ---- installing ---- */

/*
 * The same for one machine and one update at any time, and even over machines. No digest is made
 * where none decides: the first one of a program sets libcrypto up.
 */
static bool is_rolled_out(const struct planner *planner, const struct series_update *update)
{
	_cleanup_free_ char *text = NULL;
	char digest[DIGEST_TEXT_SIZE];

	if (update->rollout == 100)
		return true;
	text = xasprintf("%s %s", planner->policy->machine, update->id);
	digest_bytes(text, strlen(text), digest);
	digest[8] = 0;
	return strtoul(digest, NULL, 16) % 100 < update->rollout;
}

/* Without a delay no clock is asked: it may be the machine's that is wrong. */
static bool is_too_new(const struct plan_policy *policy, const struct series_update *update)
{
	return policy->delay && policy->now - update->added < policy->delay;
}

static const char *missing_requirement(const struct planner *planner, size_t i,
				       bool (*is_there)(const struct item *item))
{
	const struct string_list *requires = &update_at(planner, i)->requires;

	for (size_t k = 0; k < requires->n_items; k++)
		if (!is_there(&planner->items[index_of(planner, requires->items[k])]))
	return requires->items[k];
	return NULL;
}

static const char *excluded(const struct planner *planner, size_t i)
{
	const struct series_update *update = update_at(planner, i);

	for (size_t k = 0; k < planner->series->n_updates; k++) {
		const struct series_update *other = update_at(planner, k);

		if (would_be_there(&planner->items[k]) &&
		    (string_list_contains(&update->conflicts, other->id) ||
		     string_list_contains(&other->conflicts, update->id)))
			return other->id;
	}
	return NULL;
}

const char *plan_advice_against(const struct plan_advice *advice, const char *id)
{
	for (size_t i = 0; i < advice->n_holds; i++)
		if (!strcmp(advice->holds[i].id, id))
			return advice->holds[i].text;
	return string_list_contains(&advice->released, id) ? NULL : advice->others;
}

/* It would come, if nobody advised against it. */
static void plan_advised(struct planner *planner, size_t i)
{
	const char *id = update_at(planner, i)->id;
	const char *why = planner->advice ? plan_advice_against(planner->advice, id) : NULL;
	const char *missing = missing_requirement(planner, i, is_there);
	struct item *item = &planner->items[i];

	item->would_come = true;
	if (why) {
		skip(planner, i, PLAN_HELD_BACK, why);
		return;
	}
	if (missing) {
		skip(planner, i, PLAN_REQUIRES, missing);
		return;
	}
	item->comes = true;
	string_list_add(&planner->plan->installs, id);
}

static struct error *plan_install(struct planner *planner, size_t i)
{
	const struct series_update *update = update_at(planner, i);
	const struct plan_policy *policy = planner->policy;
	const struct item *item = &planner->items[i];
	const char *other;

	if (item->block)
		return skip_or_refuse(planner, i, PLAN_BLOCKED, item->block->reason);
	if (item->is_held)
		return skip_or_refuse(planner, i, PLAN_HELD, NULL);
	if (string_list_contains(&policy->suspects, update->id))
		return skip_or_refuse(planner, i, PLAN_SUSPECT, NULL);
	if (i >= planner->n_reach)
		return skip_or_refuse(planner, i, PLAN_BEYOND_PIN, policy->pin);
	if (!planner->is_explicit && is_too_new(policy, update))
		return skip_or_refuse(planner, i, PLAN_TOO_NEW, NULL);
	if (!planner->is_explicit && !is_rolled_out(planner, update))
		return skip_or_refuse(planner, i, PLAN_NOT_ROLLED_OUT, NULL);
	other = missing_requirement(planner, i, would_be_there);
	if (other)
		return skip_or_refuse(planner, i, PLAN_REQUIRES, other);
	other = excluded(planner, i);
	if (other)
		return skip_or_refuse(planner, i, PLAN_EXCLUDES, other);
	plan_advised(planner, i);
	return NULL;
}

/* ---- all together ---- */

static char *effective_after(const struct planner *planner)
{
	const size_t n = planner->series->n_updates;
	_cleanup_free_ bool *there = xcalloc(n, sizeof(*there));

	for (size_t i = 0; i < n; i++)
		there[i] = is_there(&planner->items[i]);
	return xstrdup(effective_with(planner->series, there));
}

static struct error *fill(struct planner *planner, const struct block_list *blocked,
			  const struct string_list *applied, const struct plan_request *request)
{
	planner->n_reach = planner->series->n_updates;
	if (planner->policy->pin)
		try(reach_of(planner->series, planner->policy->pin, &planner->n_reach));
	look_at_updates(planner, blocked, applied);
	try(want(planner, request));
	plan_removes(planner);
	for (size_t i = 0; i < planner->series->n_updates; i++)
		if (planner->items[i].is_wanted && !planner->items[i].is_applied)
			try(plan_install(planner, i));
	planner->plan->before = xstrdup(series_effective(planner->series, applied));
	planner->plan->after = effective_after(planner);
	return NULL;
}

struct error *plan_make(const struct series *series, const struct block_list *blocked,
			const struct string_list *applied, const struct plan_policy *policy,
			const struct plan_request *request, struct plan *plan)
{
	_cleanup_plan_ struct plan made = {};
	_cleanup_free_ struct item *items = xcalloc(series->n_updates, sizeof(*items));
	struct planner planner = {
		.series = series,
		.policy = policy,
		.items = items,
		.is_explicit = request->scope == PLAN_ONLY || request->scope == PLAN_CVE,
		.advice = request->scope == PLAN_ALL ? policy->advice : NULL,
		.plan = &made,
	};

	try(fill(&planner, blocked, applied, request));
	*plan = made;
	made = (struct plan){};
	return NULL;
}

void plan_deinit(struct plan *plan)
{
	string_list_deinit(&plan->removes);
	string_list_deinit(&plan->installs);
	string_list_deinit(&plan->foreign);
	for (size_t i = 0; i < plan->n_skips; i++) {
		free(plan->skips[i].id);
		free(plan->skips[i].other);
	}
	free(plan->skips);
	free(plan->before);
	free(plan->after);
}
