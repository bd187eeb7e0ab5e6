/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pieces: what a split object (compiled with a section for each function and
 * datum) is made of. A piece is the smallest thing that an update takes or
 * leaves: a function, its cold part, a variable, a constant.
 *
 * Pieces of two versions of a unit are compared (compare.h), and those that are
 * new or changed, with all that they need, become the update (closure.h).
 */
#ifndef SUTURE_PIECES_H
#define SUTURE_PIECES_H

#include "elf/object.h"

enum piece_kind {
	PIECE_IGNORED,		/* not loaded, or dropped by the linker */
	PIECE_CODE,
	PIECE_CODE_ONCE,	/* __init, __exit: runs at load or unload only */
	PIECE_CONST,
	PIECE_DATA,
	PIECE_DATA_ONCE,	/* __initdata */
	PIECE_AFTER_INIT,	/* __ro_after_init: constant once the kernel is up */
	PIECE_ZERO,		/* .bss */
	PIECE_PERCPU,
	PIECE_MERGED,		/* strings and constants that a linker merges: the whole section */
	PIECE_TABLE,		/* entries that belong to code (tables.h): the whole section */
	PIECE_HOOK,		/* a function of the update's own, called around the switch */
	PIECE_REGISTRY,		/* what the kernel collects by section:
				   exports, parameters, initcalls */
};

struct piece {
	struct section *section;
	uint64_t start, size;	/* in the section */
	struct symbol *symbol;	/* its first name; NULL if it has none */
	enum piece_kind kind;
	struct piece *twin;	/* the same piece in the other version; see twins.h */
	const char *changed;	/* why it differs from its twin, in words; NULL: it does not */
};

struct pieces {
	struct object *object;	/* borrowed */
	struct piece *items;	/* by section, then start; never moves */
	size_t n_items;
	size_t *first;		/* of section i: items[first[i]] up to items[first[i + 1]] */
	/*
	 * For each relocation of text: bytes from the end of its field to the end
	 * of its instruction (indexed as section->relocations); NULL for others.
	 */
	uint8_t **tails;
};

/*
 * Adds relocations to the object where one piece branches into another (branches.h).
 * Refuses code that cannot be decoded, as RELOCATION_UNSUPPORTED.
 */
struct error *pieces_new(struct object *object, struct pieces **pieces)
	__attribute__((nonnull, warn_unused_result));
void pieces_free(struct pieces *pieces);
DEFINE_CLEANUP(struct pieces *, pieces_free);
#define _cleanup_pieces_ _cleanup_(pieces_freep)

/*
 * The piece that holds an offset of a section; the end of a section is its last
 * piece's. NULL: none.
 */
struct piece *pieces_at(const struct pieces *pieces, const struct section *section, int64_t offset)
	__attribute__((nonnull));
struct piece *pieces_named(const struct pieces *pieces, const char *name) __attribute__((nonnull));

/* "tcp_input", or "section+0x10" for a piece without a name. For messages; the caller's. */
char *piece_name(const struct piece *piece) __attribute__((nonnull, warn_unused_result));

/* What a relocation refers to. */
struct referent {
	struct piece *piece;	/* NULL: not in this object */
	int64_t offset;		/* in the piece; for an external symbol: the plain addend */
	struct symbol *symbol;	/* as the relocation has it */
};

struct referent pieces_referent(const struct pieces *pieces, const struct section *section,
				const struct relocation *relocation) __attribute__((nonnull));

/* From a relocated field of text to the address that a PC-relative one counts from; else 0. */
int64_t pieces_distance(const struct pieces *pieces, const struct section *section,
			const struct relocation *relocation) __attribute__((nonnull));
/* Bytes of what a merged section holds at an offset: a string with its end, or one constant. */
uint64_t merged_size(const struct section *section, uint64_t offset) __attribute__((nonnull));

/* The piece's relocations: [first, end) of its section's. */
struct relocation_range {
	const struct relocation *first, *end;
};
struct relocation_range piece_relocations(const struct piece *piece) __attribute__((nonnull));

bool section_is_table(const struct section *section) __attribute__((nonnull));

static inline bool is_code(const struct piece *piece)
{
	return piece->kind == PIECE_CODE;
}

/* Data that nobody writes while the kernel runs. */
static inline bool is_constant(const struct piece *piece)
{
	return piece->kind == PIECE_CONST || piece->kind == PIECE_AFTER_INIT;
}

static inline bool is_writable(const struct piece *piece)
{
	return piece->kind == PIECE_DATA || piece->kind == PIECE_ZERO;
}

#endif
