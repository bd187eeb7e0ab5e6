/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The CRC of SCTP and of Ceph's messages (Castagnoli's polynomial, bits reversed). */
#ifndef CRC32C_H
#define CRC32C_H

#include <stddef.h>
#include <stdint.h>

static inline uint32_t crc32c_update(uint32_t crc, const void *data, size_t size)
{
	const unsigned char *byte = data;

	while (size--) {
		crc ^= *byte++;
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0x82f63b78 : 0);
	}
	return crc;
}

/* As SCTP has it: all ones to begin with, and inverted at the end. */
static inline uint32_t crc32c(const void *data, size_t size)
{
	return ~crc32c_update(~0U, data, size);
}

#endif
