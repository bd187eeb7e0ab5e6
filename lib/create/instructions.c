/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "create/instructions.h"

#include <Zydis/Zydis.h>

#include "base/memory.h"

/* The length of the instruction at an offset; 1 for bytes that are none. */
static unsigned int length_at(const ZydisDecoder *decoder, const struct section *section,
			      uint64_t offset, bool *valid)
{
	ZydisDecodedInstruction instruction;
	ZyanStatus status = ZydisDecoderDecodeInstruction(decoder, NULL, section->data + offset,
							  section->size - offset, &instruction);

	*valid = ZYAN_SUCCESS(status);
	return *valid ? instruction.length : 1;
}

static struct error *undecodable(const struct object *object, const struct section *section,
				 uint64_t offset)
{
	struct symbol *symbol = section_symbol_at(section, offset);
	struct error *error = error_refuse(SUTURE_REFUSAL_RELOCATION_UNSUPPORTED,
					   "a relocation is in bytes that are no instruction");

	error = error_at(error, object->path, symbol ? symbol->name : section->name);
	return error_at_offset(error, offset - (symbol ? symbol->value : 0));
}

/* Where code begins again for certain: the next symbol after an offset. */
static uint64_t next_start(const struct section *section, uint64_t offset, size_t *symbol)
{
	while (*symbol < section->n_symbols && section->symbols[*symbol]->value <= offset)
		++*symbol;
	return *symbol < section->n_symbols ? section->symbols[*symbol]->value : section->size;
}

static struct error *note_tails(const struct object *object, const struct section *section,
				uint64_t start, uint64_t end, bool valid, uint8_t *tails)
{
	for (size_t i = section_relocation_from(section, start);
	     i < section->n_relocations && section->relocations[i].offset < end; i++) {
		const struct relocation *relocation = &section->relocations[i];
		uint64_t field_end = relocation->offset + relocation_size(relocation->type);

		/* .quad and the like among code have no instruction around them. */
		if (!valid && relocation_is_pc_relative(relocation->type))
			return undecodable(object, section, relocation->offset);
		tails[i] = valid && field_end <= end ? end - field_end : 0;
	}
	return NULL;
}

struct error *instructions_tails(const struct object *object, const struct section *section,
				 uint8_t **out)
{
	_cleanup_free_ uint8_t *tails = xcalloc(section->n_relocations, 1);
	uint64_t offset = 0;
	size_t symbol = 0;
	ZydisDecoder decoder;

	ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
	while (offset < section->size) {
		uint64_t start = next_start(section, offset, &symbol);
		bool valid;
		uint64_t end = offset + length_at(&decoder, section, offset, &valid);

		/* Padding that decodes across the next function's start. */
		if (end > start)
			end = start;
		try(note_tails(object, section, offset, end, valid, tails));
		offset = end;
	}
	*out = take(tails);
	return NULL;
}

static bool is_idle(const ZydisDecodedInstruction *instruction)
{
	return instruction->mnemonic == ZYDIS_MNEMONIC_NOP ||
	       instruction->mnemonic == ZYDIS_MNEMONIC_INT3;
}

bool instructions_are_padding(const struct section *section, uint64_t start, uint64_t end)
{
	ZydisDecoder decoder;

	ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
	while (start < end) {
		ZydisDecodedInstruction instruction;

		if (section->data[start] == 0) {
			start++;
			continue;
		}
		if (ZYAN_FAILED(ZydisDecoderDecodeInstruction(&decoder, NULL, section->data + start,
							      end - start, &instruction)) ||
		    !is_idle(&instruction))
			return false;
		start += instruction.length;
	}
	return true;
}
