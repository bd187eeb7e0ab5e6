/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "client/undo.h"

#include "client/session.h"

/* The updates that are meant, once each, in the order given. */
static struct error *choose(const struct string_list *ids, const struct state *state,
			    struct string_list *chosen)
{
	for (size_t i = 0; !ids->n_items && i < state->n_updates; i++)
		string_list_add(chosen, state->updates[i].id);
	for (size_t i = 0; i < ids->n_items; i++) {
		const char *id = ids->items[i];

		if (!state_find(state, id))
			return error_refuse(SUTURE_REFUSAL_UPDATE_UNKNOWN, "%s is not loaded", id);
		if (!string_list_contains(chosen, id))
			string_list_add(chosen, id);
	}
	return NULL;
}

static void choose_applied(const struct string_list *chosen, const struct state *state,
			   struct string_list *applied)
{
	for (size_t i = 0; i < chosen->n_items; i++)
		if (state_find(state, chosen->items[i])->applied)
			string_list_add(applied, chosen->items[i]);
}

static struct error *reverse(const struct session *session,
			     const struct transaction_options *options, struct undo_result *result)
{
	const struct string_list nothing = { 0 };

	if (!result->undone.n_items)
		return NULL;
	return transaction_run(session->device, &nothing, &result->undone, options,
			       &result->transaction);
}

/* An update that was only loaded counts as unloaded if its modules are gone now. */
static void unload(const struct loaded_update *update, struct undo_result *result)
{
	_cleanup_string_list_ struct string_list kept = { 0 };

	modules_unload(&update->modules, &kept);
	if (!update->applied && !kept.n_items)
		string_list_add(&result->unloaded, update->id);
	for (size_t i = 0; i < kept.n_items; i++)
		string_list_add(&result->kept, kept.items[i]);
}

static void unload_all(const struct string_list *chosen, const struct state *state,
		       struct undo_result *result)
{
	for (size_t i = 0; i < chosen->n_items; i++)
		unload(state_find(state, chosen->items[i]), result);
}

struct error *undo(const struct string_list *ids, const struct transaction_options *options,
		   struct undo_result *result)
{
	_cleanup_session_ struct session session = SESSION_NONE;
	_cleanup_string_list_ struct string_list chosen = { 0 };

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
	string_list_deinit(&result->undone);
	string_list_deinit(&result->unloaded);
	string_list_deinit(&result->kept);
}
