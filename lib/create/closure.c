/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The order matters. Constants come before code, since a constant that cannot be
 * replaced where it stands makes the code that refers to it change as well; and
 * only when it is certain which code changes is there a last look at what that
 * code needs.
 */
#include "create/closure.h"

#include <string.h>

#include "base/memory.h"
#include "create/constants.h"

static struct error *refuse_piece(enum suture_refusal refusal, const struct view *view,
				  const struct piece *piece, const char *what)
{
	_cleanup_free_ char *name = piece_name(piece);

	return error_at(error_refuse(refusal, "%s '%s'", what, name), view->name,
			is_code(piece) ? name : NULL);
}

/* ---- what differs ---- */

static bool is_export(const struct section *section)
{
	static const char *const names[] = { "__ksymtab", "___ksymtab", "__kcrctab",
					     "___kcrctab", ".export_symbol" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (!strncmp(section->name, names[i], strlen(names[i])))
			return true;
	return false;
}

/* The kernel reads these at boot or load and never again. */
static bool is_read_once(const struct section *section)
{
	static const char *const names[] = { "__param", "__modver", ".initcall", ".modinfo" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (!strncmp(section->name, names[i], strlen(names[i])))
			return true;
	return false;
}

static struct error *look_at_registry(struct delta *delta, struct view *view,
				      const struct piece *piece)
{
	_cleanup_free_ char *name = piece_name(piece);

	if (is_export(piece->section)) {
		/* The table of names changes with every export; it says nothing itself. */
		if (!piece->twin && strcmp(piece->section->name, "__ksymtab_strings"))
			delta_notice(delta, "%s: %s: a new export is not visible to modules",
				      view->name, piece->section->name);
		return NULL;
	}
	if (!is_read_once(piece->section))
		return refuse_piece(SUTURE_REFUSAL_SECTION_UNKNOWN, view, piece,
				    "the patch changes an entry that the kernel collects:");
	delta_notice(delta, "%s: the change of %s has no effect on what has been set up already",
		      view->name, name);
	return NULL;
}

/* The initial value has long been used; only the author knows what should be done now. */
static struct error *look_at_variable(struct delta *delta, const struct view *view,
				      struct piece *piece)
{
	_cleanup_free_ char *name = piece_name(piece);

	if (!delta->has_hooks || piece->size != piece->twin->size)
		return refuse_piece(SUTURE_REFUSAL_DATA_CHANGED, view, piece,
				    "the patch changes the variable");
	piece->changed = NULL;
	delta_notice(delta, "%s: the new initial value of '%s' is left to the hooks", view->name,
		     name);
	return NULL;
}

static struct error *take_hook(struct delta *delta, struct view *view, struct piece *piece)
{
	if (piece->kind != PIECE_HOOK || piece->twin)
		return NULL;
	delta->has_hooks = true;
	*view_use(view, piece) = USE_HOOK;
	return NULL;
}

static struct error *look_at(struct delta *delta, struct view *view, struct piece *piece)
{
	bool differs = piece->changed || !piece->twin;

	if (!differs)
		return NULL;
	switch (piece->kind) {
	case PIECE_CODE_ONCE:
	case PIECE_DATA_ONCE:
		delta->has_once_code = true;
		return NULL;
	case PIECE_REGISTRY:
		return look_at_registry(delta, view, piece);
	case PIECE_PERCPU:
		return piece->changed ? refuse_piece(SUTURE_REFUSAL_PERCPU_DATA, view, piece,
						     "the patch changes per-CPU data")
				      : NULL;
	case PIECE_DATA:
	case PIECE_ZERO:
		return piece->changed ? look_at_variable(delta, view, piece) : NULL;
	default:
		return NULL;
	}
}

static struct error *for_each_piece(struct delta *delta,
				    struct error *(*visit)(struct delta *, struct view *,
							   struct piece *))
{
	for (size_t i = 0; i < delta->n_views; i++) {
		struct view *view = delta->views[i];

		for (size_t k = 0; k < view->post.pieces->n_items; k++)
			try(visit(delta, view, &view->post.pieces->items[k]));
	}
	return NULL;
}

/* ---- functions compiled without -pg ---- */

static bool has_fentry(const struct piece *piece)
{
	struct relocation_range range = piece_relocations(piece);

	for (const struct relocation *r = range.first; r < range.end; r++)
		if (!strcmp(r->symbol->name, "__fentry__"))
			return true;
	return false;
}

static bool calls(const struct pieces *pieces, const struct piece *from, const struct piece *to)
{
	struct relocation_range range = piece_relocations(from);

	for (const struct relocation *r = range.first; r < range.end; r++)
		if (reference_enters(from->section, r) &&
		    pieces_referent(pieces, from->section, r).piece == to)
			return true;
	return false;
}

/*
 * Without -pg gcc may use -fipa-ra: a caller in the same unit then knows which
 * registers the function leaves alone, and that may change with the function.
 */
static bool spread_to_callers(struct pieces *pieces, const struct piece *callee)
{
	bool progress = false;

	for (size_t i = 0; i < pieces->n_items; i++) {
		struct piece *caller = &pieces->items[i];

		if (!is_code(caller) || caller->changed || !caller->twin ||
		    !calls(pieces, caller, callee))
			continue;
		caller->changed = "it calls a changed function that is compiled without -pg";
		progress = true;
	}
	return progress;
}

static void spread_without_fentry(struct view *view)
{
	struct pieces *pieces = view->post.pieces;
	bool progress = !view->is_assembly;

	while (progress) {
		progress = false;
		for (size_t i = 0; i < pieces->n_items; i++) {
			struct piece *piece = &pieces->items[i];

			if (is_code(piece) && piece->changed && !has_fentry(piece))
				progress |= spread_to_callers(pieces, piece);
		}
	}
}

/* ---- what the new code needs ---- */

static struct error *need(struct delta *delta, struct view *view, struct piece *piece,
			  bool *progress);

static struct error *take_piece(struct view *view, struct piece *piece, bool *progress)
{
	if (*view_use(view, piece) == USE_NONE) {
		*view_use(view, piece) = USE_TAKEN;
		*progress = true;
	}
	return NULL;
}

/* Code parts without an entry of their own go with whoever refers to them. */
static bool is_part(const struct view *view, const struct piece *piece)
{
	return is_code(piece) && (!piece->symbol || piece_parent(view->post.pieces, piece));
}

static struct error *need_constant(struct delta *delta, struct view *view, struct piece *piece,
				   bool *progress)
{
	struct place place;
	struct error *error;

	if (!piece->twin)
		return take_piece(view, piece, progress);
	if (piece->kind != PIECE_CONST || *view_use(view, piece))
		return NULL;
	/* A constant that cannot be found again, like a literal, may be copied. */
	error = delta_place_of(delta, view, piece, &place);
	if (!error)
		return NULL;
	if (error->refusal != SUTURE_REFUSAL_SYMBOL_UNKNOWN)
		return error;
	error_free(error);
	return take_piece(view, piece, progress);
}

static struct error *need(struct delta *delta, struct view *view, struct piece *piece,
			  bool *progress)
{
	switch (piece->kind) {
	case PIECE_CODE:
		return !piece->twin || is_part(view, piece) ? take_piece(view, piece, progress)
							    : NULL;
	case PIECE_CONST:
	case PIECE_AFTER_INIT:
		return need_constant(delta, view, piece, progress);
	case PIECE_DATA:
	case PIECE_ZERO:
		/* What has no size has no state either, and perhaps no place. */
		return piece->twin && piece->size ? NULL : take_piece(view, piece, progress);
	case PIECE_PERCPU:
		return piece->twin ? NULL
				   : refuse_piece(SUTURE_REFUSAL_PERCPU_DATA, view, piece,
						  "the patch adds per-CPU data");
	case PIECE_REGISTRY:
		return piece->twin ? NULL
				   : refuse_piece(SUTURE_REFUSAL_SECTION_UNKNOWN, view, piece,
						  "the new code refers to");
	case PIECE_CODE_ONCE:
	case PIECE_DATA_ONCE:
		return piece->twin ? NULL
				   : refuse_piece(SUTURE_REFUSAL_INIT_ONLY, view, piece,
						  "the new code needs what is gone after boot:");
	default:
		return NULL;
	}
}

static struct error *need_referents(struct delta *delta, struct view *view,
				    const struct section *section, uint64_t start, uint64_t end,
				    bool *progress)
{
	for (size_t i = section_relocation_from(section, start);
	     i < section->n_relocations && section->relocations[i].offset < end; i++) {
		struct view *owner = view;
		struct referent referent = delta_referent(delta, &owner, section,
							   &section->relocations[i]);

		if (referent.piece)
			try(need(delta, owner, referent.piece, progress));
	}
	return NULL;
}

static struct error *need_of_tables(struct delta *delta, struct view *view,
				    const struct piece *piece, bool *progress)
{
	const struct tables *tables = view->post.tables;

	for (size_t i = 0; i < tables->n_items; i++) {
		const struct table *table = &tables->items[i];
		size_t n;
		const struct table_entry *entries = table_entries_of(table, piece, &n);

		for (size_t k = 0; k < n && !table->kind->is_dropped; k++)
			try(need_referents(delta, view, table->section, entries[k].offset,
					   entries[k].offset + table->entry_size, progress));
	}
	return NULL;
}

static struct error *need_all(struct delta *delta, bool *progress)
{
	for (size_t i = 0; i < delta->n_views; i++) {
		struct view *view = delta->views[i];

		for (size_t k = 0; k < view->post.pieces->n_items; k++) {
			struct piece *piece = &view->post.pieces->items[k];

			if (!view->uses[k])
				continue;
			try(need_referents(delta, view, piece->section, piece->start,
					   piece->start + piece->size, progress));
			if (is_code(piece))
				try(need_of_tables(delta, view, piece, progress));
		}
	}
	return NULL;
}

/* Has the linker taken another unit's definition in place of a weak one? Then it runs nowhere. */
static struct error *is_overridden(struct delta *delta, struct view *view,
				   const struct piece *piece, bool *overridden)
{
	const struct symbol *exact;
	struct place section, place;

	*overridden = false;
	if (!piece->twin || !piece->twin->symbol || piece->twin->symbol->bind != STB_WEAK)
		return NULL;
	try(view_locate(delta, view));
	exact = view_exact_symbol(view, piece->twin);
	if (!exact)
		return NULL;
	section = location_section(view->location, exact->section);
	try(location_symbol(view->location, exact, 0, &place));
	*overridden = section.kind != PLACE_NONE &&
		      !place_equal(place, place_add(section, (int64_t)exact->value));
	return NULL;
}

static struct error *take_changed_code(struct delta *delta, struct view *view,
				       struct piece *piece)
{
	bool progress, overridden;

	if (!is_code(piece) || !piece->changed)
		return NULL;
	try(is_overridden(delta, view, piece, &overridden));
	return overridden ? NULL : take_piece(view, piece, &progress);
}

/* ---- what nobody may do ---- */

/*
 * The compiler makes one function of two with the same code, and two when they are
 * no longer the same. A name that other units call would then lead to what was
 * both functions, or to one that has no new code of its own.
 */
static struct error *check_name(struct view *view, const struct piece *piece,
				const struct symbol *symbol)
{
	struct symbol *old = object_symbol(view->pre.object, symbol->name);
	struct piece *was;

	if (!old || old->bind == STB_LOCAL || symbol->bind == STB_LOCAL ||
	    symbol->type != STT_FUNC)
		return NULL;
	was = pieces_at(view->pre.pieces, old->section, (int64_t)old->value);
	if (!was || !is_code(was) || was == piece->twin)
		return NULL;
	return error_at(error_refuse(SUTURE_REFUSAL_AMBIGUOUS,
				     "'%s' shares its code with another function before the patch "
				     "or after it, not both", symbol->name),
			view->name, symbol->name);
}

static struct error *check_names(struct delta *delta, struct view *view, struct piece *piece)
{
	const struct section *section = piece->section;

	(void)delta;
	for (size_t i = 0; is_code(piece) && piece->symbol && i < section->n_symbols; i++)
		if (section->symbols[i]->value == piece->symbol->value)
			try(check_name(view, piece, section->symbols[i]));
	return NULL;
}

static bool refers_to(const struct pieces *pieces, const struct piece *from,
		      const struct piece *to)
{
	struct relocation_range range = piece_relocations(from);

	for (const struct relocation *r = range.first; r < range.end; r++)
		if (pieces_referent(pieces, from->section, r).piece == to)
			return true;
	return false;
}

/* What is gone after boot may be referred to by code that did so before, and knows when. */
static struct error *check_once(struct delta *delta, struct view *view, struct piece *piece)
{
	struct relocation_range range = piece_relocations(piece);

	(void)delta;
	if (!*view_use(view, piece))
		return NULL;
	for (const struct relocation *r = range.first; r < range.end; r++) {
		struct piece *to = pieces_referent(view->post.pieces, piece->section, r).piece;

		if (!to || (to->kind != PIECE_CODE_ONCE && to->kind != PIECE_DATA_ONCE))
			continue;
		if (!piece->twin || !refers_to(view->pre.pieces, piece->twin, to->twin))
			return refuse_piece(SUTURE_REFUSAL_INIT_ONLY, view, to,
					    "the new code needs what is gone after boot:");
	}
	return NULL;
}

static struct error *refuse_entry(const struct view *view, const struct piece *from,
				  const struct piece *to)
{
	_cleanup_free_ char *name = piece_name(to);

	if (from->kind != PIECE_REGISTRY || is_export(from->section))
		return refuse_piece(SUTURE_REFUSAL_ENTERED_MIDWAY, view, to,
				    "there is a reference into the middle of");
	/* What the kernel does with the place, only a table that is known tells. */
	return error_at(error_refuse(SUTURE_REFUSAL_SECTION_UNKNOWN,
				     "section %s points into the middle of '%s'",
				     from->section->name, name),
			view->name, name);
}

/* Code or data that stays refers to the inside of code that goes. */
static struct error *check_entries(struct delta *delta, struct view *view, struct piece *piece)
{
	struct relocation_range range = piece_relocations(piece);

	(void)delta;
	if (*view_use(view, piece) || piece->kind == PIECE_TABLE || piece->kind == PIECE_IGNORED)
		return NULL;
	for (const struct relocation *r = range.first; r < range.end; r++) {
		struct referent referent = pieces_referent(view->post.pieces, piece->section, r);
		struct piece *to = referent.piece;

		if (to && is_code(to) && to->symbol && to->twin &&
		    *view_use(view, to) == USE_TAKEN && referent.offset > 0 &&
		    referent.offset < (int64_t)to->size &&
		    referent.offset != (int64_t)(to->symbol->value - to->start))
			return refuse_entry(view, piece, to);
	}
	return NULL;
}

/*
 * A global label inside of the old code is an entry that any unit may use, and no redirect
 * stands there. Functions are pieces of their own, even inside of others.
 */
static struct symbol *label_inside(const struct piece *piece)
{
	const struct section *section = piece->section;

	for (size_t i = 0; i < section->n_symbols; i++) {
		struct symbol *symbol = section->symbols[i];

		if (symbol->type == STT_NOTYPE && symbol->bind != STB_LOCAL &&
		    symbol->value > piece->symbol->value &&
		    symbol->value < piece->start + piece->size)
			return symbol;
	}
	return NULL;
}

static struct error *check_labels(struct delta *delta, struct view *view, struct piece *piece)
{
	struct symbol *label;

	(void)delta;
	if (*view_use(view, piece) != USE_TAKEN || !is_code(piece) || !piece->twin ||
	    !piece->twin->symbol)
		return NULL;
	label = label_inside(piece->twin);
	if (!label)
		return NULL;
	return error_at(error_refuse(SUTURE_REFUSAL_ENTERED_MIDWAY,
				     "'%s' is an entry into the middle of '%s'", label->name,
				     piece->twin->symbol->name),
			view->name, piece->twin->symbol->name);
}

struct error *delta_close(struct delta *delta)
{
	bool progress = true;

	try(for_each_piece(delta, take_hook));
	try(for_each_piece(delta, look_at));
	for (size_t i = 0; i < delta->n_views; i++)
		spread_without_fentry(delta->views[i]);
	try(constants_decide(delta));
	try(for_each_piece(delta, take_changed_code));
	while (progress) {
		progress = false;
		try(need_all(delta, &progress));
	}
	if (delta->has_once_code && !delta_is_empty(delta))
		delta_notice(delta, "code that runs only at boot or load changed too; "
				      "what it did is not done again");
	try(for_each_piece(delta, check_names));
	try(for_each_piece(delta, check_once));
	try(for_each_piece(delta, check_entries));
	return for_each_piece(delta, check_labels);
}
