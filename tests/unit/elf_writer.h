/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Small ELF-64 x86-64 files made in memory, for tests: relocatable objects
 * (ET_REL) and linked images (ET_EXEC, sections only). Sections, then symbols,
 * then relocations are added and the file is taken; nothing is checked, so
 * damaged files can be made too. Data is copied.
 */
#ifndef SUTURE_ELF_WRITER_H
#define SUTURE_ELF_WRITER_H

#include <elf.h>
#include <stddef.h>
#include <stdint.h>

#include "base/file.h"

struct elf_writer;

/* type: ET_REL or ET_EXEC */
struct elf_writer *elf_writer_new(uint16_t type);
/*
 * Yields the section's index. data may be NULL: the size is then that of
 * SHT_NOBITS or of zeroes.
 */
uint32_t elf_writer_section(struct elf_writer *writer, const char *name, uint32_t type,
			    uint64_t flags, uint64_t address, uint64_t align, const void *data,
			    size_t size);
/*
 * Yields the symbol's index. Local symbols first, as ELF asks. A section symbol
 * has no name ("").
 */
uint32_t elf_writer_symbol(struct elf_writer *writer, const char *name, uint32_t section,
			   uint64_t value, uint64_t size, int type, int bind);
void elf_writer_relocation(struct elf_writer *writer, uint32_t section, uint64_t offset,
			   uint32_t type, uint32_t symbol, int64_t addend);
/* The file, the caller's. Frees the writer. A file without symbols gets no symbol table. */
struct bytes elf_writer_finish(struct elf_writer *writer);

#endif
