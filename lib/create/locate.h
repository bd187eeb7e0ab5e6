/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Locating: where an exact unit (one compiled object file, built with the
 * vendor's own flags) is in the vendor's image or module, by its content alone.
 *
 * Each text section of the unit is contiguous in the target. With the relocated
 * fields masked its bytes are searched there; the fields that are masked then
 * tell where every symbol that the unit mentions is (vmlinux: S = value + P - A;
 * a module still has its relocations), and that must agree everywhere. From
 * those symbols follow the places of the data sections, and of text sections
 * too small to be found by their bytes. Every located section with content is
 * compared with the target's.
 *
 * One place or a refusal:
 *	SOURCE_DIFFERS	it is not there, or what the fields say does not agree;
 *			with the function and the offset where the first difference is
 *	AMBIGUOUS	it is there more than once and nothing distinguishes the candidates
 *	SYMBOL_UNKNOWN	(location_symbol) nothing says where the symbol is
 */
#ifndef SUTURE_LOCATE_H
#define SUTURE_LOCATE_H

#include "create/place.h"
#include "create/target.h"

struct location;

/*
 * Text sections that hold code which an update can change are all located or it
 * is an error. Others are located where something says where they are: data
 * sections that no located section refers to, and text that is never an update's
 * business (.altinstr_replacement) stay unknown. Sections the linker drops
 * (.discard.*) or takes apart (mergeable strings and constants) have no place.
 *
 * The location refers to the target and to the object; both must outlive it.
 */
struct error *locate_unit(const struct target *target, const struct object *exact,
			  struct location **location) __attribute__((nonnull, warn_unused_result));
void location_free(struct location *location);
DEFINE_CLEANUP(struct location *, location_free);
#define _cleanup_location_ _cleanup_(location_freep)

/* Where a section of the exact object starts; PLACE_NONE if it is not known. */
struct place location_section(const struct location *location, const struct section *section)
	__attribute__((nonnull));

/*
 * Where a symbol of the exact object is at run time: what a relocation with that
 * addend refers to is this place + the addend. The addend matters for section
 * symbols of mergeable sections only, whose pieces lie scattered.
 *
 * A weak function that the linker dropped in favour of another is where the
 * other one is, though the bytes of the dropped one are at its section's place.
 */
struct error *location_symbol(const struct location *location, const struct symbol *symbol,
			      int64_t addend, struct place *place)
	__attribute__((nonnull, warn_unused_result));

/*
 * Where the target has a literal that the exact object's code refers to: these bytes, as a part
 * of a mergeable section. False if that code refers to no such literal, or only in tables.
 */
bool location_literal(const struct location *location, const unsigned char *bytes, uint64_t size,
		      struct place *place) __attribute__((nonnull));

#endif
