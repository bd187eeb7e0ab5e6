/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/command.h"
#include "clock.h"
#include "repo/inspect.h"
#include "verbs.h"

static const struct option_row option_rows[] = { { 0 } };

static const struct command command = {
	.name = "suture-repo check",
	.arguments = "REPO",
	.purpose = "Read all that is published, as a client who begins at the first root does.",
	.options = option_rows,
};

static struct error *run(int argc, char **argv)
{
	_cleanup_inspection_ struct inspection inspection = {};
	int64_t now;

	try(command_parse(&command, &argc, &argv));
	if (argc != 1)
		return command_misused(&command, "REPO is needed");
	try(clock_now(&now));
	try(repository_inspect(argv[0], now, &inspection));
	printf("%zu roles, %zu targets, %zu kernels, %zu updates: all is well\n",
	       inspection.n_roles, inspection.n_targets, inspection.n_kernels,
	       inspection.n_updates);
	for (size_t i = 0; i < inspection.due.n_items; i++)
		printf("%s\n", inspection.due.items[i]);
	return NULL;
}

int cmd_check(int argc, char **argv)
{
	_cleanup_error_ struct error *error = run(argc, argv);

	return command_end(&command, error, false, NULL);
}
