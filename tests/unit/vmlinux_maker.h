/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A tiny kernel image for tests: an ELF file with a few sections, and a boot
 * image around any payload. Addresses are those of the arrays below.
 */
#ifndef SUTURE_VMLINUX_MAKER_H
#define SUTURE_VMLINUX_MAKER_H

#include <elf.h>
#include <stdint.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"

#define VMLINUX_TEXT 0xffffffff81000000ull
#define VMLINUX_RODATA 0xffffffff82000000ull
#define VMLINUX_BSS 0xffffffff83000000ull
#define VMLINUX_BSS_SIZE 0x1000
#define VMLINUX_RELEASE "6.1.0-test"
#define VMLINUX_BANNER                                                                             \
	"Linux version " VMLINUX_RELEASE " (builder@example.org) (gcc-12 (Test) 12.2.0, GNU ld) "  \
	"#7 SMP PREEMPT_DYNAMIC Test 1.2 (2026-01-02)\n"

static const unsigned char vmlinux_text[16] = { 0x0f, 0x1f, 0x44, 0, 0, 0x31, 0xc0, 0xc3 };
/* One format string that only looks like a banner comes first. */
static const char vmlinux_rodata[] = "Linux version %s\0" VMLINUX_BANNER;
static const char vmlinux_names[] = "\0.text\0.rodata\0.notes\0.bss\0.shstrtab";

struct vmlinux_file {
	Elf64_Ehdr header;
	unsigned char text[sizeof(vmlinux_text)];
	char rodata[sizeof(vmlinux_rodata)];
	char pad[3];
	struct {
		Elf64_Nhdr other;
		char other_name[8];
		Elf64_Nhdr note;
		char name[4];
		unsigned char id[20];
	} notes;
	char names[sizeof(vmlinux_names)];
	Elf64_Shdr sections[6];
};

#define VMLINUX_SECTION(name_, type_, flags_, address_, member)                                    \
	(Elf64_Shdr)                                                                               \
	{                                                                                          \
		.sh_name = name_, .sh_type = type_, .sh_flags = flags_, .sh_addr = address_,       \
		.sh_offset = offsetof(struct vmlinux_file, member),                                \
		.sh_size = sizeof(((struct vmlinux_file *)0)->member),                             \
	}

static inline void vmlinux_fill_notes(struct vmlinux_file *file)
{
	file->notes.other = (Elf64_Nhdr){ 6, 0, 1 };
	memcpy(file->notes.other_name, "Linux", 6);
	file->notes.note = (Elf64_Nhdr){ 4, 20, NT_GNU_BUILD_ID };
	memcpy(file->notes.name, "GNU", 4);
	for (int i = 0; i < 20; i++)
		file->notes.id[i] = i + 1;
}

static inline struct vmlinux_file vmlinux_make(void)
{
	struct vmlinux_file file = { 0 };
	Elf64_Ehdr *header = &file.header;

	memcpy(header->e_ident, ELFMAG, SELFMAG);
	header->e_ident[EI_CLASS] = ELFCLASS64;
	header->e_ident[EI_DATA] = ELFDATA2LSB;
	header->e_type = ET_EXEC;
	header->e_machine = EM_X86_64;
	header->e_shoff = offsetof(struct vmlinux_file, sections);
	header->e_shentsize = sizeof(Elf64_Shdr);
	header->e_shnum = 6;
	header->e_shstrndx = 5;
	memcpy(file.text, vmlinux_text, sizeof(vmlinux_text));
	memcpy(file.rodata, vmlinux_rodata, sizeof(vmlinux_rodata));
	memcpy(file.names, vmlinux_names, sizeof(vmlinux_names));
	vmlinux_fill_notes(&file);
	file.sections[1] = VMLINUX_SECTION(7, SHT_PROGBITS, SHF_ALLOC, VMLINUX_RODATA, rodata);
	file.sections[2] = VMLINUX_SECTION(1, SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR,
					   VMLINUX_TEXT, text);
	file.sections[3] = VMLINUX_SECTION(15, SHT_NOTE, 0, 0, notes);
	file.sections[4] = VMLINUX_SECTION(22, SHT_NOBITS, SHF_ALLOC | SHF_WRITE, VMLINUX_BSS,
					   text);
	file.sections[4].sh_size = VMLINUX_BSS_SIZE;
	file.sections[5] = VMLINUX_SECTION(27, SHT_STRTAB, 0, 0, names);
	return file;
}

static inline void vmlinux_put32(unsigned char *at, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = value >> (8 * i);
}

/*
 * A boot image of one setup sector after the first, whose payload is the compressed
 * bytes and, where the format lacks it, the unpacked size after them.
 */
static inline struct bytes bootimage_make(const void *packed, size_t size, uint32_t unpacked,
					  int append_size)
{
	const size_t start = 2 * 512, gap = 40;
	struct bytes image = { .size = start + gap + size + (append_size ? 4 : 0) };

	image.data = xcalloc(image.size + 1, 1);
	image.data[0x1f1] = 1;
	memcpy(image.data + 0x202, "HdrS", 4);
	image.data[0x206] = 0x0f;
	image.data[0x207] = 0x02;
	vmlinux_put32(image.data + 0x248, gap);
	vmlinux_put32(image.data + 0x24c, image.size - start - gap);
	memcpy(image.data + start + gap, packed, size);
	if (append_size)
		vmlinux_put32(image.data + image.size - 4, unpacked);
	return image;
}

#endif
