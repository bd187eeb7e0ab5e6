/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/command.h"
#include "clock.h"
#include "repo/catalogue.h"
#include "verbs.h"

static const char *keys, *distribution = "debian", *severity, *effective;
static struct addition addition = { .rollout = 100 };

static const struct option_row option_rows[] = {
	{ "keys", "DIR", "the private keys to sign with", OPTION_TEXT, &keys },
	{ "distribution", "NAME", "whose kernel it is for (debian)", OPTION_TEXT, &distribution },
	{ "severity", "DEGREE", "low, medium, high or critical", OPTION_TEXT, &severity },
	{ "effective", "VERSION", "the vendor's version that they make a machine equal to",
	  OPTION_TEXT, &effective },
	{ "rollout", "PERCENT", "of the machines that take them by themselves (100)", OPTION_NUMBER,
	  &addition.rollout },
	{ "conflicts", "ID", "one that may not be applied with them; may be repeated", OPTION_LIST,
	  &addition.conflicts },
	{ 0 },
};

static const struct command command = {
	.name = "suture-repo add",
	.arguments = "REPO UPDATE...",
	.purpose = "Stage updates, directories as suture-create makes them, behind all others of\n"
		   "their kernel.",
	.options = option_rows,
};

/* The last one completes what they make a machine equal to. */
static struct error *add(struct repository *repository, const char *directory, bool is_last)
{
	_cleanup_update_ struct update update = {};

	try(update_open(directory, &update));
	addition.effective = is_last ? effective : NULL;
	try(catalogue_add(repository, distribution, &update, directory, &addition));
	printf("%s for %s (%s)\n", update.manifest.id, update.manifest.release,
	       update.manifest.build_id);
	return NULL;
}

static struct error *run(int argc, char **argv)
{
	_cleanup_repository_ struct repository repository = { .lock = -1 };
	int64_t now;

	try(command_parse(&command, &argc, &argv));
	if (argc < 2 || !keys)
		return command_misused(&command, "REPO, UPDATE and --keys are needed");
	if (severity && !severity_parse(severity, &addition.severity))
		return command_misused(&command, "no such severity");
	if (addition.rollout > 100)
		return command_misused(&command, "there are 100 percent at most");
	try(clock_now(&now));
	try(repository_open(argv[0], keys, now, &repository));
	for (int i = 1; i < argc; i++)
		try(add(&repository, argv[i], i == argc - 1));
	return NULL;
}

int cmd_add(int argc, char **argv)
{
	_cleanup_error_ struct error *error = run(argc, argv);

	string_list_deinit(&addition.conflicts);
	return command_end(&command, error, false, NULL);
}
