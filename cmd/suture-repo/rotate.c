/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/command.h"
#include "clock.h"
#include "repo/release.h"
#include "verbs.h"

static const char *keys, *old;

static const struct option_row option_rows[] = {
	{ "keys", "DIR", "the private keys to sign with; the new one is made here", OPTION_TEXT,
	  &keys },
	{ "old", "KEYID", "the key that goes (the role's first)", OPTION_TEXT, &old },
	{ 0 },
};

static const struct command command = {
	.name = "suture-repo rotate",
	.arguments = "REPO ROLE",
	.purpose = "Give a role a new key in place of one that it has, and stage what that takes.",
	.options = option_rows,
};

static struct error *run(int argc, char **argv)
{
	_cleanup_repository_ struct repository repository = { .lock = -1 };
	_cleanup_free_ char *made = NULL, *retired = NULL;
	int64_t now;

	try(command_parse(&command, &argc, &argv));
	if (argc != 2 || !keys)
		return command_misused(&command, "REPO, ROLE and --keys are needed");
	try(clock_now(&now));
	try(repository_open(argv[0], keys, now, &repository));
	try(release_rotate(&repository, keys, argv[1], old, &made, &retired));
	printf("made %s; the change is staged\n", made);
	if (retired)
		printf("%s can be taken away once it is published\n", retired);
	return NULL;
}

int cmd_rotate(int argc, char **argv)
{
	_cleanup_error_ struct error *error = run(argc, argv);

	return command_end(&command, error, false, NULL);
}
