/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/command.h"
#include "confirm.h"
#include "machine/late.h"
#include "machine/removal.h"
#include "outcome.h"
#include "patience.h"
#include "verbs.h"

static bool all, as_json, yes, no;
static struct patience patience = PATIENCE_DEFAULT;

static const struct option_row option_rows[] = {
	{ "all", NULL, "take every update back", OPTION_FLAG, &all },
	{ "yes", NULL, "ask nothing", OPTION_FLAG, &yes, 'y' },
	{ "no", NULL, "do nothing", OPTION_FLAG, &no, 'n' },
	PATIENCE_OPTIONS(patience),
	{ "json", NULL, "print JSON", OPTION_FLAG, &as_json },
	{ 0 },
};

static const struct command command = {
	.name = "suture remove",
	.arguments = "ID... | --all",
	.purpose = "Take updates back, and do not apply them at boot any more. The next upgrade "
		   "does,\n"
		   "unless they are held.",
	.options = option_rows,
	.follows = true,
};

static struct error *run(int argc, char **argv, struct machine *machine,
			 struct string_list *removes, struct transition_result *result)
{
	struct transaction_options options;
	const struct string_list nothing = {};
	struct string_list ids;

	try(command_parse(&command, &argc, &argv));
	options = patience_options(&patience, false);
	ids = (struct string_list){ argv, (size_t)argc };
	if (all == (argc > 0))
		return command_misused(&command, "give ids or --all, one of both");
	try(machine_open_to_change(machine));
	try(removal_choose(machine, &ids, removes));
	try(confirm(true, no));
	try(transition(machine, &nothing, removes, &options, result));
	return late_write(machine);
}

static void print(const struct string_list *removes, const struct transition_result *result)
{
	for (size_t i = 0; i < removes->n_items; i++)
		printf("removed %s\n", removes->items[i]);
	outcome_print_kept(&result->applied.kept);
	if (result->applied.transaction.attempts)
		outcome_print(&result->applied.transaction);
}

static json_t *to_json(const struct string_list *removes, const struct transition_result *result,
		       bool failed)
{
	const struct apply_result *applied = &result->applied;

	return json_pack("{s:o, s:o, s:o}", "removed",
			 strings_to_json(removes->items, failed ? 0 : removes->n_items), "kept",
			 strings_to_json(applied->kept.items, applied->kept.n_items), "switch",
			 outcome_to_json(&applied->transaction));
}

int cmd_remove(int argc, char **argv)
{
	_cleanup_machine_ struct machine machine = MACHINE_NONE;
	_cleanup_string_list_ struct string_list removes = {};
	_cleanup_(transition_result_deinit)
	struct transition_result result = {};
	_cleanup_error_ struct error *error = run(argc, argv, &machine, &removes, &result);
	_cleanup_json_ json_t *value = as_json ? to_json(&removes, &result, error) : NULL;

	if (!error && !as_json)
		print(&removes, &result);
	return command_end(&command, error, as_json, value);
}
