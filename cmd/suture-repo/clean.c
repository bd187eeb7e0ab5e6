/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "repo/clean.h"

#include "base/command.h"
#include "clock.h"
#include "verbs.h"

static unsigned int keep = 7;

static const struct option_row option_rows[] = {
	{ "keep", "DAYS", "what was current so many days ago stays (7)", OPTION_NUMBER, &keep },
	{ 0 },
};

static const struct command command = {
	.name = "suture-repo clean",
	.arguments = "REPO",
	.purpose = "Remove what no metadata names any more, once nobody can be reading it.",
	.options = option_rows,
};

/* What is removed is told even if more could not be. */
static void tell(const struct cleaning *cleaning)
{
	for (size_t i = 0; i < cleaning->removed.n_items; i++)
		printf("%s\n", cleaning->removed.items[i]);
	printf("removed %zu files, %llu bytes\n", cleaning->removed.n_items,
	       (unsigned long long)cleaning->bytes);
}

static struct error *run(int argc, char **argv)
{
	_cleanup_repository_ struct repository repository = { .lock = -1 };
	_cleanup_cleaning_ struct cleaning cleaning = {};
	struct error *error;
	int64_t now;

	try(command_parse(&command, &argc, &argv));
	if (argc != 1)
		return command_misused(&command, "REPO is needed");
	try(clock_now(&now));
	try(repository_open(argv[0], NULL, now, &repository));
	error = repository_clean(&repository, keep, &cleaning);
	if (!error || cleaning.removed.n_items)
		tell(&cleaning);
	return error;
}

int cmd_clean(int argc, char **argv)
{
	_cleanup_error_ struct error *error = run(argc, argv);

	return command_end(&command, error, false, NULL);
}
