/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Decompression of what kernels and modules are packed with: gzip, xz, lzma,
 * zstd and the legacy lz4 frames that the kernel's own build uses. The format
 * is told by its first bytes.
 */
#ifndef SUTURE_DECOMPRESS_H
#define SUTURE_DECOMPRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/file.h"

/* The name of the format, "xz"; NULL if it is none of them. */
const char *compression_name(const unsigned char *data, size_t size) __attribute__((nonnull));

/*
 * The input is exactly one stream. IMAGE_UNREADABLE if it is damaged, cut off,
 * followed by other bytes, of an unknown format, or larger than limit when
 * unpacked.
 */
struct error *decompress(const unsigned char *data, size_t size, size_t limit, struct bytes *out)
	__attribute__((nonnull, warn_unused_result));

#endif
