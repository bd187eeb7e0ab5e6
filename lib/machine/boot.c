/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "machine/boot.h"

#include "base/memory.h"
#include "machine/late.h"

static bool is_applied(const struct machine *machine, const char *id)
{
	const struct loaded_update *loaded = state_find(&machine->state, id);

	return loaded && loaded->applied;
}

static void note_failure(struct boot_result *result, const char *id, enum suture_refusal refusal,
			 const char *message)
{
	const struct refusal_row *row = refusal_row(refusal);
	_cleanup_free_ char *text =
		xasprintf("%s: %s: %s", id, row ? row->token : "internal", message);

	string_list_add(&result->failures, text);
}

/* In the order in which they were installed. */
static struct string_list choose(const struct machine *machine, struct boot_result *result)
{
	struct string_list ids = {};

	for (size_t i = 0; i < machine->journal.installed.n_items; i++) {
		const char *id = machine->journal.installed.items[i].id;
		const struct block *block =
			block_list_find(&machine->blocked, id, machine->build_id);

		if (is_applied(machine, id))
			continue;
		if (block)
			note_failure(result, id, SUTURE_REFUSAL_BLOCKED, block->reason);
		else
			string_list_add(&ids, id);
	}
	return ids;
}

static struct error *apply_all(struct machine *machine, const struct string_list *ids,
			       const struct transaction_options *options,
			       struct boot_result *result)
{
	const struct string_list nothing = {};
	struct transition_result attempt = {};
	struct error *error = transition(machine, ids, &nothing, options, &attempt);

	if (!error) {
		string_list_add_all(&result->transition.applied.applied, &attempt.applied.applied);
		string_list_add_all(&result->transition.waiting, &attempt.waiting);
		result->transition.applied.transaction = attempt.applied.transaction;
	}
	transition_result_deinit(&attempt);
	return error;
}

static void apply_each(struct machine *machine, const struct string_list *ids,
		       const struct transaction_options *options, struct boot_result *result)
{
	for (size_t i = 0; i < ids->n_items; i++) {
		const struct string_list one = { &ids->items[i], 1 };
		_cleanup_error_ struct error *error = apply_all(machine, &one, options, result);

		if (error)
			note_failure(result, ids->items[i], error->refusal, error->message);
	}
}

struct error *boot(struct machine *machine, const struct transaction_options *options,
		   struct boot_result *result)
{
	_cleanup_string_list_ struct string_list ids = {};
	struct error *error;

	try(machine_check_switch());
	if (!machine->policy.applies_at_boot)
		return error_new(ERROR_NO_CHANGE, "the policy is not to apply anything at boot");
	/* First: a module that comes from now on is seen to, one that is there is seen. */
	try(late_write(machine));
	ids = choose(machine, result);
	error = apply_all(machine, &ids, options, result);
	if (!error || error->kind != ERROR_REFUSED || ids.n_items < 2)
		return error;
	error_free(error);
	apply_each(machine, &ids, options, result);
	return NULL;
}

void boot_result_deinit(struct boot_result *result)
{
	transition_result_deinit(&result->transition);
	string_list_deinit(&result->failures);
}
