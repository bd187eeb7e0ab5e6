/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is known about a unit's place in a target, while it is being located.
 *
 * Everything follows from "this section starts there": the section's relocations
 * then tell where their symbols are; a symbol that the unit defines tells where
 * its own section starts, and so on until nothing new follows. Whatever is
 * concluded twice must be concluded alike, and located content must be the
 * target's. A wrong supposition therefore runs into a contradiction.
 *
 * Inner header of locating.
 */
#ifndef SUTURE_KNOWLEDGE_H
#define SUTURE_KNOWLEDGE_H

#include "create/locate.h"

struct mentioned {
	struct place place;		/* PLACE_NONE: not mentioned yet */
	const struct section *by;	/* which relocation told: for messages */
	uint64_t at;
};

/* A piece of a mergeable section, by what refers to it. */
struct piece {
	const struct symbol *symbol;
	int64_t addend;
	struct mentioned mentioned;
};

struct location {
	const struct target *target;
	const struct object *exact;
	struct place *sections;		/* by section index */
	bool *is_read;			/* by section index: its relocations have been followed */
	struct mentioned *symbols;	/* by symbol index */
	struct piece *pieces;
	size_t n_pieces;
};

struct location *location_new(const struct target *target, const struct object *exact)
	__attribute__((nonnull, warn_unused_result));
struct location *location_copy(const struct location *location)
	__attribute__((nonnull, warn_unused_result));

/*
 * Suppose that a section starts at a place, and conclude all that follows.
 * SOURCE_DIFFERS for a contradiction; the location is spoilt then: try on a copy.
 */
struct error *location_suppose(struct location *location, const struct section *section,
			       struct place place) __attribute__((nonnull, warn_unused_result));

/* A place in the words of a message: an address, a section's name + offset. The caller's. */
char *place_describe(struct place place) __attribute__((warn_unused_result));

/* The target's bytes at a place, if all of them are there and have content; or NULL. */
const unsigned char *target_bytes(const struct target *target, struct place place, uint64_t size)
	__attribute__((nonnull));

/* A definition that is the one in use: a weak one may give way to another of its name. */
bool has_own_name(const struct symbol *symbol) __attribute__((nonnull));

/* The first symbol of the section that would be misnamed if it started there; or NULL. */
const struct symbol *section_misnamed(const struct target *target,
					 const struct section *section, struct place place)
	__attribute__((nonnull));

/* Does the section stay in one piece when it is linked? */
bool is_contiguous(const struct section *section) __attribute__((nonnull));

#endif
