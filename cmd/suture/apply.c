/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "client/apply.h"

#include "base/command.h"
#include "outcome.h"
#include "patience.h"
#include "verbs.h"

static bool as_json;
static bool dry_run;
static struct patience patience = PATIENCE_DEFAULT;
static struct string_list undone;

static const struct option_row option_rows[] = {
	{ "undo", "ID", "take this one back in the same stop; may be repeated", OPTION_LIST,
	  &undone },
	{ "dry-run", NULL, "see whether it could be done; change nothing", OPTION_FLAG, &dry_run },
	PATIENCE_OPTIONS(patience),
	{ "json", NULL, "print JSON", OPTION_FLAG, &as_json },
	{ 0 },
};

static const struct command command = {
	.name = "suture apply",
	.arguments = "DIR...",
	.purpose = "Apply updates to the running kernel, all or none.",
	.options = option_rows,
};

static struct error *run(int argc, char **argv, struct updates *updates,
			 struct apply_result *result)
{
	struct transaction_options options;

	try(command_parse(&command, &argc, &argv));
	options = patience_options(&patience, dry_run);
	if (argc == 0)
		return command_misused(&command, "no update is given");
	try(updates_open(argv, (size_t)argc, updates));
	return apply(updates, &undone, &options, result);
}

static size_t count_functions(const struct manifest *manifest)
{
	size_t n = 0;

	for (size_t i = 0; i < manifest->n_modules; i++)
		n += manifest->modules[i].n_functions;
	return n;
}

static void print_applied(const struct manifest *manifest)
{
	size_t n = count_functions(manifest);

	printf("%s %s: %zu function%s in ", dry_run ? "could apply" : "applied", manifest->id, n,
	       n == 1 ? "" : "s");
	for (size_t i = 0; i < manifest->n_modules; i++)
		printf("%s%s", i ? ", " : "", manifest->modules[i].target);
	putchar('\n');
	for (size_t i = 0; i < manifest->notices.n_items; i++)
		printf("  notice: %s\n", manifest->notices.items[i]);
}

static void print(const struct updates *updates, const struct apply_result *result)
{
	for (size_t i = 0; i < result->already.n_items; i++)
		printf("%s was applied already\n", result->already.items[i]);
	for (size_t i = 0; i < result->applied.n_items; i++)
		print_applied(&updates_find(updates, result->applied.items[i])->manifest);
	for (size_t i = 0; i < result->undone.n_items; i++)
		printf("%s %s\n", dry_run ? "could undo" : "undid", result->undone.items[i]);
	outcome_print_kept(&result->kept);
	if (!dry_run)
		outcome_print(&result->transaction);
}

static json_t *to_json(const struct apply_result *result, bool failed)
{
	size_t n_applied = failed ? 0 : result->applied.n_items;
	json_t *object = json_object();

	json_object_set_new(object, "dry_run", json_boolean(dry_run));
	json_object_set_new(object, "applied", strings_to_json(result->applied.items, n_applied));
	json_object_set_new(object, "already",
			    strings_to_json(result->already.items, result->already.n_items));
	json_object_set_new(
		object, "undone",
		strings_to_json(result->undone.items, failed ? 0 : result->undone.n_items));
	json_object_set_new(object, "switch", outcome_to_json(&result->transaction));
	return object;
}

int cmd_apply(int argc, char **argv)
{
	_cleanup_updates_ struct updates updates = { 0 };
	_cleanup_(apply_result_deinit)
	struct apply_result result = { 0 };
	_cleanup_error_ struct error *error = run(argc, argv, &updates, &result);
	_cleanup_json_ json_t *value = as_json ? to_json(&result, error != NULL) : NULL;

	string_list_deinit(&undone);
	if (!error && !as_json)
		print(&updates, &result);
	return command_end(&command, error, as_json, value);
}
