/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/command.h"
#include "base/date.h"
#include "base/form.h"
#include "base/memory.h"
#include "machine/metrics.h"
#include "machine/standing_json.h"
#include "verbs.h"
#include "view.h"

#define DAY 86400

static bool as_json, as_metrics, with_exit_code;
static const char *root;

static const struct option_row option_rows[] = {
	{ "json", NULL, "print JSON", OPTION_FLAG, &as_json },
	{ "openmetrics", NULL, "print metrics in the OpenMetrics text format", OPTION_FLAG,
	  &as_metrics },
	{ "exit-code", NULL, "exit with 30 if a CVE is not fixed, 31 if nobody says", OPTION_FLAG,
	  &with_exit_code },
	{ "root", "DIR", "look at the machine whose files are under DIR", OPTION_TEXT, &root },
	{ 0 },
};

static const struct command command = {
	.name = "suture status",
	.arguments = "",
	.purpose = "Tell how this machine stands.",
	.options = option_rows,
	.follows = true,
};

/* ---- for people ---- */

static void print_field(const char *name, const char *value)
{
	_cleanup_free_ char *line = value && *value ? as_printable(value) : NULL;

	if (line)
		printf("%-12s  %s\n", name, line);
}

static void print_list(const char *name, const struct string_list *list)
{
	_cleanup_free_ char *text = string_list_join(list);

	print_field(name, text);
}

/* "4 applied", behind a comma if it is not the first; none is not told. */
static void add_count(char **text, size_t count, const char *what)
{
	if (count)
		xappend(text, "%s%zu %s", *text ? ", " : "", count, what);
}

static void print_kernel(const struct standing *standing)
{
	const struct machine *machine = standing->machine;
	const char *version = machine->series.version;
	_cleanup_free_ char *text = xasprintf("%s%s%s%s", machine->release, version ? " (" : "",
					      version ? version : "", version ? ")" : "");

	print_field("kernel", text);
	print_field("equal to", standing->effective);
	print_field("verdict", standing_verdict_name(standing->verdict));
}

static void print_updates(const struct standing *standing)
{
	_cleanup_free_ char *text = NULL;

	for (int state = UPDATE_APPLIED; state >= UPDATE_AVAILABLE; state--)
		add_count(&text, standing_count(standing, state), update_state_name(state));
	print_field("updates", text);
}

static size_t count_skips(const struct standing *standing, enum plan_reason reason)
{
	size_t n = 0;

	for (size_t i = 0; i < standing->n_updates; i++)
		n += standing->updates[i].state == UPDATE_SKIPPED &&
		     standing->updates[i].reason == reason;
	return n;
}

static void print_skips(const struct standing *standing)
{
	_cleanup_free_ char *text = NULL;

	for (int reason = PLAN_HELD; reason <= PLAN_EXCLUDES; reason++)
		add_count(&text, count_skips(standing, reason), plan_reason_name(reason));
	print_field("skipped", text);
}

static void print_cves(const struct standing *standing)
{
	_cleanup_free_ char *text = NULL;

	for (int state = CVE_FIXED; state <= CVE_UNPATCHABLE; state++)
		add_count(&text, standing_count_cves(standing, state), cve_state_name(state));
	print_field("CVEs", text);
}

static void print_date(const char *name, int64_t seconds, const char *behind)
{
	char date[DATE_TEXT_SIZE];
	_cleanup_free_ char *text = NULL;

	if (!seconds)
		return;
	date_write(seconds, date);
	text = xasprintf("%s%s", date, behind);
	print_field(name, text);
}

static void print_check(const struct standing *standing)
{
	const struct last_check *check = &standing->check;
	const char *message = check->message ? check->message : "";
	_cleanup_free_ char *failed =
		xasprintf(", %s%s%s", check->refusal, *message ? ": " : "", message);

	if (!check->at)
		print_field("last check", "never");
	print_date("last check", check->at, check->refusal ? failed : ", went well");
	if (check->refusal)
		print_date("last success", check->succeeded, "");
	if (standing->is_stale)
		print_date("expired", check->good_until, "");
}

static void print_delay(int64_t seconds)
{
	_cleanup_free_ char *text = seconds % DAY == 0
					    ? xasprintf("%lld days", (long long)seconds / DAY)
					    : xasprintf("%lld seconds", (long long)seconds);

	if (seconds)
		print_field("delay", text);
}

static void print_policy(const struct policy *policy)
{
	print_field("mode", policy->values[POLICY_MODE]);
	print_field("pin", policy->values[POLICY_PIN]);
	print_list("held", &policy->held);
	print_delay(policy->delay);
}

/* What a fleet's service has said last; what is not in force any more is told as well. */
static void print_fleet(const struct standing *standing)
{
	const struct advice *advice = &standing->machine->advice;
	const bool counts = advice_in_force(advice, standing->now);
	char date[DATE_TEXT_SIZE];
	_cleanup_free_ char *text = NULL;

	if (!advice->machine)
		return;
	date_write(advice->good_until, date);
	text = xasprintf("group '%s', %s, advised until %s%s", advice->group ? advice->group : "",
			 authorization_name(advice->authorization), date,
			 counts ? "" : ": lapsed");
	print_field("fleet", text);
}

static void print(const struct standing *standing)
{
	const struct machine *machine = standing->machine;

	print_kernel(standing);
	print_updates(standing);
	print_skips(standing);
	print_cves(standing);
	print_date("covered to", machine->series.covered_until, "");
	print_check(standing);
	print_policy(&machine->policy);
	print_fleet(standing);
	print_list("suspects", &machine->journal.suspects);
	print_field("no plan", standing->unplannable);
	print_field("core", machine->state.has_core ? "loaded" : "not loaded");
	print_field("switched off", standing->switched_off);
}

/* ---- the verb ---- */

static struct error *run(int argc, char **argv, struct view *view)
{
	try(command_parse(&command, &argc, &argv));
	if (argc)
		return command_misused(&command, "there is nothing to give");
	if (as_json && as_metrics)
		return command_misused(&command, "give --json or --openmetrics, not both");
	return view_open(root, view);
}

static void tell(const struct standing *standing)
{
	_cleanup_free_ char *metrics = as_metrics ? metrics_text(standing) : NULL;

	if (metrics)
		fputs(metrics, stdout);
	else if (!as_json)
		print(standing);
}

int cmd_status(int argc, char **argv)
{
	_cleanup_view_ struct view view = VIEW_NONE;
	_cleanup_error_ struct error *error = run(argc, argv, &view);
	_cleanup_json_ json_t *value = as_json && !error ? standing_to_json(&view.standing) : NULL;
	enum exit_code code;

	if (!error)
		tell(&view.standing);
	code = command_end(&command, error, as_json, value);
	return code == EXIT_DONE && with_exit_code ? view_exit_code(&view.standing) : code;
}
