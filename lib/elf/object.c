/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "elf/object.h"

#include <string.h>

#include "base/memory.h"

/*
 * The reader is our own rather than libelf's: an update's verification must
 * treat the file as hostile, and one bounds check here replaces one at each use.
 */
struct reader {
	struct object *object;
	const Elf64_Ehdr *header;
	const Elf64_Shdr *headers;
};

static struct error *damaged(const struct reader *reader, const char *what)
{
	return error_refuse(SUTURE_REFUSAL_UPDATE_DAMAGED, "%s: %s", reader->object->path, what);
}

static bool in_file(const struct reader *reader, uint64_t offset, uint64_t size)
{
	uint64_t total = reader->object->file.size;

	return offset <= total && size <= total - offset;
}

static const void *at(const struct reader *reader, uint64_t offset)
{
	return reader->object->file.data + offset;
}

static struct error *read_header(struct reader *reader)
{
	const Elf64_Ehdr *header = at(reader, 0);

	if (!in_file(reader, 0, sizeof(*header)) || memcmp(header->e_ident, ELFMAG, SELFMAG))
		return damaged(reader, "not an ELF file");
	if (header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_ident[EI_DATA] != ELFDATA2LSB ||
	    header->e_machine != EM_X86_64 || header->e_type != ET_REL)
		return damaged(reader, "not a relocatable x86-64 object");
	if (header->e_shentsize != sizeof(Elf64_Shdr) || header->e_shoff % 8 ||
	    !in_file(reader, header->e_shoff, sizeof(Elf64_Shdr)))
		return damaged(reader, "bad section header table");
	reader->header = header;
	reader->headers = at(reader, header->e_shoff);
	return NULL;
}

static struct error *count_sections(const struct reader *reader, size_t *n, size_t *names)
{
	uint64_t number = reader->header->e_shnum ? reader->header->e_shnum
						  : reader->headers[0].sh_size;
	uint64_t strings = reader->header->e_shstrndx == SHN_XINDEX ? reader->headers[0].sh_link
								    : reader->header->e_shstrndx;

	if (number == 0 || number > reader->object->file.size / sizeof(Elf64_Shdr) ||
	    !in_file(reader, reader->header->e_shoff, number * sizeof(Elf64_Shdr)) ||
	    strings >= number)
		return damaged(reader, "bad section count");
	*n = number;
	*names = strings;
	return NULL;
}

/* A string of a string table, or NULL where it is not inside or not terminated. */
static const char *string_at(const struct section *table, uint64_t offset)
{
	if (table->type != SHT_STRTAB || !table->data || offset >= table->size ||
	    !memchr(table->data + offset, 0, table->size - offset))
		return NULL;
	return (const char *)table->data + offset;
}

static struct error *read_section(struct reader *reader, size_t index)
{
	const Elf64_Shdr *header = &reader->headers[index];
	struct section *section = &reader->object->sections[index];

	*section = (struct section){
		.name = "",
		.size = header->sh_size,
		.flags = header->sh_flags,
		.align = header->sh_addralign ? header->sh_addralign : 1,
		.entsize = header->sh_entsize,
		.type = header->sh_type,
		.link = header->sh_link,
		.info = header->sh_info,
		.index = index,
	};
	if (index == 0)
		section->size = 0;
	if (section->type == SHT_NOBITS || section->type == SHT_NULL || section->size == 0)
		return NULL;
	if (!in_file(reader, header->sh_offset, header->sh_size))
		return damaged(reader, "a section lies outside the file");
	section->data = at(reader, header->sh_offset);
	return NULL;
}

static struct error *read_sections(struct reader *reader)
{
	struct object *object = reader->object;
	size_t n = 0, names = 0;

	try(count_sections(reader, &n, &names));
	object->sections = xcalloc(n, sizeof(*object->sections));
	object->n_sections = n;
	for (size_t i = 0; i < n; i++)
		try(read_section(reader, i));
	for (size_t i = 1; i < n; i++) {
		object->sections[i].name = string_at(&object->sections[names],
						     reader->headers[i].sh_name);
		if (!object->sections[i].name)
			return damaged(reader, "a section has a bad name");
	}
	return NULL;
}

static struct section *symbol_table(const struct object *object)
{
	for (size_t i = 1; i < object->n_sections; i++)
		if (object->sections[i].type == SHT_SYMTAB)
			return &object->sections[i];
	return NULL;
}

/* Section numbers that do not fit into st_shndx. */
static const uint32_t *extended_indices(const struct object *object, const struct section *table,
					size_t n)
{
	for (size_t i = 1; i < object->n_sections; i++) {
		const struct section *section = &object->sections[i];

		if (section->type == SHT_SYMTAB_SHNDX && section->link == table->index &&
		    section->data && section->size / 4 >= n)
			return (const uint32_t *)section->data;
	}
	return NULL;
}

static struct error *place_symbol(struct reader *reader, struct symbol *symbol, uint32_t shndx,
				  const uint32_t *extended)
{
	struct object *object = reader->object;

	if (shndx == SHN_XINDEX && extended)
		shndx = extended[symbol->index];
	else if (shndx >= SHN_LORESERVE || shndx == SHN_UNDEF)
		return NULL;
	if (shndx == 0 || shndx >= object->n_sections)
		return damaged(reader, "a symbol has a bad section");
	symbol->section = &object->sections[shndx];
	if (symbol->value > symbol->section->size)
		return damaged(reader, "a symbol lies outside its section");
	if (symbol->type != STT_SECTION)
		return NULL;
	symbol->section->section_symbol = symbol;
	symbol->name = symbol->section->name;
	return NULL;
}

static struct error *read_symbol(struct reader *reader, const struct section *table, size_t index,
				 const uint32_t *extended)
{
	const Elf64_Sym *raw = (const Elf64_Sym *)table->data + index;
	struct symbol *symbol = &reader->object->symbols[index];

	*symbol = (struct symbol){
		.name = string_at(&reader->object->sections[table->link], raw->st_name),
		.value = raw->st_value,
		.size = raw->st_size,
		.shndx = raw->st_shndx,
		.type = ELF64_ST_TYPE(raw->st_info),
		.bind = ELF64_ST_BIND(raw->st_info),
		.index = index,
	};
	if (!symbol->name)
		return damaged(reader, "a symbol has a bad name");
	return place_symbol(reader, symbol, raw->st_shndx, extended);
}

static int by_value(const void *left, const void *right)
{
	const struct symbol *a = *(struct symbol *const *)left;
	const struct symbol *b = *(struct symbol *const *)right;

	if (a->value != b->value)
		return a->value < b->value ? -1 : 1;
	return a->index < b->index ? -1 : 1;
}

static void index_symbols(struct object *object)
{
	for (size_t i = 1; i < object->n_symbols; i++) {
		struct symbol *symbol = &object->symbols[i];
		struct section *section = symbol->section;

		if (section && symbol->type != STT_SECTION)
			*array_append(section->symbols, section->n_symbols) = symbol;
	}
	for (size_t i = 1; i < object->n_sections; i++) {
		struct section *section = &object->sections[i];

		if (section->n_symbols)
			qsort(section->symbols, section->n_symbols, sizeof(*section->symbols),
			      by_value);
	}
}

static struct error *read_symbols(struct reader *reader)
{
	struct object *object = reader->object;
	const struct section *table = symbol_table(object);
	const uint32_t *extended;
	size_t n;

	if (!table)
		return NULL;
	n = table->size / sizeof(Elf64_Sym);
	if (table->entsize != sizeof(Elf64_Sym) || table->link >= object->n_sections ||
	    (uintptr_t)table->data % 8)
		return damaged(reader, "bad symbol table");
	object->symbols = xcalloc(n, sizeof(*object->symbols));
	object->n_symbols = n;
	extended = extended_indices(object, table, n);
	for (size_t i = 0; i < n; i++)
		try(read_symbol(reader, table, i, extended));
	index_symbols(object);
	return NULL;
}

static int by_offset(const void *left, const void *right)
{
	const struct relocation *a = left, *b = right;

	if (a->offset != b->offset)
		return a->offset < b->offset ? -1 : 1;
	return 0;
}

static struct error *read_relocation(struct reader *reader, const Elf64_Rela *raw,
				     struct section *section, struct relocation *relocation)
{
	uint64_t symbol = ELF64_R_SYM(raw->r_info);
	uint32_t type = ELF64_R_TYPE(raw->r_info);

	if (symbol >= reader->object->n_symbols)
		return damaged(reader, "a relocation has a bad symbol");
	if (raw->r_offset > section->size || relocation_size(type) > section->size - raw->r_offset)
		return damaged(reader, "a relocation lies outside its section");
	*relocation = (struct relocation){ raw->r_offset, raw->r_addend,
					   &reader->object->symbols[symbol], type };
	return NULL;
}

static struct error *read_table(struct reader *reader, const struct section *table)
{
	struct section *section = &reader->object->sections[table->info];
	const Elf64_Rela *raw = (const Elf64_Rela *)table->data;
	size_t n = table->size / sizeof(*raw);

	if (table->entsize != sizeof(*raw) || (uintptr_t)raw % 8 || section->relocations)
		return damaged(reader, "bad relocation table");
	section->relocations = xcalloc(n, sizeof(*section->relocations));
	section->n_relocations = n;
	for (size_t i = 0; i < n; i++)
		try(read_relocation(reader, &raw[i], section, &section->relocations[i]));
	qsort(section->relocations, n, sizeof(*section->relocations), by_offset);
	return NULL;
}

static struct error *read_relocations(struct reader *reader)
{
	struct object *object = reader->object;

	for (size_t i = 1; i < object->n_sections; i++) {
		const struct section *table = &object->sections[i];

		if (table->type != SHT_RELA || table->size == 0)
			continue;
		if (table->info == 0 || table->info >= object->n_sections)
			return damaged(reader, "a relocation table has a bad section");
		try(read_table(reader, table));
	}
	return NULL;
}

struct error *object_parse(const char *name, struct bytes *file, struct object **out)
{
	_cleanup_object_ struct object *object = xcalloc(1, sizeof(*object));
	struct reader reader = { .object = object };

	object->path = xstrdup(name);
	object->file = *file;
	*file = (struct bytes){ 0 };
	try(read_header(&reader));
	try(read_sections(&reader));
	try(read_symbols(&reader));
	try(read_relocations(&reader));
	*out = take(object);
	return NULL;
}

struct error *object_open(const char *path, struct object **object)
{
	struct bytes file = { 0 };

	try(file_read(path, &file));
	return object_parse(path, &file, object);
}

void object_free(struct object *object)
{
	if (!object)
		return;
	for (size_t i = 0; i < object->n_sections; i++) {
		free(object->sections[i].relocations);
		free(object->sections[i].symbols);
	}
	free(object->sections);
	free(object->symbols);
	bytes_deinit(&object->file);
	free(object->path);
	free(object);
}

struct section *object_section(const struct object *object, const char *name)
{
	for (size_t i = 1; i < object->n_sections; i++)
		if (!strcmp(object->sections[i].name, name))
			return &object->sections[i];
	return NULL;
}

struct symbol *object_symbol(const struct object *object, const char *name)
{
	for (size_t i = 1; i < object->n_symbols; i++) {
		struct symbol *symbol = &object->symbols[i];

		if (symbol->section && symbol->type != STT_SECTION && !strcmp(symbol->name, name))
			return symbol;
	}
	return NULL;
}

size_t section_relocation_from(const struct section *section, uint64_t offset)
{
	size_t low = 0, high = section->n_relocations;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (section->relocations[middle].offset < offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct symbol *section_symbol_at(const struct section *section, uint64_t offset)
{
	for (size_t i = 0; i < section->n_symbols; i++) {
		struct symbol *symbol = section->symbols[i];

		if (symbol->value > offset)
			break;
		if (offset - symbol->value < symbol->size)
			return symbol;
	}
	return NULL;
}

static const struct relocation_kind {
	const char *name;
	unsigned int size;
	bool pc_relative;
} kinds[] = {
	[R_X86_64_NONE] = { "R_X86_64_NONE", 0, false },
	[R_X86_64_64] = { "R_X86_64_64", 8, false },
	[R_X86_64_PC32] = { "R_X86_64_PC32", 4, true },
	[R_X86_64_PLT32] = { "R_X86_64_PLT32", 4, true },
	[R_X86_64_GOTPCREL] = { "R_X86_64_GOTPCREL", 4, true },
	[R_X86_64_32] = { "R_X86_64_32", 4, false },
	[R_X86_64_32S] = { "R_X86_64_32S", 4, false },
	[R_X86_64_16] = { "R_X86_64_16", 2, false },
	[R_X86_64_PC16] = { "R_X86_64_PC16", 2, true },
	[R_X86_64_8] = { "R_X86_64_8", 1, false },
	[R_X86_64_PC8] = { "R_X86_64_PC8", 1, true },
	[R_X86_64_PC64] = { "R_X86_64_PC64", 8, true },
	[R_X86_64_GOTPCRELX] = { "R_X86_64_GOTPCRELX", 4, true },
	[R_X86_64_REX_GOTPCRELX] = { "R_X86_64_REX_GOTPCRELX", 4, true },
	/* Debug information only. */
	[R_X86_64_DTPOFF64] = { "R_X86_64_DTPOFF64", 8, false },
	[R_X86_64_DTPOFF32] = { "R_X86_64_DTPOFF32", 4, false },
	[R_X86_64_SIZE32] = { "R_X86_64_SIZE32", 4, false },
};

static const struct relocation_kind *kind_of(uint32_t type)
{
	return type < ARRAY_SIZE(kinds) && kinds[type].name ? &kinds[type] : NULL;
}

unsigned int relocation_size(uint32_t type)
{
	const struct relocation_kind *kind = kind_of(type);

	return kind ? kind->size : 0;
}

const char *relocation_name(uint32_t type)
{
	const struct relocation_kind *kind = kind_of(type);

	return kind ? kind->name : "an unknown relocation";
}

bool relocation_is_pc_relative(uint32_t type)
{
	const struct relocation_kind *kind = kind_of(type);

	return kind && kind->pc_relative;
}

/* The build-id descriptor of one note section, or NULL. */
static const unsigned char *build_id_in(const struct section *section, size_t *length)
{
	size_t offset = 0;

	while (section->size - offset >= sizeof(Elf64_Nhdr)) {
		Elf64_Nhdr note;
		uint64_t name, end;

		memcpy(&note, section->data + offset, sizeof(note));
		name = offset + sizeof(note);
		end = name + ((note.n_namesz + 3ull) & ~3ull) + ((note.n_descsz + 3ull) & ~3ull);
		if (end > section->size)
			return NULL;
		if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 &&
		    !memcmp(section->data + name, "GNU", 4)) {
			*length = note.n_descsz;
			return section->data + name + 4;
		}
		offset = end;
	}
	return NULL;
}

size_t object_build_id(const struct object *object, unsigned char build_id[20])
{
	for (size_t i = 1; i < object->n_sections; i++) {
		const struct section *section = &object->sections[i];
		const unsigned char *found;
		size_t length;

		if (section->type != SHT_NOTE || !section->data)
			continue;
		found = build_id_in(section, &length);
		if (found && length <= 20) {
			memcpy(build_id, found, length);
			return length;
		}
	}
	return 0;
}
