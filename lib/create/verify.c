/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "create/verify.h"

#include <errno.h>
#include <string.h>

#include "base/memory.h"
#include "match/match.h"

#define MODULES_START UINT64_C(0xffffffffc0000000)
#define MODULES_END UINT64_C(0xffffffffff000000)

/* A section of a vendor's module as it would stand in memory. */
struct loaded {
	uint64_t address;
	unsigned char *bytes;	/* owned; NULL: it is not loaded */
	uint64_t size;
};

struct memory {
	const struct target *target;
	const struct target *image;
	struct loaded *sections;	/* of a module, by index; NULL for vmlinux */
};

static void memory_deinit(struct memory *memory)
{
	for (size_t i = 0; memory->sections && i < memory->target->module->n_sections; i++)
		free(memory->sections[i].bytes);
	free(memory->sections);
}

/* ---- a module, laid out and linked ---- */

static uint64_t value_of(const struct memory *memory, const struct symbol *symbol)
{
	struct place place;
	struct error *error;

	if (symbol->section)
		return memory->sections[symbol->section->index].address + symbol->value;
	if (symbol->shndx == SHN_ABS)
		return symbol->value;
	error = target_symbol(memory->image, symbol->name, &place);
	if (!error)
		return place.offset;
	error_free(error);
	/* Another module's: any address of its own does. */
	return MODULES_END - 16 - 16 * (uint64_t)symbol->index;
}

static void link_section(struct memory *memory, const struct section *section)
{
	struct loaded *loaded = &memory->sections[section->index];

	for (size_t i = 0; i < section->n_relocations; i++) {
		const struct relocation *relocation = &section->relocations[i];
		unsigned int size = relocation_size(relocation->type);
		uint64_t value = value_of(memory, relocation->symbol) + relocation->addend;

		if (relocation_is_pc_relative(relocation->type))
			value -= loaded->address + relocation->offset;
		memcpy(loaded->bytes + relocation->offset, &value, size);
	}
}

static void lay_out(struct memory *memory)
{
	const struct object *module = memory->target->module;
	uint64_t address = MODULES_START;

	memory->sections = xcalloc(module->n_sections, sizeof(*memory->sections));
	for (size_t i = 1; i < module->n_sections; i++) {
		const struct section *section = &module->sections[i];
		struct loaded *loaded = &memory->sections[i];

		if (!(section->flags & SHF_ALLOC))
			continue;
		address = (address + section->align - 1) / section->align * section->align;
		*loaded = (struct loaded){ address, xcalloc(section->size, 1), section->size };
		if (section->data)
			memcpy(loaded->bytes, section->data, section->size);
		address += section->size;
	}
	for (size_t i = 1; i < module->n_sections; i++)
		if (memory->sections[i].bytes)
			link_section(memory, &module->sections[i]);
}

/* ---- reading ---- */

static const unsigned char *module_bytes(const struct memory *memory, uint64_t address,
					 uint32_t size)
{
	for (size_t i = 1; i < memory->target->module->n_sections; i++) {
		const struct loaded *loaded = &memory->sections[i];

		if (loaded->bytes && address >= loaded->address &&
		    address - loaded->address <= loaded->size &&
		    size <= loaded->size - (address - loaded->address))
			return loaded->bytes + (address - loaded->address);
	}
	return NULL;
}

static int read_memory(void *context, u64 address, void *to, u32 size)
{
	const struct memory *memory = context;
	const unsigned char *bytes = memory->sections
					     ? module_bytes(memory, address, size)
					     : image_bytes(memory->target->image, address, size);

	if (!bytes)
		return -EFAULT;
	memcpy(to, bytes, size);
	return 0;
}

static struct match_range text_of(const struct image *image)
{
	struct match_range range = { 0 };

	for (size_t i = 0; i < image->n_loaded; i++) {
		const struct image_section *section = image->loaded[i];

		if (!is_image_text(section) || section->address < PLACE_IMAGE_START)
			continue;
		if (!range.start)
			range.start = section->address;
		range.end = section->address + section->size;
	}
	return range;
}

static void set_bases(const struct memory *memory, const struct bases *bases, u64 *values,
		      u8 *known)
{
	for (size_t i = 0; i < bases->n_items; i++) {
		const struct base *base = &bases->items[i];

		known[i] = base->kind != SUTURE_BASE_SOLVED;
		if (base->kind == SUTURE_BASE_TEXT)
			values[i] = memory->sections[base->section->index].address;
	}
}

static struct error *mismatch(const struct suture_refusal_record *record, int status)
{
	struct error *error = error_refuse(SUTURE_REFUSAL_SOURCE_DIFFERS,
					   "the finished update does not match "
					   "the vendor's image (%s)",
					   strerror(-status));

	error = error_at(error, NULL, record->function[0] ? record->function : NULL);
	return error_at_offset(error, record->offset);
}

static struct error *match(const struct memory *memory, const struct bases *bases,
			   const void *blob)
{
	_cleanup_free_ u64 *values = xcalloc(bases->n_items, sizeof(*values));
	_cleanup_free_ u8 *known = xcalloc(bases->n_items, sizeof(*known));
	struct suture_refusal_record record = { 0 };
	struct match_environment environment = {
		.context = (void *)memory,
		.read = read_memory,
		.base_values = values,
		.base_known = known,
		.n_bases = bases->n_items,
		.kernel_text = text_of(memory->image->image),
		.modules = { MODULES_START, MODULES_END },
	};
	int status;

	set_bases(memory, bases, values, known);
	status = match_run(blob, &environment, &record);
	return status ? mismatch(&record, status) : NULL;
}

struct error *verify_module(const char *path, const struct bases *bases)
{
	_cleanup_object_ struct object *update = NULL;
	_cleanup_(memory_deinit) struct memory memory = { bases->target, bases->image, NULL };
	_cleanup_free_ void *blob = NULL;
	struct section *section;

	try(object_open(path, &update));
	section = object_section(update, ".init.suture.match");
	if (!section || !section->data)
		return error_refuse(SUTURE_REFUSAL_UPDATE_DAMAGED, "%s has no match data", path);
	blob = xmemdup(section->data, section->size);
	if (match_validate(blob, section->size, bases->n_items))
		return error_refuse(SUTURE_REFUSAL_UPDATE_DAMAGED, "%s: bad match data", path);
	if (bases->target->module)
		lay_out(&memory);
	return match(&memory, bases, blob);
}
