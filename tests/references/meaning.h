/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a reference means, as a name and an offset: "jiffies+0x0". Worked out once from
 * a compiled object's own relocation, and once from an update's module, where most
 * references are distances from an anchor, and names come from the kernel's tables
 * or the vendor's module. The two ways share no code with the creator's.
 */
#ifndef SUTURE_MEANING_H
#define SUTURE_MEANING_H

#include "elf/object.h"
#include "kernel/kallsyms.h"

struct meaning {
	char *name;		/* of a symbol; NULL: a literal, or nothing known */
	int64_t offset;		/* from the symbol */
	uint64_t address;	/* link address in vmlinux; 0: not there */
	const unsigned char *literal;	/* bytes of a string or constant; NULL: none */
	uint64_t room;		/* of the literal, at most */
	uint64_t size;		/* of a constant that ends by its size; 0: a string, or not known */
};

void meaning_deinit(struct meaning *meaning);

/* Where names and distances come from. */
struct world {
	const struct kallsyms *kallsyms;
	const char *anchor;
	uint64_t anchor_address;
	const struct object *vendor;	/* the target's .ko; NULL for vmlinux */
};

/*
 * A relocation of an object as the compiler wrote it; distance: from field to
 * what it counts from.
 */
void meaning_of_object(const struct relocation *relocation, int64_t distance,
		       struct meaning *meaning);
/* One of an update's module. */
void meaning_of_update(const struct world *world, const struct relocation *relocation,
		       int64_t distance, struct meaning *meaning);
/* The late relocation for a place of an update's section. False: there is none. */
bool meaning_of_late(const struct world *world, const struct object *update,
		     const struct section *section, uint64_t offset, int64_t distance,
		     struct meaning *meaning);

bool meaning_same(const struct world *world, const struct meaning *wanted,
		  const struct meaning *found);
/* For people; the caller's. */
char *meaning_text(const struct meaning *meaning);

#endif
