/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The one place of the creator that decodes instructions (by the Zydis
 * library): to learn how far a PC-relative field is from the end of its
 * instruction, and what kind of instruction it is a part of.
 */
#ifndef SUTURE_INSTRUCTIONS_H
#define SUTURE_INSTRUCTIONS_H

#include "elf/object.h"

/*
 * For each relocation of a text section: bytes from the end of its field to the
 * end of the instruction. *tails is the caller's. Bytes that are no instruction
 * and hold a relocation are refused as RELOCATION_UNSUPPORTED.
 */
struct error *instructions_tails(const struct object *object, const struct section *section,
				 uint8_t **tails) __attribute__((nonnull, warn_unused_result));

/* Are the bytes [start, end) of a section nothing but NOPs, traps and zeroes? */
bool instructions_are_padding(const struct section *section, uint64_t start, uint64_t end)
	__attribute__((nonnull));

#endif
