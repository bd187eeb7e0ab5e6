/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "client/undo.h"

#include "base/command.h"
#include "outcome.h"
#include "patience.h"
#include "verbs.h"

static bool all, as_json;
static bool dry_run;
static struct patience patience = PATIENCE_DEFAULT;

static const struct option_row option_rows[] = {
	{ "all", NULL, "undo every update", OPTION_FLAG, &all },
	{ "dry-run", NULL, "see whether it could be done; change nothing", OPTION_FLAG, &dry_run },
	PATIENCE_OPTIONS(patience),
	{ "json", NULL, "print JSON", OPTION_FLAG, &as_json },
	{ 0 },
};

static const struct command command = {
	.name = "suture undo",
	.arguments = "ID... | --all",
	.purpose = "Take updates of the running kernel back, all or none.",
	.options = option_rows,
};

static struct error *run(int argc, char **argv, struct undo_result *result)
{
	struct transaction_options options;
	struct string_list ids = { 0 };

	try(command_parse(&command, &argc, &argv));
	options = patience_options(&patience, dry_run);
	if (all == (argc > 0))
		return command_misused(&command, "give ids or --all, one of both");
	ids.items = argv;
	ids.n_items = (size_t)argc;
	return undo(&ids, &options, result);
}

static void print(const struct undo_result *result)
{
	const char *verb = dry_run ? "could undo" : "undid";

	for (size_t i = 0; i < result->undone.n_items; i++)
		printf("%s %s\n", verb, result->undone.items[i]);
	for (size_t i = 0; i < result->unloaded.n_items; i++)
		printf("unloaded %s, which was not applied\n", result->unloaded.items[i]);
	outcome_print_kept(&result->kept);
	if (result->undone.n_items && !dry_run)
		outcome_print(&result->transaction);
}

static json_t *to_json(const struct undo_result *result, bool failed)
{
	size_t n_undone = failed ? 0 : result->undone.n_items;
	json_t *object = json_object();

	json_object_set_new(object, "dry_run", json_boolean(dry_run));
	json_object_set_new(object, "undone", strings_to_json(result->undone.items, n_undone));
	json_object_set_new(object, "unloaded",
			    strings_to_json(result->unloaded.items, result->unloaded.n_items));
	json_object_set_new(object, "kept",
			    strings_to_json(result->kept.items, result->kept.n_items));
	json_object_set_new(object, "switch", outcome_to_json(&result->transaction));
	return object;
}

int cmd_undo(int argc, char **argv)
{
	_cleanup_(undo_result_deinit)
	struct undo_result result = { 0 };
	_cleanup_error_ struct error *error = run(argc, argv, &result);
	_cleanup_json_ json_t *value = as_json ? to_json(&result, error != NULL) : NULL;

	if (!error && !as_json)
		print(&result);
	return command_end(&command, error, as_json, value);
}
