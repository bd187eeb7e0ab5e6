/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "base/command.h"
#include "machine/machine.h"
#include "verbs.h"

static bool release;

static const struct option_row option_rows[] = {
	{ "release", NULL, "follow the repository without an end", OPTION_FLAG, &release },
	{ 0 },
};

static const struct command command = {
	.name = "suture pin",
	.arguments = "[VERSION]",
	.purpose =
		"Go to this effective version and not beyond it. Without a VERSION, show the pin.",
	.options = option_rows,
	.follows = true,
};

static bool leads_to(const struct series *series, const char *version)
{
	for (size_t i = 0; i < series->n_updates; i++)
		if (series->updates[i].effective && !strcmp(series->updates[i].effective, version))
			return true;
	return !strcmp(series->version, version);
}

static struct error *change(struct machine *machine, const char *version)
{
	try(machine_open_to_change(machine));
	if (version && machine_has_series(machine) && !leads_to(&machine->series, version))
		return error_refuse(SUTURE_REFUSAL_NOT_IN_SERIES, "no update leads to version %s",
				    version);
	return policy_change(POLICY_PIN, version);
}

static struct error *run(int argc, char **argv, struct machine *machine)
{
	try(command_parse(&command, &argc, &argv));
	if (argc > 1 || (argc && release))
		return command_misused(&command, "one VERSION or --release");
	if (argc || release)
		return change(machine, release ? NULL : argv[0]);
	try(machine_open(machine));
	if (*machine->policy.values[POLICY_PIN])
		puts(machine->policy.values[POLICY_PIN]);
	return NULL;
}

int cmd_pin(int argc, char **argv)
{
	_cleanup_machine_ struct machine machine = MACHINE_NONE;
	_cleanup_error_ struct error *error = run(argc, argv, &machine);

	return command_end(&command, error, false, NULL);
}
