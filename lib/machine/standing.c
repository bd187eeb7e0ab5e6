/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "machine/standing.h"

#include <string.h>

#include "base/memory.h"
#include "client/sysroot.h"
#include "machine/follow.h"

/* ---- names ---- */

const char *standing_verdict_name(enum standing_verdict verdict)
{
	static const char *const names[] = {
		[STANDING_UNKNOWN] = "unknown",
		[STANDING_UNSUPPORTED] = "unsupported",
		[STANDING_OUT_OF_DATE] = "out-of-date",
		[STANDING_UP_TO_DATE] = "up-to-date",
	};

	return names[verdict];
}

const char *update_state_name(enum update_state state)
{
	static const char *const names[] = {
		[UPDATE_AVAILABLE] = "available", [UPDATE_SKIPPED] = "skipped",
		[UPDATE_LOST] = "lost",		  [UPDATE_WAITING] = "waiting",
		[UPDATE_WITHDRAWN] = "withdrawn", [UPDATE_FOREIGN] = "foreign",
		[UPDATE_APPLIED] = "applied",
	};

	return names[state];
}

const char *cve_state_name(enum cve_state state)
{
	static const char *const names[] = {
		[CVE_FIXED] = "fixed",
		[CVE_AVAILABLE] = "available",
		[CVE_HELD_BACK] = "held-back",
		[CVE_UNPATCHABLE] = "unpatchable",
	};

	return names[state];
}

/* what people are told; %s is the other one that the plan names */
static const struct {
	const char *name, *text;
} reasons[] = {
	[PLAN_HELD] = { "held", "held on this machine%s" },
	[PLAN_BLOCKED] = { "blocked", "withdrawn: %s" },
	[PLAN_SUSPECT] = { "suspect", "the machine went down while it was applied%s" },
	[PLAN_BEYOND_PIN] = { "beyond-pin", "beyond the pin %s" },
	[PLAN_TOO_NEW] = { "too-new", "younger than the policy's delay%s" },
	[PLAN_NOT_ROLLED_OUT] = { "not-rolled-out", "not rolled out to this machine yet%s" },
	[PLAN_HELD_BACK] = { "held-back", "held back by the fleet: %s" },
	[PLAN_REQUIRES] = { "requires", "needs %s" },
	[PLAN_EXCLUDES] = { "excludes", "excludes %s" },
};

const char *plan_reason_name(enum plan_reason reason)
{
	return reasons[reason].name;
}

char *plan_reason_text(enum plan_reason reason, const char *other)
{
	const char *text = reasons[reason].text, *place = strstr(text, "%s");

	return xasprintf("%.*s%s", (int)(place - text), text, other ? other : "");
}

/* ---- updates ---- */

/* Only a pin that is no version makes a plan impossible; nothing is on this side of it. */
static void set_beyond_pin(struct standing_update *one, const struct policy *policy)
{
	one->state = UPDATE_SKIPPED;
	one->reason = PLAN_BEYOND_PIN;
	one->other = xstrdup(policy->values[POLICY_PIN]);
}

static void set_reason(struct standing_update *one, const struct plan *plan)
{
	for (size_t i = 0; i < plan->n_skips; i++) {
		if (strcmp(plan->skips[i].id, one->id))
			continue;
		one->state = UPDATE_SKIPPED;
		one->reason = plan->skips[i].reason;
		one->other = plan->skips[i].other ? xstrdup(plan->skips[i].other) : NULL;
	}
}

/* false: it does not wait. */
static bool set_waiting(const struct machine_waits *waits, struct standing_update *one)
{
	for (size_t i = 0; i < waits->ids.n_items; i++) {
		if (strcmp(waits->ids.items[i], one->id))
			continue;
		one->state = UPDATE_WAITING;
		one->other = xstrdup(waits->awaited.items[i]);
		return true;
	}
	return false;
}

static void set_state(const struct standing *standing, const struct machine_waits *waits,
		      struct standing_update *one)
{
	const struct machine *machine = standing->machine;

	if (string_list_contains(&standing->plan.removes, one->id))
		one->state = UPDATE_WITHDRAWN;
	else if (state_is_applied(&machine->state, one->id))
		one->state = one->update ? UPDATE_APPLIED : UPDATE_FOREIGN;
	else if (set_waiting(waits, one))
		return;
	else if (journal_entries_find(&machine->journal.installed, one->id))
		one->state = UPDATE_LOST;
	else if (standing->unplannable)
		set_beyond_pin(one, &machine->policy);
	else
		set_reason(one, &standing->plan);
}

static void add_update(struct standing *standing, const struct machine_waits *waits, const char *id,
		       const struct series_update *update)
{
	struct standing_update *one = array_append(standing->updates, standing->n_updates);

	one->id = id;
	one->update = update;
	set_state(standing, waits, one);
}

static void add_updates(struct standing *standing)
{
	const struct machine *machine = standing->machine;
	_cleanup_(machine_waits_deinit)
	struct machine_waits waits = machine_waits(machine);

	for (size_t i = 0; i < machine->series.n_updates; i++)
		add_update(standing, &waits, machine->series.updates[i].id,
			   &machine->series.updates[i]);
	for (size_t i = 0; i < machine->state.n_updates; i++) {
		const struct loaded_update *loaded = &machine->state.updates[i];

		if (loaded->applied &&
		    (!machine_has_series(machine) || !series_find(&machine->series, loaded->id)))
			add_update(standing, &waits, loaded->id, NULL);
	}
}

/* ---- CVEs ---- */

/* What one update or exception says of one CVE; points into the standing. */
struct claim {
	const char *cve;
	enum cve_state state;
	const struct standing_update *one;	  /* or NULL */
	const struct series_exception *exception; /* or NULL */
	size_t order;
};

struct claims {
	struct claim *items;
	size_t n_items;
};

static void add_claims(struct claims *claims, const struct string_list *cves, struct claim claim)
{
	for (size_t i = 0; i < cves->n_items; i++) {
		claim.cve = cves->items[i];
		claim.order = claims->n_items;
		*array_append(claims->items, claims->n_items) = claim;
	}
}

/* NULL: there is nothing that keeps it from being in force. The caller's. */
static char *why_not(const struct standing_update *one)
{
	switch (one->state) {
	case UPDATE_SKIPPED:
		return plan_reason_text(one->reason, one->other);
	case UPDATE_LOST:
		return xstrdup("installed, and not applied");
	case UPDATE_WITHDRAWN:
		return xstrdup("its update is withdrawn");
	default:
		return NULL;
	}
}

static enum cve_state state_by_update(const struct standing_update *one)
{
	switch (one->state) {
	case UPDATE_AVAILABLE:
		return CVE_AVAILABLE;
	case UPDATE_SKIPPED:
	case UPDATE_LOST:
	case UPDATE_WITHDRAWN:
		return CVE_HELD_BACK;
	default:
		return CVE_FIXED;
	}
}

static void collect_claims(const struct standing *standing, struct claims *claims)
{
	const struct series *series = &standing->machine->series;

	for (size_t i = 0; i < standing->n_updates; i++) {
		const struct standing_update *one = &standing->updates[i];

		if (one->update)
			add_claims(claims, &one->update->cves,
				   (struct claim){ .state = state_by_update(one), .one = one });
	}
	for (size_t i = 0; i < series->n_exceptions; i++)
		add_claims(claims, &series->exceptions[i].cves,
			   (struct claim){ .state = CVE_UNPATCHABLE,
					   .exception = &series->exceptions[i] });
}

/* By CVE, the worst claim first, else the earliest. */
static int by_weight(const void *a, const void *b)
{
	const struct claim *one = a, *other = b;
	int names = strverscmp(one->cve, other->cve);

	if (names)
		return names;
	if (one->state != other->state)
		return one->state > other->state ? -1 : 1;
	return one->order < other->order ? -1 : 1;
}

static char *claim_text(const struct claim *claim)
{
	if (!claim->exception)
		return why_not(claim->one);
	return xasprintf("%s: %s", claim->exception->reason, claim->exception->text);
}

/*
 * The worst claim counts: an update of several that is not in force leaves the hole open. n claims
 * are of one CVE.
 */
static void add_cve(struct standing *standing, const struct claim *claims, size_t n)
{
	struct standing_cve *cve = array_append(standing->cves, standing->n_cves);

	cve->cve = xstrdup(claims->cve);
	cve->state = claims->state;
	cve->text = claim_text(claims);
	for (size_t i = 0; i < n && !cve->update; i++)
		if (claims[i].one)
			cve->update = xstrdup(claims[i].one->id);
}

static void add_cves(struct standing *standing)
{
	struct claims claims = {};
	size_t n;

	collect_claims(standing, &claims);
	if (claims.n_items)
		qsort(claims.items, claims.n_items, sizeof(*claims.items), by_weight);
	for (size_t i = 0; i < claims.n_items; i += n) {
		n = 1;
		while (i + n < claims.n_items &&
		       !strcmp(claims.items[i].cve, claims.items[i + n].cve))
			n++;
		add_cve(standing, &claims.items[i], n);
	}
	free(claims.items);
}

/* ---- the verdict ---- */

static bool is_token(const struct standing *standing, enum suture_refusal refusal)
{
	return standing->check.refusal &&
	       !strcmp(standing->check.refusal, refusal_row(refusal)->token);
}

static enum standing_verdict judge(const struct standing *standing)
{
	const struct series *series = &standing->machine->series;

	if (is_token(standing, SUTURE_REFUSAL_NOT_SERVED))
		return STANDING_UNSUPPORTED;
	if (!machine_has_series(standing->machine))
		return STANDING_UNKNOWN;
	if (series->covered_until && series->covered_until < standing->now)
		return STANDING_UNSUPPORTED;
	if (standing->unplannable || standing->plan.installs.n_items ||
	    standing->plan.removes.n_items)
		return STANDING_OUT_OF_DATE;
	return STANDING_UP_TO_DATE;
}

size_t standing_count(const struct standing *standing, enum update_state state)
{
	size_t n = 0;

	for (size_t i = 0; i < standing->n_updates; i++)
		n += standing->updates[i].state == state;
	return n;
}

size_t standing_count_cves(const struct standing *standing, enum cve_state state)
{
	size_t n = 0;

	for (size_t i = 0; i < standing->n_cves; i++)
		n += standing->cves[i].state == state;
	return n;
}

size_t standing_count_unfixed(const struct standing *standing)
{
	return standing->n_cves - standing_count_cves(standing, CVE_FIXED);
}

bool standing_is_informed(const struct standing *standing)
{
	return standing->verdict >= STANDING_OUT_OF_DATE && !standing->is_stale;
}

/* ---- taking it ---- */

static void take_plan(struct standing *standing)
{
	_cleanup_string_list_ struct string_list in_force = machine_in_force(standing->machine);
	_cleanup_error_ struct error *error = NULL;
	const struct plan_request all = { .scope = PLAN_ALL };
	const struct machine *machine = standing->machine;

	if (!machine_has_series(machine))
		return;
	standing->effective = series_effective(&machine->series, &in_force);
	error = machine_plan(machine, &all, standing->now, &standing->plan);
	standing->unplannable = error ? xstrdup(error->message) : NULL;
}

static void take_surroundings(struct standing *standing)
{
	_cleanup_free_ char *path = sysroot_path(LAST_CHECK_FILE);
	_cleanup_error_ struct error *off = machine_check_switch();

	last_check_read(path, standing->machine->build_id, &standing->check);
	standing->is_stale = standing->check.good_until &&
			     standing->check.good_until < standing->now;
	standing->switched_off = off ? xstrdup(off->message) : NULL;
}

void standing_take(const struct machine *machine, int64_t now, struct standing *standing)
{
	*standing = (struct standing){ .machine = machine, .now = now };
	take_surroundings(standing);
	take_plan(standing);
	add_updates(standing);
	add_cves(standing);
	standing->verdict = judge(standing);
}

void standing_deinit(struct standing *standing)
{
	for (size_t i = 0; i < standing->n_updates; i++)
		free(standing->updates[i].other);
	free(standing->updates);
	for (size_t i = 0; i < standing->n_cves; i++) {
		free(standing->cves[i].cve);
		free(standing->cves[i].update);
		free(standing->cves[i].text);
	}
	free(standing->cves);
	free(standing->switched_off);
	free(standing->unplannable);
	plan_deinit(&standing->plan);
	last_check_deinit(&standing->check);
}
