/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "client/undo.h"

#include "client/session.h"

/* The updates that are meant, once each, in the order given. */
static struct error *choose(const struct strings *ids, const struct state *state,
			    struct strings *chosen)
{
	for (size_t i = 0; !ids->n_items && i < state->n_updates; i++)
		strings_add(chosen, state->updates[i].id);
	for (size_t i = 0; i < ids->n_items; i++) {
		const char *id = ids->items[i];

		if (!state_find(state, id))
			return error_refuse(SUTURE_REFUSAL_UPDATE_UNKNOWN, "%s is not loaded", id);
		if (!strings_contain(chosen, id))
			strings_add(chosen, id);
	}
	return NULL;
}

static void choose_applied(const struct strings *chosen, const struct state *state,
			   struct strings *applied)
{
	for (size_t i = 0; i < chosen->n_items; i++)
		if (state_find(state, chosen->items[i])->applied)
			strings_add(applied, chosen->items[i]);
}

static struct error *reverse(const struct session *session,
			     const struct transaction_options *options, struct undo_result *result)
{
	const struct strings nothing = { 0 };

	if (!result->undone.n_items)
		return NULL;
	return transaction_run(session->device, &nothing, &result->undone, options,
			       &result->transaction);
}

/* An update that was only loaded counts as unloaded if its modules are gone now. */
static void unload(const struct loaded_update *update, struct undo_result *result)
{
	_cleanup_strings_ struct strings kept = { 0 };

	modules_unload(&update->modules, &kept);
	if (!update->applied && !kept.n_items)
		strings_add(&result->unloaded, update->id);
	for (size_t i = 0; i < kept.n_items; i++)
		strings_add(&result->kept, kept.items[i]);
}

static void unload_all(const struct strings *chosen, const struct state *state,
		       struct undo_result *result)
{
	for (size_t i = 0; i < chosen->n_items; i++)
		unload(state_find(state, chosen->items[i]), result);
}

struct error *undo(const struct strings *ids, const struct transaction_options *options,
		   struct undo_result *result)
{
	_cleanup_session_ struct session session = SESSION_NONE;
	_cleanup_strings_ struct strings chosen = { 0 };

	try(session_open(&session));
	try(choose(ids, &session.state, &chosen));
	choose_applied(&chosen, &session.state, &result->undone);
	try(reverse(&session, options, result));
	if (!options->dry_run)
		unload_all(&chosen, &session.state, result);
	if (!result->undone.n_items && !result->unloaded.n_items)
		return error_new(ERROR_NO_CHANGE, "nothing to do: no update is applied");
	return NULL;
}

void undo_result_deinit(struct undo_result *result)
{
	strings_deinit(&result->undone);
	strings_deinit(&result->unloaded);
	strings_deinit(&result->kept);
}
