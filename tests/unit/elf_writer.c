// SPDX-License-Identifier: GPL-2.0-or-later
#include "elf_writer.h"

#include "base/memory.h"

struct part {
	Elf64_Shdr header;
	char *name;
	unsigned char *data;
	Elf64_Rela *relocations;
	size_t n_relocations;
};

struct elf_writer {
	uint16_t type;
	struct part *parts;	/* [0]: the null section */
	size_t n_parts;
	Elf64_Sym *symbols;	/* [0]: the null symbol */
	size_t n_symbols;
	unsigned char *names;	/* of symbols */
	size_t n_names;
};

static uint32_t add_string(unsigned char **strings, size_t *n, const char *string)
{
	uint32_t at = *n;

	do
		*array_append(*strings, *n) = *string;
	while (*string++);
	return at;
}

static struct part *add_part(struct elf_writer *writer, const char *name, uint32_t type,
			     const void *data, size_t size)
{
	struct part *part = array_append(writer->parts, writer->n_parts);

	part->name = xstrdup(name);
	part->header.sh_type = type;
	part->header.sh_size = size;
	part->header.sh_addralign = 1;
	if (type != SHT_NOBITS && size) {
		part->data = xcalloc(size, 1);
		if (data)
			memcpy(part->data, data, size);
	}
	return part;
}

struct elf_writer *elf_writer_new(uint16_t type)
{
	struct elf_writer *writer = xcalloc(1, sizeof(*writer));

	writer->type = type;
	add_part(writer, "", SHT_NULL, NULL, 0);
	writer->parts[0].header.sh_addralign = 0;
	array_append(writer->symbols, writer->n_symbols);
	add_string(&writer->names, &writer->n_names, "");
	return writer;
}

uint32_t elf_writer_section(struct elf_writer *writer, const char *name, uint32_t type,
			    uint64_t flags, uint64_t address, uint64_t align, const void *data,
			    size_t size)
{
	struct part *part = add_part(writer, name, type, data, size);

	part->header.sh_flags = flags;
	part->header.sh_addr = address;
	part->header.sh_addralign = align;
	return writer->n_parts - 1;
}

uint32_t elf_writer_symbol(struct elf_writer *writer, const char *name, uint32_t section,
			   uint64_t value, uint64_t size, int type, int bind)
{
	uint32_t at = add_string(&writer->names, &writer->n_names, name);

	*array_append(writer->symbols, writer->n_symbols) = (Elf64_Sym) {
		.st_name = at, .st_info = ELF64_ST_INFO(bind, type), .st_shndx = section,
		.st_value = value, .st_size = size,
	};
	return writer->n_symbols - 1;
}

void elf_writer_relocation(struct elf_writer *writer, uint32_t section, uint64_t offset,
			   uint32_t type, uint32_t symbol, int64_t addend)
{
	struct part *part = &writer->parts[section];

	*array_append(part->relocations, part->n_relocations) = (Elf64_Rela) {
		.r_offset = offset, .r_info = ELF64_R_INFO((uint64_t)symbol, type),
		.r_addend = addend,
	};
}

static size_t count_locals(const struct elf_writer *writer)
{
	size_t n = 0;

	while (n < writer->n_symbols && ELF64_ST_BIND(writer->symbols[n].st_info) == STB_LOCAL)
		n++;
	return n;
}

static void add_relocation_parts(struct elf_writer *writer, size_t n, uint32_t symbol_table)
{
	for (size_t i = 1; i < n; i++) {
		const struct part part = writer->parts[i];

		if (part.n_relocations == 0)
			continue;
		_cleanup_free_ char *name = xasprintf(".rela%s", part.name);
		struct part *rela = add_part(writer, name, SHT_RELA, part.relocations,
					     part.n_relocations * sizeof(Elf64_Rela));
		rela->header.sh_link = symbol_table;
		rela->header.sh_info = i;
		rela->header.sh_entsize = sizeof(Elf64_Rela);
		rela->header.sh_addralign = 8;
	}
}

static void add_symbol_parts(struct elf_writer *writer)
{
	size_t n = writer->n_parts;

	if (writer->n_symbols == 1)
		return;
	add_part(writer, ".strtab", SHT_STRTAB, writer->names, writer->n_names);
	struct part *table = add_part(writer, ".symtab", SHT_SYMTAB, writer->symbols,
				      writer->n_symbols * sizeof(Elf64_Sym));
	table->header.sh_link = n;
	table->header.sh_info = count_locals(writer);
	table->header.sh_entsize = sizeof(Elf64_Sym);
	table->header.sh_addralign = 8;
	add_relocation_parts(writer, n, n + 1);
}

static void name_parts(struct elf_writer *writer)
{
	unsigned char *names = NULL;
	size_t n_names = 0;

	for (size_t i = 0; i < writer->n_parts; i++)
		writer->parts[i].header.sh_name = add_string(&names, &n_names,
							     writer->parts[i].name);
	uint32_t own = add_string(&names, &n_names, ".shstrtab");
	struct part *part = add_part(writer, ".shstrtab", SHT_STRTAB, names, n_names);

	part->header.sh_name = own;
	free(names);
}

static uint64_t lay_out(struct elf_writer *writer)
{
	uint64_t at = sizeof(Elf64_Ehdr);

	for (size_t i = 1; i < writer->n_parts; i++) {
		Elf64_Shdr *header = &writer->parts[i].header;

		at = (at + 15) / 16 * 16;
		header->sh_offset = at;
		if (header->sh_type != SHT_NOBITS)
			at += header->sh_size;
	}
	return (at + 15) / 16 * 16;
}

static Elf64_Ehdr make_header(const struct elf_writer *writer, uint64_t headers)
{
	return (Elf64_Ehdr) {
		.e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB,
			     EV_CURRENT },
		.e_type = writer->type, .e_machine = EM_X86_64, .e_version = EV_CURRENT,
		.e_shoff = headers, .e_ehsize = sizeof(Elf64_Ehdr),
		.e_shentsize = sizeof(Elf64_Shdr), .e_shnum = writer->n_parts,
		.e_shstrndx = writer->n_parts - 1,
	};
}

static void elf_writer_free(struct elf_writer *writer)
{
	for (size_t i = 0; i < writer->n_parts; i++) {
		free(writer->parts[i].name);
		free(writer->parts[i].data);
		free(writer->parts[i].relocations);
	}
	free(writer->parts);
	free(writer->symbols);
	free(writer->names);
	free(writer);
}

struct bytes elf_writer_finish(struct elf_writer *writer)
{
	struct bytes file = { 0 };

	add_symbol_parts(writer);
	name_parts(writer);
	uint64_t headers = lay_out(writer);
	Elf64_Ehdr header = make_header(writer, headers);

	file.size = headers + writer->n_parts * sizeof(Elf64_Shdr);
	file.data = xcalloc(file.size + 1, 1);
	memcpy(file.data, &header, sizeof(header));
	for (size_t i = 0; i < writer->n_parts; i++) {
		const struct part *part = &writer->parts[i];

		if (part->data)
			memcpy(file.data + part->header.sh_offset, part->data,
			       part->header.sh_size);
		memcpy(file.data + headers + i * sizeof(Elf64_Shdr), &part->header,
		       sizeof(Elf64_Shdr));
	}
	elf_writer_free(writer);
	return file;
}
