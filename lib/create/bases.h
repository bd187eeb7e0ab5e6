/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The bases of an update: what its addresses are counted from (format.h). They
 * are numbered in the order in which places ask for them.
 */
#ifndef SUTURE_BASES_H
#define SUTURE_BASES_H

#include <suture/format.h>

#include "create/target.h"

struct base {
	enum suture_base_kind kind;
	uint32_t text_offset;
	const char *module;			/* NULL for ABSOLUTE and IMAGE */
	const char *name;			/* section or symbol, for messages */
	const struct section *section;		/* of the vendor's .ko; NULL: none, or a symbol */
	bool is_matched;			/* a field of the match data names it */
};

struct bases {
	const struct target *target;	/* borrowed */
	const struct target *image;
	struct base *items;
	size_t n_items;
};

void bases_init(struct bases *bases, const struct target *target, const struct target *image);
void bases_deinit(struct bases *bases);

/* The field that a relocation of this type makes; 0: there is none. */
enum suture_field_type relocation_field(uint32_t type);

/*
 * Base and offset of a place. A symbol that a module imports from vmlinux is
 * counted like vmlinux itself; one from another module is a base of its own.
 */
unsigned int bases_of(struct bases *bases, const struct place *place, int64_t *offset)
	__attribute__((nonnull));

#endif
