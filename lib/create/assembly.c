/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "create/assembly.h"

#include <string.h>

#include "base/memory.h"
#include "create/escape.h"

#define FILL_CODE 0xcc

struct error *assembly_new(struct delta *delta, const char *anchor, struct assembly **out)
{
	_cleanup_assembly_ struct assembly *assembly = xcalloc(1, sizeof(*assembly));
	struct place place;

	assembly->delta = delta;
	assembly->anchor = anchor;
	assembly->writer = writer_new();
	bases_init(&assembly->bases, delta->target, delta->image);
	assembly->placed = xcalloc(delta->n_views, sizeof(*assembly->placed));
	for (size_t i = 0; i < delta->n_views; i++)
		assembly->placed[i] = xcalloc(delta->views[i]->post.pieces->n_items,
					      sizeof(**assembly->placed));
	try(target_symbol(delta->image, anchor, &place));
	assembly->anchor_address = place.offset;
	*out = take(assembly);
	return NULL;
}

void assembly_free(struct assembly *assembly)
{
	if (!assembly)
		return;
	for (size_t i = 0; i < assembly->delta->n_views; i++)
		free(assembly->placed[i]);
	for (size_t i = 0; i < assembly->n_strings; i++)
		bytes_deinit(&assembly->strings[i]);
	free(assembly->placed);
	free(assembly->strings);
	free(assembly->string_offsets);
	free(assembly->late);
	bases_deinit(&assembly->bases);
	writer_free(assembly->writer);
	free(assembly);
}

struct placed *assembly_placed(const struct assembly *assembly, const struct view *view,
			       const struct piece *piece)
{
	size_t i = 0;

	while (assembly->delta->views[i] != view)
		i++;
	return &assembly->placed[i][piece - view->post.pieces->items];
}

/* ---- pieces ---- */

static struct writer_section *section_for(struct assembly *assembly, const struct piece *piece)
{
	struct writer *writer = assembly->writer;

	switch (piece->kind) {
	case PIECE_CODE:
		return writer_section(writer, ".text", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR, 0);
	case PIECE_CONST:
		return writer_section(writer, ".rodata", SHT_PROGBITS, SHF_ALLOC, 0);
	case PIECE_ZERO:
		return writer_section(writer, ".bss", SHT_NOBITS, SHF_ALLOC | SHF_WRITE, 0);
	default:
		break;
	}
	/* Data in a section of its own kind is something that the kernel collects from modules. */
	if (strncmp(piece->section->name, ".data", 5))
		return writer_section(writer, piece->section->name, SHT_PROGBITS,
				      SHF_ALLOC | SHF_WRITE, piece->section->entsize);
	return writer_section(writer, ".data", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE, 0);
}

/*
 * A gap after each function: an unwinder's entry that ends one function must
 * not stand at the address at which the next one begins.
 */
static void place_piece(struct assembly *assembly, struct view *view, const struct piece *piece)
{
	struct placed *placed = assembly_placed(assembly, view, piece);
	struct writer_section *section = section_for(assembly, piece);
	const unsigned char *data = piece->section->data;
	uint64_t align = piece->section->align;
	_cleanup_free_ char *name = piece_name(piece);

	if (is_code(piece)) {
		align = align < 16 ? 16 : align;
		writer_append(section, "\xcc", 1, 1, FILL_CODE);
	} else if (align > 1 && piece->start % align) {
		align = 8;
	}
	placed->section = section;
	placed->offset = writer_append(section, data ? data + piece->start : NULL, piece->size,
				       align, is_code(piece) ? FILL_CODE : 0);
	placed->entry = piece->symbol ? (int64_t)(piece->symbol->value - piece->start) : 0;
	placed->symbol = writer_define(assembly->writer, name, section,
				       placed->offset + placed->entry,
				       piece->size - placed->entry,
				       is_code(piece) ? STT_FUNC : STT_OBJECT);
}

/* ---- literals ---- */

static uint64_t copy_literal(struct assembly *assembly, struct writer_section *rodata,
			     const struct section *section, uint64_t offset)
{
	uint64_t size = merged_size(section, offset);
	const unsigned char *data = section->data + offset;
	struct bytes *copy;

	for (size_t i = 0; i < assembly->n_strings; i++)
		if (assembly->strings[i].size == size &&
		    !memcmp(assembly->strings[i].data, data, size))
			return assembly->string_offsets[i];
	assembly->string_offsets = array_grow_(assembly->string_offsets, assembly->n_strings,
					       sizeof(*assembly->string_offsets));
	copy = array_append(assembly->strings, assembly->n_strings);
	*copy = (struct bytes){ xmemdup(data, size), size };
	return assembly->string_offsets[assembly->n_strings - 1] =
		       writer_append(rodata, data, size,
				     section->flags & SHF_STRINGS ? 1 : section->align, 0);
}

/* ---- relocations ---- */

static struct error *unsupported(const struct view *view, const struct section *section,
				 const struct relocation *relocation, const char *why)
{
	const struct piece *piece = pieces_at(view->post.pieces, section, relocation->offset);
	_cleanup_free_ char *name = piece ? piece_name(piece) : xstrdup(section->name);
	struct error *error = error_refuse(SUTURE_REFUSAL_RELOCATION_UNSUPPORTED,
					   "%s against '%s' %s",
					   relocation_name(relocation->type),
					   relocation->symbol->name, why);

	error = error_at(error, view->name, name);
	return error_at_offset(error, relocation->offset - (piece ? piece->start : 0));
}

/* A relocation to be said anew: what it was, where it goes, what it counts from. */
struct restatement {
	struct view *view;
	const struct section *section;
	const struct relocation *relocation;
	struct writer_section *where;
	uint64_t offset;
	int64_t addend;
};

static void say(struct assembly *assembly, const struct restatement *r,
		struct writer_symbol *symbol, int64_t addend)
{
	writer_relocate(assembly->writer, r->where, r->offset, r->relocation->type, symbol, addend);
}

static struct error *say_late(struct assembly *assembly, const struct restatement *r,
			      const struct place *place)
{
	int64_t offset;
	unsigned int base = bases_of(&assembly->bases, place, &offset);

	*array_append(assembly->late, assembly->n_late) = (struct late_relocation){
		r->where, r->offset, relocation_field(r->relocation->type),
		base, offset + r->addend,
	};
	return NULL;
}

static struct error *say_place(struct assembly *assembly, const struct restatement *r,
			       const struct place *place)
{
	struct writer *writer = assembly->writer;

	switch (place->kind) {
	case PLACE_IMAGE:
		say(assembly, r, writer_undefined(writer, assembly->anchor),
		    r->addend + (int64_t)(place->offset - assembly->anchor_address));
		return NULL;
	case PLACE_ABSOLUTE:
		say(assembly, r, writer_absolute(writer), r->addend + (int64_t)place->offset);
		return NULL;
	case PLACE_EXTERNAL:
		say(assembly, r, writer_undefined(writer, place->name),
		    r->addend + (int64_t)place->offset);
		return NULL;
	case PLACE_MODULE:
		return say_late(assembly, r, place);
	default:
		return unsupported(r->view, r->section, r->relocation, "leads nowhere");
	}
}

/* The address of something new may stay in the kernel's data after an undo. */
static void note_escape(struct assembly *assembly, const struct restatement *r,
			const struct reference *reference)
{
	if (reference_escapes(r->view, r->section, r->relocation, reference))
		assembly->delta->is_pinned = true;
}

static struct error *say_merged(struct assembly *assembly, const struct restatement *r,
				const struct reference *reference, int64_t distance)
{
	struct writer_section *rodata = writer_section(assembly->writer, ".rodata", SHT_PROGBITS,
						       SHF_ALLOC, 0);
	const struct section *section = reference->piece->section;
	uint64_t offset;

	if (reference->offset < 0 || (uint64_t)reference->offset >= section->size)
		return unsupported(r->view, r->section, r->relocation,
				   "points outside its section");
	offset = copy_literal(assembly, rodata, section, reference->offset);
	say(assembly, r, writer_section_symbol(assembly->writer, rodata),
	    (int64_t)offset - distance);
	return NULL;
}

struct error *assembly_relocate(struct assembly *assembly, struct view *view,
				const struct section *section, const struct relocation *relocation,
				struct writer_section *where, uint64_t offset)
{
	int64_t distance = pieces_distance(view->post.pieces, section, relocation);
	struct restatement r = { view, section, relocation, where, offset, 0 };
	struct reference reference;
	const struct placed *placed;

	if (!relocation_field(relocation->type))
		return unsupported(view, section, relocation, "cannot be in a module");
	try(delta_resolve(assembly->delta, view, section, relocation, &reference));
	r.addend = reference.offset - distance;
	/*
	 * Who fills the field in writes all of it, and the kernel's loader takes a module for
	 * broken in which it is not empty. Branches within a section come resolved.
	 */
	memset(where->content.data + offset, 0, relocation_size(relocation->type));
	if (reference.kind == REFERENCE_PLACE)
		return say_place(assembly, &r, &reference.place);
	note_escape(assembly, &r, &reference);
	if (reference.kind == REFERENCE_MERGED)
		return say_merged(assembly, &r, &reference, distance);
	placed = assembly_placed(assembly, reference.view, reference.piece);
	say(assembly, &r, placed->symbol, r.addend - placed->entry);
	return NULL;
}

static struct error *relocate_range(struct assembly *assembly, struct view *view,
				    const struct section *section, uint64_t start, uint64_t size,
				    struct writer_section *where, uint64_t offset)
{
	for (size_t i = section_relocation_from(section, start);
	     i < section->n_relocations && section->relocations[i].offset < start + size; i++)
		try(assembly_relocate(assembly, view, section, &section->relocations[i], where,
				      offset + section->relocations[i].offset - start));
	return NULL;
}

struct error *assembly_copy_data(struct assembly *assembly, const struct data_change *change,
				 struct writer_section **where, uint64_t *offset)
{
	const struct section *section = change->piece->section;
	uint64_t start = change->piece->start + change->start;

	*where = writer_section(assembly->writer, ".rodata", SHT_PROGBITS, SHF_ALLOC, 0);
	*offset = writer_append(*where, section->data + start, change->size, 8, 0);
	return relocate_range(assembly, change->view, section, start, change->size, *where,
			      *offset);
}

/* ---- tables ---- */

static struct writer_section *like(struct assembly *assembly, const struct section *section)
{
	return writer_section(assembly->writer, section->name, SHT_PROGBITS,
			      section->flags & (SHF_ALLOC | SHF_WRITE | SHF_EXECINSTR),
			      section->entsize);
}

/*
 * The module loader patches alternatives and paravirtual calls before the core
 * can apply a late relocation in them.
 */
static bool is_patched_early(const struct table *table)
{
	return !strcmp(table->kind->name, ".altinstructions") ||
	       !strcmp(table->kind->name, ".parainstructions");
}

static struct error *patched_early(const struct view *view, const struct piece *piece)
{
	return error_at(error_refuse(SUTURE_REFUSAL_RELOCATION_UNSUPPORTED,
				     "a reference into the module is "
				     "in code that the loader patches"),
			view->name, piece->symbol ? piece->symbol->name : NULL);
}

/* Bytes that an entry refers to in a store (the replacement of an alternative). */
static struct error *put_stored(struct assembly *assembly, struct view *view,
				const struct table *table, const struct table_entry *entry,
				const struct relocation *relocation,
				const struct referent *referent, struct writer_section *where,
				uint64_t offset)
{
	const struct section *store = referent->piece->section;
	struct writer_section *copy = like(assembly, store);
	unsigned int size = table_replacement_length(table, entry);
	size_t n_late = assembly->n_late;
	uint64_t at;

	if (referent->offset < 0 || (uint64_t)referent->offset + size > store->size)
		return unsupported(view, table->section, relocation, "points outside its section");
	at = writer_append(copy, store->data + referent->offset, size, 1, 0);
	writer_relocate(assembly->writer, where, offset, relocation->type,
			writer_section_symbol(assembly->writer, copy), (int64_t)at);
	try(relocate_range(assembly, view, store, referent->offset, size, copy, at));
	if (assembly->n_late > n_late && is_patched_early(table))
		return patched_early(view, entry->owner);
	return NULL;
}

static struct error *put_entry(struct assembly *assembly, struct view *view,
			       const struct table *table, const struct table_entry *entry)
{
	const struct section *section = table->section;
	struct writer_section *where = like(assembly, section);
	uint64_t at = writer_append(where, section->data + entry->offset, table->entry_size,
				    section->align, 0);
	uint64_t end = entry->offset + table->entry_size;

	for (size_t i = section_relocation_from(section, entry->offset);
	     i < section->n_relocations && section->relocations[i].offset < end; i++) {
		const struct relocation *relocation = &section->relocations[i];
		struct referent referent = pieces_referent(view->post.pieces, section, relocation);
		uint64_t offset = at + relocation->offset - entry->offset;

		if (referent.piece && referent.piece->kind == PIECE_TABLE)
			try(put_stored(assembly, view, table, entry, relocation, &referent, where,
				       offset));
		else
			try(assembly_relocate(assembly, view, section, relocation, where, offset));
	}
	return NULL;
}

static void put_companion(struct assembly *assembly, const struct table *table,
			  const struct table_entry *entry)
{
	uint64_t index = entry->offset / table->entry_size;

	if (table->companion)
		writer_append(like(assembly, table->companion),
			      table->companion->data + index * table->companion_size,
			      table->companion_size, 1, 0);
}

static struct error *put_tables(struct assembly *assembly, struct view *view,
				const struct piece *piece)
{
	const struct tables *tables = view->post.tables;

	for (size_t i = 0; i < tables->n_items; i++) {
		const struct table *table = &tables->items[i];
		size_t n;
		const struct table_entry *entries = table_entries_of(table, piece, &n);

		for (size_t k = 0; k < n && !table->kind->is_dropped; k++) {
			try(put_entry(assembly, view, table, &entries[k]));
			put_companion(assembly, table, &entries[k]);
		}
	}
	return NULL;
}

/* ---- all of it ---- */

/* In what order: functions of a unit stay together. */
static struct error *for_each_used(struct assembly *assembly,
				   struct error *(*visit)(struct assembly *, struct view *,
							  const struct piece *))
{
	for (size_t i = 0; i < assembly->delta->n_views; i++) {
		struct view *view = assembly->delta->views[i];

		for (size_t k = 0; k < view->post.pieces->n_items; k++)
			if (view->uses[k])
				try(visit(assembly, view, &view->post.pieces->items[k]));
	}
	return NULL;
}

static struct error *place_used(struct assembly *assembly, struct view *view,
				const struct piece *piece)
{
	/* Hooks and replaced data are entries of the descriptor. */
	if (*view_use(view, piece) == USE_TAKEN)
		place_piece(assembly, view, piece);
	return NULL;
}

static struct error *fill_piece(struct assembly *assembly, struct view *view,
				const struct piece *piece)
{
	const struct placed *placed = assembly_placed(assembly, view, piece);

	if (!placed->section)
		return NULL;
	try(relocate_range(assembly, view, piece->section, piece->start, piece->size,
			   placed->section, placed->offset));
	return is_text(piece->section) ? put_tables(assembly, view, piece) : NULL;
}

static bool has_late(const struct assembly *assembly, const struct writer_section *section,
		     uint64_t start, uint64_t length)
{
	for (size_t i = 0; i < assembly->n_late; i++)
		if (assembly->late[i].section == section && assembly->late[i].offset >= start &&
		    assembly->late[i].offset < start + length)
			return true;
	return false;
}

static struct error *check_patched_early(struct assembly *assembly, struct view *view,
					 const struct piece *piece)
{
	const struct placed *placed = assembly_placed(assembly, view, piece);

	for (size_t i = 0; i < view->post.tables->n_items; i++) {
		const struct table *table = &view->post.tables->items[i];
		size_t n;
		const struct table_entry *entries = table_entries_of(table, piece, &n);

		for (size_t k = 0; k < n && is_patched_early(table); k++)
			if (has_late(assembly, placed->section, placed->offset + entries[k].site,
				     table_site_length(table, &entries[k])))
				return patched_early(view, piece);
	}
	return NULL;
}

struct error *assembly_fill(struct assembly *assembly)
{
	try(for_each_used(assembly, place_used));
	try(for_each_used(assembly, fill_piece));
	return for_each_used(assembly, check_patched_early);
}
