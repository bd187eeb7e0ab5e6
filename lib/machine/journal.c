/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "machine/journal.h"

#include <string.h>

#include "base/digest.h"
#include "base/file.h"
#include "base/form.h"
#include "base/json.h"
#include "base/memory.h"

#define FORMAT 1

/* ---- entries ---- */

const struct journal_entry *journal_entries_find(const struct journal_entries *entries,
						 const char *id)
{
	for (size_t i = 0; i < entries->n_items; i++)
		if (!strcmp(entries->items[i].id, id))
			return &entries->items[i];
	return NULL;
}

void journal_entries_add(struct journal_entries *entries, const char *id, const char *sha256)
{
	struct journal_entry *entry = array_append(entries->items, entries->n_items);

	entry->id = xstrdup(id);
	entry->sha256 = xstrdup(sha256);
}

static void entries_remove(struct journal_entries *entries, const char *id)
{
	size_t n = 0;

	for (size_t i = 0; i < entries->n_items; i++) {
		if (strcmp(entries->items[i].id, id)) {
			entries->items[n++] = entries->items[i];
			continue;
		}
		free(entries->items[i].id);
		free(entries->items[i].sha256);
	}
	entries->n_items = n;
}

void journal_entries_deinit(struct journal_entries *entries)
{
	for (size_t i = 0; i < entries->n_items; i++) {
		free(entries->items[i].id);
		free(entries->items[i].sha256);
	}
	free(entries->items);
	*entries = (struct journal_entries){};
}

struct string_list journal_ids(const struct journal_entries *entries)
{
	struct string_list ids = {};

	for (size_t i = 0; i < entries->n_items; i++)
		string_list_add(&ids, entries->items[i].id);
	return ids;
}

/* ---- what happens ---- */

void journal_begin(struct journal *journal, const char *boot_id,
		   const struct journal_entries *installs, const struct string_list *removes)
{
	journal->boot_id = xstrdup(boot_id);
	for (size_t i = 0; i < installs->n_items; i++)
		journal_entries_add(&journal->installs, installs->items[i].id,
				    installs->items[i].sha256);
	string_list_add_all(&journal->removes, removes);
}

static void install(struct journal *journal, const struct journal_entry *entry)
{
	entries_remove(&journal->installed, entry->id);
	journal_entries_add(&journal->installed, entry->id, entry->sha256);
}

static void forget_intent(struct journal *journal)
{
	free(journal->boot_id);
	journal->boot_id = NULL;
	journal_entries_deinit(&journal->installs);
	string_list_deinit(&journal->removes);
	journal->removes = (struct string_list){};
}

void journal_end(struct journal *journal, bool done)
{
	for (size_t i = 0; done && i < journal->removes.n_items; i++)
		entries_remove(&journal->installed, journal->removes.items[i]);
	for (size_t i = 0; done && i < journal->installs.n_items; i++)
		install(journal, &journal->installs.items[i]);
	forget_intent(journal);
}

/* One switch takes all or none: what is applied of it tells whether it was done. */
static bool was_done(const struct journal *journal, const struct state *state)
{
	for (size_t i = 0; i < journal->installs.n_items; i++)
		if (state_is_applied(state, journal->installs.items[i].id))
			return true;
	for (size_t i = 0; i < journal->removes.n_items; i++)
		if (state_is_applied(state, journal->removes.items[i]))
			return false;
	return journal->removes.n_items > 0;
}

static void suspect(struct journal *journal)
{
	for (size_t i = 0; i < journal->installs.n_items; i++) {
		const char *id = journal->installs.items[i].id;

		if (!string_list_contains(&journal->suspects, id))
			string_list_add(&journal->suspects, id);
		entries_remove(&journal->installed, id);
	}
	for (size_t i = 0; i < journal->removes.n_items; i++)
		entries_remove(&journal->installed, journal->removes.items[i]);
	forget_intent(journal);
}

void journal_settle(struct journal *journal, const char *boot_id, const struct state *state,
		    bool *changed)
{
	*changed = journal->boot_id != NULL;
	if (!*changed)
		return;
	if (strcmp(journal->boot_id, boot_id))
		suspect(journal);
	else
		journal_end(journal, was_done(journal, state));
}

/* ---- the file ---- */

static struct error *damaged(const char *what)
{
	return error_refuse(SUTURE_REFUSAL_RECORD_DAMAGED, JOURNAL_FILE ": %s", what);
}

static struct error *read_ids(const json_t *array, struct string_list *ids)
{
	if (!json_read_strings(array, ids))
		return damaged("no list of ids");
	for (size_t i = 0; i < ids->n_items; i++)
		if (!is_update_id(ids->items[i]))
			return damaged("a bad id");
	return NULL;
}

static struct error *read_entries(const json_t *array, struct journal_entries *entries)
{
	json_t *object;
	size_t i;

	if (!json_is_array(array))
		return damaged("no list of updates");
	json_array_foreach (array, i, object) {
		const char *id, *sha256;

		if (json_unpack(object, "{s:s, s:s}", "id", &id, "manifest_sha256", &sha256) ||
		    !is_update_id(id) || !is_digest(sha256))
			return damaged("an entry lacks its id or digest");
		journal_entries_add(entries, id, sha256);
	}
	return NULL;
}

static struct error *read_intent(const json_t *object, struct journal *journal)
{
	const char *boot_id = json_string_value(json_object_get(object, "boot_id"));

	if (json_is_null(object))
		return NULL;
	if (!boot_id)
		return damaged("an intent without a boot");
	journal->boot_id = xstrdup(boot_id);
	try(read_entries(json_object_get(object, "install"), &journal->installs));
	return read_ids(json_object_get(object, "remove"), &journal->removes);
}

static struct error *read_core(const json_t *value, struct journal *journal)
{
	if (json_is_null(value))
		return NULL;
	if (!json_is_string(value) || !is_digest(json_string_value(value)))
		return damaged("no digest of the core module");
	journal->core = xstrdup(json_string_value(value));
	return NULL;
}

struct error *journal_parse(const void *text, size_t size, struct journal *journal)
{
	_cleanup_journal_ struct journal read = {};
	_cleanup_json_ json_t *root = json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL);

	if (json_integer_value(json_object_get(root, "format")) != FORMAT)
		return damaged("not JSON, or of another format");
	try(read_entries(json_object_get(root, "installed"), &read.installed));
	try(read_core(json_object_get(root, "core"), &read));
	try(read_intent(json_object_get(root, "intent"), &read));
	try(read_ids(json_object_get(root, "suspects"), &read.suspects));
	*journal = read;
	read = (struct journal){};
	return NULL;
}

struct error *journal_read(const char *path, struct journal *journal)
{
	_cleanup_bytes_ struct bytes bytes = {};
	struct error *error;

	if (!file_exists(path))
		return NULL;
	try(file_read(path, &bytes));
	error = journal_parse(bytes.data, bytes.size, journal);
	return error ? error_context(error, "%s", path) : NULL;
}

static json_t *entries_to_json(const struct journal_entries *entries)
{
	json_t *array = json_array();

	for (size_t i = 0; i < entries->n_items; i++)
		json_array_append_new(array,
				      json_pack("{s:s, s:s}", "id", entries->items[i].id,
						"manifest_sha256", entries->items[i].sha256));
	return array;
}

static json_t *intent_to_json(const struct journal *journal)
{
	if (!journal->boot_id)
		return json_null();
	return json_pack("{s:s, s:o, s:o}", "boot_id", journal->boot_id, "install",
			 entries_to_json(&journal->installs), "remove",
			 strings_to_json(journal->removes.items, journal->removes.n_items));
}

struct error *journal_write(const struct journal *journal, const char *path)
{
	_cleanup_json_ json_t *root =
		json_pack("{s:i, s:o, s:s?, s:o, s:o}", "format", FORMAT, "installed",
			  entries_to_json(&journal->installed), "core", journal->core, "intent",
			  intent_to_json(journal), "suspects",
			  strings_to_json(journal->suspects.items, journal->suspects.n_items));
	_cleanup_free_ char *text = json_text(root);

	return file_write(path, text, strlen(text), 0644);
}

void journal_deinit(struct journal *journal)
{
	journal_entries_deinit(&journal->installed);
	forget_intent(journal);
	free(journal->core);
	string_list_deinit(&journal->suspects);
}
