/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The sites of one text section: every place that a running kernel may have
 * rewritten, as the object's own tables say (match/sites.c has the forms).
 *
 * The object is exact (the vendor's own flags) and objtool has been over it, so
 * that all tables are there. Relocations keep their symbols: only the caller
 * knows where these are in the kernel.
 */
#ifndef SUTURE_CREATE_SITES_H
#define SUTURE_CREATE_SITES_H

#include <suture/format.h>

#include "elf/object.h"

/* A place in the object: a symbol's value + addend, P not taken into account. */
struct site_target {
	const struct symbol *symbol;
	int64_t addend;
};

/* One replacement of an alternative. It lies in a section of its own. */
struct site_alternative {
	const struct section *section;	/* .altinstr_replacement */
	uint64_t offset;		/* of the replacement there */
	uint16_t length;
	uint16_t cpuid;			/* struct alt_instr's; newer kernels: the flags are lost */
	/* Of the section's, those in the replacement; their offsets count in the section. */
	const struct relocation *relocations;
	size_t n_relocations;
	/* Sites inside it (retpolines, returns); offsets count from its start. */
	struct site *sites;
	size_t n_sites;
};

struct site {
	uint64_t offset;		/* in the section; in an alternative: from its start */
	uint16_t length;
	uint8_t kind;			/* enum suture_site_kind */
	uint8_t reg;			/* RETPOLINE */
	struct site_target target;	/* JUMP_LABEL: where it goes */
	struct site_alternative *alternatives;	/* ALTERNATIVE, in the order they are applied */
	size_t n_alternatives;
};

struct site_set {
	struct site *sites;	/* sorted by offset; outer before inner where they nest */
	size_t n_sites;
};

/*
 * The sites of a text section. KERNEL_UNSUPPORTED for a table whose entries have
 * a form that is not known, for sites that overlap without nesting, and for
 * an instruction at a site that its kind does not explain.
 */
struct error *object_sites(const struct object *object, const struct section *text,
			   struct site_set *set) __attribute__((nonnull, warn_unused_result));
void site_set_deinit(struct site_set *set);

#endif
