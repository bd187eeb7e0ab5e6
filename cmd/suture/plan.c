/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "planning.h"
#include "verbs.h"

static bool as_json;
static struct planning planning;

static const struct option_row option_rows[] = {
	PLANNING_OPTIONS(planning),
	{ "json", NULL, "print JSON", OPTION_FLAG, &as_json },
	{ 0 },
};

static const struct command command = {
	.name = "suture plan",
	.arguments = "",
	.purpose = "Say what an upgrade would do, from what was heard of the repository last.",
	.options = option_rows,
	.follows = true,
};

static struct error *run(int argc, char **argv, struct machine *machine, struct plan *plan)
{
	try(command_parse(&command, &argc, &argv));
	if (argc)
		return command_misused(&command, "there is nothing to give");
	try(planning_check(&planning, &command));
	try(machine_open(machine));
	return planning_make(&planning, machine, plan);
}

int cmd_plan(int argc, char **argv)
{
	_cleanup_machine_ struct machine machine = MACHINE_NONE;
	_cleanup_plan_ struct plan plan = {};
	_cleanup_error_ struct error *error = run(argc, argv, &machine, &plan);
	_cleanup_json_ json_t *value = as_json && !error ? planning_to_json(&plan, &machine) : NULL;

	planning_deinit(&planning);
	if (!error && !as_json)
		planning_print(&plan, &machine);
	return command_end(&command, error, as_json, value);
}
