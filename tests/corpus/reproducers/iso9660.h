/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lay out a small ISO 9660 image by hand (ECMA-119): a volume of ISO_VOLUME blocks on a
 * device of ISO_BLOCKS, so that there are readable blocks which the volume does not own.
 */
#ifndef ISO9660_H
#define ISO9660_H

#include <stdint.h>
#include <string.h>

#define ISO_BLOCK 2048
#define ISO_BLOCKS 64
#define ISO_VOLUME 32
#define ISO_ROOT 18
#define ISO_DIRECTORY 2

typedef unsigned char iso_image[ISO_BLOCKS][ISO_BLOCK];

/* Numbers are stored twice: little endian, then big endian. */
static inline void iso_put32(unsigned char *at, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = at[7 - i] = value >> 8 * i;
}

static inline void iso_put16(unsigned char *at, uint16_t value)
{
	at[0] = at[3] = value & 0xff;
	at[1] = at[2] = value >> 8;
}

/* A directory record with its system use field; the end of the record. */
static inline unsigned char *iso_record(unsigned char *at, uint32_t block, uint32_t size, int flags,
					const char *name, size_t name_size,
					const void *system_use, size_t system_use_size)
{
	size_t head = (33 + name_size + 1) & ~1UL;

	at[0] = (head + system_use_size + 1) & ~1UL;
	iso_put32(at + 2, block);
	iso_put32(at + 10, size);
	at[18] = 100;
	at[19] = at[20] = 1;
	at[25] = flags;
	iso_put16(at + 28, 1);
	at[32] = name_size;
	memcpy(at + 33, name, name_size);
	memcpy(at + head, system_use, system_use_size);
	return at + at[0];
}

static inline void iso_descriptor(unsigned char *at, int type)
{
	at[0] = type;
	memcpy(at + 1, "CD001\001", 6);
}

/* The descriptors and the two first records of the root; where its next record goes. */
static inline unsigned char *iso_init(iso_image image)
{
	static const unsigned char rock_ridge[] = { 'S', 'P', 7, 1, 0xbe, 0xef, 0 };
	unsigned char *volume = image[16], *at = image[ISO_ROOT];

	memset(image, 0, sizeof(iso_image));
	iso_descriptor(volume, 1);
	iso_put32(volume + 80, ISO_VOLUME);
	iso_put16(volume + 120, 1);
	iso_put16(volume + 124, 1);
	iso_put16(volume + 128, ISO_BLOCK);
	iso_record(volume + 156, ISO_ROOT, ISO_BLOCK, ISO_DIRECTORY, "", 1, NULL, 0);
	iso_descriptor(image[17], 255);

	at = iso_record(at, ISO_ROOT, ISO_BLOCK, ISO_DIRECTORY, "", 1, rock_ridge,
			sizeof(rock_ridge));
	return iso_record(at, ISO_ROOT, ISO_BLOCK, ISO_DIRECTORY, "\001", 1, NULL, 0);
}

#endif
