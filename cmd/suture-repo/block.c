/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/command.h"
#include "base/form.h"
#include "clock.h"
#include "repo/catalogue.h"
#include "verbs.h"

static const char *keys, *kernel, *reason = "withdrawn";
static bool lift;

static const struct option_row option_rows[] = {
	{ "keys", "DIR", "the private keys to sign with", OPTION_TEXT, &keys },
	{ "kernel", "BUILDID", "withdraw it from this kernel only", OPTION_TEXT, &kernel },
	{ "reason", "TEXT", "one line for people", OPTION_TEXT, &reason },
	{ "lift", NULL, "let machines have it again", OPTION_FLAG, &lift },
	{ 0 },
};

static const struct command command = {
	.name = "suture-repo block",
	.arguments = "REPO ID",
	.purpose =
		"Stage that an update is withdrawn: no machine takes it any more, and those that\n"
		"have it take it back.",
	.options = option_rows,
};

static struct error *run(int argc, char **argv)
{
	_cleanup_repository_ struct repository repository = { .lock = -1 };
	int64_t now;

	try(command_parse(&command, &argc, &argv));
	if (argc != 2 || !keys)
		return command_misused(&command, "REPO, ID and --keys are needed");
	if (!is_update_id(argv[1]) || (kernel && !is_build_id(kernel)))
		return command_misused(&command, "no such id or build-id can be");
	try(clock_now(&now));
	try(repository_open(argv[0], keys, now, &repository));
	return catalogue_block(&repository, argv[1], kernel, reason, lift);
}

int cmd_block(int argc, char **argv)
{
	_cleanup_error_ struct error *error = run(argc, argv);

	return command_end(&command, error, false, NULL);
}
