/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "create/compare.h"

#include <string.h>

#include "base/memory.h"
#include "create/twins.h"

struct error *version_open(const char *path, struct version *out)
{
	_cleanup_version_ struct version version = { 0 };

	try(object_open(path, &version.object));
	try(pieces_new(version.object, &version.pieces));
	try(tables_new(version.pieces, &version.tables));
	*out = version;
	version = (struct version){ 0 };
	return NULL;
}

void version_deinit(struct version *version)
{
	tables_free(version->tables);
	pieces_free(version->pieces);
	object_free(version->object);
	*version = (struct version){ 0 };
}

struct piece *piece_parent(const struct pieces *pieces, const struct piece *piece)
{
	_cleanup_free_ char *name = NULL;
	const struct symbol *whole;
	char *cold;

	if (!is_code(piece) || !piece->symbol)
		return NULL;
	name = xstrdup(piece->symbol->name);
	cold = strstr(name, ".cold");
	if (!cold)
		return NULL;
	*cold = 0;
	/* The function may have other names as well: its piece goes by the first. */
	whole = object_symbol(pieces->object, name);
	return whole ? pieces_at(pieces, whole->section, (int64_t)whole->value) : NULL;
}

/* ---- bytes ---- */

/* The line number in a descriptor of a debug message (struct _ddebug), after four pointers. */
#define DESCRIPTOR_LINE 32
#define DESCRIPTOR_LINE_SIZE 3

static bool same_plain_bytes(const struct section *a, uint64_t a_start, const struct section *b,
			     uint64_t b_start, uint64_t from, uint64_t to)
{
	bool has_line = !strcmp(a->name, "__dyndbg");

	for (uint64_t i = from; i < to; i++)
		if (a->data[a_start + i] != b->data[b_start + i] &&
		    !(has_line && i - DESCRIPTOR_LINE < DESCRIPTOR_LINE_SIZE))
			return false;
	return true;
}

/* Compare [a, a + size) with [b, b + size), the relocated fields of both left out. */
static bool same_bytes(const struct section *a, uint64_t a_start, const struct section *b,
		       uint64_t b_start, uint64_t size, const char **why)
{
	size_t i = section_relocation_from(a, a_start);
	uint64_t done = 0;

	if (!a->data || !b->data) {
		*why = "its initial value differs";
		return a->data == b->data;
	}
	while (done < size) {
		uint64_t end = size, skip = size;

		if (i < a->n_relocations && a->relocations[i].offset < a_start + size) {
			end = a->relocations[i].offset - a_start;
			skip = end + relocation_size(a->relocations[i].type);
			i++;
		}
		if (!same_plain_bytes(a, a_start, b, b_start, done, end)) {
			*why = is_text(a) ? "its instructions differ" : "its content differs";
			return false;
		}
		done = skip;
	}
	return true;
}

/* ---- relocations ---- */

static bool same_merged(const struct referent *a, const struct referent *b)
{
	const struct section *left = a->piece->section, *right = b->piece->section;
	uint64_t size;

	if (a->offset < 0 || (uint64_t)a->offset >= left->size || b->offset < 0 ||
	    (uint64_t)b->offset >= right->size)
		return a->offset == b->offset && left->size == right->size;
	size = merged_size(left, a->offset);
	return size == merged_size(right, b->offset) &&
	       !memcmp(left->data + a->offset, right->data + b->offset, size);
}

/* A constant that nobody can name, like __func__ or a switch table, is what it contains. */
static bool same_content(const struct piece *a, const struct piece *b)
{
	const char *why;

	return a->kind == PIECE_CONST && b->kind == PIECE_CONST && a->size == b->size &&
	       piece_relocations(a).first == piece_relocations(a).end &&
	       piece_relocations(b).first == piece_relocations(b).end &&
	       same_bytes(a->section, a->start, b->section, b->start, a->size, &why);
}

static bool same_referent(const struct referent *a, const struct referent *b)
{
	if (!a->piece != !b->piece || a->offset != b->offset) {
		if (!a->piece || !b->piece || a->piece->kind != PIECE_MERGED ||
		    b->piece->kind != PIECE_MERGED)
			return false;
	}
	if (!a->piece)
		return !strcmp(a->symbol->name, b->symbol->name) &&
		       a->symbol->shndx == b->symbol->shndx &&
		       (a->symbol->shndx != SHN_ABS || a->symbol->value == b->symbol->value);
	if (a->piece->kind == PIECE_MERGED && b->piece->kind == PIECE_MERGED)
		return same_merged(a, b);
	if (!a->piece->symbol && !b->piece->symbol && a->piece->kind == b->piece->kind &&
	    a->piece->kind != PIECE_CONST)
		return !strcmp(a->piece->section->name, b->piece->section->name);
	return a->piece->twin == b->piece || same_content(a->piece, b->piece);
}

struct side {
	const struct version *version;
	const struct section *section;
	uint64_t start;
	struct relocation_range range;
};

/* Relocations from [start, start + size) on both sides, one by one. */
static bool same_relocations(const struct side *a, const struct side *b, const char **why)
{
	const struct relocation *x = a->range.first, *y = b->range.first;

	for (; x < a->range.end && y < b->range.end; x++, y++) {
		struct referent from, to;

		if (x->offset - a->start != y->offset - b->start || x->type != y->type) {
			*why = "its relocations differ";
			return false;
		}
		from = pieces_referent(a->version->pieces, a->section, x);
		to = pieces_referent(b->version->pieces, b->section, y);
		if (!same_referent(&from, &to)) {
			*why = "it refers to something else";
			return false;
		}
	}
	if (x == a->range.end && y == b->range.end)
		return true;
	*why = "its relocations differ";
	return false;
}

static struct side side_of(const struct version *version, const struct section *section,
			   uint64_t start, uint64_t size)
{
	return (struct side){
		version, section, start,
		{ section->relocations + section_relocation_from(section, start),
		  section->relocations + section_relocation_from(section, start + size) },
	};
}

static bool same_range(const struct side *a, const struct side *b, uint64_t size, const char **why)
{
	return same_relocations(a, b, why) &&
	       same_bytes(a->section, a->start, b->section, b->start, size, why);
}

/* ---- tables ---- */

static const struct table *table_of(const struct version *version, const char *name)
{
	for (size_t i = 0; i < version->tables->n_items; i++)
		if (!strcmp(version->tables->items[i].section->name, name))
			return &version->tables->items[i];
	return NULL;
}

static bool is_ignored(const struct table *table, unsigned int offset)
{
	const struct table_kind *kind = table->kind;

	return offset - kind->ignored_offset < kind->ignored_size;
}

static bool in_field(const struct side *side, uint64_t offset)
{
	for (const struct relocation *r = side->range.first; r < side->range.end; r++)
		if (offset - r->offset < relocation_size(r->type))
			return true;
	return false;
}

static bool same_entry_bytes(const struct table *table, const struct side *a, const struct side *b)
{
	for (unsigned int i = 0; i < table->entry_size; i++)
		if (!is_ignored(table, i) && !in_field(a, a->start + i) &&
		    a->section->data[a->start + i] != b->section->data[b->start + i])
			return false;
	return true;
}

/* The replacement that an entry of .altinstructions refers to: its bytes and relocations. */
static bool same_replacement(const struct side *a, const struct side *b,
			     const struct referent *from, const struct referent *to,
			     unsigned int length)
{
	const char *why;
	struct side x = side_of(a->version, from->piece->section, from->offset, length);
	struct side y = side_of(b->version, to->piece->section, to->offset, length);

	return same_range(&x, &y, length, &why);
}

static bool same_entry(const struct table *left, const struct side *a, const struct table *right,
		       const struct table_entry *y_entry, const struct table_entry *x_entry,
		       const struct side *b)
{
	const struct relocation *x = a->range.first, *y = b->range.first;

	for (; x < a->range.end && y < b->range.end; x++, y++) {
		struct referent from = pieces_referent(a->version->pieces, a->section, x);
		struct referent to = pieces_referent(b->version->pieces, b->section, y);

		if (from.piece && to.piece && from.piece->kind == PIECE_TABLE &&
		    to.piece->kind == PIECE_TABLE) {
			unsigned int length = table_replacement_length(left, x_entry);

			if (length != table_replacement_length(right, y_entry) ||
			    !same_replacement(a, b, &from, &to, length))
				return false;
		} else if (!same_referent(&from, &to)) {
			return false;
		}
	}
	return x == a->range.end && y == b->range.end && same_entry_bytes(left, a, b);
}

static bool same_entries(const struct version *pre, const struct version *post,
			 const struct table *right, const struct piece *b)
{
	const struct table *left = table_of(pre, right->section->name);
	const struct table_entry *x, *y;
	size_t n_left = 0, n_right;

	y = table_entries_of(right, b, &n_right);
	if (!left)
		return n_right == 0;
	x = table_entries_of(left, b->twin, &n_left);
	if (n_left != n_right || left->entry_size != right->entry_size)
		return false;
	for (size_t i = 0; i < n_left; i++) {
		struct side from = side_of(pre, left->section, x[i].offset, left->entry_size);
		struct side to = side_of(post, right->section, y[i].offset, right->entry_size);

		if (!same_entry(left, &from, right, &y[i], &x[i], &to))
			return false;
	}
	return true;
}

/*
 * Unwind data follows from the code and is not compared: it may be encoded in
 * several ways for one and the same code.
 */
static bool says_something(const struct table *table)
{
	return !table->companion && !table->kind->is_dropped;
}

static const char *tables_difference(const struct version *pre, const struct version *post,
				     const struct piece *piece)
{
	for (size_t i = 0; i < post->tables->n_items; i++) {
		const struct table *table = &post->tables->items[i];

		if (says_something(table) && !same_entries(pre, post, table, piece))
			return table->section->name;
	}
	for (size_t i = 0; i < pre->tables->n_items; i++) {
		const struct table *table = &pre->tables->items[i];
		size_t n;

		table_entries_of(table, piece->twin, &n);
		if (n && says_something(table) && !table_of(post, table->section->name))
			return table->section->name;
	}
	return NULL;
}

/* ---- pieces ---- */

static const char *difference(const struct version *pre, const struct version *post,
			      const struct piece *piece)
{
	const struct piece *old = piece->twin;
	struct side a, b;
	const char *why = NULL;

	if (old->size != piece->size)
		return "its size differs";
	if (old->kind != piece->kind)
		return "it has moved to another kind of section";
	if (piece->kind == PIECE_ZERO)
		return NULL;
	a = side_of(pre, old->section, old->start, old->size);
	b = side_of(post, piece->section, piece->start, piece->size);
	if (!same_range(&a, &b, piece->size, &why))
		return why;
	if (is_text(piece->section) && tables_difference(pre, post, piece))
		return "what a table says about it differs";
	return NULL;
}

bool compare_data(const struct version *pre, const struct version *post, const struct piece *piece,
		  uint64_t start, uint64_t size)
{
	const struct piece *old = piece->twin;
	struct side a = side_of(pre, old->section, old->start + start, size);
	struct side b = side_of(post, piece->section, piece->start + start, size);
	const char *why;

	return same_range(&a, &b, size, &why);
}

/* A function and its parts go together: each jumps into the other. */
static void spread_to_families(const struct pieces *pieces)
{
	for (size_t i = 0; i < pieces->n_items; i++) {
		struct piece *part = &pieces->items[i];
		struct piece *whole = piece_parent(pieces, part);

		if (!whole)
			continue;
		if (!whole->changed && whole->twin && (part->changed || !part->twin))
			whole->changed = "its cold part differs";
		if (!part->changed && part->twin && whole->changed)
			part->changed = "it is the cold part of a changed function";
	}
}

/* What holds no state and differs is another thing: the new code gets its own. */
static bool part_twins(struct piece *piece)
{
	if (!is_writable(piece) || !piece->changed || holds_state(piece))
		return false;
	piece->twin->twin = NULL;
	piece->twin = NULL;
	piece->changed = NULL;
	return true;
}

static bool compare_once(struct version *pre, struct version *post)
{
	bool parted = false;

	for (size_t i = 0; i < post->pieces->n_items; i++) {
		struct piece *piece = &post->pieces->items[i];

		if (piece->twin)
			piece->changed = difference(pre, post, piece);
		if (piece->twin)
			parted |= part_twins(piece);
	}
	return parted;
}

struct error *compare_versions(struct version *pre, struct version *post)
{
	try(twins_find(pre->pieces, post->pieces));
	while (compare_once(pre, post))
		;
	spread_to_families(post->pieces);
	return NULL;
}
