/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/command.h"
#include "clock.h"
#include "repo/repository.h"
#include "verbs.h"

static const char *keys;

static const struct option_row option_rows[] = {
	{ "keys", "DIR", "the private keys of snapshot and timestamp", OPTION_TEXT, &keys },
	{ 0 },
};

static const struct command publish = {
	.name = "suture-repo publish",
	.arguments = "REPO",
	.purpose = "Publish what is staged, if those who must have signed it.",
	.options = option_rows,
};

static const struct command refresh = {
	.name = "suture-repo refresh",
	.arguments = "REPO",
	.purpose = "Say that what is published still is the latest. To be run more often than the\n"
		   "timestamp expires.",
	.options = option_rows,
};

static struct error *run(const struct command *command, int argc, char **argv,
			 struct error *(*act)(struct repository *repository))
{
	_cleanup_repository_ struct repository repository = { .lock = -1 };
	int64_t now;

	try(command_parse(command, &argc, &argv));
	if (argc != 1 || !keys)
		return command_misused(command, "REPO and --keys are needed");
	try(clock_now(&now));
	try(repository_open(argv[0], keys, now, &repository));
	return act(&repository);
}

int cmd_publish(int argc, char **argv)
{
	_cleanup_error_ struct error *error = run(&publish, argc, argv, repository_publish);

	return command_end(&publish, error, false, NULL);
}

int cmd_refresh(int argc, char **argv)
{
	_cleanup_error_ struct error *error = run(&refresh, argc, argv, repository_refresh);

	return command_end(&refresh, error, false, NULL);
}
