/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "client/state.h"
#include "client/sysroot.h"
#include "base/command.h"
#include "base/form.h"
#include "loaded.h"
#include "machine/standing_json.h"
#include "verbs.h"
#include "view.h"

#include <string.h>

static bool as_json, available;
static const char *root;

static const struct option_row option_rows[] = {
	{ "available", NULL, "list those of the kernel's series that are not in force", OPTION_FLAG,
	  &available },
	{ "root", "DIR", "look at the machine whose files are under DIR", OPTION_TEXT, &root },
	{ "json", NULL, "print JSON", OPTION_FLAG, &as_json },
	{ 0 },
};

static const struct command command = {
	.name = "suture list",
	.arguments = "",
	.purpose = "List the updates in the running kernel, or those that are not.",
	.options = option_rows,
};

/* ---- what is in the kernel ---- */

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

static struct error *list_loaded(json_t **value)
{
	_cleanup_state_ struct state state = { 0 };

	if (root)
		sysroot_set(root);
	try(state_read(&state));
	if (as_json)
		*value = to_json(&state);
	else
		print(&state);
	return NULL;
}

/* ---- what is not ---- */

static bool is_missing(const struct standing_update *one)
{
	return one->state <= UPDATE_LOST;
}

static int missing_width(const struct standing *standing)
{
	size_t width = 2;

	for (size_t i = 0; i < standing->n_updates; i++)
		if (is_missing(&standing->updates[i]) && strlen(standing->updates[i].id) > width)
			width = strlen(standing->updates[i].id);
	return (int)width;
}

static void print_missing(const struct standing_update *one, int width)
{
	_cleanup_free_ char *cves = string_list_join(&one->update->cves);
	_cleanup_free_ char *reason =
		one->state == UPDATE_SKIPPED ? plan_reason_text(one->reason, one->other) : NULL;
	_cleanup_free_ char *line = as_printable(reason ? reason : one->update->title);

	printf("%-*s  %-9s  %-8s  %s%s%s\n", width, one->id, update_state_name(one->state),
	       severity_name(one->update->severity), cves, *cves ? ": " : "", line);
}

static void print_all_missing(const struct standing *standing)
{
	int width = missing_width(standing);
	bool any = false;

	for (size_t i = 0; i < standing->n_updates; i++) {
		if (!is_missing(&standing->updates[i]))
			continue;
		if (!any)
			printf("%-*s  %-9s  %-8s  %s\n", width, "ID", "STATE", "SEVERITY", "FIXES");
		any = true;
		print_missing(&standing->updates[i], width);
	}
	if (!any)
		puts(standing_is_informed(standing) ? "no update is missing"
						    : "no missing update is known");
}

static json_t *missing_to_json(const struct standing *standing)
{
	json_t *updates = json_array();

	for (size_t i = 0; i < standing->n_updates; i++)
		if (is_missing(&standing->updates[i]))
			json_array_append_new(updates,
					      standing_update_to_json(&standing->updates[i]));
	return json_pack("{s:o}", "updates", updates);
}

static struct error *list_missing(json_t **value)
{
	_cleanup_view_ struct view view = VIEW_NONE;

	try(view_open(root, &view));
	if (as_json)
		*value = missing_to_json(&view.standing);
	else
		print_all_missing(&view.standing);
	return NULL;
}

/* ---- the verb ---- */

static struct error *run(int argc, char **argv, json_t **value)
{
	try(command_parse(&command, &argc, &argv));
	if (argc)
		return command_misused(&command, "there is nothing to give");
	return available ? list_missing(value) : list_loaded(value);
}

int cmd_list(int argc, char **argv)
{
	_cleanup_json_ json_t *value = NULL;
	_cleanup_error_ struct error *error = run(argc, argv, &value);

	return command_end(&command, error, as_json, value);
}
