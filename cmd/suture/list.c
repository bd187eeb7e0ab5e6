/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "client/state.h"
#include "client/sysroot.h"
#include "base/command.h"
#include "loaded.h"
#include "verbs.h"

#include <string.h>

static bool as_json;
static const char *root;

static const struct option_row option_rows[] = {
	{ "root", "DIR", "look at the machine whose files are under DIR", OPTION_TEXT, &root },
	{ "json", NULL, "print JSON", OPTION_FLAG, &as_json },
	{ 0 },
};

static const struct command command = {
	.name = "suture list",
	.arguments = "",
	.purpose = "List the updates in the running kernel.",
	.options = option_rows,
};

static struct error *run(int argc, char **argv, struct state *state)
{
	try(command_parse(&command, &argc, &argv));
	if (argc)
		return command_misused(&command, "there is nothing to give");
	if (root)
		sysroot_set(root);
	return state_read(state);
}

static int id_width(const struct state *state)
{
	size_t width = 2;

	for (size_t i = 0; i < state->n_updates; i++)
		if (strlen(state->updates[i].id) > width)
			width = strlen(state->updates[i].id);
	return (int)width;
}

static void print_update(const struct loaded_update *update, int width)
{
	_cleanup_free_ char *targets = string_list_join(&update->targets);

	printf("%-*s  %-7s  %9zu  %s\n", width, update->id, loaded_state(update),
	       update->n_functions, targets);
}

static void print(const struct state *state)
{
	int width = id_width(state);

	if (!state->has_core)
		puts("no update is applied: the core module is not loaded");
	else if (!state->n_updates)
		puts("no update is applied");
	else
		printf("%-*s  %-7s  %9s  %s\n", width, "ID", "STATE", "FUNCTIONS", "TARGETS");
	for (size_t i = 0; i < state->n_updates; i++)
		print_update(&state->updates[i], width);
}

static json_t *to_json(const struct state *state)
{
	json_t *updates = json_array();

	for (size_t i = 0; i < state->n_updates; i++)
		json_array_append_new(updates, loaded_to_json(&state->updates[i]));
	return json_pack("{s:b, s:o}", "core", (int)state->has_core, "updates", updates);
}

int cmd_list(int argc, char **argv)
{
	_cleanup_state_ struct state state = { 0 };
	_cleanup_error_ struct error *error = run(argc, argv, &state);
	_cleanup_json_ json_t *value = as_json && !error ? to_json(&state) : NULL;

	if (!error && !as_json)
		print(&state);
	return command_end(&command, error, as_json, value);
}
