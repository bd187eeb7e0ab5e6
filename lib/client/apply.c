/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "client/apply.h"

#include <errno.h>

#include "base/memory.h"
#include "client/kernel_calls.h"
#include "client/record.h"
#include "client/running.h"
#include "client/session.h"

static bool has_function(const struct loaded_update *loaded, const char *target,
			 const struct manifest_function *function)
{
	for (size_t i = 0; i < loaded->n_functions; i++) {
		const struct loaded_function *other = &loaded->functions[i];

		if (strcmp(other->target, target) == 0 &&
		    strcmp(other->name, function->name) == 0 &&
		    other->old_size == function->old_size && other->new_size == function->new_size)
			return true;
	}
	return false;
}

static bool has_module(const struct loaded_update *loaded, const struct manifest_module *module)
{
	if (!string_list_contains(&loaded->targets, module->target))
		return false;
	for (size_t i = 0; i < module->n_functions; i++)
		if (!has_function(loaded, module->target, &module->functions[i]))
			return false;
	return true;
}

/* Is what the kernel has under this id the update, rather than another of the same name? */
static bool is_same(const struct loaded_update *loaded, const struct manifest *manifest)
{
	size_t n_functions = 0;

	for (size_t i = 0; i < manifest->n_modules; i++) {
		if (!has_module(loaded, &manifest->modules[i]))
			return false;
		n_functions += manifest->modules[i].n_functions;
	}
	return loaded->targets.n_items == manifest->n_modules && loaded->n_functions == n_functions;
}

static struct error *check_kernel(const struct updates *updates)
{
	_cleanup_free_ char *running = NULL;

	try(running_build_id(&running));
	for (size_t i = 0; i < updates->n_items; i++) {
		const struct manifest *manifest = &updates->items[i].manifest;

		if (strcmp(manifest->build_id, running) != 0)
			return error_refuse(
				SUTURE_REFUSAL_WRONG_KERNEL,
				"%s: made for %s (%s), build-id %s; running is build-id %s",
				manifest->id, manifest->release, manifest->version,
				manifest->build_id, running);
	}
	return NULL;
}

static struct error *check_required(const struct manifest *manifest, const struct updates *updates,
				    const struct state *state)
{
	for (size_t i = 0; i < manifest->requires.n_items; i++) {
		const char *id = manifest->requires.items[i];

		if (!state_is_applied(state, id) && !updates_find(updates, id))
			return error_refuse(SUTURE_REFUSAL_NEEDS, "%s needs %s", manifest->id, id);
	}
	return NULL;
}

/* Which are to be applied, and which are already? */
static struct error *plan(const struct updates *updates, const struct state *state,
			  struct apply_result *result)
{
	for (size_t i = 0; i < updates->n_items; i++) {
		const struct manifest *manifest = &updates->items[i].manifest;

		try(check_required(manifest, updates, state));
		if (!state_is_applied(state, manifest->id))
			string_list_add(&result->applied, manifest->id);
		else if (is_same(state_find(state, manifest->id), manifest))
			string_list_add(&result->already, manifest->id);
		else
			return error_refuse(SUTURE_REFUSAL_UPDATE_LOADED,
					    "%s: another update of this name is applied",
					    manifest->id);
	}
	return NULL;
}

static void plan_undo(const struct string_list *undo, const struct state *state,
		      struct apply_result *result)
{
	for (size_t i = 0; i < undo->n_items; i++)
		if (state_is_applied(state, undo->items[i]) &&
		    !string_list_contains(&result->undone, undo->items[i]))
			string_list_add(&result->undone, undo->items[i]);
}

/*
 * What an earlier run left staged is loaded anew, since it may be older than the
 * files. Only a pinned update, which was applied once, cannot be unloaded.
 */
static struct error *clear_leftover(const struct update *update, const struct state *state,
				    bool *stays)
{
	const struct loaded_update *loaded = state_find(state, update->manifest.id);
	_cleanup_string_list_ struct string_list kept = { 0 };

	if (loaded)
		modules_unload(&loaded->modules, &kept);
	if (kept.n_items &&
	    (kept.n_items != loaded->modules.n_items || !is_same(loaded, &update->manifest)))
		return error_refuse(SUTURE_REFUSAL_PINNED,
				    "%s: another update of this name stays in memory",
				    update->manifest.id);
	*stays = kept.n_items > 0;
	return NULL;
}

static struct error *load(const struct session *session, const struct manifest *manifest, size_t i,
			  int file)
{
	struct suture_refusal_record record = { 0 };
	int number;

	if (module_load(file) == 0)
		return NULL;
	number = errno;
	if (core_refusal(session->device, &record) < 0)
		record.code = SUTURE_REFUSAL_NONE;
	return load_error(number, &record, manifest->id, &manifest->modules[i]);
}

static struct error *stage(const struct session *session, const struct update *update,
			   struct string_list *loaded)
{
	const struct manifest *manifest = &update->manifest;
	bool stays = false;

	try(clear_leftover(update, &session->state, &stays));
	for (size_t i = 0; !stays && i < manifest->n_modules; i++) {
		try(load(session, manifest, i, update->files[i]));
		string_list_add(loaded, manifest->modules[i].name);
	}
	return NULL;
}

static struct error *stage_and_switch(const struct session *session, const struct updates *updates,
				      const struct transaction_options *options,
				      struct string_list *loaded, struct apply_result *result)
{
	for (size_t i = 0; i < updates->n_items; i++)
		if (string_list_contains(&result->applied, updates->items[i].manifest.id))
			try(stage(session, &updates->items[i], loaded));
	return transaction_run(session->device, &result->applied, &result->undone, options,
			       &result->transaction);
}

/*
 * Nothing is to be left of what was loaded; should a module stay, it has no
 * effect, but is named.
 */
static struct error *unload(const struct string_list *loaded, struct error *error)
{
	_cleanup_string_list_ struct string_list kept = { 0 };
	_cleanup_free_ char *names = NULL;

	modules_unload(loaded, &kept);
	if (!kept.n_items)
		return error;
	names = string_list_join(&kept);
	if (!error)
		return error_new(ERROR_INTERNAL, "cannot unload %s", names);
	return error_context(error, "cannot unload %s after this", names);
}

static void unload_undone(const struct state *state, struct apply_result *result)
{
	for (size_t i = 0; i < result->undone.n_items; i++)
		modules_unload(&state_find(state, result->undone.items[i])->modules, &result->kept);
}

struct error *apply(struct updates *updates, const struct string_list *undo,
		    const struct transaction_options *options, struct apply_result *result)
{
	_cleanup_session_ struct session session = SESSION_NONE;
	_cleanup_string_list_ struct string_list loaded = { 0 };
	struct error *error;

	try(session_open(&session));
	try(check_kernel(updates));
	try(updates_sort(updates));
	try(plan(updates, &session.state, result));
	plan_undo(undo, &session.state, result);
	if (!result->applied.n_items && !result->undone.n_items)
		return error_new(ERROR_NO_CHANGE, "nothing to do: applied already");
	error = stage_and_switch(&session, updates, options, &loaded, result);
	if (error || options->dry_run)
		return unload(&loaded, error);
	unload_undone(&session.state, result);
	return NULL;
}

void unload_staged(void)
{
	_cleanup_session_ struct session session = SESSION_NONE;
	_cleanup_error_ struct error *error = session_open(&session);
	_cleanup_string_list_ struct string_list kept = { 0 };

	for (size_t i = 0; !error && i < session.state.n_updates; i++)
		if (!session.state.updates[i].applied)
			modules_unload(&session.state.updates[i].modules, &kept);
}

void apply_result_deinit(struct apply_result *result)
{
	string_list_deinit(&result->applied);
	string_list_deinit(&result->already);
	string_list_deinit(&result->undone);
	string_list_deinit(&result->kept);
}
