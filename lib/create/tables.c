/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "create/tables.h"

#include <string.h>

#include "base/memory.h"

/*
 * Sizes that have been the same since the table exists are stated; the others
 * follow from the table. Source: arch/x86/include/asm/, include/asm-generic/
 * and tools/objtool/ of Linux 5.10 to 7.2.
 */
static const struct table_kind kinds[] = {
	/* struct bug_entry: two displacements, then the line (u16) */
	{ .name = "__bug_table", .ignored_offset = 8, .ignored_size = 2 },
	{ .name = "__ex_table" },
	{ .name = ".fixup", .is_store = true },
	{ .name = ".altinstructions" },
	{ .name = ".altinstr_replacement", .is_store = true },
	{ .name = ".parainstructions", .entry_size = 16 },
	{ .name = "__jump_table", .entry_size = 16 },
	{ .name = ".static_call_sites", .entry_size = 8 },
	{ .name = ".retpoline_sites", .entry_size = 4 },
	{ .name = ".return_sites", .entry_size = 4 },
	{ .name = ".call_sites", .entry_size = 4 },
	{ .name = ".ibt_endbr_seal", .entry_size = 4 },
	{ .name = ".smp_locks", .entry_size = 4 },
	{ .name = "__mcount_loc", .entry_size = 8 },
	{ .name = "__patchable_function_entries", .entry_size = 8 },
	{ .name = ".orc_unwind_ip", .entry_size = 4, .companion = ".orc_unwind" },
	{ .name = ".orc_unwind", .is_store = true },
	{ .name = ".printk_index", .entry_size = 8, .is_dropped = true },
};

const struct table_kind *table_kind_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (!strcmp(kinds[i].name, name))
			return &kinds[i];
	return NULL;
}

/* Do the relocations of a table look the same every SIZE bytes? */
static bool repeats(const struct section *section, uint64_t size)
{
	size_t per_entry = section_relocation_from(section, size);

	if (section->size % size || per_entry == 0 ||
	    per_entry * (section->size / size) != section->n_relocations)
		return false;
	for (size_t i = per_entry; i < section->n_relocations; i++) {
		const struct relocation *here = &section->relocations[i];
		const struct relocation *before = &section->relocations[i - per_entry];

		if (here->offset != before->offset + size || here->type != before->type)
			return false;
	}
	return true;
}

/* More than any entry has: without a limit, a table without order would be one entry. */
#define ENTRY_SIZE_MAX 32

/*
 * The least size at which the relocations repeat. Two relocated words and
 * nothing else would repeat after the first, so only sizes that leave room
 * for two are tried; no table of inferred size has fewer.
 */
static uint64_t infer_size(const struct section *section)
{
	for (uint64_t size = 9; size <= section->size && size <= ENTRY_SIZE_MAX; size++)
		if (repeats(section, size))
			return size;
	return 0;
}

static struct error *bad_table(const struct pieces *pieces, const struct section *section)
{
	struct error *error = error_refuse(SUTURE_REFUSAL_KERNEL_UNSUPPORTED,
					   "the entries of %s have no regular size",
					   section->name);

	return error_at(error, pieces->object->path, NULL);
}

static struct error *measure(const struct pieces *pieces, struct table *table)
{
	const struct section *section = table->section;
	uint64_t size = table->kind->entry_size;
	uint64_t n;

	if (size == 0)
		size = infer_size(section);
	if (size == 0 || section->size % size)
		return bad_table(pieces, section);
	n = section->size / size;
	table->entry_size = size;
	if (!table->kind->companion)
		return NULL;
	table->companion = object_section(pieces->object, table->kind->companion);
	if (!table->companion || table->companion->size % n)
		return bad_table(pieces, section);
	table->companion_size = table->companion->size / n;
	return NULL;
}

/* The code that an entry's first relocation into code points at. */
static void find_owner(const struct pieces *pieces, const struct table *table,
		       struct table_entry *entry)
{
	const struct section *section = table->section;
	uint64_t end = entry->offset + table->entry_size;

	for (size_t i = section_relocation_from(section, entry->offset);
	     i < section->n_relocations && section->relocations[i].offset < end; i++) {
		struct referent referent = pieces_referent(pieces, section,
							   &section->relocations[i]);

		if (referent.piece && is_text(referent.piece->section) &&
		    referent.piece->kind != PIECE_TABLE) {
			entry->owner = referent.piece;
			entry->site = referent.offset;
			return;
		}
	}
}

static int by_owner(const void *left, const void *right)
{
	const struct table_entry *a = left, *b = right;

	if (a->owner != b->owner)
		return a->owner < b->owner ? -1 : 1;
	if (a->site != b->site)
		return a->site < b->site ? -1 : 1;
	return a->offset < b->offset ? -1 : a->offset > b->offset;
}

static struct error *read_table(const struct pieces *pieces, struct section *section,
				const struct table_kind *kind, struct tables *tables)
{
	struct table *table = array_append(tables->items, tables->n_items);

	table->kind = kind;
	table->section = section;
	try(measure(pieces, table));
	table->n_entries = section->size / table->entry_size;
	table->entries = xcalloc(table->n_entries, sizeof(*table->entries));
	for (size_t i = 0; i < table->n_entries; i++) {
		table->entries[i].offset = i * table->entry_size;
		find_owner(pieces, table, &table->entries[i]);
	}
	qsort(table->entries, table->n_entries, sizeof(*table->entries), by_owner);
	return NULL;
}

struct error *tables_new(const struct pieces *pieces, struct tables **out)
{
	_cleanup_tables_ struct tables *tables = xcalloc(1, sizeof(*tables));
	struct object *object = pieces->object;

	for (size_t i = 1; i < object->n_sections; i++) {
		struct section *section = &object->sections[i];
		const struct table_kind *kind = table_kind_find(section->name);

		if (kind && !kind->is_store && section->size && section->n_relocations)
			try(read_table(pieces, section, kind, tables));
	}
	*out = take(tables);
	return NULL;
}

void tables_free(struct tables *tables)
{
	if (!tables)
		return;
	for (size_t i = 0; i < tables->n_items; i++)
		free(tables->items[i].entries);
	free(tables->items);
	free(tables);
}

const struct table_entry *table_entries_of(const struct table *table, const struct piece *owner,
					   size_t *n)
{
	size_t low = 0, high = table->n_entries, end;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (table->entries[middle].owner < owner)
			low = middle + 1;
		else
			high = middle;
	}
	for (end = low; end < table->n_entries && table->entries[end].owner == owner; end++)
		;
	*n = end - low;
	return &table->entries[low];
}

/* Linux 5.10 has a byte for padding at the end, later kernels have wider flags. */
static unsigned int replacement_length_offset(const struct table *table)
{
	return table->entry_size <= 13 ? 11 : table->entry_size - 1;
}

unsigned int table_replacement_length(const struct table *table, const struct table_entry *entry)
{
	return table->section->data[entry->offset + replacement_length_offset(table)];
}

unsigned int table_site_length(const struct table *table, const struct table_entry *entry)
{
	/* struct paravirt_patch_site: a pointer, the type, the length */
	unsigned int offset = strcmp(table->kind->name, ".parainstructions")
				      ? replacement_length_offset(table) - 1 : 9;

	return table->section->data[entry->offset + offset];
}
