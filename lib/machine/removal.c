/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "machine/removal.h"

#include "base/memory.h"

/* Applied by whatever command, or installed. */
static struct string_list all_of(const struct machine *machine)
{
	struct string_list ids = journal_ids(&machine->journal.installed);

	for (size_t i = 0; i < machine->state.n_updates; i++) {
		const struct loaded_update *loaded = &machine->state.updates[i];

		if (loaded->applied && !string_list_contains(&ids, loaded->id))
			string_list_add(&ids, loaded->id);
	}
	return ids;
}

static struct error *choose_named(const struct string_list *ids, const struct string_list *all,
				  struct string_list *removes)
{
	for (size_t i = 0; i < ids->n_items; i++)
		if (!string_list_contains(all, ids->items[i]))
			return error_refuse(SUTURE_REFUSAL_UPDATE_UNKNOWN,
					    "%s is neither applied nor installed", ids->items[i]);
	string_list_add_all(removes, ids);
	return NULL;
}

/* The first of those to be removed that it requires, or NULL. A manifest that cannot be read says
 * nothing; the core knows what requires what of all that is applied. */
static char *required_of(const struct machine *machine, const char *id,
			 const struct string_list *removes)
{
	_cleanup_manifest_ struct manifest manifest = {};
	_cleanup_error_ struct error *error = machine_read_manifest(machine, id, &manifest);

	for (size_t i = 0; !error && i < manifest.requires.n_items; i++)
		if (string_list_contains(removes, manifest.requires.items[i]))
			return xstrdup(manifest.requires.items[i]);
	return NULL;
}

static struct error *check_needed(const struct machine *machine, const struct string_list *removes)
{
	for (size_t i = 0; i < machine->journal.installed.n_items; i++) {
		const char *id = machine->journal.installed.items[i].id;
		_cleanup_free_ char *required = required_of(machine, id, removes);

		if (required && !string_list_contains(removes, id))
			return error_refuse(SUTURE_REFUSAL_NEEDED, "%s needs %s", id, required);
	}
	return NULL;
}

struct error *removal_choose(const struct machine *machine, const struct string_list *ids,
			     struct string_list *removes)
{
	_cleanup_string_list_ struct string_list all = all_of(machine);

	if (ids->n_items)
		try(choose_named(ids, &all, removes));
	else
		string_list_add_all(removes, &all);
	if (!removes->n_items)
		return error_new(ERROR_NO_CHANGE, "nothing to do: no update is applied");
	return check_needed(machine, removes);
}
