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

/* ---- where an address goes ---- */

struct decoded {
	ZydisDecodedInstruction instruction;
	ZydisDecodedOperand operands[ZYDIS_MAX_OPERAND_COUNT];
	uint64_t offset, end;
};

static bool decode(const struct section *section, uint64_t offset, struct decoded *decoded)
{
	ZydisDecoder decoder;

	ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
	if (offset >= section->size ||
	    ZYAN_FAILED(ZydisDecoderDecodeFull(&decoder, section->data + offset,
					       section->size - offset, &decoded->instruction,
					       decoded->operands)))
		return false;
	decoded->offset = offset;
	decoded->end = offset + decoded->instruction.length;
	return true;
}

static bool decode_around(const struct section *section, uint64_t start, uint64_t field,
			  struct decoded *decoded)
{
	while (decode(section, start, decoded)) {
		if (decoded->end > field)
			return true;
		start = decoded->end;
	}
	return false;
}

bool instructions_use_content(const struct section *section, uint64_t start,
			      const struct relocation *relocation)
{
	struct decoded at;

	return decode_around(section, start, relocation->offset, &at) &&
	       at.instruction.mnemonic != ZYDIS_MNEMONIC_LEA && at.instruction.raw.disp.size &&
	       at.offset + at.instruction.raw.disp.offset == relocation->offset;
}

static ZydisRegister whole(ZydisRegister part)
{
	return ZydisRegisterGetLargestEnclosing(ZYDIS_MACHINE_MODE_LONG_64, part);
}

/* The register that the instruction sets to an address, if a callee reads arguments there. */
static ZydisRegister argument_set(const struct decoded *decoded)
{
	const ZydisDecodedOperand *to = &decoded->operands[0];

	if ((decoded->instruction.mnemonic != ZYDIS_MNEMONIC_MOV &&
	     decoded->instruction.mnemonic != ZYDIS_MNEMONIC_LEA) ||
	    to->type != ZYDIS_OPERAND_TYPE_REGISTER)
		return ZYDIS_REGISTER_NONE;
	switch (whole(to->reg.value)) {
	case ZYDIS_REGISTER_RDI:
	case ZYDIS_REGISTER_RSI:
	case ZYDIS_REGISTER_RDX:
	case ZYDIS_REGISTER_RCX:
	case ZYDIS_REGISTER_R8:
	case ZYDIS_REGISTER_R9:
		return whole(to->reg.value);
	default:
		return ZYDIS_REGISTER_NONE;
	}
}

static bool mentions(const struct decoded *decoded, ZydisRegister wanted)
{
	for (size_t i = 0; i < decoded->instruction.operand_count; i++) {
		const ZydisDecodedOperand *operand = &decoded->operands[i];

		if (operand->type == ZYDIS_OPERAND_TYPE_REGISTER &&
		    whole(operand->reg.value) == wanted)
			return true;
		if (operand->type == ZYDIS_OPERAND_TYPE_MEMORY &&
		    (whole(operand->mem.base) == wanted || whole(operand->mem.index) == wanted))
			return true;
	}
	return false;
}

static bool leaves(const struct decoded *decoded)
{
	switch (decoded->instruction.meta.category) {
	case ZYDIS_CATEGORY_CALL:
	case ZYDIS_CATEGORY_COND_BR:
	case ZYDIS_CATEGORY_UNCOND_BR:
	case ZYDIS_CATEGORY_RET:
	case ZYDIS_CATEGORY_INTERRUPT:
	case ZYDIS_CATEGORY_SYSCALL:
	case ZYDIS_CATEGORY_SYSRET:
		return true;
	default:
		return false;
	}
}

static const struct relocation *relocation_in(const struct section *section,
					      const struct decoded *decoded)
{
	size_t i = section_relocation_from(section, decoded->offset);

	return i < section->n_relocations && section->relocations[i].offset < decoded->end ?
	       &section->relocations[i] : NULL;
}

const struct relocation *instructions_argument_of(const struct section *section, uint64_t start,
						  const struct relocation *relocation)
{
	struct decoded at;
	ZydisRegister argument;

	if (!decode_around(section, start, relocation->offset, &at))
		return NULL;
	argument = argument_set(&at);
	if (argument == ZYDIS_REGISTER_NONE)
		return NULL;
	while (decode(section, at.end, &at) && !mentions(&at, argument))
		if (leaves(&at))
			return at.instruction.meta.category == ZYDIS_CATEGORY_CALL ?
			       relocation_in(section, &at) : NULL;
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
