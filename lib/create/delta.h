/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A delta: what a patch does to one target (vmlinux or a module), as the units
 * of that target before and after, and the pieces that the update takes.
 *
 *	delta_new → delta_add (each affected unit) → delta_close → emit
 */
#ifndef SUTURE_DELTA_H
#define SUTURE_DELTA_H

#include "create/compare.h"
#include "create/exports.h"
#include "create/locate.h"

/* One unit in three builds (design: exact, split pre, split post). */
struct view {
	char *name;		/* "net/rds/message.o" */
	char *exact_path;
	bool is_assembly;
	struct version pre, post;
	struct object *exact;	/* opened when it has to be located */
	struct location *location;
	uint8_t *uses;		/* enum use of each piece of post */
};

/* What the update does with a piece of post. */
enum use {
	USE_NONE,
	USE_TAKEN,	/* its code or data is in the update */
	USE_HOOK,	/* the core calls what it points to */
	USE_IN_PLACE,	/* its content (or some of it, see data_change) replaces that
			   of the running kernel's piece */
};

/* Bytes of the running kernel's data that take the content which they have in post. */
struct data_change {
	struct view *view;
	struct piece *piece;	/* of post; has a twin */
	uint64_t start, size;	/* in the piece */
};

struct delta {
	const struct target *target;	/* borrowed */
	const struct target *image;	/* vmlinux, for names that a module imports */
	const struct exports *exports;	/* borrowed: which of them it may */
	struct view **views;
	size_t n_views;
	struct data_change *data;
	size_t n_data;
	char **notices;
	size_t n_notices;
	bool has_hooks;		/* the patch's author sees to state himself */
	bool has_once_code;	/* __init or __exit code changed */
	bool is_pinned;		/* an address of the new code or data escapes */
};

struct error *delta_new(const struct target *target, const struct target *image,
			 const struct exports *exports, struct delta **delta)
	__attribute__((nonnull, warn_unused_result));
void delta_free(struct delta *delta);
DEFINE_CLEANUP(struct delta *, delta_free);
#define _cleanup_delta_ _cleanup_(delta_freep)

/* Opens and compares the unit's builds. The paths are copied. */
struct error *delta_add(struct delta *delta, const char *name, const char *source,
			 const char *exact, const char *pre, const char *post)
	__attribute__((nonnull, warn_unused_result));

void delta_notice(struct delta *delta, const char *format, ...)
	__attribute__((format(printf, 2, 3), nonnull(1)));

uint8_t *view_use(const struct view *view, const struct piece *piece)
	__attribute__((nonnull));

/* Does the update take or replace anything, of this unit or at all? */
bool view_is_used(const struct view *view) __attribute__((nonnull));
/* After delta_add(): does code of this unit differ, or is there new code? */
bool view_has_changed_code(const struct view *view) __attribute__((nonnull));
bool delta_is_empty(const struct delta *delta) __attribute__((nonnull));
/* After delta_close(): how many hooks the author supplies. */
size_t delta_hooks(const struct delta *delta) __attribute__((nonnull));

/* Opens and locates the exact object, once. */
struct error *view_locate(const struct delta *delta, struct view *view)
	__attribute__((nonnull, warn_unused_result));

/* What something in the new code refers to, as the update's module will express it. */
enum reference_kind {
	REFERENCE_PIECE,	/* taken: view, piece */
	REFERENCE_MERGED,	/* a string or constant of the view, to be copied: piece, offset */
	REFERENCE_PLACE,	/* in the running kernel */
};

struct reference {
	enum reference_kind kind;
	struct view *view;
	struct piece *piece;
	struct place place;	/* of the piece's start, or of the external symbol */
	int64_t offset;		/* from the start of the piece, or from the symbol; the
				   distance of a PC-relative field to its end included */
};

/*
 * The piece in whose stead a referent stands: in another unit of this target if
 * it is external here.
 */
struct referent delta_referent(const struct delta *delta, struct view **view,
				const struct section *section, const struct relocation *relocation)
	__attribute__((nonnull));

/* Is a reference by this relocation of the section a branch, to be followed into the new code? */
bool reference_enters(const struct section *section, const struct relocation *relocation)
	__attribute__((nonnull));

/* Resolve a relocation of a taken piece or of a table entry. After delta_close(). */
struct error *delta_resolve(const struct delta *delta, struct view *view,
			     const struct section *section, const struct relocation *relocation,
			     struct reference *reference)
	__attribute__((nonnull, warn_unused_result));

/* A piece of pre in the exact object, which is open: its defined symbol; NULL: it has none. */
struct symbol *view_exact_symbol(const struct view *view, const struct piece *old)
	__attribute__((nonnull));

/* Where the running kernel has the twin of a piece. */
struct error *delta_place_of(const struct delta *delta, struct view *view,
			      const struct piece *piece, struct place *place)
	__attribute__((nonnull, warn_unused_result));

#endif
