/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "elf/writer.h"

#include <string.h>

#include "base/memory.h"

struct writer_relocation {
	struct writer_section *section;
	struct writer_symbol *symbol;
	uint64_t offset;
	int64_t addend;
	uint32_t type;
};

struct writer {
	struct writer_section **sections;
	size_t n_sections;
	struct writer_symbol **symbols;
	size_t n_symbols;
	struct writer_relocation *relocations;
	size_t n_relocations;
};

struct writer *writer_new(void)
{
	return xcalloc(1, sizeof(struct writer));
}

void writer_free(struct writer *writer)
{
	if (!writer)
		return;
	for (size_t i = 0; i < writer->n_sections; i++) {
		bytes_deinit(&writer->sections[i]->content);
		free(writer->sections[i]->name);
		free(writer->sections[i]);
	}
	for (size_t i = 0; i < writer->n_symbols; i++) {
		free(writer->symbols[i]->name);
		free(writer->symbols[i]);
	}
	free(writer->sections);
	free(writer->symbols);
	free(writer->relocations);
	free(writer);
}

struct writer_section *writer_section(struct writer *writer, const char *name, uint32_t type,
				      uint64_t flags, uint64_t entsize)
{
	struct writer_section *section;

	for (size_t i = 0; i < writer->n_sections; i++)
		if (!strcmp(writer->sections[i]->name, name))
			return writer->sections[i];
	section = xcalloc(1, sizeof(*section));
	*section = (struct writer_section){
		.name = xstrdup(name),
		.type = type,
		.flags = flags,
		.align = 1,
		.entsize = entsize,
		.index = writer->n_sections + 1,
	};
	*array_append(writer->sections, writer->n_sections) = section;
	return section;
}

static void grow(struct bytes *bytes, uint64_t size, unsigned char fill)
{
	bytes->data = xrealloc(bytes->data, size, 1);
	memset(bytes->data + bytes->size, fill, size - bytes->size);
	bytes->size = size;
}

uint64_t writer_append(struct writer_section *section, const void *data, uint64_t size,
		       uint64_t align, unsigned char fill)
{
	struct bytes *content = &section->content;
	uint64_t offset = (content->size + align - 1) / align * align;

	if (align > section->align)
		section->align = align;
	if (section->type == SHT_NOBITS) {
		content->size = offset + size;
		return offset;
	}
	grow(content, offset, fill);
	grow(content, offset + size, 0);
	if (data && size)
		memcpy(content->data + offset, data, size);
	return offset;
}

static struct writer_symbol *add_symbol(struct writer *writer, const char *name)
{
	struct writer_symbol *symbol = xcalloc(1, sizeof(*symbol));

	symbol->name = xstrdup(name);
	symbol->order = writer->n_symbols;
	*array_append(writer->symbols, writer->n_symbols) = symbol;
	return symbol;
}

struct writer_symbol *writer_define(struct writer *writer, const char *name,
				    struct writer_section *section, uint64_t value, uint64_t size,
				    uint8_t type)
{
	struct writer_symbol *symbol = add_symbol(writer, name);

	symbol->section = section;
	symbol->value = value;
	symbol->size = size;
	symbol->type = type;
	symbol->bind = STB_LOCAL;
	return symbol;
}

struct writer_symbol *writer_section_symbol(struct writer *writer, struct writer_section *section)
{
	if (!section->symbol)
		section->symbol = writer_define(writer, "", section, 0, 0, STT_SECTION);
	return section->symbol;
}

static struct writer_symbol *find_special(struct writer *writer, const char *name,
					  uint16_t special, uint8_t bind)
{
	struct writer_symbol *symbol;

	for (size_t i = 0; i < writer->n_symbols; i++) {
		symbol = writer->symbols[i];
		if (!symbol->section && symbol->special == special && !strcmp(symbol->name, name))
			return symbol;
	}
	symbol = add_symbol(writer, name);
	symbol->special = special;
	symbol->bind = bind;
	return symbol;
}

struct writer_symbol *writer_undefined(struct writer *writer, const char *name)
{
	return find_special(writer, name, SHN_UNDEF, STB_GLOBAL);
}

struct writer_symbol *writer_absolute(struct writer *writer)
{
	return find_special(writer, "suture_absolute", SHN_ABS, STB_LOCAL);
}

void writer_relocate(struct writer *writer, struct writer_section *section, uint64_t offset,
		     uint32_t type, struct writer_symbol *symbol, int64_t addend)
{
	*array_append(writer->relocations, writer->n_relocations) =
		(struct writer_relocation){ section, symbol, offset, addend, type };
}

size_t writer_undefined_names(const struct writer *writer, const char ***names)
{
	size_t n = 0;

	*names = NULL;
	for (size_t i = 0; i < writer->n_symbols; i++) {
		const struct writer_symbol *symbol = writer->symbols[i];

		if (!symbol->section && symbol->special == SHN_UNDEF)
			*array_append(*names, n) = symbol->name;
	}
	return n;
}

/* ---- the file ---- */

struct layout {
	const struct writer *writer;
	struct bytes *file;
	struct bytes strings, names;	/* .strtab, .shstrtab */
	Elf64_Shdr *headers;
	size_t n_headers;
	size_t symtab;			/* index of the symbol table's header */
	uint32_t *symbol_index;		/* of writer->symbols[i] in the file */
};

static uint32_t add_string(struct bytes *table, const char *string)
{
	uint32_t offset = table->size ? table->size : 1;

	grow(table, offset + strlen(string) + 1, 0);
	memcpy(table->data + offset, string, strlen(string));
	return offset;
}

static uint64_t put(struct bytes *file, const void *data, uint64_t size, uint64_t align)
{
	uint64_t offset = (file->size + align - 1) / align * align;

	grow(file, offset + size, 0);
	if (data && size)
		memcpy(file->data + offset, data, size);
	return offset;
}

static Elf64_Shdr *add_header(struct layout *layout, const char *name, uint32_t type,
			      uint64_t align)
{
	Elf64_Shdr *header = array_append(layout->headers, layout->n_headers);

	header->sh_name = add_string(&layout->names, name);
	header->sh_type = type;
	header->sh_addralign = align;
	return header;
}

static void put_section(struct layout *layout, const struct writer_section *section)
{
	Elf64_Shdr *header = add_header(layout, section->name, section->type, section->align);

	header->sh_flags = section->flags;
	header->sh_entsize = section->entsize;
	header->sh_size = section->content.size;
	if (section->type == SHT_NOBITS)
		header->sh_offset = layout->file->size;
	else
		header->sh_offset = put(layout->file, section->content.data,
					section->content.size, section->align);
}

static void put_symbol(struct layout *layout, size_t i, Elf64_Sym *raw)
{
	const struct writer_symbol *symbol = layout->writer->symbols[i];

	raw->st_name = add_string(&layout->strings, symbol->name);
	raw->st_info = ELF64_ST_INFO(symbol->bind, symbol->type);
	raw->st_shndx = symbol->section ? symbol->section->index : symbol->special;
	raw->st_value = symbol->value;
	raw->st_size = symbol->size;
}

static void put_symbols(struct layout *layout)
{
	const struct writer *writer = layout->writer;
	_cleanup_free_ Elf64_Sym *table = xcalloc(writer->n_symbols + 1, sizeof(*table));
	Elf64_Shdr *header;
	size_t n = 1, n_local = 1;

	for (int pass = STB_LOCAL; pass <= STB_GLOBAL; pass++) {
		for (size_t i = 0; i < writer->n_symbols; i++) {
			if (writer->symbols[i]->bind != pass)
				continue;
			layout->symbol_index[i] = n;
			put_symbol(layout, i, &table[n++]);
		}
		if (pass == STB_LOCAL)
			n_local = n;
	}
	layout->symtab = layout->n_headers;
	header = add_header(layout, ".symtab", SHT_SYMTAB, 8);
	header->sh_entsize = sizeof(*table);
	header->sh_info = n_local;
	header->sh_link = layout->symtab + 1;
	header->sh_size = n * sizeof(*table);
	header->sh_offset = put(layout->file, table, header->sh_size, 8);
	header = add_header(layout, ".strtab", SHT_STRTAB, 1);
	header->sh_size = layout->strings.size;
	header->sh_offset = put(layout->file, layout->strings.data, layout->strings.size, 1);
}

static void put_relocations(struct layout *layout, const struct writer_section *section)
{
	const struct writer *writer = layout->writer;
	_cleanup_free_ char *name = xasprintf(".rela%s", section->name);
	_cleanup_free_ Elf64_Rela *table = NULL;
	Elf64_Shdr *header;
	size_t n = 0;

	for (size_t i = 0; i < writer->n_relocations; i++) {
		const struct writer_relocation *relocation = &writer->relocations[i];
		uint32_t symbol;

		if (relocation->section != section)
			continue;
		symbol = layout->symbol_index[relocation->symbol->order];
		*array_append(table, n) = (Elf64_Rela){
			relocation->offset, ELF64_R_INFO((uint64_t)symbol, relocation->type),
			relocation->addend };
	}
	if (n == 0)
		return;
	header = add_header(layout, name, SHT_RELA, 8);
	header->sh_entsize = sizeof(*table);
	header->sh_flags = SHF_INFO_LINK;
	header->sh_info = section->index;
	header->sh_link = layout->symtab;
	header->sh_size = n * sizeof(*table);
	header->sh_offset = put(layout->file, table, header->sh_size, 8);
}

static void put_names(struct layout *layout)
{
	Elf64_Shdr *header = add_header(layout, ".shstrtab", SHT_STRTAB, 1);

	header->sh_size = layout->names.size;
	header->sh_offset = put(layout->file, layout->names.data, layout->names.size, 1);
}

static void put_header(struct layout *layout)
{
	uint64_t headers = put(layout->file, layout->headers,
			       layout->n_headers * sizeof(*layout->headers), 8);
	Elf64_Ehdr header = {
		.e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB,
			     EV_CURRENT, ELFOSABI_NONE },
		.e_type = ET_REL,
		.e_machine = EM_X86_64,
		.e_version = EV_CURRENT,
		.e_shoff = headers,
		.e_ehsize = sizeof(header),
		.e_shentsize = sizeof(Elf64_Shdr),
		.e_shnum = layout->n_headers,
		.e_shstrndx = layout->n_headers - 1,
	};

	memcpy(layout->file->data, &header, sizeof(header));
}

void writer_finish(const struct writer *writer, struct bytes *out)
{
	struct bytes file = { 0 };
	_cleanup_free_ uint32_t *symbol_index = xcalloc(writer->n_symbols + 1, sizeof(uint32_t));
	struct layout layout = { .writer = writer, .file = &file, .symbol_index = symbol_index };

	put(&file, NULL, sizeof(Elf64_Ehdr), 1);
	(void)array_append(layout.headers, layout.n_headers);
	for (size_t i = 0; i < writer->n_sections; i++)
		put_section(&layout, writer->sections[i]);
	put_symbols(&layout);
	for (size_t i = 0; i < writer->n_sections; i++)
		put_relocations(&layout, writer->sections[i]);
	put_names(&layout);
	put_header(&layout);
	bytes_deinit(&layout.strings);
	bytes_deinit(&layout.names);
	free(layout.headers);
	*out = file;
}
