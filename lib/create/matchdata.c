// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The builder keeps one list for each kind of item and a list of each owner's
 * items; matchdata_finish() lays them out in the order that match_validate()
 * wants: what spans own, span by span, and then what replacements own.
 */
#include "create/matchdata.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "match/match.h"

/* Bytes or strings; what is there already is not stored again. */
struct pool {
	unsigned char *data;
	size_t size, capacity;
	struct piece {
		uint32_t offset, size;
		uint32_t hash;
	} *pieces;
	size_t n_pieces;
	size_t *slots;		/* open hash of piece index + 1; a power of two */
	size_t n_slots;
};

struct stretch {
	struct suture_field *fields;
	size_t n_fields;
	struct site_item *sites;
	size_t n_sites;
};

struct alternative_item {
	struct suture_alternative raw;
	struct stretch stretch;
};

struct site_item {
	struct suture_site raw;
	struct alternative_item *alternatives;
	size_t n_alternatives;
};

struct span_item {
	struct suture_span raw;
	struct stretch stretch;
	struct suture_match_function *functions;
	size_t n_functions;
};

struct matchdata {
	struct span_item *spans;
	size_t n_spans;
	struct pool bytes;
	struct pool names;
};

/* ---- pools ---- */

static uint32_t hash_of(const unsigned char *data, size_t size)
{
	uint32_t hash = 2166136261u;
	size_t i;

	for (i = 0; i < size; i++)
		hash = (hash ^ data[i]) * 16777619u;
	return hash;
}

static size_t *slot_of(const struct pool *pool, uint32_t hash, const void *data, size_t size)
{
	size_t i = hash & (pool->n_slots - 1);

	for (; pool->slots[i]; i = (i + 1) & (pool->n_slots - 1)) {
		const struct piece *piece = &pool->pieces[pool->slots[i] - 1];

		if (piece->hash == hash && piece->size == size &&
		    !memcmp(pool->data + piece->offset, data, size))
			break;
	}
	return &pool->slots[i];
}

static void grow_slots(struct pool *pool)
{
	size_t i;

	if (pool->n_pieces * 2 < pool->n_slots)
		return;
	free(pool->slots);
	pool->n_slots = pool->n_slots ? pool->n_slots * 2 : 64;
	pool->slots = xcalloc(pool->n_slots, sizeof(*pool->slots));
	for (i = 0; i < pool->n_pieces; i++) {
		const struct piece *piece = &pool->pieces[i];

		*slot_of(pool, piece->hash, pool->data + piece->offset, piece->size) = i + 1;
	}
}

static uint32_t pool_append(struct pool *pool, const void *data, size_t size)
{
	uint32_t offset = pool->size;

	if (size > pool->capacity - pool->size) {
		pool->capacity = 2 * pool->capacity + size;
		pool->data = xrealloc(pool->data, pool->capacity, 1);
	}
	if (size)
		memcpy(pool->data + offset, data, size);
	pool->size += size;
	return offset;
}

static uint32_t pool_add(struct pool *pool, const void *data, size_t size)
{
	uint32_t hash = hash_of(data, size);
	struct piece *piece;
	size_t *slot;

	if (!size)
		return 0;
	grow_slots(pool);
	slot = slot_of(pool, hash, data, size);
	if (*slot)
		return pool->pieces[*slot - 1].offset;
	piece = array_append(pool->pieces, pool->n_pieces);
	piece->hash = hash;
	piece->size = size;
	piece->offset = pool_append(pool, data, size);
	*slot = pool->n_pieces;
	return piece->offset;
}

static void pool_deinit(struct pool *pool)
{
	free(pool->data);
	free(pool->pieces);
	free(pool->slots);
}

/* ---- adding ---- */

struct matchdata *matchdata_new(void)
{
	struct matchdata *data = xcalloc(1, sizeof(*data));

	pool_add(&data->names, "", 1);
	return data;
}

static void stretch_deinit(struct stretch *stretch)
{
	size_t i, j;

	for (i = 0; i < stretch->n_sites; i++) {
		struct site_item *site = &stretch->sites[i];

		for (j = 0; j < site->n_alternatives; j++) {
			free(site->alternatives[j].stretch.fields);
			free(site->alternatives[j].stretch.sites);
		}
		free(site->alternatives);
	}
	free(stretch->sites);
	free(stretch->fields);
}

void matchdata_free(struct matchdata *data)
{
	size_t i;

	if (!data)
		return;
	for (i = 0; i < data->n_spans; i++) {
		stretch_deinit(&data->spans[i].stretch);
		free(data->spans[i].functions);
	}
	free(data->spans);
	pool_deinit(&data->bytes);
	pool_deinit(&data->names);
	free(data);
}

static uint32_t add_name(struct matchdata *data, const char *name)
{
	return pool_add(&data->names, name, strlen(name) + 1);
}

size_t matchdata_add_span(struct matchdata *data, unsigned int base, uint64_t offset,
			  const void *bytes, size_t size, const char *name)
{
	struct span_item *span = array_append(data->spans, data->n_spans);

	span->raw.base = base;
	span->raw.offset = offset;
	span->raw.length = size;
	span->raw.bytes = pool_add(&data->bytes, bytes, size);
	span->raw.name = add_name(data, name);
	return data->n_spans - 1;
}

void matchdata_add_field(struct matchdata *data, size_t span, const struct suture_field *field)
{
	struct stretch *stretch = &data->spans[span].stretch;

	*array_append(stretch->fields, stretch->n_fields) = *field;
}

static void add_site(struct matchdata *data, struct stretch *stretch,
		     const struct matchdata_site *site);

static void add_alternative(struct matchdata *data, struct site_item *item,
			    const struct matchdata_alternative *alternative)
{
	struct alternative_item *added = array_append(item->alternatives, item->n_alternatives);
	size_t i;

	added->raw.bytes = pool_add(&data->bytes, alternative->bytes, alternative->length);
	added->raw.length = alternative->length;
	added->raw.cpuid = alternative->cpuid;
	for (i = 0; i < alternative->n_fields; i++)
		*array_append(added->stretch.fields, added->stretch.n_fields) =
			alternative->fields[i];
	for (i = 0; i < alternative->n_sites; i++)
		add_site(data, &added->stretch, &alternative->sites[i]);
}

static void add_site(struct matchdata *data, struct stretch *stretch,
		     const struct matchdata_site *site)
{
	struct site_item *item = array_append(stretch->sites, stretch->n_sites);
	size_t i;

	item->raw.offset = site->offset;
	item->raw.length = site->length;
	item->raw.kind = site->kind;
	item->raw.flags = site->flags;
	item->raw.base = site->base;
	item->raw.target = site->target;
	for (i = 0; i < site->n_alternatives; i++)
		add_alternative(data, item, &site->alternatives[i]);
}

void matchdata_add_site(struct matchdata *data, size_t span, const struct matchdata_site *site)
{
	add_site(data, &data->spans[span].stretch, site);
}

void matchdata_add_function(struct matchdata *data, size_t span, uint32_t offset, uint32_t size,
			    const char *name)
{
	struct span_item *item = &data->spans[span];
	struct suture_match_function *function = array_append(item->functions, item->n_functions);

	function->offset = offset;
	function->size = size;
	function->name = add_name(data, name);
}

/* ---- the blob ---- */

struct layout {
	struct suture_match header;
	struct suture_span *spans;
	struct suture_field *fields;
	struct suture_site *sites;
	struct suture_match_function *functions;
	struct suture_alternative *alternatives;
	/* How many of each are there so far. */
	size_t n_spans, n_fields, n_sites, n_functions, n_alternatives;
};

static void layout_deinit(struct layout *layout)
{
	free(layout->spans);
	free(layout->fields);
	free(layout->sites);
	free(layout->functions);
	free(layout->alternatives);
}

static void put_alternatives(struct layout *layout, const struct site_item *site)
{
	size_t i;

	for (i = 0; i < site->n_alternatives; i++)
		*array_append(layout->alternatives, layout->n_alternatives) =
			site->alternatives[i].raw;
}

static void put_stretch(struct layout *layout, const struct stretch *stretch)
{
	size_t i;

	for (i = 0; i < stretch->n_fields; i++)
		*array_append(layout->fields, layout->n_fields) = stretch->fields[i];
	for (i = 0; i < stretch->n_sites; i++) {
		struct suture_site *site = array_append(layout->sites, layout->n_sites);

		*site = stretch->sites[i].raw;
		if (stretch->sites[i].n_alternatives) {
			site->first_alternative = layout->n_alternatives;
			site->n_alternatives = stretch->sites[i].n_alternatives;
		} else if (site->kind == SUTURE_SITE_ALTERNATIVE) {
			site->first_alternative = layout->n_alternatives;
		}
		put_alternatives(layout, &stretch->sites[i]);
	}
}

static void put_span(struct layout *layout, const struct span_item *item)
{
	struct suture_span *span = array_append(layout->spans, layout->n_spans);
	size_t i;

	*span = item->raw;
	span->first_field = layout->n_fields;
	span->n_fields = item->stretch.n_fields;
	span->first_site = layout->n_sites;
	span->n_sites = item->stretch.n_sites;
	span->first_function = layout->n_functions;
	span->n_functions = item->n_functions;
	for (i = 0; i < item->n_functions; i++)
		*array_append(layout->functions, layout->n_functions) = item->functions[i];
	put_stretch(layout, &item->stretch);
}

/* The alternatives are all laid out; what they own comes last, in their order. */
static void put_replacements(struct layout *layout, const struct span_item *item, size_t *next)
{
	size_t i, j;

	for (i = 0; i < item->stretch.n_sites; i++) {
		const struct site_item *site = &item->stretch.sites[i];

		for (j = 0; j < site->n_alternatives; j++) {
			struct suture_alternative *alternative = &layout->alternatives[(*next)++];

			alternative->first_field = layout->n_fields;
			alternative->n_fields = site->alternatives[j].stretch.n_fields;
			alternative->first_site = layout->n_sites;
			alternative->n_sites = site->alternatives[j].stretch.n_sites;
			put_stretch(layout, &site->alternatives[j].stretch);
		}
	}
}

static void put_all(struct layout *layout, const struct matchdata *data)
{
	size_t next = 0;
	size_t i;

	for (i = 0; i < data->n_spans; i++)
		put_span(layout, &data->spans[i]);
	for (i = 0; i < data->n_spans; i++)
		put_replacements(layout, &data->spans[i], &next);
}

/* Append one array to the blob, its start aligned to 8. */
static void write_array(struct pool *blob, const void *items, size_t n, size_t size,
			uint32_t *number, uint32_t *offset)
{
	static const unsigned char zeros[8];

	pool_append(blob, zeros, -blob->size & 7);
	*number = n;
	*offset = pool_append(blob, n ? items : zeros, n * size);
}

#define WRITE(blob, header, layout, name)					\
	write_array(blob, (layout)->name, (layout)->n_##name, sizeof(*(layout)->name),	\
		    &(header)->n_##name, &(header)->name)

static void write_blob(const struct matchdata *data, const struct layout *layout, struct pool *blob)
{
	struct suture_match header = { .magic = SUTURE_MAGIC };

	pool_append(blob, &header, sizeof(header));
	WRITE(blob, &header, layout, spans);
	WRITE(blob, &header, layout, fields);
	WRITE(blob, &header, layout, sites);
	WRITE(blob, &header, layout, functions);
	WRITE(blob, &header, layout, alternatives);
	write_array(blob, data->bytes.data, data->bytes.size, 1, &header.n_bytes, &header.bytes);
	write_array(blob, data->names.data, data->names.size, 1, &header.n_names, &header.names);
	header.size = blob->size;
	memcpy(blob->data, &header, sizeof(header));
}

struct error *matchdata_finish(const struct matchdata *data, unsigned int n_bases,
			       struct bytes *blob)
{
	_cleanup_(layout_deinit) struct layout layout = { 0 };
	_cleanup_(pool_deinit) struct pool written = { 0 };

	put_all(&layout, data);
	write_blob(data, &layout, &written);
	if (match_validate(written.data, written.size, n_bases))
		return error_new(ERROR_INTERNAL, "the match data does not pass its own check");
	pool_append(&written, "", 1);
	blob->size = written.size - 1;
	blob->data = take(written.data);
	return NULL;
}
