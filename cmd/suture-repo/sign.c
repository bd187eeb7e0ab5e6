/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/command.h"
#include "clock.h"
#include "repo/repository.h"
#include "verbs.h"

static const char *keys;

static const struct option_row option_rows[] = {
	{ "keys", "DIR", "the private keys to sign with", OPTION_TEXT, &keys },
	{ 0 },
};

static const struct command command = {
	.name = "suture-repo sign",
	.arguments = "REPO",
	.purpose = "Sign what is staged with the keys at hand, and say what it still lacks.",
	.options = option_rows,
};

static void tell(const struct repository *repository, const char *role)
{
	_cleanup_error_ struct error *error = repository_check_role(repository, role);

	if (error)
		printf("%s\n", error->message);
	else
		printf("%s is signed\n", role);
}

static struct error *run(int argc, char **argv)
{
	_cleanup_repository_ struct repository repository = { .lock = -1 };
	_cleanup_string_list_ struct string_list staged = {};
	int64_t now;

	try(command_parse(&command, &argc, &argv));
	if (argc != 1 || !keys)
		return command_misused(&command, "REPO and --keys are needed");
	try(clock_now(&now));
	try(repository_open(argv[0], keys, now, &repository));
	try(repository_sign(&repository));
	try(repository_staged(&repository, &staged));
	for (size_t i = 0; i < staged.n_items; i++)
		tell(&repository, staged.items[i]);
	return staged.n_items ? NULL : error_new(ERROR_NO_CHANGE, "nothing is staged");
}

int cmd_sign(int argc, char **argv)
{
	_cleanup_error_ struct error *error = run(argc, argv);

	return command_end(&command, error, false, NULL);
}
