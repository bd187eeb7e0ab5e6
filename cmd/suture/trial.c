/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trial.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"

enum when { ALWAYS, WITH_SCRIPT, WITHOUT_SCRIPT };

/* The names are what the user reads. Seconds limit a step that may hang in a broken kernel. */
static const struct row {
	const char *name, *kind;
	unsigned int limit_s;
	enum when when;
	bool must_succeed;	/* a reproducer's status is a fact, not a verdict */
	const char *const argv[4];
} plan[] = {
	{ "core", "module", 0, ALWAYS, true, { TRIAL_CORE } },
	{ "load", "start", 0, WITHOUT_SCRIPT, true, { "/bin/load" } },
	{ "settle", "run", 30, WITHOUT_SCRIPT, true, { "/bin/sleep", "2" } },
	{ "before", "run", 120, WITH_SCRIPT, false, { "/bin/sh", TRIAL_SCRIPT } },
	{ "apply", "run", 120, ALWAYS, true, { "/bin/suture", "apply", TRIAL_UPDATE } },
	{ "after", "run", 120, WITH_SCRIPT, false, { "/bin/sh", TRIAL_SCRIPT } },
	{ "work", "run", 30, WITHOUT_SCRIPT, true, { "/bin/sleep", "4" } },
	{ "undo", "run", 120, ALWAYS, true, { "/bin/suture", "undo", "--all" } },
	{ "again", "run", 120, WITH_SCRIPT, false, { "/bin/sh", TRIAL_SCRIPT } },
	{ "rest", "run", 30, WITHOUT_SCRIPT, true, { "/bin/sleep", "1" } },
	{ "load", "stop", 60, WITHOUT_SCRIPT, true, { NULL } },
};

static bool is_wanted(const struct row *row, const struct trial *trial)
{
	return row->when == ALWAYS || (row->when == WITH_SCRIPT) == (trial->script != NULL);
}

static struct machine_step *add_step(struct trial *trial, const char *kind, const char *name,
				     bool must_succeed)
{
	size_t n = trial->n_steps;
	struct machine_step *step = array_append(trial->steps, trial->n_steps);

	*array_append(trial->must_succeed, n) = must_succeed;
	step->kind = kind;
	step->name = name;
	return step;
}

static void find_targets(struct trial *trial)
{
	const struct manifest *manifest = trial->manifest;

	for (size_t i = 0; i < manifest->n_modules; i++)
		if (strcmp(manifest->modules[i].target, "vmlinux"))
			*array_append(trial->targets, trial->n_targets) =
				manifest->modules[i].target;
}

/* The argv of a target's step is its name in words[] and the NULL after it. */
static void add_target_steps(struct trial *trial)
{
	trial->words = xcalloc(2 * trial->n_targets + 1, sizeof(*trial->words));
	for (size_t i = 0; i < trial->n_targets; i++) {
		trial->words[2 * i] = trial->targets[i];
		add_step(trial, "module", trial->targets[i], true)->argv = trial->words + 2 * i;
	}
}

static void add_plan_steps(struct trial *trial)
{
	for (size_t i = 0; i < ARRAY_SIZE(plan); i++) {
		const struct row *row = &plan[i];
		struct machine_step *step;

		if (!is_wanted(row, trial))
			continue;
		step = add_step(trial, row->kind, row->name, row->must_succeed);
		step->limit_s = row->limit_s;
		step->argv = row->argv;
	}
}

static void add_steps(struct trial *trial)
{
	find_targets(trial);
	add_target_steps(trial);
	add_plan_steps(trial);
	*array_append(trial->targets, trial->n_targets) = NULL;
}

struct error *trial_run(struct trial *trial)
{
	const struct machine_file files[] = {
		{ trial->directory, TRIAL_UPDATE, 0 },
		{ trial->core, TRIAL_CORE, 0 },
		{ trial->script, TRIAL_SCRIPT, 0755 },
	};
	const char *const programs[] = { trial->client, NULL };
	struct machine_options machine = trial->machine;

	add_steps(trial);
	machine.files = files;
	machine.n_files = trial->script ? 3 : 2;
	machine.programs = programs;
	machine.modules = trial->targets;
	machine.steps = trial->steps;
	machine.n_steps = trial->n_steps;
	try(machine_run(&machine, &trial->result));
	log_judge(trial->result.log, &trial->verdict);
	return NULL;
}

void trial_deinit(struct trial *trial)
{
	free(trial->steps);
	free(trial->must_succeed);
	free(trial->targets);
	free(trial->words);
	machine_result_deinit(&trial->result);
	log_verdict_deinit(&trial->verdict);
}

/* The first step that did not do what it must; NULL if there is none. */
static const char *failed_step(const struct trial *trial)
{
	for (size_t i = 0; i < trial->n_steps; i++) {
		const struct step_outcome *outcome = machine_outcome(&trial->result, i);

		if (!outcome->ended || outcome->late ||
		    (trial->must_succeed[i] && outcome->status))
			return trial->steps[i].name;
	}
	return NULL;
}

struct error *trial_judge(const struct trial *trial)
{
	const char *failed = failed_step(trial);
	const struct log_finding *fault = trial->verdict.faults;

	if (trial->verdict.n_faults)
		return error_refuse(SUTURE_REFUSAL_TRIAL_FAILED,
				    "the kernel complained (%s), line %zu of its log: %s",
				    fault->name, fault->number, fault->line);
	if (failed)
		return error_refuse(SUTURE_REFUSAL_TRIAL_FAILED, "step '%s' %s", failed,
				    trial->result.powered_off ? "failed" : "was not finished");
	if (!trial->result.powered_off)
		return error_refuse(SUTURE_REFUSAL_EMULATOR_FAILED,
				    "the machine did not go down in order");
	return NULL;
}

static void print_outcome(const char *name, const struct step_outcome *outcome)
{
	if (!outcome->begun)
		printf("%-12s not reached\n", name);
	else if (!outcome->ended)
		printf("%-12s not finished\n", name);
	else if (outcome->late)
		printf("%-12s took too long (%.1f s)\n", name, outcome->seconds);
	else
		printf("%-12s exit %d, %.1f s\n", name, outcome->status, outcome->seconds);
}

static void print_output(const char *output)
{
	while (*output) {
		int length = (int)strcspn(output, "\n");

		printf("    %.*s\n", length, output);
		output += length;
		output += *output == '\n';
	}
}

static void print_findings(const char *what, const struct log_finding *findings, size_t n)
{
	for (size_t i = 0; i < n; i++)
		printf("    %s %s: %s\n", what, findings[i].name, findings[i].line);
}

void trial_print(const struct trial *trial)
{
	const struct log_verdict *verdict = &trial->verdict;

	printf("%-12s %s, booted in %.1f s\n", "kernel", trial->manifest->release,
	       trial->result.boot_seconds);
	printf("%-12s %s\n", "update", trial->manifest->id);
	for (size_t i = 0; i < trial->n_steps; i++) {
		const struct step_outcome *outcome = machine_outcome(&trial->result, i);

		print_outcome(trial->steps[i].name, outcome);
		print_output((char *)outcome->output.data);
	}
	printf("%-12s %s\n", "log", verdict->n_faults ? "not clean" : "clean");
	print_findings("expected", verdict->expected, verdict->n_expected);
	print_findings("fault", verdict->faults, verdict->n_faults);
}

static json_t *steps_to_json(const struct trial *trial)
{
	json_t *array = json_array();

	for (size_t i = 0; i < trial->n_steps; i++) {
		const struct step_outcome *outcome = machine_outcome(&trial->result, i);

		json_array_append_new(
			array, json_pack("{s:s, s:i, s:b, s:b, s:f, s:o}", "name",
					 trial->steps[i].name, "status", outcome->status, "ended",
					 (int)outcome->ended, "late", (int)outcome->late, "seconds",
					 outcome->seconds, "output",
					 string_to_json((char *)outcome->output.data)));
	}
	return array;
}

static json_t *findings_to_json(const struct log_finding *findings, size_t n)
{
	json_t *array = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(
			array, json_pack("{s:s, s:o, s:I}", "name", findings[i].name, "line",
					 string_to_json(findings[i].line), "number",
					 (json_int_t)findings[i].number));
	return array;
}

json_t *trial_to_json(const struct trial *trial)
{
	const struct log_verdict *verdict = &trial->verdict;
	json_t *log = json_pack("{s:b, s:o, s:o}", "clean", !verdict->n_faults, "faults",
				findings_to_json(verdict->faults, verdict->n_faults), "expected",
				findings_to_json(verdict->expected, verdict->n_expected));

	return json_pack("{s:s, s:s, s:f, s:b, s:o, s:o}", "update", trial->manifest->id, "release",
			 trial->manifest->release, "boot_seconds", trial->result.boot_seconds,
			 "powered_off", (int)trial->result.powered_off, "steps",
			 steps_to_json(trial), "log", log);
}
