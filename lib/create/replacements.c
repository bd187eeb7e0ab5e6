/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which functions and data of the running kernel the update replaces, and how. */
#include <string.h>

#include "base/memory.h"
#include "create/descriptor.h"

void replacements_deinit(struct replacements *replacements)
{
	for (size_t i = 0; i < replacements->n_data; i++)
		free(replacements->data[i].name);
	free(replacements->functions);
	free(replacements->data);
}

static bool is_replaced(const struct view *view, const struct piece *piece)
{
	return is_code(piece) && piece->twin && piece->symbol &&
	       *view_use(view, piece) == USE_TAKEN &&
	       !piece_parent(view->post.pieces, piece);
}

static struct error *add_function(struct assembly *assembly, struct view *view,
				  const struct piece *piece, const struct site_set *sites,
				  struct replacements *replacements)
{
	struct replaced replaced = { .view = view, .piece = piece };
	struct error *error;

	replaced.exact = view_exact_symbol(view, piece->twin);
	try(delta_place_of(assembly->delta, view, piece, &replaced.place));
	replaced.place = place_add(replaced.place, (int64_t)(piece->twin->symbol->value -
							     piece->twin->start));
	error = redirect_choose(replaced.exact, sites, &replaced.redirect);
	if (error)
		return error_at(error, view->name, replaced.exact->name);
	*array_append(replacements->functions, replacements->n_functions) = replaced;
	return NULL;
}

static struct error *add_functions_of(struct assembly *assembly, struct view *view,
				      const struct section *section,
				      struct replacements *replacements)
{
	_cleanup_(site_set_deinit) struct site_set sites = { 0 };

	try(object_sites(view->exact, section, &sites));
	for (size_t i = 0; i < view->post.pieces->n_items; i++) {
		const struct piece *piece = &view->post.pieces->items[i];
		struct symbol *exact;

		if (!is_replaced(view, piece))
			continue;
		exact = view_exact_symbol(view, piece->twin);
		if (exact && exact->section == section)
			try(add_function(assembly, view, piece, &sites, replacements));
	}
	return NULL;
}

static struct error *check_all_found(struct view *view, const struct replacements *replacements)
{
	size_t wanted = 0, found = 0;

	for (size_t i = 0; i < view->post.pieces->n_items; i++)
		wanted += is_replaced(view, &view->post.pieces->items[i]);
	for (size_t i = 0; i < replacements->n_functions; i++)
		found += replacements->functions[i].view == view;
	if (wanted == found)
		return NULL;
	return error_at(error_refuse(SUTURE_REFUSAL_SYMBOL_UNKNOWN,
				     "a changed function is not in the vendor's build of the unit"),
			view->name, NULL);
}

static struct error *add_functions(struct assembly *assembly, struct view *view,
				   struct replacements *replacements)
{
	for (size_t i = 1; i < view->exact->n_sections; i++) {
		const struct section *section = &view->exact->sections[i];

		if (is_text(section) && section->n_symbols)
			try(add_functions_of(assembly, view, section, replacements));
	}
	return check_all_found(view, replacements);
}

static struct error *add_data(struct assembly *assembly, const struct data_change *change,
			      struct replacements *replacements)
{
	struct replaced_data data = { .size = change->size };

	try(delta_place_of(assembly->delta, change->view, change->piece, &data.place));
	data.place = place_add(data.place, (int64_t)change->start);
	try(assembly_copy_data(assembly, change, &data.section, &data.offset));
	data.name = piece_name(change->piece);
	*array_append(replacements->data, replacements->n_data) = data;
	return NULL;
}

struct error *replacements_find(struct assembly *assembly, struct replacements *out)
{
	_cleanup_replacements_ struct replacements found = { 0 };
	struct delta *delta = assembly->delta;

	for (size_t i = 0; i < delta->n_views; i++) {
		struct view *view = delta->views[i];

		if (!view_is_used(view))
			continue;
		/* A leaf refers to nothing that would have had it located. */
		try(view_locate(delta, view));
		try(add_functions(assembly, view, &found));
	}
	for (size_t i = 0; i < delta->n_data; i++)
		try(add_data(assembly, &delta->data[i], &found));
	*out = found;
	found = (struct replacements){ 0 };
	return NULL;
}
