/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "machine/boot.h"

#include "base/memory.h"
#include "machine/late.h"

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

		if (state_is_applied(&machine->state, id))
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

static struct error *apply_what_can_be(struct machine *machine,
				       const struct transaction_options *options,
				       struct boot_result *result)
{
	_cleanup_string_list_ struct string_list ids = choose(machine, result);
	struct error *error = apply_all(machine, &ids, options, result);

	if (!error || error->kind != ERROR_REFUSED || ids.n_items < 2)
		return error;
	error_free(error);
	apply_each(machine, &ids, options, result);
	return NULL;
}

/*
 * Late modules first: one that comes from now on is seen to, one that is there is seen. If they
 * cannot be seen to, the rest is applied all the same.
 */
struct error *boot(struct machine *machine, const struct transaction_options *options,
		   struct boot_result *result)
{
	struct error *late, *error;

	try(machine_check_switch());
	if (!machine->policy.applies_at_boot)
		return error_new(ERROR_NO_CHANGE, "the policy is not to apply anything at boot");
	late = late_write(machine);
	error = apply_what_can_be(machine, options, result);
	if (!late)
		return error;
	error_free(error);
	return late;
}

void boot_result_deinit(struct boot_result *result)
{
	transition_result_deinit(&result->transition);
	string_list_deinit(&result->failures);
}
