/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SHA-256 as the manifest writes it: 64 lower-case hexadecimal digits.
 */
#ifndef SUTURE_DIGEST_H
#define SUTURE_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

#define DIGEST_TEXT_SIZE 65 /* with the final NUL */

void digest_bytes(const void *data, size_t size, char text[static DIGEST_TEXT_SIZE]);
/* Of an open file, from its start to its end; *size is the number of bytes read. */
struct error *digest_file(int fd, char text[static DIGEST_TEXT_SIZE], uint64_t *size)
	__attribute__((nonnull, warn_unused_result));

#endif
