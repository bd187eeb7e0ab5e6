// SPDX-License-Identifier: GPL-2.0-or-later
/* Archives made block by block, so that they may be wrong. */
#ifndef SUTURE_TAR_WRITER_H
#define SUTURE_TAR_WRITER_H

#include "base/file.h"

#define BLOCK 512

/* Up to BLOCK bytes, filled up with zeros. */
void add_block(struct bytes *tar, const void *data, size_t size);
/* A header of ustar; the size may be a lie. */
void add_header(struct bytes *tar, const char *name, char type, const char *target,
		unsigned long long size);
void add_file(struct bytes *tar, const char *name, const char *text);
void add_end(struct bytes *tar);

#endif
