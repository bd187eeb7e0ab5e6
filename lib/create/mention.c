// SPDX-License-Identifier: GPL-2.0-or-later
#include "create/mention.h"

#include "base/memory.h"

static int64_t read_signed(const unsigned char *field, unsigned int size)
{
	int64_t value = 0;

	memcpy(&value, field, size);
	return size == 4 ? (int32_t)value : value;
}

/* lea and call keep a field that is relative to the place; mov has the value itself. */
static struct place relaxed_place(const unsigned char *field, uint64_t address, int64_t addend)
{
	bool is_lea = field[-2] == 0x8d;
	bool is_call = field[-2] == 0x67 && field[-1] == 0xe8;
	bool is_mov = field[-2] == 0xc7;

	if (is_lea || is_call)
		return place_of_value(read_signed(field, 4) + address - addend);
	if (is_mov)
		return place_of_value(read_signed(field, 4));
	return (struct place) { PLACE_NONE };
}

/* S = value - A, and + P where the place was subtracted. */
static struct place field_place(const unsigned char *field, uint64_t address,
				const struct relocation *relocation)
{
	int64_t addend = relocation->addend;

	switch (relocation->type) {
	case R_X86_64_64:
		return place_of_value(read_signed(field, 8) - addend);
	case R_X86_64_PC64:
		return place_of_value(read_signed(field, 8) + address - addend);
	case R_X86_64_32:
		return place_of_value((uint32_t)read_signed(field, 4) - addend);
	case R_X86_64_32S:
		return place_of_value(read_signed(field, 4) - addend);
	case R_X86_64_PC32:
	case R_X86_64_PLT32:
		return place_of_value(read_signed(field, 4) + address - addend);
	default:
		return (struct place) { PLACE_NONE };
	}
}

static bool is_relaxable(uint32_t type)
{
	return type == R_X86_64_GOTPCRELX || type == R_X86_64_REX_GOTPCRELX;
}

static struct place image_mention(const struct image *image, struct place section,
				  const struct relocation *relocation)
{
	uint64_t address = section.offset + relocation->offset;
	unsigned int before = is_relaxable(relocation->type) ? 2 : 0;
	unsigned int size = relocation_size(relocation->type);
	const unsigned char *bytes = NULL;

	if (size >= 4)
		bytes = image_bytes(image, address - before, before + size);
	if (!bytes)
		return (struct place) { PLACE_NONE };
	return before ? relaxed_place(bytes + before, address, relocation->addend) :
			field_place(bytes, address, relocation);
}

/* ld -r keeps relocations; those with a section symbol get another addend. */
static struct place module_mention(struct place section, const struct relocation *ours)
{
	uint64_t offset = section.offset + ours->offset;
	size_t i = section_relocation_from(section.section, offset);
	const struct relocation *theirs = &section.section->relocations[i];

	if (i == section.section->n_relocations || theirs->offset != offset ||
	    theirs->type != ours->type)
		return (struct place) { PLACE_NONE };
	const struct symbol *symbol = theirs->symbol;
	struct place place = { .offset = theirs->addend - ours->addend };

	if (symbol->section) {
		place.kind = PLACE_MODULE;
		place.section = symbol->section;
		place.offset += symbol->value;
	} else if (symbol->shndx == SHN_UNDEF) {
		place.kind = PLACE_EXTERNAL;
		place.name = symbol->name;
	} else if (symbol->shndx == SHN_ABS) {
		place.kind = PLACE_ABSOLUTE;
		place.offset += symbol->value;
	}
	return place;
}

struct place mention_place(const struct target *target, struct place section,
			   const struct relocation *relocation)
{
	if (section.kind == PLACE_MODULE)
		return module_mention(section, relocation);
	if (target->image)
		return image_mention(target->image, section, relocation);
	return (struct place) { PLACE_NONE };
}

bool mention_same_fields(struct place place, const struct section *section, uint64_t *offset)
{
	const struct section *vendor = place.section;
	size_t first = section_relocation_from(vendor, place.offset);
	size_t end = section_relocation_from(vendor, place.offset + section->size);

	for (size_t i = 0; i < section->n_relocations || first + i < end; i++) {
		const struct relocation *ours = &section->relocations[i];
		const struct relocation *theirs = &vendor->relocations[first + i];

		if (i == section->n_relocations) {
			*offset = theirs->offset - place.offset;
			return false;
		}
		if (first + i >= end || theirs->offset - place.offset != ours->offset ||
		    theirs->type != ours->type) {
			*offset = ours->offset;
			return false;
		}
	}
	return true;
}
