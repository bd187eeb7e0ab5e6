/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "create/pieces.h"

#include <string.h>

#include "base/memory.h"
#include "build/hooks.h"
#include "create/branches.h"
#include "create/instructions.h"
#include "create/tables.h"

static bool starts_with(const char *text, const char *prefix)
{
	return !strncmp(text, prefix, strlen(prefix));
}

static bool starts_with_any(const char *text, const char *const prefixes[], size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (starts_with(text, prefixes[i]))
			return true;
	return false;
}

#define STARTS_WITH_ANY(text, prefixes) starts_with_any(text, prefixes, ARRAY_SIZE(prefixes))

/* Sections of data as a compiler or a kernel macro names them; others are registries. */
static const char *const data_sections[] = { ".data", ".bss", "__dyndbg", ".ref.data" };
static const char *const const_sections[] = { ".rodata", ".data.rel.ro", ".noinstr.rodata" };
static const char *const once_sections[] = { ".init.", ".exit.", ".meminit.", ".meminit.",
					     ".memexit.", ".head.text" };
static const char *const dropped_sections[] = { ".discard", ".note", ".comment", ".modinfo",
						".static_call_tramp_key" };

static bool is_once(const struct section *section)
{
	return STARTS_WITH_ANY(section->name, once_sections);
}

static enum piece_kind kind_of_data(const struct section *section)
{
	if (starts_with(section->name, ".data..percpu"))
		return PIECE_PERCPU;
	if (starts_with(section->name, ".data..ro_after_init"))
		return PIECE_AFTER_INIT;
	if (section->type == SHT_NOBITS)
		return PIECE_ZERO;
	return PIECE_DATA;
}

static enum piece_kind kind_of(const struct section *section)
{
	if (!(section->flags & SHF_ALLOC) || STARTS_WITH_ANY(section->name, dropped_sections))
		return PIECE_IGNORED;
	if (section_is_table(section))
		return PIECE_TABLE;
	if (starts_with(section->name, HOOK_SECTION_PREFIX))
		return PIECE_HOOK;
	if (is_text(section))
		return is_once(section) ? PIECE_CODE_ONCE : PIECE_CODE;
	if (is_once(section))
		return starts_with(section->name, ".init.") ? PIECE_DATA_ONCE : PIECE_IGNORED;
	if (starts_with(section->name, "__ksymtab_strings"))
		return PIECE_REGISTRY;
	if (section->flags & SHF_MERGE)
		return PIECE_MERGED;
	if (STARTS_WITH_ANY(section->name, const_sections))
		return PIECE_CONST;
	if (STARTS_WITH_ANY(section->name, data_sections))
		return kind_of_data(section);
	return PIECE_REGISTRY;
}

/* Does a symbol begin a piece? Labels inside of functions do not. */
static bool begins_piece(const struct symbol *symbol, uint64_t end)
{
	switch (symbol->type) {
	case STT_FUNC:
	case STT_OBJECT:
		return true;
	case STT_NOTYPE:
		return symbol->bind != STB_LOCAL && symbol->value >= end;
	default:
		return false;
	}
}

static struct piece *add_piece(struct pieces *pieces, struct section *section,
			       struct symbol *symbol, uint64_t start)
{
	struct piece *piece = array_append(pieces->items, pieces->n_items);

	piece->section = section;
	piece->symbol = symbol;
	piece->kind = kind_of(section);
	piece->start = start;
	piece->size = section->size - start;
	return piece;
}

/*
 * A piece ends with its symbol, but for what follows without a name of its own (local
 * code of assembly): that is more of the same. A symbol without a size ends where the
 * next one begins.
 */
static void end_piece(struct piece *piece, uint64_t end, uint64_t next)
{
	const struct section *section = piece->section;

	if (end > next)
		next = end;
	if (end <= piece->symbol->value ||
	    (is_text(section) && section->data && !instructions_are_padding(section, end, next)))
		end = next;
	piece->size = end - piece->start;
}

/*
 * Padding before the first symbol belongs to the first piece (call padding
 * stands before the entry); padding after a piece belongs to nobody.
 */
static void cut_at_symbols(struct pieces *pieces, struct section *section)
{
	struct piece *last = NULL;
	uint64_t end = 0;

	for (size_t i = 0; i < section->n_symbols; i++) {
		struct symbol *symbol = section->symbols[i];

		if (!begins_piece(symbol, end) || (last && symbol->value == last->symbol->value))
			continue;
		if (last)
			end_piece(last, end, symbol->value);
		last = add_piece(pieces, section, symbol, last ? symbol->value : 0);
		end = symbol->value + symbol->size;
	}
	if (!last)
		add_piece(pieces, section, NULL, 0);
	else
		end_piece(last, end, section->size);
}

static bool is_whole(enum piece_kind kind)
{
	return kind == PIECE_MERGED || kind == PIECE_TABLE || kind == PIECE_IGNORED;
}

static void cut_section(struct pieces *pieces, struct section *section)
{
	/* Lock classes are variables of no size where the kernel does not check locks. */
	if (section->size == 0 && section->n_symbols == 0)
		return;
	if (is_whole(kind_of(section)))
		add_piece(pieces, section, NULL, 0);
	else
		cut_at_symbols(pieces, section);
}

/* Where a section has several pieces, their branches into each other are made known. */
static void find_branches(struct pieces *pieces)
{
	for (size_t i = 1; i < pieces->object->n_sections; i++) {
		struct section *section = &pieces->object->sections[i];

		if (is_text(section) && section->data &&
		    pieces->first[i + 1] - pieces->first[i] > 1)
			branches_relocate(pieces, section);
	}
}

static struct error *measure_tails(struct pieces *pieces)
{
	struct object *object = pieces->object;

	pieces->tails = xcalloc(object->n_sections, sizeof(*pieces->tails));
	for (size_t i = 1; i < object->n_sections; i++) {
		struct section *section = &object->sections[i];

		if (is_text(section) && section->n_relocations)
			try(instructions_tails(object, section, &pieces->tails[i]));
	}
	return NULL;
}

struct error *pieces_new(struct object *object, struct pieces **out)
{
	_cleanup_pieces_ struct pieces *pieces = xcalloc(1, sizeof(*pieces));

	pieces->object = object;
	pieces->first = xcalloc(object->n_sections + 1, sizeof(*pieces->first));
	for (size_t i = 1; i < object->n_sections; i++) {
		pieces->first[i] = pieces->n_items;
		cut_section(pieces, &object->sections[i]);
	}
	pieces->first[object->n_sections] = pieces->n_items;
	find_branches(pieces);
	try(measure_tails(pieces));
	*out = take(pieces);
	return NULL;
}

void pieces_free(struct pieces *pieces)
{
	if (!pieces)
		return;
	for (size_t i = 0; pieces->tails && i < pieces->object->n_sections; i++)
		free(pieces->tails[i]);
	free(pieces->tails);
	free(pieces->first);
	free(pieces->items);
	free(pieces);
}

struct piece *pieces_at(const struct pieces *pieces, const struct section *section, int64_t offset)
{
	size_t first = pieces->first[section->index];
	size_t end = pieces->first[section->index + 1];
	struct piece *found = NULL;

	for (size_t i = first; i < end; i++)
		if (!found || (int64_t)pieces->items[i].start <= offset)
			found = &pieces->items[i];
	return found;
}

struct piece *pieces_named(const struct pieces *pieces, const char *name)
{
	for (size_t i = 0; i < pieces->n_items; i++) {
		struct piece *piece = &pieces->items[i];

		if (piece->symbol && !strcmp(piece->symbol->name, name))
			return piece;
	}
	return NULL;
}

char *piece_name(const struct piece *piece)
{
	if (piece->symbol)
		return xstrdup(piece->symbol->name);
	if (piece->start == 0)
		return xstrdup(piece->section->name);
	return xasprintf("%s+0x%llx", piece->section->name, (unsigned long long)piece->start);
}

/*
 * A PC-relative field is counted from the end of its instruction, which is not
 * always the end of the field: an immediate may follow.
 */
int64_t pieces_distance(const struct pieces *pieces, const struct section *section,
			const struct relocation *relocation)
{
	const uint8_t *tails = pieces->tails[section->index];

	if (!relocation_is_pc_relative(relocation->type) || !tails)
		return 0;
	return relocation_size(relocation->type) + tails[relocation - section->relocations];
}

static bool is_zero(const unsigned char *bytes, uint64_t size)
{
	for (uint64_t i = 0; i < size; i++)
		if (bytes[i])
			return false;
	return true;
}

uint64_t merged_size(const struct section *section, uint64_t offset)
{
	uint64_t room = section->size - offset;

	uint64_t unit = section->entsize && section->entsize < room ? section->entsize : room;
	uint64_t size = unit;

	/* A string's characters may be of several bytes; the last of them is zero. */
	if (section->flags & SHF_STRINGS)
		while (room - size >= unit && !is_zero(section->data + offset + size - unit, unit))
			size += unit;
	return size;
}

/* Where a relocation points, as an offset in the symbol's section. */
static int64_t point_of(const struct pieces *pieces, const struct section *section,
			const struct relocation *relocation)
{
	return (int64_t)relocation->symbol->value + relocation->addend +
	       pieces_distance(pieces, section, relocation);
}

struct referent pieces_referent(const struct pieces *pieces, const struct section *section,
				const struct relocation *relocation)
{
	struct symbol *symbol = relocation->symbol;
	struct referent referent = { NULL, relocation->addend, symbol };
	int64_t point;

	if (!symbol->section)
		return referent;
	point = point_of(pieces, section, relocation);
	/* A named symbol says which piece is meant, wherever the addend leads. */
	referent.piece = pieces_at(pieces, symbol->section,
				   symbol->type == STT_SECTION ? point : (int64_t)symbol->value);
	if (referent.piece)
		referent.offset = point - (int64_t)referent.piece->start;
	return referent;
}

struct relocation_range piece_relocations(const struct piece *piece)
{
	const struct section *section = piece->section;

	return (struct relocation_range){
		section->relocations + section_relocation_from(section, piece->start),
		section->relocations + section_relocation_from(section, piece->start + piece->size),
	};
}

bool section_is_table(const struct section *section)
{
	return table_kind_find(section->name) != NULL;
}
