/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/command.h"
#include "clock.h"
#include "repo/release.h"
#include "verbs.h"

static const char *keys;

static const struct option_row option_rows[] = {
	{ "keys", "DIR", "the private keys to sign with", OPTION_TEXT, &keys },
	{ 0 },
};

static const struct command command = {
	.name = "suture-repo renew",
	.arguments = "REPO ROLE...",
	.purpose = "Stage roles anew before they expire; with a distribution its kernels, too.",
	.options = option_rows,
};

static struct error *run(int argc, char **argv)
{
	_cleanup_repository_ struct repository repository = { .lock = -1 };
	int64_t now;

	try(command_parse(&command, &argc, &argv));
	if (argc < 2 || !keys)
		return command_misused(&command, "REPO, ROLE and --keys are needed");
	try(clock_now(&now));
	try(repository_open(argv[0], keys, now, &repository));
	for (int i = 1; i < argc; i++)
		try(release_renew(&repository, argv[i]));
	return NULL;
}

int cmd_renew(int argc, char **argv)
{
	_cleanup_error_ struct error *error = run(argc, argv);

	return command_end(&command, error, false, NULL);
}
