/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "create/spans.h"

#include <string.h>

#include "base/memory.h"
#include "create/matchdata.h"

struct spans {
	struct delta *delta;
	struct bases *bases;
	struct matchdata *data;
	const struct view *view;	/* of which symbols are resolved */
};

/* Code that stays in memory and is matched. */
static bool is_matched_text(const struct section *section)
{
	return is_text(section) && section->size && strncmp(section->name, ".init", 5) &&
	       strncmp(section->name, ".exit", 5) && strncmp(section->name, ".altinstr", 9) &&
	       strncmp(section->name, ".discard", 8);
}

/* Note that a field names a base; what text positions say is known anyway. */
static struct matchdata_target target_of(struct spans *spans, const struct place *place,
					 int64_t addend)
{
	struct matchdata_target target;
	int64_t offset;

	target.base = bases_of(spans->bases, place, &offset);
	target.offset = offset + addend;
	spans->bases->items[target.base].is_matched = true;
	return target;
}

static struct error *resolve(void *context, const struct symbol *symbol, int64_t addend,
			     struct matchdata_target *target)
{
	struct spans *spans = context;
	struct place place;

	try(location_symbol(spans->view->location, symbol, addend, &place));
	*target = target_of(spans, &place, addend);
	return NULL;
}

static struct error *add_text(struct spans *spans, const struct section *section)
{
	const struct view *view = spans->view;
	struct matchdata_resolver resolver = { spans, resolve };
	struct place place = location_section(view->location, section);
	_cleanup_free_ char *name = xasprintf("%s %s", view->name, section->name);
	struct matchdata_target where;
	int64_t offset;

	if (place.kind == PLACE_NONE)
		return NULL;
	where.base = bases_of(spans->bases, &place, &offset);
	where.offset = offset;
	return matchdata_add_section(spans->data, view->exact, section, where, name, &resolver);
}

static struct error *add_view(struct spans *spans)
{
	const struct object *exact = spans->view->exact;

	for (size_t i = 1; i < exact->n_sections; i++)
		if (is_matched_text(&exact->sections[i]))
			try(add_text(spans, &exact->sections[i]));
	return NULL;
}

/* ---- data ---- */

/* Bytes [start, start + size) of a section of the exact object, which stand at a place. */
static struct error *add_bytes(struct spans *spans, const struct section *section, uint64_t start,
			       uint64_t size, const struct place *place, const char *name)
{
	int64_t offset;
	unsigned int base = bases_of(spans->bases, place, &offset);
	size_t span = matchdata_add_span(spans->data, base, offset, section->data + start, size,
					 name);

	for (size_t i = section_relocation_from(section, start);
	     i < section->n_relocations && section->relocations[i].offset < start + size; i++) {
		const struct relocation *relocation = &section->relocations[i];
		struct suture_field field = { .offset = relocation->offset - start,
					      .type = relocation_field(relocation->type) };
		struct matchdata_target target;

		try(resolve(spans, relocation->symbol, relocation->addend, &target));
		field.base = target.base;
		field.addend = target.offset;
		matchdata_add_field(spans->data, span, &field);
	}
	return NULL;
}

static struct error *add_data(struct spans *spans, const struct data_change *change)
{
	_cleanup_free_ char *name = piece_name(change->piece);
	struct symbol *exact;
	struct place place;

	spans->view = change->view;
	try(delta_place_of(spans->delta, change->view, change->piece, &place));
	place = place_add(place, (int64_t)change->start);
	exact = view_exact_symbol(change->view, change->piece->twin);
	return add_bytes(spans, exact->section, exact->value + change->start, change->size, &place,
			 name);
}

/* ---- witnesses ---- */

/*
 * A relocation of the module's own code that mentions a section which no field
 * has named so far: the running code then tells where the section is.
 */
static bool add_witness(struct spans *spans, unsigned int base, const struct section *text)
{
	const struct section *wanted = spans->bases->items[base].section;

	for (size_t i = 0; i < text->n_relocations; i++) {
		const struct relocation *relocation = &text->relocations[i];
		struct place place = { PLACE_MODULE, text, NULL, relocation->offset };
		struct suture_field field = {
			.base = base, .type = relocation_field(relocation->type),
		};
		int64_t offset;
		size_t span;

		if (relocation->symbol->section != wanted || !field.type)
			continue;
		field.addend = (int64_t)relocation->symbol->value + relocation->addend;
		span = matchdata_add_span(spans->data, bases_of(spans->bases, &place, &offset),
					  relocation->offset, text->data + relocation->offset,
					  relocation_size(relocation->type), wanted->name);
		matchdata_add_field(spans->data, span, &field);
		spans->bases->items[base].is_matched = true;
		return true;
	}
	return false;
}

static struct error *find_witness(struct spans *spans, unsigned int base)
{
	const struct object *module = spans->delta->target->module;
	const struct base *wanted = &spans->bases->items[base];

	for (size_t i = 1; wanted->section && i < module->n_sections; i++)
		if (is_matched_text(&module->sections[i]) &&
		    add_witness(spans, base, &module->sections[i]))
			return NULL;
	return error_at(error_refuse(SUTURE_REFUSAL_SYMBOL_UNKNOWN,
				     "nothing in the running code says where '%s' is",
				     wanted->name),
			wanted->module, NULL);
}

static struct error *add_witnesses(struct spans *spans)
{
	for (size_t i = 0; i < spans->bases->n_items; i++)
		if (!spans->bases->items[i].is_matched)
			try(find_witness(spans, i));
	return NULL;
}

struct error *spans_build(struct delta *delta, struct bases *bases, struct bytes *blob)
{
	_cleanup_matchdata_ struct matchdata *data = matchdata_new();
	struct spans spans = { delta, bases, data, NULL };

	for (size_t i = 0; i < delta->n_views; i++) {
		spans.view = delta->views[i];
		if (!view_is_used(spans.view))
			continue;
		try(view_locate(delta, delta->views[i]));
		try(add_view(&spans));
	}
	for (size_t i = 0; i < delta->n_data; i++)
		try(add_data(&spans, &delta->data[i]));
	try(add_witnesses(&spans));
	return matchdata_finish(data, bases->n_items, blob);
}
