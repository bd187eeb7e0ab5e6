/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "repo/core.h"

#include "base/command.h"
#include "base/form.h"
#include "clock.h"
#include "verbs.h"

static const char *keys, *kernel, *distribution = "debian", *version;

static const struct option_row option_rows[] = {
	{ "keys", "DIR", "the private keys to sign with", OPTION_TEXT, &keys },
	{ "kernel", "BUILDID", "the kernel that it was built for", OPTION_TEXT, &kernel },
	{ "distribution", "NAME", "whose kernel it is (debian)", OPTION_TEXT, &distribution },
	{ "version", "VERSION", "of the kernel's package, if nothing is said of it yet",
	  OPTION_TEXT, &version },
	{ 0 },
};

static const struct command command = {
	.name = "suture-repo core",
	.arguments = "REPO FILE",
	.purpose = "Stage the core module of a kernel, as 'suture-create core' makes it, for\n"
		   "machines without a compiler. It takes the place of an earlier one.",
	.options = option_rows,
};

static struct error *stage(struct repository *repository, const char *file)
{
	_cleanup_series_ struct series series = {};
	_cleanup_bytes_ struct bytes module = {};
	struct error *error;

	try(error_as_usage(file_read(file, &module)));
	error = core_set(repository, distribution, kernel, version, &module, &series);
	if (error)
		return error_context(error, "%s", file);
	printf("core module for %s (%s)\n", series.release, series.build_id);
	return NULL;
}

static struct error *run(int argc, char **argv)
{
	_cleanup_repository_ struct repository repository = { .lock = -1 };
	int64_t now;

	try(command_parse(&command, &argc, &argv));
	if (argc != 2 || !keys || !kernel)
		return command_misused(&command, "REPO, FILE, --kernel and --keys are needed");
	if (!is_build_id(kernel))
		return command_misused(&command, "no such build-id can be");
	if (version && !is_printable(version))
		return command_misused(&command, "no such version can be");
	try(clock_now(&now));
	try(repository_open(argv[0], keys, now, &repository));
	return stage(&repository, argv[1]);
}

int cmd_core(int argc, char **argv)
{
	_cleanup_error_ struct error *error = run(argc, argv);

	return command_end(&command, error, false, NULL);
}
