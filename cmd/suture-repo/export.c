/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/command.h"
#include "clock.h"
#include "repo/bundle.h"
#include "verbs.h"

static const char *kernel;

static const struct option_row option_rows[] = {
	{ "kernel", "BUILDID", "only the updates of this kernel", OPTION_TEXT, &kernel },
	{ 0 },
};

static const struct command command = {
	.name = "suture-repo export",
	.arguments = "REPO BUNDLE",
	.purpose = "Put what is published into one file, for machines without a network.",
	.options = option_rows,
};

static struct error *run(int argc, char **argv)
{
	_cleanup_repository_ struct repository repository = { .lock = -1 };
	int64_t now;

	try(command_parse(&command, &argc, &argv));
	if (argc != 2)
		return command_misused(&command, "REPO and BUNDLE are needed");
	try(clock_now(&now));
	try(repository_open(argv[0], NULL, now, &repository));
	return repository_export(&repository, kernel, argv[1]);
}

int cmd_export(int argc, char **argv)
{
	_cleanup_error_ struct error *error = run(argc, argv);

	return command_end(&command, error, false, NULL);
}
