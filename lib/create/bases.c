/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "create/bases.h"

#include <string.h>

#include "base/memory.h"

void bases_init(struct bases *bases, const struct target *target, const struct target *image)
{
	*bases = (struct bases){ .target = target, .image = image };
	*array_append(bases->items, bases->n_items) = (struct base){
		.kind = SUTURE_BASE_ABSOLUTE, .name = "absolute", .is_matched = true,
	};
	*array_append(bases->items, bases->n_items) = (struct base){
		.kind = SUTURE_BASE_IMAGE, .name = "vmlinux", .is_matched = true,
	};
}

void bases_deinit(struct bases *bases)
{
	free(bases->items);
}

enum suture_field_type relocation_field(uint32_t type)
{
	switch (type) {
	case R_X86_64_64:
		return SUTURE_FIELD_ABS64;
	case R_X86_64_32:
	case R_X86_64_32S:
		return SUTURE_FIELD_ABS32;
	case R_X86_64_PC32:
	case R_X86_64_PLT32:
		return SUTURE_FIELD_PC32;
	case R_X86_64_PC64:
		return SUTURE_FIELD_PC64;
	default:
		return 0;
	}
}

/* Executable and resident, as the kernel's module loader sees it. */
static bool is_core_text(const struct section *section)
{
	return is_text(section) && strncmp(section->name, ".init", 5) != 0;
}

/*
 * The loader puts a module's executable sections first, in the order of the
 * file, each at its alignment (kernel/module/main.c, layout_sections).
 */
static uint32_t text_offset(const struct object *module, const struct section *wanted)
{
	uint64_t offset = 0;

	for (size_t i = 1; i < module->n_sections; i++) {
		const struct section *section = &module->sections[i];

		if (!is_core_text(section))
			continue;
		offset = (offset + section->align - 1) / section->align * section->align;
		if (section == wanted)
			break;
		offset += section->size;
	}
	return offset;
}

static unsigned int base_of_section(struct bases *bases, const struct section *section)
{
	bool in_text = is_core_text(section);

	for (size_t i = 0; i < bases->n_items; i++)
		if (bases->items[i].section == section)
			return i;
	*array_append(bases->items, bases->n_items) = (struct base){
		.kind = in_text ? SUTURE_BASE_TEXT : SUTURE_BASE_SOLVED,
		.text_offset = in_text ? text_offset(bases->target->module, section) : 0,
		.module = bases->target->name,
		.name = section->name,
		.section = section,
		.is_matched = in_text,
	};
	return bases->n_items - 1;
}

static unsigned int base_of_symbol(struct bases *bases, const char *name)
{
	for (size_t i = 0; i < bases->n_items; i++)
		if (bases->items[i].module && !bases->items[i].section &&
		    !strcmp(bases->items[i].name, name))
			return i;
	*array_append(bases->items, bases->n_items) = (struct base){
		.kind = SUTURE_BASE_SOLVED,
		.module = bases->target->name,
		.name = name,
	};
	return bases->n_items - 1;
}

static unsigned int base_of_external(struct bases *bases, const struct place *place,
				     int64_t *offset)
{
	struct place found;
	struct error *error = target_symbol(bases->image, place->name, &found);

	if (!error) {
		found = place_add(found, (int64_t)place->offset);
		return bases_of(bases, &found, offset);
	}
	error_free(error);
	*offset = (int64_t)place->offset;
	return base_of_symbol(bases, place->name);
}

unsigned int bases_of(struct bases *bases, const struct place *place, int64_t *offset)
{
	*offset = (int64_t)place->offset;
	switch (place->kind) {
	case PLACE_IMAGE:
		return SUTURE_BASE_IMAGE;
	case PLACE_MODULE:
		return base_of_section(bases, place->section);
	case PLACE_EXTERNAL:
		return base_of_external(bases, place, offset);
	default:
		return SUTURE_BASE_ABSOLUTE;
	}
}
