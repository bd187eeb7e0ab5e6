/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/command.h"
#include "machine/machine.h"
#include "member/member.h"
#include "verbs.h"

static const struct option_row option_rows[] = { { 0 } };

static const struct command command = {
	.name = "suture leave",
	.arguments = "",
	.purpose =
		"Be in no fleet any more: the machine's key, its name and the advice are forgotten "
		"here.\n"
		"The service is not told.",
	.options = option_rows,
	.follows = true,
};

static struct error *run(int argc, char **argv, struct machine *machine)
{
	try(command_parse(&command, &argc, &argv));
	if (argc)
		return command_misused(&command, "there is nothing to give");
	try(machine_open_to_change(machine));
	return member_leave();
}

int cmd_leave(int argc, char **argv)
{
	_cleanup_machine_ struct machine machine = MACHINE_NONE;
	_cleanup_error_ struct error *error = run(argc, argv, &machine);

	if (!error)
		puts("this machine is in no fleet any more; the service still has what it was "
		     "told");
	return command_end(&command, error, false, NULL);
}
