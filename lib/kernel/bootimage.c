/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/bootimage.h"

#include <stdint.h>
#include <string.h>

#include "kernel/decompress.h"

#define SECTOR 512
#define SETUP_SECTORS 0x1f1
#define HEADER_MAGIC 0x202
#define PROTOCOL 0x206
#define PAYLOAD_OFFSET 0x248
#define PAYLOAD_LENGTH 0x24c
#define HEADER_END 0x250
/* Far above any kernel; a damaged size must not exhaust the memory. */
#define UNPACKED_MAX (1u << 30)

struct payload {
	const unsigned char *data;
	size_t size;			/* the compressed stream only */
	uint32_t unpacked;
};

static uint32_t get16(const unsigned char *data)
{
	return data[0] | data[1] << 8;
}

static uint32_t get32(const unsigned char *data)
{
	return get16(data) | get16(data + 2) << 16;
}

bool is_boot_image(const struct bytes *file)
{
	return file->size >= HEADER_END && memcmp(file->data + HEADER_MAGIC, "HdrS", 4) == 0;
}

/* gzip has the unpacked size as a part of its own; after the others it is put behind. */
static size_t stream_size(const unsigned char *data, size_t length)
{
	const char *name = compression_name(data, length);

	return name && strcmp(name, "gzip") == 0 ? length : length - 4;
}

static struct error *payload_find(const struct bytes *file, struct payload *payload)
{
	const unsigned char *setup = file->data;
	uint64_t sectors = setup[SETUP_SECTORS] ? setup[SETUP_SECTORS] : 4;
	uint64_t start = (sectors + 1) * SECTOR + get32(setup + PAYLOAD_OFFSET);
	uint64_t length = get32(setup + PAYLOAD_LENGTH);

	if (get16(setup + PROTOCOL) < 0x208)
		return error_refuse(SUTURE_REFUSAL_IMAGE_UNREADABLE,
				    "the boot image is older than boot protocol 2.08");
	if (length < 8 || start > file->size || length > file->size - start)
		return error_refuse(SUTURE_REFUSAL_IMAGE_UNREADABLE,
				    "the boot image is cut off: "
				    "its kernel would end at %llu of %zu",
				    (unsigned long long)(start + length), file->size);
	payload->data = file->data + start;
	payload->size = stream_size(payload->data, length);
	payload->unpacked = get32(payload->data + length - 4);
	return NULL;
}

struct error *boot_image_unpack(const struct bytes *file, struct bytes *out)
{
	_cleanup_bytes_ struct bytes unpacked = { 0 };
	struct payload payload = { 0 };

	try(payload_find(file, &payload));
	if (payload.unpacked > UNPACKED_MAX)
		return error_refuse(SUTURE_REFUSAL_IMAGE_UNREADABLE,
				    "the boot image's kernel claims %u bytes", payload.unpacked);
	/* One byte more, so that a stream that is too long does not pass for a whole one. */
	try(decompress(payload.data, payload.size, (size_t)payload.unpacked + 1, &unpacked));
	if (unpacked.size != payload.unpacked)
		return error_refuse(SUTURE_REFUSAL_IMAGE_UNREADABLE,
				    "the boot image's kernel has %zu bytes instead of %u",
				    unpacked.size, payload.unpacked);
	*out = unpacked;
	unpacked = (struct bytes){ 0 };
	return NULL;
}
