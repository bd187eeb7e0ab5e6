/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>
#include <time.h>

#include "base/memory.h"
#include "confirm.h"
#include "machine/clock.h"
#include "machine/follow.h"
#include "machine/last_change.h"
#include "machine/late.h"
#include "machine/transition.h"
#include "member/member.h"
#include "member/membership.h"
#include "outcome.h"
#include "patience.h"
#include "planning.h"
#include "progress.h"
#include "verbs.h"

static bool as_json, yes, no, automatic, offline;
static struct planning planning;
static struct patience patience = PATIENCE_DEFAULT;

static const struct option_row option_rows[] = {
	{ "yes", NULL, "ask nothing", OPTION_FLAG, &yes, 'y' },
	{ "no", NULL, "say what would be done, and do nothing", OPTION_FLAG, &no, 'n' },
	PLANNING_OPTIONS(planning),
	{ "automatic", NULL, "do what the policy says that the timer does", OPTION_FLAG,
	  &automatic },
	{ "offline", NULL, "ask nobody; use what was fetched before", OPTION_FLAG, &offline },
	PATIENCE_OPTIONS(patience),
	{ "json", NULL, "print JSON", OPTION_FLAG, &as_json },
	{ 0 },
};

static const struct command command = {
	.name = "suture upgrade",
	.arguments = "",
	.purpose = "Bring the running kernel to where the repository has it, in one transaction.",
	.options = option_rows,
	.follows = true,
};

/* All that an upgrade comes to know, for those who tell of it. */
struct upgrade {
	struct machine machine;
	struct follower follower;
	struct plan plan;
	struct transition_result result;
	bool is_done;
	bool is_fleet_asked; /* its service was, and its advice is new */
	bool is_fleet_lost;  /* its service was asked, and did not answer */
};

static void upgrade_deinit(struct upgrade *upgrade)
{
	follower_close(&upgrade->follower);
	transition_result_deinit(&upgrade->result);
	plan_deinit(&upgrade->plan);
	machine_close(&upgrade->machine);
}

/* ---- what comes and goes ---- */

static void print_notes(const char *what, const struct string_list *notes)
{
	for (size_t i = 0; i < notes->n_items; i++)
		fprintf(stderr, "suture upgrade: %s%s\n", what, notes->items[i]);
}

/* What a mirror did wrong is no failure if another one did it right, but it is told, once. */
static void tell_failures(struct upgrade *upgrade, const struct error *error)
{
	struct mirrors *mirrors = &upgrade->follower.mirrors;

	if (!error || mirrors->n_items > 1)
		print_notes("passed over ", &mirrors->failures);
	string_list_deinit(&mirrors->failures);
	mirrors->failures = (struct string_list){};
}

static struct error *look(struct upgrade *upgrade)
{
	struct error *error;

	if (offline)
		return NULL;
	try(follower_open(&upgrade->machine, NULL, machine_now(), &upgrade->follower));
	error = follower_look(&upgrade->follower);
	print_notes("", &upgrade->follower.updater.distrusted);
	tell_failures(upgrade, error);
	return error;
}

static struct error *fetch_one(struct upgrade *upgrade, const char *id)
{
	_cleanup_free_ char *manifest =
		machine_path(&upgrade->machine, "updates/%s/" MANIFEST_FILE, id);

	if (!offline)
		return follower_fetch(&upgrade->follower, id);
	if (file_exists(manifest))
		return NULL;
	return error_refuse(SUTURE_REFUSAL_NO_NETWORK, "%s was not fetched before", id);
}

static struct error *fetch(struct upgrade *upgrade)
{
	const struct string_list *ids = &upgrade->plan.installs;
	struct error *error = NULL;

	for (size_t i = 0; !error && i < ids->n_items; i++) {
		progress_show(ids->items[i], i, ids->n_items);
		error = fetch_one(upgrade, ids->items[i]);
	}
	progress_clear();
	tell_failures(upgrade, error);
	return error;
}

/* What cannot be fetched was tried all the same. */
static struct error *fetch_or_note(struct upgrade *upgrade)
{
	struct error *error = fetch(upgrade);
	const struct last_change change = { &upgrade->plan.installs, &upgrade->plan.removes, error,
					    0 };

	if (error)
		last_change_write(&upgrade->machine, &change);
	return error;
}

/* ---- may it be done? ---- */

static bool is_window_open(const struct machine *machine)
{
	time_t now = machine_now();
	struct tm local;

	localtime_r(&now, &local);
	return window_is_open(&machine->policy.window, &local);
}

/* Why the timer changes nothing now; NULL: it may. */
static const char *why_not_now(const struct machine *machine)
{
	if (machine->policy.mode == POLICY_REPORT)
		return "the policy is to report only";
	return is_window_open(machine) ? NULL : "the policy's window is closed";
}

static struct error *may(const struct upgrade *upgrade, bool *goes)
{
	const char *why = automatic ? why_not_now(&upgrade->machine) : NULL;

	*goes = !why;
	if (why && !as_json)
		printf("nothing is changed: %s\n", why);
	if (automatic)
		return NULL;
	return confirm(yes, no);
}

/* ---- the fleet, before and after ---- */

/*
 * That its service cannot be asked is no failure: the machine goes by the advice that it has. What
 * a timer does nobody watches.
 */
static void report(struct upgrade *upgrade, bool about_to, const struct string_list *by_name)
{
	_cleanup_error_ struct error *error =
		member_report(&upgrade->machine, about_to, by_name, machine_now());

	upgrade->is_fleet_asked = !error;
	upgrade->is_fleet_lost = error;
	if (error && !automatic)
		fprintf(stderr, "suture upgrade: the fleet's service was not asked: %s\n",
			error->message);
}

/* Also if it is the advice of last time that keeps it back: the fleet may have got on since. */
static bool would_install(const struct plan *plan)
{
	for (size_t i = 0; i < plan->n_skips; i++)
		if (plan->skips[i].reason == PLAN_HELD_BACK)
			return true;
	return plan->installs.n_items;
}

/*
 * Nothing is installed that the fleet could hold back before it was told that it is about to be;
 * nor is what it cannot hold back, since others wait for this machine then.
 */
static void report_before(struct upgrade *upgrade)
{
	const struct machine *machine = &upgrade->machine;
	const bool is_named = planning_is_named(&planning);
	bool about_to = !no && (!automatic || !why_not_now(machine));
	_cleanup_plan_ struct plan plan = {};
	_cleanup_error_ struct error *error = NULL;

	if (offline || !membership_exists())
		return;
	error = planning_make(&planning, machine, &plan);
	if (is_named && !plan.installs.n_items)
		about_to = false;
	if ((about_to && would_install(&plan)) || member_is_due(machine, automatic, machine_now()))
		report(upgrade, about_to, is_named && about_to ? &plan.installs : NULL);
}

/* What a person asks for comes; who asks is told what the fleet has said of it just now. */
static void tell_advice(const struct upgrade *upgrade)
{
	const struct plan_advice *advice = advice_in_force(&upgrade->machine.advice, machine_now());
	const struct string_list *ids = &upgrade->plan.installs;

	if (!upgrade->is_fleet_asked || !advice || !planning_is_named(&planning))
		return;
	for (size_t i = 0; i < ids->n_items; i++) {
		const char *why = plan_advice_against(advice, ids->items[i]);

		if (why)
			fprintf(stderr, "suture upgrade: the fleet would hold %s back: %s\n",
				ids->items[i], why);
	}
}

/* Who has said no, or nothing, has not tried anything. */
static void report_after(struct upgrade *upgrade, const struct error *error)
{
	const bool has_failed = error && error->refusal != SUTURE_REFUSAL_DECLINED;

	if (offline || upgrade->machine.lock < 0 || !membership_exists())
		return;
	if (upgrade->is_done || (has_failed && !upgrade->is_fleet_lost))
		report(upgrade, false, NULL);
}

/* ---- the whole ---- */

static struct error *upgrade_kernel(struct upgrade *upgrade)
{
	const struct transaction_options options = patience_options(&patience, false);
	bool goes;

	try(machine_open_to_change(&upgrade->machine));
	try(machine_check_switch());
	try(look(upgrade));
	report_before(upgrade);
	try(planning_make(&planning, &upgrade->machine, &upgrade->plan));
	if (!as_json)
		planning_print(&upgrade->plan, &upgrade->machine);
	tell_advice(upgrade);
	if (planning_is_empty(&upgrade->plan))
		return no ? NULL : late_write(&upgrade->machine);
	try(may(upgrade, &goes));
	if (!goes)
		return NULL;
	try(fetch_or_note(upgrade));
	try(transition(&upgrade->machine, &upgrade->plan.installs, &upgrade->plan.removes, &options,
		       &upgrade->result));
	upgrade->is_done = true;
	return late_write(&upgrade->machine);
}

static struct error *run(int argc, char **argv, struct upgrade *upgrade)
{
	struct error *error;

	try(command_parse(&command, &argc, &argv));
	if (argc)
		return command_misused(&command, "there is nothing to give");
	try(planning_check(&planning, &command));
	error = upgrade_kernel(upgrade);
	report_after(upgrade, error);
	return error;
}

static void print(const struct upgrade *upgrade)
{
	const struct transition_result *result = &upgrade->result;
	_cleanup_string_list_ struct string_list in_force = machine_in_force(&upgrade->machine);

	for (size_t i = 0; i < result->waiting.n_items; i++)
		printf("waits for a module that is not loaded: %s\n", result->waiting.items[i]);
	outcome_print_kept(&result->applied.kept);
	if (result->applied.transaction.attempts)
		outcome_print(&result->applied.transaction);
	printf("%s is as %s\n", upgrade->machine.release,
	       series_effective(&upgrade->machine.series, &in_force));
}

static json_t *to_json(const struct upgrade *upgrade)
{
	json_t *object = upgrade->plan.before ? planning_to_json(&upgrade->plan, &upgrade->machine)
					      : json_object();
	const struct transition_result *result = &upgrade->result;

	json_object_set_new(object, "done", json_boolean(upgrade->is_done));
	json_object_set_new(object, "waiting",
			    strings_to_json(result->waiting.items, result->waiting.n_items));
	json_object_set_new(object, "switch", outcome_to_json(&result->applied.transaction));
	return object;
}

int cmd_upgrade(int argc, char **argv)
{
	_cleanup_(upgrade_deinit)
	struct upgrade upgrade = { .machine = MACHINE_NONE, .follower = FOLLOWER_NONE };
	_cleanup_error_ struct error *error = run(argc, argv, &upgrade);
	_cleanup_json_ json_t *value = as_json ? to_json(&upgrade) : NULL;

	planning_deinit(&planning);
	if (upgrade.is_done && !as_json)
		print(&upgrade);
	return command_end(&command, error, as_json, value);
}
