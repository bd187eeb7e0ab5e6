/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The update's object in the making: taken pieces laid out in few sections, the
 * table entries that belong to them, and every relocation said anew.
 *
 * References into vmlinux become "anchor + distance", where the anchor is a
 * symbol that vmlinux exports: vmlinux moves as one piece, so the module loader
 * needs to know one address of it. References into the target module become late
 * relocations, which the core applies. What other modules export is imported
 * by name.
 */
#ifndef SUTURE_ASSEMBLY_H
#define SUTURE_ASSEMBLY_H

#include "create/bases.h"
#include "create/delta.h"
#include "elf/writer.h"

struct late_relocation {
	struct writer_section *section;
	uint64_t offset;
	enum suture_field_type type;
	unsigned int base;
	int64_t addend;
};

/* Where a piece went. */
struct placed {
	struct writer_section *section;	/* NULL: it is not in the update */
	uint64_t offset;
	struct writer_symbol *symbol;	/* its name, at its entry */
	int64_t entry;			/* of the symbol, from the piece's start */
};

struct assembly {
	struct delta *delta;	/* borrowed */
	struct bases bases;
	struct writer *writer;
	const char *anchor;
	uint64_t anchor_address;	/* link address */
	struct placed **placed;		/* [view][piece of post] */
	struct late_relocation *late;
	size_t n_late;
	struct bytes *strings;		/* copied literals, and where they are in .rodata */
	uint64_t *string_offsets;
	size_t n_strings;
};

struct error *assembly_new(struct delta *delta, const char *anchor, struct assembly **assembly)
	__attribute__((nonnull, warn_unused_result));
void assembly_free(struct assembly *assembly);
DEFINE_CLEANUP(struct assembly *, assembly_free);
#define _cleanup_assembly_ _cleanup_(assembly_freep)

/* Lays out every taken piece, its table entries and relocations. RELOCATION_UNSUPPORTED. */
struct error *assembly_fill(struct assembly *assembly) __attribute__((nonnull, warn_unused_result));

/* Say a relocation of post anew, at a place of the update. */
struct error *assembly_relocate(struct assembly *assembly, struct view *view,
				const struct section *section, const struct relocation *relocation,
				struct writer_section *where, uint64_t offset)
	__attribute__((nonnull, warn_unused_result));

/* The new content of replaced data; where it is in the update. */
struct error *assembly_copy_data(struct assembly *assembly, const struct data_change *change,
				 struct writer_section **where, uint64_t *offset)
	__attribute__((nonnull, warn_unused_result));

struct placed *assembly_placed(const struct assembly *assembly, const struct view *view,
			       const struct piece *piece) __attribute__((nonnull));
#endif
