/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tree/pack.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/file.h"
#include "base/memory.h"
#include "tree/digest.h"

#define BUFFER_SIZE (1u << 20)
#define HEADER_SIZE 12
#define FANOUT 256

/* What the index tells of an object. */
struct entry {
	git_oid oid;
	uint32_t offset;
	uint32_t crc;		/* of its bytes in the pack */
};

struct pack {
	char *directory;
	char *path;		/* NULL: it has its name */
	int fd;
	z_stream stream;
	unsigned char *buffer;	/* the last bytes, not written yet */
	size_t n_buffer;
	uint64_t size;		/* with these */
	struct entry *entries;
	size_t n_entries;
};

/* ---- the file ---- */

static struct error *write_out(struct pack *pack)
{
	const unsigned char *from = pack->buffer;

	while (pack->n_buffer > 0) {
		ssize_t done = write(pack->fd, from, pack->n_buffer);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return error_errno("cannot write %s", pack->path);
		from += done;
		pack->n_buffer -= done;
	}
	return NULL;
}

static struct error *put_bytes(struct pack *pack, const void *data, size_t size)
{
	if (pack->n_buffer + size > BUFFER_SIZE)
		try(write_out(pack));
	memcpy(pack->buffer + pack->n_buffer, data, size);
	pack->n_buffer += size;
	pack->size += size;
	return NULL;
}

/* Of whatever number of objects, as version 2. */
static struct error *put_header(struct pack *pack)
{
	return put_bytes(pack, "PACK\0\0\0\2\0\0\0", HEADER_SIZE);
}

struct error *pack_new(const char *directory, struct pack **out)
{
	_cleanup_pack_ struct pack *pack = xcalloc(1, sizeof(*pack));
	_cleanup_free_ char *path = xasprintf("%s/tmp_pack_XXXXXX", directory);

	pack->fd = mkostemp(path, O_CLOEXEC);
	if (pack->fd < 0)
		return error_errno("cannot create %s", path);
	pack->path = take(path);
	pack->directory = xstrdup(directory);
	pack->buffer = xrealloc(NULL, BUFFER_SIZE, 1);
	if (deflateInit(&pack->stream, Z_BEST_SPEED) != Z_OK)
		return error_new(ERROR_INTERNAL, "zlib cannot begin");
	try(put_header(pack));
	*out = take(pack);
	return NULL;
}

void pack_free(struct pack *pack)
{
	if (!pack)
		return;
	deflateEnd(&pack->stream);
	if (pack->path)
		unlink(pack->path);
	if (pack->fd >= 0)
		close(pack->fd);
	free(pack->path);
	free(pack->directory);
	free(pack->buffer);
	free(pack->entries);
	free(pack);
}

/* ---- objects ---- */

/* The type and the size, seven bits a byte, the lowest first; the first byte has room for four. */
static size_t object_header(git_object_t type, uint64_t size, unsigned char *header)
{
	size_t n = 0;

	header[n] = type << 4 | (size & 15);
	for (size >>= 4; size > 0; size >>= 7) {
		header[n] |= 0x80;
		header[++n] = size & 0x7f;
	}
	return n + 1;
}

static struct error *deflate_step(struct pack *pack, uint32_t *crc, int *result)
{
	unsigned char *to;
	size_t done;

	if (pack->n_buffer == BUFFER_SIZE)
		try(write_out(pack));
	to = pack->buffer + pack->n_buffer;
	pack->stream.next_out = to;
	pack->stream.avail_out = BUFFER_SIZE - pack->n_buffer;
	*result = deflate(&pack->stream, Z_FINISH);
	done = pack->stream.next_out - to;
	*crc = crc32(*crc, to, done);
	pack->n_buffer += done;
	pack->size += done;
	return NULL;
}

static struct error *put_deflated(struct pack *pack, const void *data, size_t size, uint32_t *crc)
{
	int result = Z_OK;

	deflateReset(&pack->stream);
	pack->stream.next_in = (unsigned char *)data;
	pack->stream.avail_in = size;
	while (result == Z_OK)
		try(deflate_step(pack, crc, &result));
	return result == Z_STREAM_END ? NULL : error_new(ERROR_INTERNAL, "zlib cannot go on");
}

struct error *pack_add(struct pack *pack, git_object_t type, const void *data, size_t size,
		       const git_oid *oid)
{
	unsigned char header[16];
	size_t n_header = object_header(type, size, header);
	uint32_t offset = pack->size;
	uint32_t crc = crc32(0, header, n_header);

	if (size > PACK_LIMIT || pack_is_full(pack))
		return error_new(ERROR_INTERNAL, "an object of %zu bytes is too much for a pack",
				 size);
	try(put_bytes(pack, header, n_header));
	try(put_deflated(pack, data, size, &crc));
	*array_append(pack->entries, pack->n_entries) = (struct entry){ *oid, offset, crc };
	return NULL;
}

bool pack_is_full(const struct pack *pack)
{
	return pack->size > PACK_LIMIT;
}

/* ---- the end: number of objects and sum, then the index ---- */

static struct error *set_count(const struct pack *pack)
{
	uint32_t count = htonl(pack->n_entries);

	if (pwrite(pack->fd, &count, sizeof(count), HEADER_SIZE - sizeof(count)) != sizeof(count))
		return error_errno("cannot write %s", pack->path);
	return NULL;
}

/* The sum begins with the number of objects, known only now: read everything again. */
static struct error *sum_file(struct pack *pack, git_oid *sum)
{
	_cleanup_digest_ struct digest *digest = NULL;
	off_t at = 0;
	ssize_t got;

	try(digest_new(&digest));
	while ((got = pread(pack->fd, pack->buffer, BUFFER_SIZE, at)) > 0) {
		digest_add(digest, pack->buffer, got);
		at += got;
	}
	if (got < 0)
		return error_errno("cannot read %s", pack->path);
	return digest_end(digest, sum);
}

static struct error *put_trailer(struct pack *pack, git_oid *sum)
{
	try(write_out(pack));
	try(set_count(pack));
	try(sum_file(pack, sum));
	try(put_bytes(pack, sum->id, GIT_OID_RAWSZ));
	try(write_out(pack));
	if (fchmod(pack->fd, 0444) < 0 || fsync(pack->fd) < 0)
		return error_errno("cannot sync %s", pack->path);
	return NULL;
}

static int compare_entries(const void *a, const void *b)
{
	const struct entry *one = a, *other = b;

	return git_oid_cmp(&one->oid, &other->oid);
}

static unsigned char *put32(unsigned char *to, uint32_t value)
{
	value = htonl(value);
	return (unsigned char *)memcpy(to, &value, sizeof(value)) + sizeof(value);
}

/* How many names begin with each byte or a smaller one. */
static unsigned char *put_fanout(unsigned char *to, const struct pack *pack)
{
	size_t n = 0;

	for (unsigned int first = 0; first < FANOUT; first++) {
		while (n < pack->n_entries && pack->entries[n].oid.id[0] <= first)
			n++;
		to = put32(to, n);
	}
	return to;
}

static unsigned char *put_tables(unsigned char *to, const struct pack *pack)
{
	for (size_t i = 0; i < pack->n_entries; i++, to += GIT_OID_RAWSZ)
		memcpy(to, pack->entries[i].oid.id, GIT_OID_RAWSZ);
	for (size_t i = 0; i < pack->n_entries; i++)
		to = put32(to, pack->entries[i].crc);
	for (size_t i = 0; i < pack->n_entries; i++)
		to = put32(to, pack->entries[i].offset);
	return to;
}

static struct error *put_sums(unsigned char *from, unsigned char *to, const git_oid *pack_sum)
{
	_cleanup_digest_ struct digest *digest = NULL;
	git_oid sum;

	memcpy(to, pack_sum->id, GIT_OID_RAWSZ);
	to += GIT_OID_RAWSZ;
	try(digest_new(&digest));
	digest_add(digest, from, to - from);
	try(digest_end(digest, &sum));
	memcpy(to, sum.id, GIT_OID_RAWSZ);
	return NULL;
}

static struct error *write_index(struct pack *pack, const git_oid *sum, const char *path)
{
	size_t size = 8 + FANOUT * 4 + pack->n_entries * (GIT_OID_RAWSZ + 8) + 2 * GIT_OID_RAWSZ;
	_cleanup_free_ unsigned char *index = xrealloc(NULL, size, 1);
	unsigned char *to = put32(put32(index, 0xff744f63), 2);

	qsort(pack->entries, pack->n_entries, sizeof(*pack->entries), compare_entries);
	to = put_fanout(to, pack);
	to = put_tables(to, pack);
	try(put_sums(index, to, sum));
	return file_write(path, index, size, 0444);
}

/* A pack without its index is not seen by anybody, so the index comes last. */
struct error *pack_finish(struct pack *pack)
{
	_cleanup_free_ char *path = NULL, *index = NULL;
	char name[GIT_OID_HEXSZ + 1];
	git_oid sum;

	try(put_trailer(pack, &sum));
	git_oid_tostr(name, sizeof(name), &sum);
	path = xasprintf("%s/pack-%s.pack", pack->directory, name);
	index = xasprintf("%s/pack-%s.idx", pack->directory, name);
	if (rename(pack->path, path) < 0)
		return error_errno("cannot rename to %s", path);
	free(take(pack->path));
	return write_index(pack, &sum, index);
}
