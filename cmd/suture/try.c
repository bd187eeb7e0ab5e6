/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/program.h"
#include "kernel/kernel.h"

#include "base/command.h"
#include "trial.h"
#include "verbs.h"

static const char *script, *image, *modules, *core, *client, *append;
static unsigned int cpus = 2, memory_mib = 1024, timeout_s = 600;
static bool keep, as_json;

static const struct option_row option_rows[] = {
	{ "script", "FILE", "run this shell script before, while and after it is applied",
	  OPTION_TEXT, &script },
	{ "kernel-image", "FILE", "the kernel's vmlinuz (from the vendor, by the manifest)",
	  OPTION_TEXT, &image },
	{ "modules", "DIR", "its lib/modules/RELEASE (from the vendor, by the manifest)",
	  OPTION_TEXT, &modules },
	{ "core", "FILE", "suture.ko for that kernel (the update's, else the installed one)",
	  OPTION_TEXT, &core },
	{ "client", "FILE", "the command that is run there (the one beside this program)",
	  OPTION_TEXT, &client },
	{ "cpus", "N", "processors of the machine (2)", OPTION_NUMBER, &cpus },
	{ "memory", "MIB", "memory of the machine (1024)", OPTION_NUMBER, &memory_mib },
	{ "append", "WORDS", "more words for the kernel's command line", OPTION_TEXT, &append },
	{ "timeout", "SECONDS", "give up after this time (600)", OPTION_NUMBER, &timeout_s },
	{ "keep", NULL, "keep the machine's files, in a directory that is named", OPTION_FLAG,
	  &keep },
	{ "json", NULL, "print JSON", OPTION_FLAG, &as_json },
	{ 0 },
};

static const struct command command = {
	.name = "suture try",
	.arguments = "DIR",
	.purpose = "Try an update in an emulated machine that runs the kernel it is for.",
	.options = option_rows,
};

/* Paths that the trial points to, whoever found them. */
struct places {
	char *image, *modules, *core, *client, *machine;
};

static void places_deinit(struct places *places)
{
	free(places->image);
	free(places->modules);
	free(places->core);
	free(places->client);
	free(places->machine);
}

static char *duplicate(const char *text)
{
	return text ? xstrdup(text) : NULL;
}

/* From the vendor only what was not given. */
static struct error *find_kernel(const struct manifest *manifest, struct places *places)
{
	_cleanup_free_ char *name = NULL;
	_cleanup_kernel_ struct kernel *kernel = NULL;

	places->image = duplicate(image);
	places->modules = duplicate(modules);
	if (image && modules)
		return NULL;
	name = *manifest->version
		       ? xasprintf("debian:%s=%s", manifest->release, manifest->version)
		       : xasprintf("debian:%s", manifest->release);
	try(kernel_open(name, KERNEL_IMAGE | KERNEL_MODULES, NULL, &kernel));
	if (!image)
		places->image = xstrdup(kernel->image);
	if (!modules)
		places->modules = xstrdup(kernel->modules);
	return NULL;
}

/* A core that was built for the trial lies beside the update; dkms installs the machine's own. */
static struct error *find_core(const char *release, const char *directory, char **path)
{
	char *candidates[] = {
		xasprintf("%s/suture.ko", directory),
		xasprintf("/lib/modules/%s/updates/suture.ko", release),
		xasprintf("/lib/modules/%s/updates/dkms/suture.ko", release),
	};

	*path = duplicate(core);
	for (size_t i = 0; i < ARRAY_SIZE(candidates); i++) {
		if (!*path && file_exists(candidates[i]))
			*path = take(candidates[i]);
		free(candidates[i]);
	}
	if (!*path)
		return command_misused(&command, "no suture.ko for this kernel: give --core");
	return NULL;
}

static struct error *find_client(char **path)
{
	_cleanup_free_ char *directory = NULL;

	*path = duplicate(client);
	if (*path)
		return NULL;
	try(program_directory(&directory));
	*path = xasprintf("%s/suture", directory);
	return NULL;
}

static struct error *find_machine(char **path)
{
	const char *parent = getenv("TMPDIR");

	if (!keep)
		return NULL;
	try(directory_make_temporary(parent ? parent : "/tmp", "suture-try", path));
	fprintf(stderr, "suture try: the machine's files are in %s\n", *path);
	return NULL;
}

static struct error *find_places(const struct manifest *manifest, const char *directory,
				 struct places *places)
{
	try(find_kernel(manifest, places));
	try(find_core(manifest->release, directory, &places->core));
	try(find_client(&places->client));
	return find_machine(&places->machine);
}

static void prepare(const char *directory, const struct places *places, struct trial *trial)
{
	trial->directory = directory;
	trial->core = places->core;
	trial->client = places->client;
	trial->script = script;
	trial->machine = (struct machine_options){
		.image = places->image,
		.modules_directory = places->modules,
		.append = append,
		.cpus = cpus,
		.memory_mib = memory_mib,
		.timeout_s = timeout_s,
		.directory = places->machine,
	};
}

static struct error *run(const char *directory, struct manifest *manifest, struct trial *trial)
{
	_cleanup_free_ char *path = xasprintf("%s/%s", directory, MANIFEST_FILE);
	_cleanup_(places_deinit) struct places places = { 0 };

	try(manifest_read(path, manifest));
	trial->manifest = manifest;
	try(find_places(manifest, directory, &places));
	prepare(directory, &places, trial);
	return trial_run(trial);
}

static struct error *parse(int argc, char **argv, const char **directory)
{
	try(command_parse(&command, &argc, &argv));
	if (argc != 1)
		return command_misused(&command, "give one update");
	*directory = argv[0];
	return NULL;
}

int cmd_try(int argc, char **argv)
{
	_cleanup_manifest_ struct manifest manifest = { 0 };
	_cleanup_trial_ struct trial trial = { 0 };
	_cleanup_json_ json_t *value = NULL;
	_cleanup_error_ struct error *error = NULL;
	const char *directory = NULL;

	error = parse(argc, argv, &directory);
	if (!error)
		error = run(directory, &manifest, &trial);
	if (error)
		return command_end(&command, error, as_json, NULL);
	error = trial_judge(&trial);
	if (as_json)
		value = trial_to_json(&trial);
	else
		trial_print(&trial);
	return command_end(&command, error, as_json, value);
}
