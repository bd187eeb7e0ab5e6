/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/decompress.h"

#include <lz4.h>
#include <lzma.h>
#include <stdint.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

#include "base/memory.h"

/* The size that one block of a legacy lz4 stream never exceeds, unpacked. */
#define LZ4_BLOCK (8u << 20)
#define LZ4_MAGIC_SIZE 4
#define XZ_MEMORY (1ull << 30)

/* The output so far: it grows by doubling up to the limit. */
struct sink {
	struct bytes bytes;
	size_t capacity;
	size_t limit;
};

static void sink_deinit(struct sink *sink)
{
	bytes_deinit(&sink->bytes);
}

static struct error *damaged(const char *format)
{
	return error_refuse(SUTURE_REFUSAL_IMAGE_UNREADABLE, "the %s data is damaged or cut off",
			    format);
}

static struct error *sink_grow(struct sink *sink)
{
	size_t capacity = sink->capacity ? sink->capacity * 2 : 1 << 16;

	if (sink->capacity >= sink->limit)
		return error_refuse(SUTURE_REFUSAL_IMAGE_UNREADABLE,
				    "the unpacked data exceeds %zu bytes", sink->limit);
	if (capacity > sink->limit)
		capacity = sink->limit;
	sink->bytes.data = xrealloc(sink->bytes.data, capacity + 1, 1);
	sink->capacity = capacity;
	return NULL;
}

/* Make room for at least one more byte. */
static struct error *sink_room(struct sink *sink, unsigned char **to, size_t *room)
{
	if (sink->bytes.size == sink->capacity)
		try(sink_grow(sink));
	*to = sink->bytes.data + sink->bytes.size;
	*room = sink->capacity - sink->bytes.size;
	return NULL;
}

/* ---- gzip ---- */

static void gzip_end(z_stream *stream)
{
	inflateEnd(stream);
}

static struct error *gzip_step(z_stream *stream, struct sink *sink, int *result)
{
	unsigned char *to;
	size_t room;

	try(sink_room(sink, &to, &room));
	stream->next_out = to;
	stream->avail_out = room > UINT32_MAX ? UINT32_MAX : room;
	room = stream->avail_out;
	*result = inflate(stream, Z_NO_FLUSH);
	sink->bytes.size += room - stream->avail_out;
	return *result == Z_OK || *result == Z_STREAM_END ? NULL : damaged("gzip");
}

static struct error *unpack_gzip(const unsigned char *data, size_t size, struct sink *sink)
{
	_cleanup_(gzip_end) z_stream stream = { 0 };
	int result = Z_OK;

	if (size > UINT32_MAX || inflateInit2(&stream, 15 + 16) != Z_OK)
		return damaged("gzip");
	stream.next_in = (unsigned char *)data;
	stream.avail_in = size;
	while (result == Z_OK)
		try(gzip_step(&stream, sink, &result));
	return stream.avail_in == 0 ? NULL : damaged("gzip");
}

/* ---- xz and lzma ---- */

static struct error *lzma_step(lzma_stream *stream, struct sink *sink, lzma_ret *result)
{
	unsigned char *to;
	size_t room;

	try(sink_room(sink, &to, &room));
	stream->next_out = to;
	stream->avail_out = room;
	*result = lzma_code(stream, LZMA_FINISH);
	sink->bytes.size += room - stream->avail_out;
	return *result == LZMA_OK || *result == LZMA_STREAM_END ? NULL : damaged("xz");
}

static struct error *unpack_lzma_stream(lzma_stream *stream, const unsigned char *data,
					size_t size, struct sink *sink)
{
	lzma_ret result = LZMA_OK;

	stream->next_in = data;
	stream->avail_in = size;
	while (result == LZMA_OK)
		try(lzma_step(stream, sink, &result));
	return stream->avail_in == 0 ? NULL : damaged("xz");
}

static struct error *unpack_xz(const unsigned char *data, size_t size, struct sink *sink)
{
	_cleanup_(lzma_end) lzma_stream stream = LZMA_STREAM_INIT;

	if (lzma_stream_decoder(&stream, XZ_MEMORY, 0) != LZMA_OK)
		return damaged("xz");
	return unpack_lzma_stream(&stream, data, size, sink);
}

static struct error *unpack_lzma(const unsigned char *data, size_t size, struct sink *sink)
{
	_cleanup_(lzma_end) lzma_stream stream = LZMA_STREAM_INIT;

	if (lzma_alone_decoder(&stream, XZ_MEMORY) != LZMA_OK)
		return damaged("lzma");
	return unpack_lzma_stream(&stream, data, size, sink);
}

/* ---- zstd ---- */

static void zstd_freep(ZSTD_DCtx **context)
{
	ZSTD_freeDCtx(*context);
}

static struct error *zstd_step(ZSTD_DCtx *context, ZSTD_inBuffer *in, struct sink *sink,
			       size_t *left)
{
	ZSTD_outBuffer out = { 0 };
	unsigned char *to;
	size_t before = in->pos;

	try(sink_room(sink, &to, &out.size));
	out.dst = to;
	*left = ZSTD_decompressStream(context, &out, in);
	sink->bytes.size += out.pos;
	if (ZSTD_isError(*left) || (*left != 0 && in->pos == before && out.pos == 0))
		return damaged("zstd");
	return NULL;
}

static struct error *unpack_zstd(const unsigned char *data, size_t size, struct sink *sink)
{
	_cleanup_(zstd_freep) ZSTD_DCtx *context = ZSTD_createDCtx();
	ZSTD_inBuffer in = { data, size, 0 };
	size_t left = 1;

	/* The kernel is packed with the largest window there is. */
	if (!context || ZSTD_isError(ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, 27)))
		return damaged("zstd");
	while (left != 0)
		try(zstd_step(context, &in, sink, &left));
	return in.pos == size ? NULL : damaged("zstd");
}

/* ---- legacy lz4: a magic number, then blocks, each behind its packed size ---- */

static uint32_t get32(const unsigned char *data)
{
	return data[0] | data[1] << 8 | data[2] << 16 | (uint32_t)data[3] << 24;
}

/* A block says how long it is packed, not how long it gets: make room for the largest. */
static struct error *lz4_block(const unsigned char *data, uint32_t size, struct sink *sink)
{
	size_t room = sink->limit - sink->bytes.size;
	int got;

	if (room > LZ4_BLOCK)
		room = LZ4_BLOCK;
	while (sink->capacity - sink->bytes.size < room)
		try(sink_grow(sink));
	if (room == 0)
		return damaged("lz4");
	got = LZ4_decompress_safe((const char *)data, (char *)sink->bytes.data + sink->bytes.size,
				  size, room);
	if (got < 0)
		return damaged("lz4");
	sink->bytes.size += got;
	return NULL;
}

static struct error *unpack_lz4(const unsigned char *data, size_t size, struct sink *sink)
{
	size_t at = LZ4_MAGIC_SIZE;

	while (at < size) {
		uint32_t packed;

		if (size - at < 4)
			return damaged("lz4");
		packed = get32(data + at);
		at += 4;
		if (packed == 0 || packed > size - at || packed > LZ4_COMPRESSBOUND(LZ4_BLOCK))
			return damaged("lz4");
		try(lz4_block(data + at, packed, sink));
		at += packed;
	}
	return NULL;
}

static const struct format {
	const char *name;
	const char *magic;
	size_t n_magic;
	/* NULL: known by name, to say so. */
	struct error *(*unpack)(const unsigned char *data, size_t size, struct sink *sink);
} formats[] = {
	{ "gzip", "\x1f\x8b", 2, unpack_gzip },
	{ "xz", "\xfd" "7zXZ\0", 6, unpack_xz },
	{ "zstd", "\x28\xb5\x2f\xfd", 4, unpack_zstd },
	{ "lz4", "\x02\x21\x4c\x18", LZ4_MAGIC_SIZE, unpack_lz4 },
	{ "lzma", "\x5d\0\0", 3, unpack_lzma },
	{ "bzip2", "BZh", 3, NULL },
	{ "lzo", "\x89LZO\0\r\n\x1a\n", 9, NULL },
};

static const struct format *format_of(const unsigned char *data, size_t size)
{
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
		if (size >= formats[i].n_magic &&
		    memcmp(data, formats[i].magic, formats[i].n_magic) == 0)
			return &formats[i];
	return NULL;
}

const char *compression_name(const unsigned char *data, size_t size)
{
	const struct format *format = format_of(data, size);

	return format ? format->name : NULL;
}

struct error *decompress(const unsigned char *data, size_t size, size_t limit, struct bytes *out)
{
	const struct format *format = format_of(data, size);
	_cleanup_(sink_deinit) struct sink sink = { .limit = limit };

	if (!format)
		return error_refuse(SUTURE_REFUSAL_IMAGE_UNREADABLE,
				    "the compression format is not known");
	if (!format->unpack)
		return error_refuse(SUTURE_REFUSAL_IMAGE_UNREADABLE,
				    "data compressed with %s is not supported", format->name);
	try(format->unpack(data, size, &sink));
	if (!sink.bytes.data)
		try(sink_grow(&sink));
	sink.bytes.data[sink.bytes.size] = 0;
	*out = sink.bytes;
	sink.bytes = (struct bytes){ 0 };
	return NULL;
}
