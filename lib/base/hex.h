/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytes as hexadecimal digits: digests, build-ids, signatures. */
#ifndef SUTURE_HEX_H
#define SUTURE_HEX_H

#include <stdbool.h>
#include <stddef.h>

/* Two lower-case digits a byte and a final NUL. */
void hex_write(const unsigned char *data, size_t size, char *text) __attribute__((nonnull));
/* The same, allocated; the caller's. */
char *hex_text(const unsigned char *data, size_t size) __attribute__((nonnull, warn_unused_result));
/* Is the text, of upper or lower case, so many bytes and nothing else? Then they are in data. */
bool hex_read(const char *text, unsigned char *data, size_t size) __attribute__((nonnull));

#endif
