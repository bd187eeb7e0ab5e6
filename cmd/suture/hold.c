/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/command.h"
#include "base/form.h"
#include "base/memory.h"
#include "machine/machine.h"
#include "verbs.h"

static bool release;

static const struct option_row option_rows[] = {
	{ "release", NULL, "let them go, also those that the machine went down with", OPTION_FLAG,
	  &release },
	{ 0 },
};

static const struct command command = {
	.name = "suture hold",
	.arguments = "[ID...]",
	.purpose =
		"Leave updates as they are, applied or not, whatever the repository says. Without "
		"an ID,\nlist what is held.",
	.options = option_rows,
	.follows = true,
};

static void print(const struct machine *machine)
{
	const struct string_list *held = &machine->policy.held;
	const struct string_list *suspects = &machine->journal.suspects;

	for (size_t i = 0; i < held->n_items; i++)
		printf("%s\n", held->items[i]);
	for (size_t i = 0; i < suspects->n_items; i++)
		printf("%s  the machine went down while it was applied\n", suspects->items[i]);
}

static struct error *check_ids(char *const *ids, int n)
{
	for (int i = 0; i < n; i++)
		if (!is_update_id(ids[i]))
			return error_new(ERROR_USAGE, "'%s' cannot be an update's id", ids[i]);
	return NULL;
}

static struct error *let_go(struct machine *machine, const char *id)
{
	bool was_suspect = string_list_remove(&machine->journal.suspects, id);

	if (!string_list_remove(&machine->policy.held, id) && !was_suspect)
		return error_refuse(SUTURE_REFUSAL_UPDATE_UNKNOWN, "%s is not held", id);
	return NULL;
}

static struct error *change(struct machine *machine, char *const *ids, int n)
{
	struct string_list *held = &machine->policy.held;
	_cleanup_free_ char *words = xstrdup("");

	for (int i = 0; i < n; i++) {
		if (release)
			try(let_go(machine, ids[i]));
		else if (!string_list_contains(held, ids[i]))
			string_list_add(held, ids[i]);
	}
	for (size_t i = 0; i < held->n_items; i++)
		xappend(&words, "%s%s", i ? " " : "", held->items[i]);
	try(policy_change(POLICY_HOLD, *words ? words : NULL));
	return machine_write_journal(machine);
}

static struct error *run(int argc, char **argv, struct machine *machine)
{
	try(command_parse(&command, &argc, &argv));
	if (!argc && release)
		return command_misused(&command, "--release whom?");
	try(check_ids(argv, argc));
	if (!argc) {
		try(machine_open(machine));
		print(machine);
		return NULL;
	}
	try(machine_open_to_change(machine));
	return change(machine, argv, argc);
}

int cmd_hold(int argc, char **argv)
{
	_cleanup_machine_ struct machine machine = MACHINE_NONE;
	_cleanup_error_ struct error *error = run(argc, argv, &machine);

	return command_end(&command, error, false, NULL);
}
