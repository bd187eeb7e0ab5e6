/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A kernel image: the vmlinux ELF file that a vendor ships, read whole into
 * memory. It comes stripped, usually as the compressed payload of an x86 boot
 * image (vmlinuz); image_open() takes either. Addresses are link addresses.
 *
 * Every byte of the file is checked: after image_open() each section's data is
 * in bounds and no section's address range wraps around.
 *
 * Sources: the x86 boot protocol (setup header at 0x1f1, protocol 2.08 and
 * later), the ELF-64 format.
 */
#ifndef SUTURE_IMAGE_H
#define SUTURE_IMAGE_H

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/file.h"

struct image_section {
	const char *name;		/* "" if it has none */
	uint64_t address;		/* 0 and no SHF_ALLOC: not in memory */
	uint64_t size;
	uint64_t flags;			/* SHF_* */
	uint64_t entsize;
	uint32_t type;			/* SHT_* */
	const unsigned char *data;	/* NULL for SHT_NOBITS and empty sections */
};

struct image {
	char *path;			/* what was opened, for messages */
	/* The decompressed ELF file; after its end the boot image's relocation table may follow. */
	struct bytes file;
	struct image_section *sections;	/* in the file's order */
	size_t n_sections;
	struct image_section **loaded;	/* those with SHF_ALLOC, address and a size, by address */
	size_t n_loaded;
	unsigned char build_id[20];
	size_t build_id_size;		/* 0: there is none */
};

/* A file that is no whole kernel image is refused as IMAGE_UNREADABLE. */
struct error *image_open(const char *path, struct image **image)
	__attribute__((nonnull, warn_unused_result));
/* The same from memory; takes over the bytes in every case. The path is for messages. */
struct error *image_parse(const char *path, struct bytes *file, struct image **image)
	__attribute__((nonnull, warn_unused_result));
void image_close(struct image *image);
DEFINE_CLEANUP(struct image *, image_close);
#define _cleanup_image_ _cleanup_(image_closep)

/* The first section of that name; NULL if there is none. */
const struct image_section *image_section(const struct image *image, const char *name)
	__attribute__((nonnull));
/*
 * The loaded section that holds an address; NULL if there is none. Per-CPU data
 * is linked at addresses from 0 on, below all others.
 */
const struct image_section *image_section_at(const struct image *image, uint64_t address)
	__attribute__((nonnull));
/*
 * The bytes [address, address + size) as the file has them; NULL unless all of
 * them are in one section with data (.bss has none).
 */
const unsigned char *image_bytes(const struct image *image, uint64_t address, uint64_t size)
	__attribute__((nonnull));

/*
 * What the kernel says of itself: "Linux version RELEASE (USER@HOST) (COMPILER) #1 ...",
 * in the image and NUL-terminated, with the newline; NULL if it is not there.
 */
const char *image_banner(const struct image *image) __attribute__((nonnull));

static inline bool is_image_text(const struct image_section *section)
{
	return (section->flags & (SHF_ALLOC | SHF_EXECINSTR)) == (SHF_ALLOC | SHF_EXECINSTR);
}

#endif
