/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/image.h"

#include <string.h>

#include "base/memory.h"
#include "kernel/bootimage.h"

#define BANNER "Linux version "
#define NOTE_NAME "GNU"

/* A table of section headers whose place in the file is checked. */
struct headers {
	const unsigned char *data;
	size_t number;
	size_t names;		/* index of the section with the names */
};

static struct error *unreadable(const char *what)
{
	return error_refuse(SUTURE_REFUSAL_IMAGE_UNREADABLE, "%s", what);
}

static bool is_inside(const struct bytes *file, uint64_t offset, uint64_t size)
{
	return offset <= file->size && size <= file->size - offset;
}

static Elf64_Shdr header_at(const struct headers *headers, size_t index)
{
	Elf64_Shdr header;

	memcpy(&header, headers->data + index * sizeof(header), sizeof(header));
	return header;
}

static bool is_kernel(const Elf64_Ehdr *elf)
{
	return memcmp(elf->e_ident, ELFMAG, SELFMAG) == 0 &&
	       elf->e_ident[EI_CLASS] == ELFCLASS64 && elf->e_ident[EI_DATA] == ELFDATA2LSB &&
	       elf->e_machine == EM_X86_64 && elf->e_type == ET_EXEC;
}

static struct error *read_headers(const struct bytes *file, struct headers *headers)
{
	Elf64_Ehdr elf;

	if (!is_inside(file, 0, sizeof(elf)))
		return unreadable("the file is too short");
	memcpy(&elf, file->data, sizeof(elf));
	if (!is_kernel(&elf))
		return unreadable("the file is no x86-64 kernel");
	if (elf.e_shnum == 0 || elf.e_shentsize != sizeof(Elf64_Shdr) ||
	    !is_inside(file, elf.e_shoff, (uint64_t)elf.e_shnum * sizeof(Elf64_Shdr)))
		return unreadable("the section headers are cut off");
	if (elf.e_shstrndx >= elf.e_shnum)
		return unreadable("the section names are missing");
	headers->data = file->data + elf.e_shoff;
	headers->number = elf.e_shnum;
	headers->names = elf.e_shstrndx;
	return NULL;
}

static struct error *read_section(const struct bytes *file, const Elf64_Shdr *header,
				  struct image_section *section)
{
	bool has_data = header->sh_type != SHT_NOBITS && header->sh_type != SHT_NULL;

	if (has_data && !is_inside(file, header->sh_offset, header->sh_size))
		return unreadable("a section is cut off");
	if (header->sh_addr + header->sh_size < header->sh_addr)
		return unreadable("a section has an impossible address");
	section->address = header->sh_addr;
	section->size = header->sh_type == SHT_NULL ? 0 : header->sh_size;
	section->flags = header->sh_flags;
	section->entsize = header->sh_entsize;
	section->type = header->sh_type;
	section->data = has_data && header->sh_size ? file->data + header->sh_offset : NULL;
	return NULL;
}

static struct error *name_section(const struct image_section *names, uint32_t at,
				  struct image_section *section)
{
	const char *name;

	section->name = "";
	if (!names->data)
		return NULL;
	if (at >= names->size)
		return unreadable("a section's name is cut off");
	name = (const char *)names->data + at;
	if (strnlen(name, names->size - at) == names->size - at)
		return unreadable("a section's name is cut off");
	section->name = name;
	return NULL;
}

static struct error *read_sections(struct image *image)
{
	struct headers headers;

	try(read_headers(&image->file, &headers));
	image->sections = xcalloc(headers.number, sizeof(*image->sections));
	image->n_sections = headers.number;
	for (size_t i = 0; i < headers.number; i++) {
		Elf64_Shdr header = header_at(&headers, i);

		try(read_section(&image->file, &header, &image->sections[i]));
	}
	for (size_t i = 0; i < headers.number; i++)
		try(name_section(&image->sections[headers.names], header_at(&headers, i).sh_name,
				 &image->sections[i]));
	return NULL;
}

static int by_address(const void *left, const void *right)
{
	const struct image_section *const *a = left, *const *b = right;

	if ((*a)->address != (*b)->address)
		return (*a)->address < (*b)->address ? -1 : 1;
	return 0;
}

/* Per-CPU data is linked at 0; any other section without an address is not loaded. */
static bool is_loaded(const struct image_section *section)
{
	return (section->flags & SHF_ALLOC) && section->size;
}

static void sort_loaded(struct image *image)
{
	image->loaded = xcalloc(image->n_sections, sizeof(*image->loaded));
	for (size_t i = 0; i < image->n_sections; i++)
		if (is_loaded(&image->sections[i]))
			image->loaded[image->n_loaded++] = &image->sections[i];
	qsort(image->loaded, image->n_loaded, sizeof(*image->loaded), by_address);
}

static struct error *check_overlaps(const struct image *image)
{
	for (size_t i = 1; i < image->n_loaded; i++) {
		const struct image_section *before = image->loaded[i - 1];

		if (image->loaded[i]->address - before->address < before->size)
			return unreadable("sections overlap in memory");
	}
	return NULL;
}

static uint64_t align4(uint64_t size)
{
	return (size + 3) & ~3ull;
}

static bool is_build_id(const Elf64_Nhdr *note, const unsigned char *name)
{
	return note->n_type == NT_GNU_BUILD_ID && note->n_namesz == sizeof(NOTE_NAME) &&
	       memcmp(name, NOTE_NAME, sizeof(NOTE_NAME)) == 0 && note->n_descsz > 0 &&
	       note->n_descsz <= 20;
}

static void find_build_id(struct image *image, const struct image_section *section)
{
	uint64_t at = 0;
	Elf64_Nhdr note;

	while (image->build_id_size == 0 && section->size - at >= sizeof(note)) {
		uint64_t left = section->size - at - sizeof(note), name, content;

		memcpy(&note, section->data + at, sizeof(note));
		name = align4(note.n_namesz);
		content = align4(note.n_descsz);
		if (name > left || content > left - name)
			return;
		at += sizeof(note) + name;
		if (is_build_id(&note, section->data + at - name)) {
			memcpy(image->build_id, section->data + at, note.n_descsz);
			image->build_id_size = note.n_descsz;
		}
		at += content;
	}
}

static void read_build_id(struct image *image)
{
	for (size_t i = 0; i < image->n_sections; i++)
		if (image->sections[i].type == SHT_NOTE && image->sections[i].data)
			find_build_id(image, &image->sections[i]);
}

static struct error *unpack(struct image *image)
{
	struct bytes unpacked = { 0 };

	if (!is_boot_image(&image->file))
		return NULL;
	try(boot_image_unpack(&image->file, &unpacked));
	bytes_deinit(&image->file);
	image->file = unpacked;
	return NULL;
}

static struct error *parse(struct image *image)
{
	try(unpack(image));
	try(read_sections(image));
	sort_loaded(image);
	try(check_overlaps(image));
	read_build_id(image);
	return NULL;
}

struct error *image_parse(const char *path, struct bytes *file, struct image **out)
{
	_cleanup_image_ struct image *image = xcalloc(1, sizeof(*image));
	struct error *error;

	image->path = xstrdup(path);
	image->file = *file;
	*file = (struct bytes){ 0 };
	error = parse(image);
	if (error)
		return error_context(error, "%s", path);
	*out = take(image);
	return NULL;
}

struct error *image_open(const char *path, struct image **image)
{
	_cleanup_bytes_ struct bytes file = { 0 };

	try(file_read(path, &file));
	return image_parse(path, &file, image);
}

void image_close(struct image *image)
{
	if (!image)
		return;
	free(image->path);
	bytes_deinit(&image->file);
	free(image->sections);
	free(image->loaded);
	free(image);
}

const struct image_section *image_section(const struct image *image, const char *name)
{
	for (size_t i = 0; i < image->n_sections; i++)
		if (strcmp(image->sections[i].name, name) == 0)
			return &image->sections[i];
	return NULL;
}

const struct image_section *image_section_at(const struct image *image, uint64_t address)
{
	size_t low = 0, high = image->n_loaded;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct image_section *section = image->loaded[middle];

		if (address < section->address)
			high = middle;
		else if (address - section->address >= section->size)
			low = middle + 1;
		else
			return section;
	}
	return NULL;
}

const unsigned char *image_bytes(const struct image *image, uint64_t address, uint64_t size)
{
	const struct image_section *section = image_section_at(image, address);
	uint64_t offset;

	if (!section || !section->data)
		return NULL;
	offset = address - section->address;
	if (size > section->size - offset)
		return NULL;
	return section->data + offset;
}

/* A banner is one line of text; the same words are also in format strings ("Linux version %s"). */
static bool is_banner(const char *text, size_t room)
{
	const char *end = memchr(text, 0, room);

	return end && text[strlen(BANNER)] != '%' && end > text && end[-1] == '\n';
}

static const char *find_banner(const struct image_section *section)
{
	const unsigned char *at = section->data, *end = section->data + section->size;

	while ((at = memmem(at, end - at, BANNER, strlen(BANNER)))) {
		if (is_banner((const char *)at, end - at))
			return (const char *)at;
		at++;
	}
	return NULL;
}

const char *image_banner(const struct image *image)
{
	for (size_t i = 0; i < image->n_loaded; i++) {
		const struct image_section *section = image->loaded[i];
		const char *banner = NULL;

		if (section->data && !is_image_text(section))
			banner = find_banner(section);
		if (banner)
			return banner;
	}
	return NULL;
}
