/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "create/twins.h"

#include <ctype.h>
#include <string.h>

#include "base/memory.h"

static size_t without_digits(const char *name, size_t length)
{
	while (length > 0 && isdigit((unsigned char)name[length - 1]))
		length--;
	return length;
}

/* A counter stands at the end of these names, and the number of a static local may follow. */
static char *generated_stem(const char *name)
{
	size_t length = without_digits(name, strlen(name));

	if (name[length - 1] == '.')
		length = without_digits(name, length - 1);
	return xstrndup(name, length);
}

char *name_stem(const char *name)
{
	_cleanup_free_ char *stem = xcalloc(strlen(name) + 1, 1);
	size_t filled = 0;

	if (!strncmp(name, "__UNIQUE_ID_", 12) || !strncmp(name, "__BTF_ID__", 10))
		return generated_stem(name);
	while (*name) {
		size_t length = strcspn(name + 1, ".") + 1;

		if (name[0] != '.' || without_digits(name, length) != 1 || length == 1) {
			memcpy(stem + filled, name, length);
			filled += length;
		}
		name += length;
	}
	return take(stem);
}

static bool is_numbered(const struct piece *piece)
{
	_cleanup_free_ char *stem = name_stem(piece->symbol->name);

	return strcmp(stem, piece->symbol->name) != 0;
}

/*
 * Kinds that may be twins: a constant that became a variable is not the same
 * thing, but a zeroed variable may have been given a value. What was __init is gone
 * from memory: if it is so no longer, it is new.
 */
static int family(const struct piece *piece)
{
	switch (piece->kind) {
	case PIECE_CODE:
		return 1;
	case PIECE_CONST:
		return 2;
	case PIECE_DATA:
	case PIECE_ZERO:
	case PIECE_AFTER_INIT:
		return 3;
	case PIECE_PERCPU:
		return 4;
	case PIECE_REGISTRY:
		return 5;
	case PIECE_CODE_ONCE:
		return 7;
	case PIECE_DATA_ONCE:
		return 8;
	case PIECE_HOOK:
		return 6;
	default:
		return 0;
	}
}

static bool can_pair(const struct piece *pre, const struct piece *post)
{
	return !pre->twin && !post->twin && family(pre) && family(pre) == family(post);
}

static void pair(struct piece *pre, struct piece *post)
{
	pre->twin = post;
	post->twin = pre;
}

static int by_name(const void *left, const void *right)
{
	const struct piece *a = *(struct piece *const *)left, *b = *(struct piece *const *)right;
	int order = strcmp(a->symbol->name, b->symbol->name);

	return order ? order : (a > b) - (a < b);
}

/* Pieces that have a name, by name. */
struct directory {
	struct piece **items;
	size_t n_items;
};

static void directory_deinit(struct directory *directory)
{
	free(directory->items);
}

static void directory_init(struct directory *directory, struct pieces *pieces)
{
	for (size_t i = 0; i < pieces->n_items; i++)
		if (pieces->items[i].symbol && family(&pieces->items[i]))
			*array_append(directory->items, directory->n_items) = &pieces->items[i];
	if (directory->n_items)
		qsort(directory->items, directory->n_items, sizeof(*directory->items), by_name);
}

/* The one piece of a name; NULL if there are several. */
static struct piece *only_one(const struct directory *directory, const char *name)
{
	size_t low = 0, high = directory->n_items;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(directory->items[middle]->symbol->name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == directory->n_items || strcmp(directory->items[low]->symbol->name, name))
		return NULL;
	if (low + 1 < directory->n_items &&
	    !strcmp(directory->items[low + 1]->symbol->name, name))
		return NULL;
	return directory->items[low];
}

/* Names that the compiler has not numbered mean the same in both versions. */
static void pair_by_name(const struct directory *pre, const struct directory *post)
{
	for (size_t i = 0; i < post->n_items; i++) {
		struct piece *new = post->items[i];
		struct piece *old = only_one(pre, new->symbol->name);

		if (old && only_one(post, new->symbol->name) == new && !is_numbered(new) &&
		    can_pair(old, new))
			pair(old, new);
	}
}

/* A numbered name whose stem is unique on both sides (most clones). */
static struct piece *only_of_stem(const struct directory *directory, const char *stem)
{
	struct piece *found = NULL;

	for (size_t i = 0; i < directory->n_items; i++) {
		_cleanup_free_ char *other = NULL;

		if (strncmp(directory->items[i]->symbol->name, stem, strcspn(stem, ".")))
			continue;
		other = name_stem(directory->items[i]->symbol->name);
		if (strcmp(other, stem))
			continue;
		if (found)
			return NULL;
		found = directory->items[i];
	}
	return found;
}

static void pair_by_stem(const struct directory *pre, const struct directory *post)
{
	for (size_t i = 0; i < post->n_items; i++) {
		struct piece *new = post->items[i];
		_cleanup_free_ char *stem = name_stem(new->symbol->name);
		struct piece *old;

		if (new->twin || only_of_stem(post, stem) != new)
			continue;
		old = only_of_stem(pre, stem);
		if (old && can_pair(old, new))
			pair(old, new);
	}
}

/* What a piece refers to, of one stem and without twins yet, each once, in order. */
struct group {
	struct piece **items;
	size_t n_items;
};

static void group_deinit(struct group *group)
{
	free(group->items);
}

static bool group_has(const struct group *group, const struct piece *piece)
{
	for (size_t i = 0; i < group->n_items; i++)
		if (group->items[i] == piece)
			return true;
	return false;
}

static bool has_stem(const struct piece *piece, const char *stem)
{
	_cleanup_free_ char *other = name_stem(piece->symbol->name);

	return !strcmp(other, stem);
}

static void collect(const struct pieces *pieces, const struct piece *from, const char *stem,
		    struct group *group)
{
	struct relocation_range range = piece_relocations(from);

	for (const struct relocation *r = range.first; r < range.end; r++) {
		struct piece *to = pieces_referent(pieces, from->section, r).piece;

		if (to && to->symbol && !to->twin && family(to) && !group_has(group, to) &&
		    has_stem(to, stem))
			*array_append(group->items, group->n_items) = to;
	}
}

bool holds_state(const struct piece *piece)
{
	static const char *const harmless[] = { "__already_done", "__warned", "__key", "_rs",
						"__print_once", "__UNIQUE_ID_", "descriptor" };
	_cleanup_free_ char *stem = NULL;

	if (!is_writable(piece) || !piece->symbol)
		return is_writable(piece);
	stem = name_stem(piece->symbol->name);
	for (size_t i = 0; i < ARRAY_SIZE(harmless); i++)
		if (!strncmp(stem, harmless[i], strlen(harmless[i])))
			return false;
	return true;
}

static struct error *ambiguous(const struct pieces *post, const struct piece *from,
			       const struct piece *to)
{
	struct error *error = error_refuse(SUTURE_REFUSAL_AMBIGUOUS,
					   "cannot tell which static variable '%s' is which",
					   to->symbol->name);

	return error_at(error, post->object->path, from->symbol ? from->symbol->name : NULL);
}

/* Pair what both twins refer to under one stem; *progress is set if something was. */
static struct error *pair_group(struct pieces *pre, struct pieces *post, struct piece *from,
				struct piece *to, bool *progress)
{
	_cleanup_free_ char *stem = name_stem(to->symbol->name);
	_cleanup_(group_deinit) struct group old = { 0 }, new = { 0 };

	collect(pre, from->twin, stem, &old);
	collect(post, from, stem, &new);
	if (old.n_items && old.n_items != new.n_items && holds_state(to))
		return ambiguous(post, from, to);
	for (size_t i = 0; i < old.n_items && i < new.n_items; i++) {
		if (!can_pair(old.items[i], new.items[i]))
			continue;
		pair(old.items[i], new.items[i]);
		*progress = true;
	}
	return NULL;
}

static struct error *pair_referents(struct pieces *pre, struct pieces *post, struct piece *from,
				    bool *progress)
{
	struct relocation_range range = piece_relocations(from);

	for (const struct relocation *r = range.first; r < range.end; r++) {
		struct piece *to = pieces_referent(post, from->section, r).piece;

		if (to && to->symbol && !to->twin && family(to))
			try(pair_group(pre, post, from, to, progress));
	}
	return NULL;
}

static struct error *pair_by_reference(struct pieces *pre, struct pieces *post)
{
	bool progress = true;

	while (progress) {
		progress = false;
		for (size_t i = 0; i < post->n_items; i++)
			if (post->items[i].twin)
				try(pair_referents(pre, post, &post->items[i], &progress));
	}
	return NULL;
}

/* Pieces without a name: by their section and their place in it. */
static void pair_unnamed(struct pieces *pre, struct pieces *post)
{
	for (size_t i = 0; i < post->n_items; i++) {
		struct piece *new = &post->items[i];
		struct section *section;
		struct piece *old;

		if (new->symbol)
			continue;
		section = object_section(pre->object, new->section->name);
		old = section ? pieces_at(pre, section, new->start) : NULL;
		if (old && !old->symbol && old->start == new->start && can_pair(old, new))
			pair(old, new);
	}
}

/* Without twins, of one stem and family: by their places in the object. */
static void collect_alike(struct pieces *pieces, const struct piece *like, const char *stem,
			  struct group *group)
{
	for (size_t i = 0; i < pieces->n_items; i++) {
		struct piece *piece = &pieces->items[i];

		if (piece->symbol && !piece->twin && family(piece) == family(like) &&
		    has_stem(piece, stem))
			*array_append(group->items, group->n_items) = piece;
	}
}

/*
 * What only tables refer to is told apart by its order, if as many are left. Should
 * that be wrong, the two differ, and the new code gets its own.
 */
static void pair_by_order(struct pieces *pre, struct pieces *post, const struct piece *like)
{
	_cleanup_free_ char *stem = name_stem(like->symbol->name);
	_cleanup_(group_deinit) struct group old = { 0 }, new = { 0 };

	collect_alike(pre, like, stem, &old);
	collect_alike(post, like, stem, &new);
	for (size_t i = 0; old.n_items == new.n_items && i < old.n_items; i++)
		pair(old.items[i], new.items[i]);
}

static void pair_rest(struct pieces *pre, struct pieces *post)
{
	for (size_t i = 0; i < post->n_items; i++) {
		struct piece *piece = &post->items[i];

		bool is_harmless = piece->kind == PIECE_REGISTRY ||
				   (is_writable(piece) && !holds_state(piece));

		if (is_harmless && piece->symbol && !piece->twin)
			pair_by_order(pre, post, piece);
	}
}

struct error *twins_find(struct pieces *pre, struct pieces *post)
{
	_cleanup_(directory_deinit) struct directory old = { 0 }, new = { 0 };

	directory_init(&old, pre);
	directory_init(&new, post);
	pair_by_name(&old, &new);
	pair_unnamed(pre, post);
	try(pair_by_reference(pre, post));
	pair_by_stem(&old, &new);
	try(pair_by_reference(pre, post));
	pair_rest(pre, post);
	return NULL;
}
