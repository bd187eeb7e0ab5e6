/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "machine/boot.h"

#include "base/command.h"
#include "outcome.h"
#include "verbs.h"

static struct transaction_options options = { .retries = 20 };
static unsigned int wait_seconds = 30;

static const struct option_row option_rows[] = {
	{ "wait", "SECONDS", "wait no longer than this between all attempts together (30)",
	  OPTION_NUMBER, &wait_seconds },
	{ 0 },
};

static const struct command command = {
	.name = "suture boot",
	.arguments = "",
	.purpose = "Apply what is installed and not applied: after a boot, or when a module was "
		   "loaded.",
	.options = option_rows,
	.follows = true,
};

static struct error *run(int argc, char **argv, struct machine *machine, struct boot_result *result)
{
	try(command_parse(&command, &argc, &argv));
	options.wait_ms = wait_seconds * 1000;
	if (argc)
		return command_misused(&command, "there is nothing to give");
	try(machine_open_to_change(machine));
	return boot(machine, &options, result);
}

static void print(const struct boot_result *result)
{
	const struct apply_result *applied = &result->transition.applied;

	for (size_t i = 0; i < applied->applied.n_items; i++)
		printf("applied %s\n", applied->applied.items[i]);
	for (size_t i = 0; i < result->transition.waiting.n_items; i++)
		printf("waits for a module that is not loaded: %s\n",
		       result->transition.waiting.items[i]);
	if (applied->transaction.attempts)
		outcome_print(&applied->transaction);
	fflush(stdout);
	for (size_t i = 0; i < result->failures.n_items; i++)
		fprintf(stderr, "suture boot: %s\n", result->failures.items[i]);
}

int cmd_boot(int argc, char **argv)
{
	_cleanup_machine_ struct machine machine = MACHINE_NONE;
	_cleanup_(boot_result_deinit)
	struct boot_result result = {};
	_cleanup_error_ struct error *error = run(argc, argv, &machine, &result);
	enum exit_code code;

	print(&result);
	code = command_end(&command, error, false, NULL);
	return code == EXIT_DONE && result.failures.n_items ? EXIT_REFUSED : code;
}
