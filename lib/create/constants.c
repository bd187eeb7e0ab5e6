/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "create/constants.h"

#include <string.h>

#include "base/memory.h"

/* Does a piece stay as it is, and refer to a constant? */
static const struct relocation *stays_and_refers(const struct view *view,
						 const struct piece *user,
						 const struct piece *constant)
{
	struct relocation_range range = piece_relocations(user);

	if (user == constant || user->changed || !user->twin || user->kind == PIECE_TABLE ||
	    user->kind == PIECE_IGNORED)
		return NULL;
	for (const struct relocation *r = range.first; r < range.end; r++)
		if (pieces_referent(view->post.pieces, user->section, r).piece == constant)
			return r;
	return NULL;
}

/*
 * A table of pointers, as of operations, is what objects are given: those that
 * exist know its address, whatever becomes of the code that gave it to them.
 */
static bool may_be_held(const struct piece *constant)
{
	struct relocation_range range = piece_relocations(constant);

	return range.first < range.end && constant->symbol &&
	       constant->size == constant->twin->size;
}

static bool has_other_users(const struct view *view, const struct piece *constant)
{
	if (may_be_held(constant))
		return true;
	/* A global constant may be used by units that nobody has looked at. */
	if (constant->symbol && constant->symbol->bind != STB_LOCAL)
		return true;
	for (size_t i = 0; i < view->post.pieces->n_items; i++)
		if (stays_and_refers(view, &view->post.pieces->items[i], constant))
			return true;
	return false;
}

static struct error *refuse_resize(const struct view *view, const struct piece *constant)
{
	_cleanup_free_ char *name = piece_name(constant);

	return error_at(error_refuse(SUTURE_REFUSAL_DATA_RESIZED,
				     "the size of '%s' changes and what refers to it cannot follow",
				     name),
			view->name, NULL);
}

static void replace_data(struct delta *delta, struct view *view, struct piece *piece,
			 uint64_t start, uint64_t size)
{
	*array_append(delta->data, delta->n_data) =
		(struct data_change){ view, piece, start, size };
}

static void follow_pointer(struct delta *delta, struct view *view, struct piece *user,
			   const struct piece *constant)
{
	struct relocation_range range = piece_relocations(user);

	for (const struct relocation *r = range.first; r < range.end; r++)
		if (pieces_referent(view->post.pieces, user->section, r).piece == constant)
			replace_data(delta, view, user, r->offset - user->start,
				     relocation_size(r->type));
}

/*
 * What is constant only after boot has mostly been filled in by then: of that, the
 * words that the patch changes are replaced, and only if they still are what they
 * were in the vendor's file.
 */
static void replace_words(struct delta *delta, struct view *view, struct piece *piece)
{
	for (uint64_t start = 0; start < piece->size; start += 8) {
		uint64_t size = piece->size - start < 8 ? piece->size - start : 8;

		if (!compare_data(&view->pre, &view->post, piece, start, size))
			replace_data(delta, view, piece, start, size);
	}
}

static void replace_in_place(struct delta *delta, struct view *view, struct piece *piece)
{
	*view_use(view, piece) = USE_IN_PLACE;
	if (piece->kind == PIECE_AFTER_INIT)
		replace_words(delta, view, piece);
	else
		replace_data(delta, view, piece, 0, piece->size);
}

/* What refers to a constant that moves must follow it. */
static struct error *make_users_follow(struct delta *delta, struct view *view,
				       struct piece *constant, bool *progress)
{
	if (constant->symbol && constant->symbol->bind != STB_LOCAL)
		return refuse_resize(view, constant);
	for (size_t i = 0; i < view->post.pieces->n_items; i++) {
		struct piece *user = &view->post.pieces->items[i];

		if (!stays_and_refers(view, user, constant))
			continue;
		if (is_code(user) || user->kind == PIECE_CONST) {
			user->changed = "it refers to a constant that moves";
			*progress = true;
		} else if (is_writable(user) || user->kind == PIECE_AFTER_INIT) {
			follow_pointer(delta, view, user, constant);
		} else {
			return refuse_resize(view, constant);
		}
	}
	return NULL;
}

static struct error *decide(struct delta *delta, struct view *view, struct piece *constant,
			    bool *progress)
{
	if (constant->kind == PIECE_CONST && !has_other_users(view, constant)) {
		*view_use(view, constant) = USE_TAKEN;
	} else if (constant->symbol && constant->size == constant->twin->size) {
		replace_in_place(delta, view, constant);
	} else {
		try(make_users_follow(delta, view, constant, progress));
		*view_use(view, constant) = USE_TAKEN;
	}
	*progress = true;
	return NULL;
}

/* Once replaced in place, a constant stays so, though its last user changed too. */
struct error *constants_decide(struct delta *delta)
{
	bool progress = true;

	while (progress) {
		progress = false;
		for (size_t i = 0; i < delta->n_views; i++) {
			struct view *view = delta->views[i];

			for (size_t k = 0; k < view->post.pieces->n_items; k++) {
				struct piece *piece = &view->post.pieces->items[k];

				if (is_constant(piece) && piece->changed && piece->twin &&
				    !view->uses[k])
					try(decide(delta, view, piece, &progress));
			}
		}
	}
	return NULL;
}
