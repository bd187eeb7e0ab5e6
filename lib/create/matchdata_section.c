// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A whole section of an exact object as match data: its bytes, its relocations as
 * fields, its functions for messages, and its sites with their replacements.
 */
#include "create/matchdata.h"

#include <stdlib.h>

#include "base/memory.h"
#include "create/bases.h"
#include "create/sites.h"

struct section_walk {
	struct matchdata *data;
	size_t span;
	const struct matchdata_resolver *resolver;
	const struct object *object;
	const struct section *section;
};

/* The field of a relocation, its offset counted from 'origin'. */
static struct error *make_field(const struct section_walk *walk,
				const struct relocation *relocation, uint64_t origin,
				struct suture_field *field)
{
	const struct matchdata_resolver *resolver = walk->resolver;
	unsigned int type = relocation_field(relocation->type);
	struct matchdata_target target = { 0 };

	if (!type)
		return error_at(error_refuse(SUTURE_REFUSAL_RELOCATION_UNSUPPORTED,
					     "the kernel's own code has a relocation %s",
					     relocation_name(relocation->type)),
				walk->object->path, NULL);
	try(resolver->resolve(resolver->context, relocation->symbol, relocation->addend, &target));
	*field = (struct suture_field) {
		.offset = relocation->offset - origin,
		.base = target.base,
		.type = type,
		.addend = target.offset,
	};
	return NULL;
}

static struct error *add_fields(const struct section_walk *walk)
{
	size_t i;

	for (i = 0; i < walk->section->n_relocations; i++) {
		struct suture_field field;

		if (walk->section->relocations[i].type == R_X86_64_NONE)
			continue;
		try(make_field(walk, &walk->section->relocations[i], 0, &field));
		matchdata_add_field(walk->data, walk->span, &field);
	}
	return NULL;
}

static void add_functions(const struct section_walk *walk)
{
	size_t i;

	for (i = 0; i < walk->section->n_symbols; i++) {
		const struct symbol *symbol = walk->section->symbols[i];

		if ((symbol->type == STT_FUNC || symbol->type == STT_OBJECT) && symbol->size &&
		    symbol->value <= walk->section->size &&
		    symbol->size <= walk->section->size - symbol->value)
			matchdata_add_function(walk->data, walk->span, symbol->value, symbol->size,
					       symbol->name);
	}
}

/* What add_section_site() builds for one site, freed as one. */
struct draft {
	struct matchdata_alternative *alternatives;
	size_t n_alternatives;
};

static void draft_deinit(struct draft *draft)
{
	size_t i;

	for (i = 0; i < draft->n_alternatives; i++) {
		free((void *)draft->alternatives[i].fields);
		free((void *)draft->alternatives[i].sites);
	}
	free(draft->alternatives);
}

static struct matchdata_site plain_site(const struct site *site)
{
	return (struct matchdata_site) {
		.offset = site->offset,
		.length = site->length,
		.kind = site->kind,
		.flags = site->reg,
	};
}

static struct error *draft_fields(const struct section_walk *walk,
				  const struct site_alternative *alternative,
				  struct suture_field *fields)
{
	size_t i;

	for (i = 0; i < alternative->n_relocations; i++)
		try(make_field(walk, &alternative->relocations[i], alternative->offset,
			       &fields[i]));
	return NULL;
}

static struct error *draft_alternative(const struct section_walk *walk, struct draft *draft,
				       const struct site_alternative *alternative)
{
	struct matchdata_alternative *added =
		array_append(draft->alternatives, draft->n_alternatives);
	struct suture_field *fields = xcalloc(alternative->n_relocations + 1, sizeof(*fields));
	struct matchdata_site *sites = xcalloc(alternative->n_sites + 1, sizeof(*sites));
	size_t i;

	*added = (struct matchdata_alternative) {
		.bytes = alternative->length ?
				 alternative->section->data + alternative->offset : NULL,
		.length = alternative->length,
		.cpuid = alternative->cpuid,
		.fields = fields,
		.n_fields = alternative->n_relocations,
		.sites = sites,
		.n_sites = alternative->n_sites,
	};
	for (i = 0; i < alternative->n_sites; i++)
		sites[i] = plain_site(&alternative->sites[i]);
	return draft_fields(walk, alternative, fields);
}

static struct error *add_section_site(const struct section_walk *walk, const struct site *site)
{
	_cleanup_(draft_deinit) struct draft draft = { 0 };
	struct matchdata_site added = plain_site(site);
	struct matchdata_target target = { 0 };
	size_t i;

	if (site->kind == SUTURE_SITE_JUMP_LABEL)
		try(walk->resolver->resolve(walk->resolver->context, site->target.symbol,
					    site->target.addend, &target));
	for (i = 0; i < site->n_alternatives; i++)
		try(draft_alternative(walk, &draft, &site->alternatives[i]));
	added.base = target.base;
	added.target = target.offset;
	added.alternatives = draft.alternatives;
	added.n_alternatives = draft.n_alternatives;
	matchdata_add_site(walk->data, walk->span, &added);
	return NULL;
}

static struct error *add_sites(const struct section_walk *walk)
{
	_cleanup_(site_set_deinit) struct site_set set = { 0 };
	size_t i;

	try(object_sites(walk->object, walk->section, &set));
	for (i = 0; i < set.n_sites; i++)
		try(add_section_site(walk, &set.sites[i]));
	return NULL;
}

struct error *matchdata_add_section(struct matchdata *data, const struct object *object,
				    const struct section *section, struct matchdata_target where,
				    const char *name, const struct matchdata_resolver *resolver)
{
	struct section_walk walk = {
		.data = data,
		.resolver = resolver,
		.object = object,
		.section = section,
	};

	if (!section->data)
		return NULL;
	walk.span = matchdata_add_span(data, where.base, where.offset, section->data, section->size,
				       name);
	try(add_fields(&walk));
	add_functions(&walk);
	return is_text(section) ? add_sites(&walk) : NULL;
}
