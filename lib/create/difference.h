/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The refusal SOURCE_DIFFERS in its several forms: each names the unit, the
 * function or object, the offset in it, and what stands on both sides.
 *
 * Inner header of locating.
 */
#ifndef SUTURE_DIFFERENCE_H
#define SUTURE_DIFFERENCE_H

#include "create/knowledge.h"

/* Bytes differ at an offset of the section; theirs[0] stands for the section's start. */
struct error *difference_bytes(const struct location *location, const struct section *section,
			       uint64_t offset, const unsigned char *theirs)
	__attribute__((nonnull, warn_unused_result));
/* A module's relocations differ at an offset. */
struct error *difference_fields(const struct location *location, const struct section *section,
				uint64_t offset) __attribute__((nonnull, warn_unused_result));
/* The section would lie where the target has no such content. */
struct error *difference_outside(const struct location *location, const struct section *section,
				 struct place place) __attribute__((nonnull, warn_unused_result));
/* The section would have to start at two places. */
struct error *difference_places(const struct location *location, const struct section *section,
				struct place known, struct place other)
	__attribute__((nonnull, warn_unused_result));
/* Two relocations tell two places of one symbol. */
struct error *difference_mentions(const struct location *location, const struct section *by,
				  const struct relocation *relocation,
				  const struct mentioned *known, struct place other)
	__attribute__((nonnull, warn_unused_result));
/* The target has another symbol where this one would be defined. */
struct error *difference_name(const struct location *location, const struct symbol *symbol,
			      struct place place) __attribute__((nonnull, warn_unused_result));
/* A relocation would refer to the symbol, but the target refers to another place there. */
struct error *difference_target(const struct location *location, const struct section *by,
				const struct relocation *relocation, struct place place)
	__attribute__((nonnull, warn_unused_result));
/*
 * Say that a conclusion was drawn from the relocation at an offset. If it names no
 * function itself, that relocation's is the one to look at.
 */
struct error *difference_from(const struct location *location, const struct section *by,
			      uint64_t offset, struct error *error)
	__attribute__((nonnull, warn_unused_result));
/*
 * The text section occurs nowhere in the target: which of its functions is the
 * first that is not there, and where does it differ from what is there by its name?
 */
struct error *difference_find(const struct location *location, const struct section *section)
	__attribute__((nonnull, warn_unused_result));

#endif
