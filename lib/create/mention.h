/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A mention: what the target says, where a unit's section lies, about the symbol
 * of one of that section's relocations. In vmlinux the linker has filled in the
 * field; a module keeps a relocation of its own there.
 */
#ifndef SUTURE_MENTION_H
#define SUTURE_MENTION_H

#include "create/target.h"

/*
 * The place of the relocation's symbol (S, without the addend), as told by the
 * target if the relocation's section starts at a place there. PLACE_NONE if the
 * target does not tell: a field too narrow, of a kind that is not known, or in
 * a module one that is not relocated in the same way.
 */
struct place mention_place(const struct target *target, struct place section,
			   const struct relocation *relocation) __attribute__((nonnull));

/*
 * Module only: does the vendor's section have relocations at the same offsets and
 * of the same types as ours, and no others? *offset, in ours, is where it does not.
 */
bool mention_same_fields(struct place place, const struct section *section, uint64_t *offset)
	__attribute__((nonnull));

#endif
