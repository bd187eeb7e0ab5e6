/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "machine/transition.h"

#include <fcntl.h>
#include <string.h>

#include "base/digest.h"
#include "base/memory.h"
#include "machine/core_module.h"
#include "machine/last_change.h"

/* What comes: files for those that can be applied now, and entries for those that wait as well. */
struct coming {
	struct updates updates;
	struct journal_entries entries;
	struct string_list waiting; /* ids */
};

static void coming_deinit(struct coming *coming)
{
	updates_close(&coming->updates);
	journal_entries_deinit(&coming->entries);
	string_list_deinit(&coming->waiting);
}

/* ---- what comes ---- */

static struct error *digest_manifest(const char *directory, char digest[static DIGEST_TEXT_SIZE])
{
	_cleanup_free_ char *path = xasprintf("%s/" MANIFEST_FILE, directory);
	_cleanup_close_ int file = open(path, O_RDONLY | O_CLOEXEC);
	uint64_t size;

	if (file < 0)
		return error_errno("cannot open %s", path);
	return digest_file(file, digest, &size);
}

/* What was installed once must be what it was then. */
static struct error *check_digest(const struct machine *machine, const char *id, const char *digest)
{
	const struct journal_entry *entry = journal_entries_find(&machine->journal.installed, id);

	if (entry && strcmp(entry->sha256, digest))
		return error_refuse(SUTURE_REFUSAL_UPDATE_DAMAGED,
				    "%s: its manifest is not the one that was installed", id);
	return NULL;
}

static void note_waiting(struct coming *coming, const char *id, const char *module,
			 struct transition_result *result)
{
	_cleanup_free_ char *text = xasprintf("%s: %s", id, module);

	string_list_add(&coming->waiting, id);
	string_list_add(&result->waiting, text);
}

static struct error *add_coming(const struct machine *machine, const char *id,
				struct coming *coming, struct transition_result *result)
{
	_cleanup_free_ char *directory = machine_path(machine, "updates/%s", id);
	_cleanup_update_ struct update update = {};
	char digest[DIGEST_TEXT_SIZE];
	const char *module;

	try(update_open(directory, &update));
	try(digest_manifest(directory, digest));
	try(check_digest(machine, id, digest));
	journal_entries_add(&coming->entries, id, digest);
	module = machine_awaited(&update.manifest, &coming->waiting);
	if (module) {
		note_waiting(coming, id, module, result);
		return NULL;
	}
	*array_append(coming->updates.items, coming->updates.n_items) = update;
	update = (struct update){};
	return NULL;
}

/* ---- the change ---- */

static bool is_any_applied(const struct machine *machine, const struct string_list *ids)
{
	for (size_t i = 0; i < ids->n_items; i++)
		if (state_is_applied(&machine->state, ids->items[i]))
			return true;
	return false;
}

/* Nothing of it concerns code that runs. */
static bool is_on_paper(const struct machine *machine, const struct coming *coming,
			const struct string_list *removes)
{
	return !coming->updates.n_items && !is_any_applied(machine, removes);
}

static struct error *change_kernel(struct machine *machine, struct coming *coming,
				   const struct string_list *removes,
				   const struct transaction_options *options,
				   struct transition_result *result)
{
	struct error *error;

	if (is_on_paper(machine, coming, removes))
		return NULL;
	try(core_module_load(machine));
	error = apply(&coming->updates, removes, options, &result->applied);
	if (error && error->kind == ERROR_NO_CHANGE) {
		error_free(error);
		return NULL;
	}
	return error;
}

/*
 * If the journal cannot be written at the end, its intent stays, and the next command sees by the
 * kernel that it was done.
 */
static struct error *change(struct machine *machine, struct coming *coming,
			    const struct string_list *removes,
			    const struct transaction_options *options,
			    struct transition_result *result)
{
	struct error *error, *why;

	journal_begin(&machine->journal, machine->boot_id, &coming->entries, removes);
	error = machine_write_journal(machine);
	if (!error)
		error = change_kernel(machine, coming, removes, options, result);
	journal_end(&machine->journal, !error);
	why = machine_write_journal(machine);
	if (error) {
		error_free(why);
		return error;
	}
	return why ? why : machine_reread(machine);
}

static struct error *attempt(struct machine *machine, const struct string_list *installs,
			     const struct string_list *removes,
			     const struct transaction_options *options,
			     struct transition_result *result)
{
	_cleanup_(coming_deinit)
	struct coming coming = {};

	for (size_t i = 0; i < installs->n_items; i++)
		try(add_coming(machine, installs->items[i], &coming, result));
	if (!installs->n_items && !removes->n_items)
		return error_new(ERROR_NO_CHANGE, "nothing to do");
	return change(machine, &coming, removes, options, result);
}

struct error *transition(struct machine *machine, const struct string_list *installs,
			 const struct string_list *removes,
			 const struct transaction_options *options,
			 struct transition_result *result)
{
	const struct transaction_result *transaction = &result->applied.transaction;
	struct error *error = attempt(machine, installs, removes, options, result);
	const struct last_change change = { installs, removes, error,
					    transaction->attempts ? transaction->last.pause_ns
								  : 0 };

	if (installs->n_items || removes->n_items)
		last_change_write(machine, &change);
	return error;
}

void transition_result_deinit(struct transition_result *result)
{
	apply_result_deinit(&result->applied);
	string_list_deinit(&result->waiting);
}
