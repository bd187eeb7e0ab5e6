/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tree/text.h"

#include <assert.h>
#include <string.h>

#include "base/memory.h"

/* Bytes are taken from chunks of this size; a line longer than that gets a chunk of its own. */
#define CHUNK_SIZE ((size_t)1 << 20)
#define NOWHERE UINT32_MAX

struct chunk {
	struct chunk *next;
	char bytes[];
};

struct line {
	const char *bytes;
	size_t length;
	uint32_t hash;
	bool is_trivial;
};

struct line_table {
	struct line *lines;
	size_t n_lines;
	/* Open addressing: numbers of lines, or NOWHERE. A power of two, at least half empty. */
	uint32_t *slots;
	size_t n_slots;
	struct chunk *chunks;
	char *free;		/* in the first chunk */
	size_t n_free;
};

static void slots_grow(struct line_table *table)
{
	free(table->slots);
	table->n_slots = table->n_slots ? table->n_slots * 2 : 1024;
	table->slots = xrealloc(NULL, table->n_slots, sizeof(*table->slots));
	memset(table->slots, 0xff, table->n_slots * sizeof(*table->slots));
	for (size_t i = 0; i < table->n_lines; i++) {
		size_t slot = table->lines[i].hash & (table->n_slots - 1);

		while (table->slots[slot] != NOWHERE)
			slot = (slot + 1) & (table->n_slots - 1);
		table->slots[slot] = i;
	}
}

struct line_table *line_table_new(void)
{
	struct line_table *table = xcalloc(1, sizeof(*table));

	slots_grow(table);
	return table;
}

void line_table_free(struct line_table *table)
{
	if (!table)
		return;
	while (table->chunks) {
		struct chunk *next = table->chunks->next;

		free(table->chunks);
		table->chunks = next;
	}
	free(table->lines);
	free(table->slots);
	free(table);
}

static void chunk_add(struct line_table *table, size_t size)
{
	struct chunk *chunk = xrealloc(NULL, 1, sizeof(*chunk) + size);

	chunk->next = table->chunks;
	table->chunks = chunk;
	table->free = chunk->bytes;
	table->n_free = size;
}

static const char *bytes_keep(struct line_table *table, const char *bytes, size_t length)
{
	char *kept;

	if (length > table->n_free)
		chunk_add(table, length > CHUNK_SIZE ? length : CHUNK_SIZE);
	kept = table->free;
	if (length)
		memcpy(kept, bytes, length);
	table->free += length;
	table->n_free -= length;
	return kept;
}

static uint64_t mix(uint64_t a, uint64_t b)
{
	const unsigned __int128 product = (unsigned __int128)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* Eight bytes a step: the two halves of a wide product, folded, spread every bit over all. */
static uint32_t hash_bytes(const char *bytes, size_t length)
{
	uint64_t hash = 0x9e3779b97f4a7c15 ^ length;
	uint64_t word;

	for (; length >= sizeof(word); bytes += sizeof(word), length -= sizeof(word)) {
		memcpy(&word, bytes, sizeof(word));
		hash = mix(hash ^ word, 0xd6e8feb86659fd93);
	}
	word = 0;
	if (length)
		memcpy(&word, bytes, length);
	hash = mix(hash ^ word, 0xa0761d6478bd642f);
	return hash ^ (hash >> 32);
}

/* Bytes beyond ASCII are taken for letters of some language. */
static bool is_trivial(const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		const unsigned char byte = bytes[i];

		if (byte >= 0x80 || (byte >= '0' && byte <= '9') ||
		    ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z'))
			return false;
	}
	return true;
}

static bool line_is(const struct line *line, uint32_t hash, const char *bytes, size_t length)
{
	return line->hash == hash && line->length == length &&
	       (length == 0 || memcmp(line->bytes, bytes, length) == 0);
}

static uint32_t line_add(struct line_table *table, uint32_t hash, const char *bytes, size_t length)
{
	struct line *line;

	assert(table->n_lines < NOWHERE);
	line = array_append(table->lines, table->n_lines);
	line->bytes = bytes_keep(table, bytes, length);
	line->length = length;
	line->hash = hash;
	line->is_trivial = is_trivial(bytes, length);
	return table->n_lines - 1;
}

uint32_t line_number(struct line_table *table, const char *bytes, size_t length)
{
	const uint32_t hash = hash_bytes(bytes, length);
	size_t slot = hash & (table->n_slots - 1);
	uint32_t number;

	while ((number = table->slots[slot]) != NOWHERE) {
		if (line_is(&table->lines[number], hash, bytes, length))
			return number;
		slot = (slot + 1) & (table->n_slots - 1);
	}
	number = line_add(table, hash, bytes, length);
	table->slots[slot] = number;
	if (table->n_lines > table->n_slots / 2)
		slots_grow(table);
	return number;
}

const char *line_bytes(const struct line_table *table, uint32_t line, size_t *length)
{
	*length = table->lines[line].length;
	return table->lines[line].bytes;
}

bool line_is_trivial(const struct line_table *table, uint32_t line)
{
	return table->lines[line].is_trivial;
}

/* Where the line that begins here ends: behind its newline, or at the end of everything. */
static const char *line_end(const char *begin, const char *end)
{
	const char *newline = memchr(begin, '\n', end - begin);

	return newline ? newline + 1 : end;
}

static size_t count_lines(const char *begin, const char *end)
{
	size_t n_lines = 0;

	for (; begin < end; begin = line_end(begin, end))
		n_lines++;
	return n_lines;
}

void text_read(struct line_table *table, const void *bytes, size_t size, struct text *text)
{
	const char *begin = bytes;
	const char *end = begin + size;
	struct text result = {};

	result.n_lines = count_lines(begin, end);
	assert(result.n_lines < NOWHERE);
	result.lines = xrealloc(NULL, result.n_lines, sizeof(*result.lines));
	for (size_t i = 0; i < result.n_lines; i++) {
		const char *next = line_end(begin, end);

		result.lines[i] = line_number(table, begin, next - begin);
		begin = next;
	}
	*text = result;
}

void text_write(const struct line_table *table, const struct text *text, struct bytes *bytes)
{
	struct bytes result = {};

	for (size_t i = 0; i < text->n_lines; i++)
		result.size += table->lines[text->lines[i]].length;
	result.data = xrealloc(NULL, result.size + 1, 1);
	result.size = 0;
	for (size_t i = 0; i < text->n_lines; i++) {
		const struct line *line = &table->lines[text->lines[i]];

		memcpy(result.data + result.size, line->bytes, line->length);
		result.size += line->length;
	}
	result.data[result.size] = '\0';
	*bytes = result;
}

void text_copy(const struct text *from, struct text *to)
{
	const struct text result = {
		.lines = xmemdup(from->lines, from->n_lines * sizeof(*from->lines)),
		.n_lines = from->n_lines,
	};

	*to = result;
}

bool text_equal(const struct text *a, const struct text *b)
{
	return a->n_lines == b->n_lines &&
	       (a->n_lines == 0 ||
		memcmp(a->lines, b->lines, a->n_lines * sizeof(*a->lines)) == 0);
}

void text_deinit(struct text *text)
{
	free(text->lines);
	*text = (struct text){};
}
