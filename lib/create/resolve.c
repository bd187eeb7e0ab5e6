/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From what the new code refers to, to where that is. The rules, in order:
 *
 * - a string that the unit's running code has as well is that one, which outlives
 *   the update; other strings and merged constants are copied: nobody compares
 *   their addresses;
 * - what is taken is referred to inside the update, with one exception: the
 *   address of a function that the running kernel has as well stays the old one
 *   (its entry leads to the new code), so that pointers to it stay equal and do
 *   not outlive the update;
 * - everything else is the running kernel's own object.
 */
#include <string.h>

#include "base/memory.h"
#include "create/delta.h"

/* A global definition in another unit of this target that is changed or new. */
static struct piece *find_global(const struct delta *delta, const char *name, struct view **view)
{
	for (size_t i = 0; i < delta->n_views; i++) {
		struct view *other = delta->views[i];
		struct symbol *symbol = object_symbol(other->post.object, name);
		struct piece *piece;

		if (!symbol || symbol->bind == STB_LOCAL)
			continue;
		piece = pieces_at(other->post.pieces, symbol->section, symbol->value);
		if (piece && (piece->changed || !piece->twin)) {
			*view = other;
			return piece;
		}
	}
	return NULL;
}

struct referent delta_referent(const struct delta *delta, struct view **view,
				const struct section *section, const struct relocation *relocation)
{
	const struct pieces *pieces = (*view)->post.pieces;
	struct referent referent = pieces_referent(pieces, section, relocation);
	struct piece *piece;

	if (referent.piece || referent.symbol->shndx != SHN_UNDEF)
		return referent;
	piece = find_global(delta, referent.symbol->name, view);
	if (!piece)
		return referent;
	referent.piece = piece;
	referent.offset += pieces_distance(pieces, section, relocation) +
			   (int64_t)(piece->symbol->value - piece->start);
	return referent;
}

bool reference_enters(const struct section *section, const struct relocation *relocation)
{
	const unsigned char *field = section->data + relocation->offset;

	if (relocation->type == R_X86_64_PLT32)
		return true;
	/*
	 * The assembler calls local symbols so; the byte before an operand is
	 * never one of these.
	 */
	if (relocation->type != R_X86_64_PC32 || !is_text(section) || relocation->offset < 2)
		return false;
	return field[-1] == 0xe8 || field[-1] == 0xe9 ||
	       (field[-2] == 0x0f && (field[-1] & 0xf0) == 0x80);
}

static struct symbol *mentioned(const struct object *object, const char *name)
{
	for (size_t i = 1; i < object->n_symbols; i++) {
		struct symbol *symbol = &object->symbols[i];

		if (symbol->type != STT_SECTION && !strcmp(symbol->name, name))
			return symbol;
	}
	return NULL;
}

/*
 * A name that another unit of this target defines, one that is compiled anew: it may
 * have been static before, and so not be the only one of that name.
 */
static struct error *place_of_neighbour(const struct delta *delta, const char *name,
					 struct place *place, bool *found)
{
	for (size_t i = 0; i < delta->n_views; i++) {
		struct view *view = delta->views[i];
		struct symbol *symbol = object_symbol(view->post.object, name);
		struct piece *piece;

		if (!symbol || symbol->bind == STB_LOCAL)
			continue;
		piece = pieces_at(view->post.pieces, symbol->section, (int64_t)symbol->value);
		if (!piece || !piece->twin)
			continue;
		try(delta_place_of(delta, view, piece, place));
		*place = place_add(*place, (int64_t)(symbol->value - piece->start));
		*found = true;
		return NULL;
	}
	return NULL;
}

/* A module may import from vmlinux what it did not import before, if vmlinux exports it. */
static struct error *place_of_import(const struct delta *delta, const char *name,
				     struct place *place)
{
	struct error *error = target_symbol(delta->target, name, place);

	if (!error)
		return NULL;
	error_free(error);
	if (!exports_have(delta->exports, name))
		return error_refuse(SUTURE_REFUSAL_SYMBOL_UNKNOWN,
				    "%s has no symbol of the name %s, and vmlinux exports none",
				    delta->target->name, name);
	return target_symbol(delta->image, name, place);
}

/*
 * A name that this object does not define: what the vendor's object means by it,
 * else what another unit of the patch has under it, else the target, else vmlinux.
 */
static struct error *place_of_external(const struct delta *delta, struct view *view,
				       const struct symbol *symbol, struct place *place)
{
	struct symbol *exact;
	bool found = false;

	if (symbol->shndx == SHN_ABS) {
		*place = place_of_value(symbol->value);
		return NULL;
	}
	try(view_locate(delta, view));
	exact = mentioned(view->exact, symbol->name);
	if (exact) {
		struct error *error = location_symbol(view->location, exact, 0, place);

		if (!error)
			return NULL;
		error_free(error);
	}
	try(place_of_neighbour(delta, symbol->name, place, &found));
	if (found)
		return NULL;
	if (delta->target->module)
		return place_of_import(delta, symbol->name, place);
	return target_symbol(delta->target, symbol->name, place);
}

struct symbol *view_exact_symbol(const struct view *view, const struct piece *old)
{
	return old->symbol ? object_symbol(view->exact, old->symbol->name) : NULL;
}

static struct error *unknown(const struct view *view, const struct piece *piece)
{
	_cleanup_free_ char *name = piece_name(piece);
	struct error *error = error_refuse(SUTURE_REFUSAL_SYMBOL_UNKNOWN,
					   "the running kernel's '%s' cannot be found", name);

	return error_at(error, view->name, NULL);
}

struct error *delta_place_of(const struct delta *delta, struct view *view,
			      const struct piece *piece, struct place *place)
{
	const struct piece *old = piece->twin;
	struct symbol *exact;
	struct place start;

	if (!old || !old->symbol)
		return unknown(view, piece);
	try(view_locate(delta, view));
	exact = view_exact_symbol(view, old);
	if (!exact)
		return unknown(view, piece);
	try(location_symbol(view->location, exact, 0, &start));
	*place = place_add(start, (int64_t)(old->start - old->symbol->value));
	return NULL;
}

/*
 * Is this the address of a function as such: not a branch to it, not a place in
 * it, not a table's?
 */
static bool takes_address(const struct section *section, const struct relocation *relocation,
			  const struct referent *referent)
{
	const struct piece *piece = referent->piece;

	return !reference_enters(section, relocation) && !section_is_table(section) &&
	       referent->offset == (int64_t)(piece->symbol->value - piece->start);
}

static bool is_inside(const struct view *owner, const struct section *section,
		      const struct relocation *relocation, const struct referent *referent)
{
	const struct piece *piece = referent->piece;

	if (*view_use(owner, piece) != USE_TAKEN)
		return false;
	if (!is_code(piece) || !piece->twin || !piece->symbol ||
	    piece_parent(owner->post.pieces, piece))
		return true;
	return !takes_address(section, relocation, referent);
}

/*
 * A table's entry is read with the update's own module; its strings go with it. What is
 * no string is loaded and not pointed at.
 */
static struct error *resolve_literal(const struct delta *delta, struct view *view,
				     const struct section *from, struct reference *found)
{
	const struct section *section = found->piece->section;

	found->kind = REFERENCE_MERGED;
	if (!(section->flags & SHF_STRINGS) || section_is_table(from) || found->offset < 0 ||
	    (uint64_t)found->offset >= section->size)
		return NULL;
	try(view_locate(delta, view));
	if (!location_literal(view->location, section->data + found->offset,
			      merged_size(section, (uint64_t)found->offset), &found->place))
		return NULL;
	found->kind = REFERENCE_PLACE;
	found->offset = 0;
	return NULL;
}

struct error *delta_resolve(const struct delta *delta, struct view *view,
			     const struct section *section, const struct relocation *relocation,
			     struct reference *reference)
{
	struct view *owner = view;
	struct referent referent = delta_referent(delta, &owner, section, relocation);
	struct piece *piece = referent.piece;
	struct reference found = { .view = owner, .piece = piece, .offset = referent.offset };

	if (!piece) {
		found.kind = REFERENCE_PLACE;
		/* The addend of an external symbol counts from the field. */
		found.offset += pieces_distance(view->post.pieces, section, relocation);
		try(place_of_external(delta, view, referent.symbol, &found.place));
	} else if (piece->kind == PIECE_MERGED) {
		try(resolve_literal(delta, view, section, &found));
	} else if (is_inside(owner, section, relocation, &referent)) {
		found.kind = REFERENCE_PIECE;
	} else {
		found.kind = REFERENCE_PLACE;
		try(delta_place_of(delta, owner, piece, &found.place));
	}
	*reference = found;
	return NULL;
}
