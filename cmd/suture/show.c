/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An update is shown as the running kernel has it, or as it lies in a directory. */
#include "client/state.h"
#include "client/sysroot.h"
#include "client/update.h"
#include "base/command.h"
#include "loaded.h"
#include "verbs.h"

#include <string.h>
#include <sys/stat.h>

static bool as_json;
static const char *root;

static const struct option_row option_rows[] = {
	{ "root", "DIR", "look at the machine whose files are under DIR", OPTION_TEXT, &root },
	{ "json", NULL, "print JSON", OPTION_FLAG, &as_json },
	{ 0 },
};

static const struct command command = {
	.name = "suture show",
	.arguments = "ID | DIR",
	.purpose = "Show an update in the running kernel, or one on disk.",
	.options = option_rows,
};

static void print_field(const char *name, const char *value)
{
	printf("%-11s  %s\n", name, value);
}

static void print_list(const char *name, const struct string_list *values)
{
	_cleanup_free_ char *text = string_list_join(values);

	if (values->n_items)
		print_field(name, text);
}

static void print_function(const char *target, const char *name, uint64_t old_size,
			   uint64_t new_size)
{
	printf("function     %s: %s, %llu -> %llu bytes\n", target, name,
	       (unsigned long long)old_size, (unsigned long long)new_size);
}

static void print_loaded(const struct loaded_update *update)
{
	print_field("id", update->id);
	print_field("state", loaded_state(update));
	print_list("targets", &update->targets);
	print_list("modules", &update->modules);
	for (size_t i = 0; i < update->n_functions; i++)
		print_function(update->functions[i].target, update->functions[i].name,
			       update->functions[i].old_size, update->functions[i].new_size);
}

static struct error *show_loaded(const char *id, json_t **value)
{
	_cleanup_state_ struct state state = { 0 };
	const struct loaded_update *update;

	try(state_read(&state));
	update = state_find(&state, id);
	if (!update)
		return error_refuse(SUTURE_REFUSAL_UPDATE_UNKNOWN, "%s is not loaded", id);
	if (as_json)
		*value = json_pack("{s:o}", "update", loaded_to_json(update));
	else
		print_loaded(update);
	return NULL;
}

static void print_module(const struct manifest_module *module)
{
	printf("module       %s: %s, %llu bytes\n", module->target, module->file,
	       (unsigned long long)module->size);
	for (size_t i = 0; i < module->n_functions; i++)
		print_function(module->target, module->functions[i].name,
			       module->functions[i].old_size, module->functions[i].new_size);
	for (size_t i = 0; i < module->n_data; i++)
		printf("data         %s: %s, %llu bytes\n", module->target, module->data[i].name,
		       (unsigned long long)module->data[i].size);
	if (module->hooks)
		printf("hooks        %s: %llu\n", module->target,
		       (unsigned long long)module->hooks);
}

static void print_manifest(const struct manifest *manifest)
{
	print_field("id", manifest->id);
	print_field("title", manifest->title);
	print_list("fixes", &manifest->cves);
	printf("%-11s  %s (%s), build-id %s\n", "created for", manifest->release, manifest->version,
	       manifest->build_id);
	print_list("requires", &manifest->requires);
	for (size_t i = 0; i < manifest->n_modules; i++)
		print_module(&manifest->modules[i]);
	for (size_t i = 0; i < manifest->notices.n_items; i++)
		print_field("notice", manifest->notices.items[i]);
	if (manifest->pinned)
		print_field("notice", "its code stays in memory once it was applied");
	print_field("created by", manifest->suture);
}

static struct error *show_directory(const char *directory, json_t **value)
{
	_cleanup_update_ struct update update = { 0 };
	_cleanup_free_ char *text = NULL;

	try(update_open(directory, &update));
	try(manifest_text(&update.manifest, &text));
	if (as_json)
		*value = json_pack("{s:o}", "manifest", json_loads(text, 0, NULL));
	else
		print_manifest(&update.manifest);
	return NULL;
}

static bool is_directory(const char *name)
{
	struct stat status;

	return strchr(name, '/') || (stat(name, &status) == 0 && S_ISDIR(status.st_mode));
}

static struct error *run(int argc, char **argv, json_t **value)
{
	try(command_parse(&command, &argc, &argv));
	if (argc != 1)
		return command_misused(&command, "give one update");
	if (root)
		sysroot_set(root);
	if (is_directory(argv[0]))
		return show_directory(argv[0], value);
	return show_loaded(argv[0], value);
}

int cmd_show(int argc, char **argv)
{
	_cleanup_json_ json_t *value = NULL;
	_cleanup_error_ struct error *error = run(argc, argv, &value);

	return command_end(&command, error, as_json, value);
}
