/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "create/branches.h"

#include <Zydis/Zydis.h>

#include "base/memory.h"

struct walk {
	struct pieces *pieces;
	struct section *section;
	struct relocation *found;
	size_t n_found;
};

static bool has_relocation(const struct section *section, uint64_t field)
{
	size_t i = section_relocation_from(section, field);

	return i < section->n_relocations && section->relocations[i].offset == field;
}

static bool is_in(const struct piece *piece, int64_t offset)
{
	return offset >= (int64_t)piece->start &&
	       offset - (int64_t)piece->start < (int64_t)piece->size;
}

/* The last symbol is the one to count from: names say which piece is meant. */
static void add(struct walk *walk, uint64_t field, unsigned int size, int64_t target)
{
	struct piece *to = pieces_at(walk->pieces, walk->section, target);

	if (!to || !to->symbol)
		return;
	*array_append(walk->found, walk->n_found) = (struct relocation){
		.offset = field,
		.addend = target - (int64_t)to->symbol->value - size,
		.symbol = to->symbol,
		.type = size == 4 ? R_X86_64_PLT32 : R_X86_64_PC8,
	};
}

static void look_at(struct walk *walk, const struct piece *piece, uint64_t offset,
		    const ZydisDecodedInstruction *instruction)
{
	uint64_t field = offset + instruction->raw.imm[0].offset;
	int64_t target = (int64_t)(offset + instruction->length) +
			 instruction->raw.imm[0].value.s;

	if (!instruction->raw.imm[0].is_relative || has_relocation(walk->section, field) ||
	    is_in(piece, target) || target < 0 || target > (int64_t)walk->section->size)
		return;
	add(walk, field, instruction->raw.imm[0].size / 8, target);
}

static void walk_piece(struct walk *walk, const ZydisDecoder *decoder, const struct piece *piece)
{
	const struct section *section = walk->section;
	uint64_t offset = piece->start, end = piece->start + piece->size;

	while (offset < end) {
		ZydisDecodedInstruction instruction;

		if (ZYAN_SUCCESS(ZydisDecoderDecodeInstruction(decoder, NULL,
							       section->data + offset,
							       end - offset, &instruction))) {
			look_at(walk, piece, offset, &instruction);
			offset += instruction.length;
		} else {
			offset++;
		}
	}
}

static int by_offset(const void *left, const void *right)
{
	const struct relocation *a = left, *b = right;

	return a->offset < b->offset ? -1 : a->offset > b->offset;
}

static void adopt(struct section *section, const struct walk *walk)
{
	for (size_t i = 0; i < walk->n_found; i++) {
		section->relocations = xrealloc(section->relocations, section->n_relocations + 1,
						sizeof(*section->relocations));
		section->relocations[section->n_relocations++] = walk->found[i];
	}
	if (walk->n_found)
		qsort(section->relocations, section->n_relocations,
		      sizeof(*section->relocations), by_offset);
}

void branches_relocate(struct pieces *pieces, struct section *section)
{
	struct walk walk = { pieces, section, NULL, 0 };
	ZydisDecoder decoder;

	ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
	for (size_t i = pieces->first[section->index]; i < pieces->first[section->index + 1]; i++)
		walk_piece(&walk, &decoder, &pieces->items[i]);
	adopt(section, &walk);
	free(walk.found);
}
