/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "create/descriptor.h"

#include <stddef.h>
#include <string.h>

#include "base/memory.h"
#include "build/hooks.h"
#include "create/spans.h"

/* The section that stays, the two that the kernel frees after load, and the bases' numbers. */
struct sections {
	struct assembly *assembly;
	struct writer_section *resident, *match, *late;
};

static void sections_init(struct sections *sections, struct assembly *assembly)
{
	struct writer *writer = assembly->writer;

	sections->assembly = assembly;
	/* Writable: the loader and the core fill fields in after the module's text is read-only. */
	sections->resident = writer_section(writer, ".suture.update", SHT_PROGBITS,
					    SHF_ALLOC | SHF_WRITE, 0);
	sections->match = writer_section(writer, ".init.suture.match", SHT_PROGBITS, SHF_ALLOC, 0);
	sections->late = writer_section(writer, ".init.suture.late", SHT_PROGBITS,
					SHF_ALLOC | SHF_WRITE, 0);
}

/* Make a 64-bit field point to an offset of a section. */
static void point(struct sections *sections, struct writer_section *from, uint64_t field,
		  struct writer_section *to, uint64_t offset)
{
	struct writer *writer = sections->assembly->writer;

	writer_relocate(writer, from, field, R_X86_64_64, writer_section_symbol(writer, to),
			(int64_t)offset);
}

/* A string of the resident part, pointed to by a field of it. */
static void point_to_string(struct sections *sections, uint64_t field, const char *string)
{
	uint64_t at = writer_append(sections->resident, string, strlen(string) + 1, 1, 0);

	point(sections, sections->resident, field, sections->resident, at);
}

/* An array of the resident part: items are appended one by one, names after all of them. */
static uint64_t put_array(struct sections *sections, const void *items, size_t n, size_t size)
{
	return writer_append(sections->resident, items, n * size, 8, 0);
}

static uint64_t put_bases(struct sections *sections)
{
	const struct bases *bases = &sections->assembly->bases;
	_cleanup_free_ struct suture_base *items = xcalloc(bases->n_items, sizeof(*items));
	uint64_t at;

	for (size_t i = 0; i < bases->n_items; i++) {
		items[i].kind = bases->items[i].kind;
		items[i].text_offset = bases->items[i].text_offset;
	}
	at = put_array(sections, items, bases->n_items, sizeof(*items));
	for (size_t i = 0; i < bases->n_items; i++) {
		uint64_t base = at + i * sizeof(*items);

		if (bases->items[i].module)
			point_to_string(sections, base + offsetof(struct suture_base, module),
					bases->items[i].module);
		point_to_string(sections, base + offsetof(struct suture_base, section),
				bases->items[i].name);
	}
	return at;
}

static void fill_function(struct sections *sections, const struct replaced *replaced,
			  struct suture_function *function)
{
	int64_t old;

	function->base = bases_of(&sections->assembly->bases, &replaced->place, &old);
	function->old = (uint64_t)old;
	function->old_size = replaced->exact->size;
	function->new_size = replaced->piece->size;
	function->redirect_offset = replaced->redirect.offset;
	function->method = replaced->redirect.method;
}

static uint64_t put_functions(struct sections *sections, const struct replacements *replacements)
{
	size_t n = replacements->n_functions;
	_cleanup_free_ struct suture_function *items = xcalloc(n, sizeof(*items));
	uint64_t at;

	for (size_t i = 0; i < n; i++)
		fill_function(sections, &replacements->functions[i], &items[i]);
	at = put_array(sections, items, n, sizeof(*items));
	for (size_t i = 0; i < n; i++) {
		const struct replaced *replaced = &replacements->functions[i];
		const struct placed *placed = assembly_placed(sections->assembly, replaced->view,
							      replaced->piece);
		uint64_t function = at + i * sizeof(*items);

		point_to_string(sections, function + offsetof(struct suture_function, name),
				replaced->exact->name);
		writer_relocate(sections->assembly->writer, sections->resident,
				function + offsetof(struct suture_function, new_code), R_X86_64_64,
				placed->symbol, 0);
	}
	return at;
}

struct range_list {
	struct suture_range *items;
	size_t n_items;
};

static struct error *add_range(struct sections *sections, struct view *view,
			       const struct symbol *symbol, size_t function,
			       struct range_list *ranges)
{
	struct suture_range *range;
	struct place place;
	int64_t start;

	try(location_symbol(view->location, symbol, 0, &place));
	range = array_append(ranges->items, ranges->n_items);
	range->base = bases_of(&sections->assembly->bases, &place, &start);
	range->start = (uint64_t)start;
	range->size = symbol->size;
	range->function = function;
	return NULL;
}

/* The old function and its cold parts, even those that the new one does without. */
static struct error *add_ranges(struct sections *sections, const struct replaced *replaced,
				size_t function, struct range_list *ranges)
{
	struct view *view = replaced->view;
	struct pieces *pre = view->pre.pieces;

	try(add_range(sections, view, replaced->exact, function, ranges));
	for (size_t i = 0; i < pre->n_items; i++) {
		struct symbol *part;

		if (piece_parent(pre, &pre->items[i]) != replaced->piece->twin)
			continue;
		part = view_exact_symbol(view, &pre->items[i]);
		if (part)
			try(add_range(sections, view, part, function, ranges));
	}
	return NULL;
}

static struct error *put_ranges(struct sections *sections, const struct replacements *replacements,
				struct suture_update *update, uint64_t *at)
{
	struct range_list ranges = { 0 };
	struct error *error = NULL;

	for (size_t i = 0; !error && i < replacements->n_functions; i++)
		error = add_ranges(sections, &replacements->functions[i], i, &ranges);
	if (!error)
		*at = put_array(sections, ranges.items, ranges.n_items, sizeof(*ranges.items));
	update->n_ranges = ranges.n_items;
	free(ranges.items);
	return error;
}

static uint64_t put_data(struct sections *sections, const struct replacements *replacements)
{
	size_t n = replacements->n_data;
	_cleanup_free_ struct suture_data *items = xcalloc(n, sizeof(*items));
	uint64_t at;

	for (size_t i = 0; i < n; i++) {
		int64_t old;

		items[i].base = bases_of(&sections->assembly->bases, &replacements->data[i].place,
					 &old);
		items[i].old = (uint64_t)old;
		items[i].size = replacements->data[i].size;
	}
	at = put_array(sections, items, n, sizeof(*items));
	for (size_t i = 0; i < n; i++) {
		const struct replaced_data *data = &replacements->data[i];
		uint64_t item = at + i * sizeof(*items);

		point_to_string(sections, item + offsetof(struct suture_data, name), data->name);
		point(sections, sections->resident, item + offsetof(struct suture_data, new_bytes),
		      data->section, data->offset);
	}
	return at;
}

static const char *const hook_kinds[SUTURE_HOOK_KINDS] = {
	[SUTURE_HOOK_PRE_APPLY] = "pre_apply",	   [SUTURE_HOOK_APPLY] = "apply",
	[SUTURE_HOOK_POST_APPLY] = "post_apply",   [SUTURE_HOOK_FAIL_APPLY] = "fail_apply",
	[SUTURE_HOOK_PRE_REVERSE] = "pre_reverse", [SUTURE_HOOK_REVERSE] = "reverse",
	[SUTURE_HOOK_POST_REVERSE] = "post_reverse",
	[SUTURE_HOOK_FAIL_REVERSE] = "fail_reverse",
};

static struct error *hook_kind(const struct view *view, const struct piece *piece, uint32_t *kind)
{
	const char *name = piece->section->name + strlen(HOOK_SECTION_PREFIX);

	for (size_t i = 0; i < ARRAY_SIZE(hook_kinds); i++)
		if (!strcmp(hook_kinds[i], name)) {
			*kind = i;
			return NULL;
		}
	return error_at(error_refuse(SUTURE_REFUSAL_SECTION_UNKNOWN, "there is no hook '%s'", name),
			view->name, NULL);
}

static struct error *put_hook(struct sections *sections, struct view *view,
			      const struct piece *piece)
{
	struct relocation_range range = piece_relocations(piece);
	struct suture_hook hook = { 0 };
	uint64_t at;

	try(hook_kind(view, piece, &hook.kind));
	if (range.end - range.first != 1)
		return error_at(error_refuse(SUTURE_REFUSAL_SECTION_UNKNOWN,
					     "a hook is not one function"),
				view->name, piece->section->name);
	at = put_array(sections, &hook, 1, sizeof(hook));
	return assembly_relocate(sections->assembly, view, piece->section, range.first,
				 sections->resident, at + offsetof(struct suture_hook, function));
}

/* One after the other: nothing else is appended between them. */
static struct error *put_hooks(struct sections *sections, struct suture_update *update,
			       uint64_t *at)
{
	const struct delta *delta = sections->assembly->delta;

	*at = put_array(sections, NULL, 0, 1);
	for (size_t i = 0; i < delta->n_views; i++) {
		struct view *view = delta->views[i];

		for (size_t k = 0; k < view->post.pieces->n_items; k++) {
			if (view->uses[k] != USE_HOOK)
				continue;
			try(put_hook(sections, view, &view->post.pieces->items[k]));
			update->n_hooks++;
		}
	}
	return NULL;
}

static void put_late(struct sections *sections)
{
	const struct assembly *assembly = sections->assembly;

	for (size_t i = 0; i < assembly->n_late; i++) {
		const struct late_relocation *late = &assembly->late[i];
		struct suture_late_relocation item = { .base = late->base, .type = late->type,
						       .addend = late->addend };
		uint64_t at = writer_append(sections->late, &item, sizeof(item), 8, 0);

		point(sections, sections->late,
		      at + offsetof(struct suture_late_relocation, place), late->section,
		      late->offset);
	}
}

static uint64_t put_requires(struct sections *sections, const struct descriptor_input *input)
{
	uint64_t at = writer_append(sections->resident, NULL, input->n_requires * 8, 8, 0);

	for (size_t i = 0; i < input->n_requires; i++)
		point_to_string(sections, at + i * 8, input->requires[i]);
	return at;
}

/* Link address of something that vmlinux does not export; 0: not known. */
static uint64_t internal(const struct target *image, const char *name)
{
	struct place place;
	struct error *error = target_symbol(image, name, &place);

	if (!error)
		return place.kind == PLACE_IMAGE ? place.offset : 0;
	error_free(error);
	return 0;
}

static void fill_update(const struct assembly *assembly, const struct replacements *replacements,
			const struct descriptor_input *input, struct suture_update *update)
{
	const struct target *image = assembly->delta->image;

	update->magic = SUTURE_MAGIC;
	update->format = SUTURE_FORMAT;
	update->size = sizeof(*update);
	update->flags = assembly->delta->is_pinned ? SUTURE_UPDATE_PINNED : 0;
	memcpy(update->build_id, input->build_id, SUTURE_BUILD_ID_MAX);
	memcpy(update->target_build_id, input->target_build_id, SUTURE_BUILD_ID_MAX);
	update->n_modules = input->n_modules;
	update->n_bases = assembly->bases.n_items;
	update->n_functions = replacements->n_functions;
	update->n_data = replacements->n_data;
	update->n_late = assembly->n_late;
	update->n_requires = input->n_requires;
	update->internals.text_mutex = internal(image, "text_mutex");
	update->internals.idle_task = internal(image, "idle_task");
}

#define FIELD(member) (at + offsetof(struct suture_update, member))

struct error *descriptor_write(struct assembly *assembly, const struct replacements *replacements,
			       const struct descriptor_input *input)
{
	_cleanup_bytes_ struct bytes match = { 0 };
	struct suture_update update = { 0 };
	struct sections sections;
	struct writer_section *resident;
	struct writer_symbol *symbol;
	uint64_t at, ranges = 0, hooks = 0, functions, data, requires;

	sections_init(&sections, assembly);
	resident = sections.resident;
	at = writer_append(resident, NULL, sizeof(update), 8, 0);
	functions = put_functions(&sections, replacements);
	try(put_ranges(&sections, replacements, &update, &ranges));
	data = put_data(&sections, replacements);
	requires = put_requires(&sections, input);
	try(put_hooks(&sections, &update, &hooks));
	put_late(&sections);
	/* Every place has asked for its base by now, but for the match's own. */
	try(spans_build(assembly->delta, &assembly->bases, &match));
	writer_append(sections.match, match.data, match.size, 8, 0);
	point(&sections, resident, FIELD(bases), resident, put_bases(&sections));
	point(&sections, resident, FIELD(functions), resident, functions);
	point(&sections, resident, FIELD(ranges), resident, ranges);
	point(&sections, resident, FIELD(data), resident, data);
	point(&sections, resident, FIELD(requires), resident, requires);
	point(&sections, resident, FIELD(hooks), resident, hooks);
	point(&sections, resident, FIELD(match), sections.match, 0);
	point(&sections, resident, FIELD(late), sections.late, 0);
	point_to_string(&sections, FIELD(id), input->id);
	point_to_string(&sections, FIELD(target), assembly->delta->target->name);
	writer_relocate(assembly->writer, resident, FIELD(slide), R_X86_64_64,
			writer_undefined(assembly->writer, assembly->anchor),
			-(int64_t)assembly->anchor_address);
	fill_update(assembly, replacements, input, &update);
	memcpy(resident->content.data + at, &update, sizeof(update));
	symbol = writer_define(assembly->writer, DESCRIPTOR_SYMBOL, resident, at, sizeof(update),
			       STT_OBJECT);
	symbol->bind = STB_GLOBAL;
	return NULL;
}
