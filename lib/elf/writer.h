/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writing a relocatable x86-64 object: sections grow, symbols and relocations are
 * added, and writer_finish() lays out the file. Sections and symbols keep the
 * order in which they were added (local symbols before global ones), so the same
 * calls give the same bytes.
 */
#ifndef SUTURE_WRITER_H
#define SUTURE_WRITER_H

#include <elf.h>
#include <stdint.h>

#include "base/error.h"
#include "base/file.h"

struct writer;

struct writer_section {
	char *name;
	uint32_t type;		/* SHT_PROGBITS or SHT_NOBITS */
	uint64_t flags;
	uint64_t align;
	uint64_t entsize;
	struct bytes content;	/* of SHT_NOBITS only the size counts */
	unsigned int index;	/* in the file */
	struct writer_symbol *symbol;	/* see writer_section_symbol() */
};

struct writer_symbol {
	char *name;
	struct writer_section *section;	/* NULL: undefined, or absolute */
	uint64_t value, size;
	uint8_t type, bind;
	uint16_t special;	/* SHN_UNDEF or SHN_ABS, where there is no section */
	size_t order;		/* the writer's own */
};

struct writer *writer_new(void) __attribute__((warn_unused_result));
void writer_free(struct writer *writer);
DEFINE_CLEANUP(struct writer *, writer_free);
#define _cleanup_writer_ _cleanup_(writer_freep)

/* The section of that name, made if it is not there. Belongs to the writer. */
struct writer_section *writer_section(struct writer *writer, const char *name, uint32_t type,
				      uint64_t flags, uint64_t entsize) __attribute__((nonnull));
/*
 * Append at an aligned offset, which is returned; gaps are filled with a byte.
 * Data may be NULL: zeroes.
 */
uint64_t writer_append(struct writer_section *section, const void *data, uint64_t size,
		       uint64_t align, unsigned char fill) __attribute__((nonnull(1)));
/* A local symbol; set bind to make it global. */
struct writer_symbol *writer_define(struct writer *writer, const char *name,
				    struct writer_section *section, uint64_t value, uint64_t size,
				    uint8_t type) __attribute__((nonnull));
/* The undefined symbol of that name, one for all who ask. */
struct writer_symbol *writer_undefined(struct writer *writer, const char *name)
	__attribute__((nonnull));
/* The absolute symbol of value 0. */
struct writer_symbol *writer_absolute(struct writer *writer) __attribute__((nonnull));
/* The symbol that stands for the start of a section. */
struct writer_symbol *writer_section_symbol(struct writer *writer, struct writer_section *section)
	__attribute__((nonnull));
void writer_relocate(struct writer *writer, struct writer_section *section, uint64_t offset,
		     uint32_t type, struct writer_symbol *symbol, int64_t addend)
	__attribute__((nonnull));

/* Names of the undefined symbols, in the order they were asked for. */
size_t writer_undefined_names(const struct writer *writer, const char ***names)
	__attribute__((nonnull));

void writer_finish(const struct writer *writer, struct bytes *file) __attribute__((nonnull));

#endif
