// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/unit/tar_writer.h"

#include <string.h>

#include "base/memory.h"

void add_block(struct bytes *tar, const void *data, size_t size)
{
	tar->data = xrealloc(tar->data, tar->size + BLOCK, 1);
	memset(tar->data + tar->size, 0, BLOCK);
	if (size)
		memcpy(tar->data + tar->size, data, size);
	tar->size += BLOCK;
}

void add_header(struct bytes *tar, const char *name, char type, const char *target,
		       unsigned long long size)
{
	char header[BLOCK] = { 0 };
	unsigned int sum = 0;

	snprintf(header, 100, "%s", name);
	snprintf(header + 100, 8, "%07o", 0644);
	snprintf(header + 108, 8, "%07o", 0);
	snprintf(header + 116, 8, "%07o", 0);
	snprintf(header + 124, 13, "%012llo", size);
	snprintf(header + 136, 12, "%011o", 0);
	memset(header + 148, ' ', 8);
	header[156] = type;
	snprintf(header + 157, 100, "%s", target);
	memcpy(header + 257, "ustar\00000", 8);
	for (size_t i = 0; i < BLOCK; i++)
		sum += (unsigned char)header[i];
	snprintf(header + 148, 8, "%06o", sum);
	add_block(tar, header, BLOCK);
}

void add_file(struct bytes *tar, const char *name, const char *text)
{
	add_header(tar, name, '0', "", strlen(text));
	if (*text)
		add_block(tar, text, strlen(text));
}

void add_end(struct bytes *tar)
{
	add_block(tar, NULL, 0);
	add_block(tar, NULL, 0);
}
