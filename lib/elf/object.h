/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A relocatable x86-64 ELF object (.o or .ko), read whole into memory and
 * checked: after object_open() every index, offset and string is in bounds.
 * Read-only; sections and symbols live as long as the object.
 */
#ifndef SUTURE_OBJECT_H
#define SUTURE_OBJECT_H

#include <elf.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/file.h"

struct symbol {
	const char *name;	/* "" if it has none; a section symbol has its section's name */
	struct section *section;	/* NULL: undefined, absolute or common */
	uint64_t value;		/* offset in the section */
	uint64_t size;
	uint16_t shndx;		/* SHN_UNDEF, SHN_ABS, SHN_COMMON, or another number
				   if section is set */
	uint8_t type;		/* STT_* */
	uint8_t bind;		/* STB_* */
	uint32_t index;
};

struct relocation {
	uint64_t offset;	/* in the section that it changes */
	int64_t addend;
	struct symbol *symbol;
	uint32_t type;		/* R_X86_64_* */
};

struct section {
	const char *name;
	const unsigned char *data;	/* NULL for SHT_NOBITS and empty sections */
	uint64_t size;
	uint64_t flags;		/* SHF_* */
	uint64_t align;
	uint64_t entsize;
	uint32_t type;		/* SHT_* */
	uint32_t index;
	uint32_t link, info;
	struct relocation *relocations;	/* sorted by offset */
	size_t n_relocations;
	struct symbol **symbols;	/* defined here, sorted by value;
					   section symbol not among them */
	size_t n_symbols;
	struct symbol *section_symbol;	/* may be NULL */
};

struct object {
	char *path;
	struct bytes file;
	struct section *sections;	/* [0] is the null section */
	size_t n_sections;
	struct symbol *symbols;		/* [0] is the null symbol */
	size_t n_symbols;
};

/* Refuses damaged files as UPDATE_DAMAGED; the caller adds what the file was for. */
struct error *object_open(const char *path, struct object **object)
	__attribute__((nonnull, warn_unused_result));
/* The same from memory; takes over the bytes in every case. Name is for messages. */
struct error *object_parse(const char *name, struct bytes *file, struct object **object)
	__attribute__((nonnull, warn_unused_result));
void object_free(struct object *object);
DEFINE_CLEANUP(struct object *, object_free);
#define _cleanup_object_ _cleanup_(object_freep)

/* The first section of that name; NULL if there is none. */
struct section *object_section(const struct object *object, const char *name)
	__attribute__((nonnull));
/* The first symbol of that name with a definition; NULL if there is none. */
struct symbol *object_symbol(const struct object *object, const char *name)
	__attribute__((nonnull));
/* The first relocation of the section at or after an offset: an index, n_relocations if none. */
size_t section_relocation_from(const struct section *section, uint64_t offset)
	__attribute__((nonnull));
/* The function or object whose [value, value + size) holds the offset; NULL if none. */
struct symbol *section_symbol_at(const struct section *section, uint64_t offset)
	__attribute__((nonnull));

static inline bool is_text(const struct section *section)
{
	return (section->flags & (SHF_ALLOC | SHF_EXECINSTR)) == (SHF_ALLOC | SHF_EXECINSTR);
}

/* Bytes that a relocation of this type changes; 0 for types that are not known. */
unsigned int relocation_size(uint32_t type);
const char *relocation_name(uint32_t type);
/* For a PC-relative type: is the place subtracted? */
bool relocation_is_pc_relative(uint32_t type);
/* GNU build-id note of a section-parsed object; length 0 if there is none. */
size_t object_build_id(const struct object *object, unsigned char build_id[20])
	__attribute__((nonnull));

#endif
