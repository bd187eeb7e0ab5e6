/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "machine/metrics.h"

#include "base/memory.h"

static void add_head(char **text, const char *name, const char *help)
{
	xappend(text, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name);
}

static void add_number(char **text, const char *name, const char *help, int64_t value)
{
	add_head(text, name, help);
	xappend(text, "%s %lld\n", name, (long long)value);
}

/* Backslashes, quotes and newlines are what a label's value cannot have as they are. */
static char *escaped(const char *value)
{
	char *text = xstrdup("");

	for (const char *c = value ? value : ""; *c; c++) {
		if (*c == '\n')
			xappend(&text, "\\n");
		else
			xappend(&text, *c == '\\' || *c == '"' ? "\\%c" : "%c", *c);
	}
	return text;
}

/* One of some that exclude or make up each other, by their names. */
static void add_state(char **text, const char *metric, const char *label, const char *state,
		      size_t value)
{
	xappend(text, "%s{%s=\"%s\"} %zu\n", metric, label, state, value);
}

static void add_info(char **text, const struct standing *standing)
{
	const struct machine *machine = standing->machine;
	_cleanup_free_ char *release = escaped(machine->release);
	_cleanup_free_ char *effective = escaped(standing->effective);
	_cleanup_free_ char *version = escaped(machine->series.version);

	add_head(text, "suture_info", "The kernel that runs, and the version that it is equal to.");
	xappend(text, "suture_info{release=\"%s\",effective=\"%s\",build_id=\"%s\",version=\"%s\"}",
		release, effective, machine->build_id, version);
	xappend(text, " 1\n");
}

static void add_verdict(char **text, const struct standing *standing)
{
	add_head(text, "suture_verdict", "How the machine stands: 1 for what is the case.");
	for (int verdict = STANDING_UNKNOWN; verdict <= STANDING_UP_TO_DATE; verdict++)
		add_state(text, "suture_verdict", "verdict", standing_verdict_name(verdict),
			  (int)standing->verdict == verdict);
}

static void add_updates(char **text, const struct standing *standing)
{
	add_head(text, "suture_updates", "Updates of this kernel, by their state.");
	for (int state = UPDATE_AVAILABLE; state <= UPDATE_APPLIED; state++)
		add_state(text, "suture_updates", "state", update_state_name(state),
			  standing_count(standing, state));
}

static void add_cves(char **text, const struct standing *standing)
{
	add_head(text, "suture_cves", "CVEs of this kernel, by their state.");
	for (int state = CVE_FIXED; state <= CVE_UNPATCHABLE; state++)
		add_state(text, "suture_cves", "state", cve_state_name(state),
			  standing_count_cves(standing, state));
}

static void add_checks(char **text, const struct last_check *check)
{
	add_number(text, "suture_last_check_timestamp_seconds",
		   "When the repository was asked last; 0: never.", check->at);
	add_number(text, "suture_last_success_timestamp_seconds",
		   "When the repository last answered well; 0: never.", check->succeeded);
	add_number(text, "suture_last_check_success", "Whether the last look went well.",
		   check->at && !check->refusal);
	add_number(text, "suture_metadata_expires_timestamp_seconds",
		   "Until when what the repository said is good; 0: not known.", check->good_until);
}

char *metrics_text(const struct standing *standing)
{
	const struct machine *machine = standing->machine;
	char *text = NULL;

	add_info(&text, standing);
	add_verdict(&text, standing);
	add_updates(&text, standing);
	add_cves(&text, standing);
	add_number(&text, "suture_suspects", "Updates that the machine went down with.",
		   (int64_t)machine->journal.suspects.n_items);
	add_checks(&text, &standing->check);
	if (machine->series.covered_until)
		add_number(&text, "suture_coverage_end_timestamp_seconds",
			   "Until when fixes of this kernel are looked for.",
			   machine->series.covered_until);
	add_number(&text, "suture_core_loaded", "Whether the core module is loaded.",
		   machine->state.has_core);
	add_number(&text, "suture_switched_off", "Whether nothing may be changed.",
		   standing->switched_off != NULL);
	xappend(&text, "# EOF\n");
	return text;
}
