/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The one place of the creator that decodes instructions (by the Zydis
 * library): to learn how far a PC-relative field is from the end of its
 * instruction, what kind of instruction it is a part of, and where an address
 * that is taken goes.
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

/*
 * Does the instruction that a relocated field is in use what is at the address, and not the
 * address itself? Functions are decoded from 'start', which is at or before the field.
 */
bool instructions_use_content(const struct section *section, uint64_t start,
			      const struct relocation *relocation) __attribute__((nonnull));

/*
 * The call that an address is an argument of, and nothing else: it is put into a register of
 * the calling convention, and the instructions from there to the call neither branch nor
 * mention that register. The relocation of the call's target; NULL if it is not so.
 */
const struct relocation *instructions_argument_of(const struct section *section, uint64_t start,
						  const struct relocation *relocation)
	__attribute__((nonnull));

/* Are the bytes [start, end) of a section nothing but NOPs, traps and zeroes? */
bool instructions_are_padding(const struct section *section, uint64_t start, uint64_t end)
	__attribute__((nonnull));

#endif
