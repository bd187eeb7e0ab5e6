// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The order of the search: big text sections first, for their bytes occur once
 * and their relocations tell where the small ones are. A section that occurs
 * several times waits until everything else is known; then the candidates go
 * that contradict it, or that lie where other names are.
 */
#include "create/locate.h"

#include "base/memory.h"
#include "create/difference.h"
#include "create/knowledge.h"
#include "create/search.h"

/* A text section that has not been located. */
struct open_section {
	const struct section *section;
	struct places candidates;
};

struct open_sections {
	struct open_section *items;
	size_t n_items;
};

static void open_sections_deinit(struct open_sections *open)
{
	for (size_t i = 0; i < open->n_items; i++)
		places_deinit(&open->items[i].candidates);
	free(open->items);
}
#define _cleanup_open_sections_ _cleanup_(open_sections_deinit)

static bool has_prefix(const char *string, const char *prefix)
{
	return strncmp(string, prefix, strlen(prefix)) == 0;
}

/* Code that runs once, or is only copied from: no update changes it where it is. */
static bool may_stay_unknown(const struct section *section)
{
	return has_prefix(section->name, ".init") || has_prefix(section->name, ".exit") ||
	       has_prefix(section->name, ".altinstr");
}

static bool is_located(const struct location *location, const struct section *section)
{
	return location->sections[section->index].kind != PLACE_NONE;
}

/* Names */

static void drop_misnamed(const struct target *target, struct open_section *open)
{
	struct places *candidates = &open->candidates;
	size_t kept = 0;

	for (size_t i = 0; i < candidates->n_items; i++) {
		if (!section_misnamed(target, open->section, candidates->items[i]))
			candidates->items[kept++] = candidates->items[i];
	}
	candidates->n_items = kept;
}

/* Trials */

static bool is_possible(const struct location *location, const struct section *section,
			struct place place)
{
	_cleanup_location_ struct location *trial = location_copy(location);
	_cleanup_error_ struct error *contradiction = location_suppose(trial, section, place);

	return !contradiction;
}

static void drop_impossible(const struct location *location, struct open_section *open)
{
	struct places *candidates = &open->candidates;
	size_t kept = 0;

	for (size_t i = 0; i < candidates->n_items; i++) {
		if (is_possible(location, open->section, candidates->items[i]))
			candidates->items[kept++] = candidates->items[i];
	}
	candidates->n_items = kept;
}

/* Where the names of a section's functions put it, for one whose bytes say too little. */
static void add_named_candidates(const struct target *target, const struct section *section,
				 struct places *candidates)
{
	for (size_t i = 0; i < section->n_symbols; i++) {
		const struct symbol *symbol = section->symbols[i];
		size_t n = 0;

		if (!has_own_name(symbol))
			continue;
		_cleanup_free_ struct place *places = target_definitions(target, symbol->name, &n);
		for (size_t j = 0; j < n; j++)
			*array_append(candidates->items, candidates->n_items) =
				place_add(places[j], -(int64_t)symbol->value);
		return;
	}
}

static void swap_places(struct places *a, struct places *b)
{
	struct places old = *a;

	*a = *b;
	*b = old;
}

static void find_candidates(const struct target *target, struct open_section *open)
{
	_cleanup_pattern_ struct pattern pattern;
	struct places *candidates = &open->candidates;

	pattern_init(&pattern, open->section, 0, open->section->size);
	search_text(target, open->section->name, &pattern, candidates);
	if (candidates->n_items == SEARCH_MAX || pattern.n_runs == 0) {
		_cleanup_places_ struct places named = { 0 };

		add_named_candidates(target, open->section, &named);
		if (named.n_items)
			swap_places(candidates, &named);
	}
	if (!may_stay_unknown(open->section))
		drop_misnamed(target, open);
}

/* Steps */

static int compare_sizes(const void *a_, const void *b_)
{
	const struct section *a = ((const struct open_section *)a_)->section;
	const struct section *b = ((const struct open_section *)b_)->section;

	if (a->size != b->size)
		return a->size > b->size ? -1 : 1;
	return a->index < b->index ? -1 : a->index > b->index;
}

static void list_text(const struct object *exact, struct open_sections *open)
{
	for (size_t i = 1; i < exact->n_sections; i++) {
		const struct section *section = &exact->sections[i];

		if (is_text(section) && section->data && section->size && is_contiguous(section))
			array_append(open->items, open->n_items)->section = section;
	}
	if (open->n_items)
		qsort(open->items, open->n_items, sizeof(*open->items), compare_sizes);
}

/* One candidate is taken at its word: what contradicts it then is a difference. */
static struct error *search_section(struct location *location, struct open_section *open)
{
	const struct section *section = open->section;

	if (is_located(location, section))
		return NULL;
	find_candidates(location->target, open);
	if (open->candidates.n_items > 1)
		return NULL;
	if (open->candidates.n_items == 1) {
		if (may_stay_unknown(section) &&
		    !is_possible(location, section, open->candidates.items[0]))
			return NULL;
		return location_suppose(location, section, open->candidates.items[0]);
	}
	return may_stay_unknown(section) ? NULL : difference_find(location, section);
}

/* *progress is set if the section has been located here. */
static struct error *decide_section(struct location *location, struct open_section *open,
				    bool *progress)
{
	if (is_located(location, open->section) || open->candidates.n_items < 2)
		return NULL;
	struct place first = open->candidates.items[0];
	drop_impossible(location, open);
	if (open->candidates.n_items == 1) {
		*progress = true;
		return location_suppose(location, open->section, open->candidates.items[0]);
	}
	/* All contradict what is known: let one say what. */
	if (open->candidates.n_items == 0 && !may_stay_unknown(open->section))
		return location_suppose(location, open->section, first);
	return NULL;
}

static struct error *decide_sections(struct location *location, struct open_sections *open)
{
	bool progress = true;

	while (progress) {
		progress = false;
		for (size_t i = 0; i < open->n_items; i++)
			try(decide_section(location, &open->items[i], &progress));
	}
	return NULL;
}

static struct error *require_text(const struct location *location,
				  const struct open_sections *open)
{
	for (size_t i = 0; i < open->n_items; i++) {
		const struct section *section = open->items[i].section;

		if (is_located(location, section) || may_stay_unknown(section))
			continue;
		return error_at(error_refuse(SUTURE_REFUSAL_AMBIGUOUS,
					     "%s of %s occurs %zu times in %s",
					     section->name, location->exact->path,
					     open->items[i].candidates.n_items,
					     location->target->name),
				location->exact->path,
				section->n_symbols ? section->symbols[0]->name : NULL);
	}
	return NULL;
}

/* Data that no located section refers to, but whose names all fit one place only. */
static void place_by_names(struct location **location, const struct section *section)
{
	struct open_section open = { .section = section };

	add_named_candidates((*location)->target, section, &open.candidates);
	drop_misnamed((*location)->target, &open);
	drop_impossible(*location, &open);
	if (open.candidates.n_items == 1) {
		struct location *trial = location_copy(*location);
		_cleanup_error_ struct error *contradiction =
			location_suppose(trial, section, open.candidates.items[0]);

		location_free(contradiction ? trial : *location);
		*location = contradiction ? *location : trial;
	}
	places_deinit(&open.candidates);
}

static void place_data(struct location **location)
{
	const struct object *exact = (*location)->exact;

	for (size_t i = 1; i < exact->n_sections; i++) {
		const struct section *section = &exact->sections[i];

		if (section->size && is_contiguous(section) && !is_located(*location, section))
			place_by_names(location, section);
	}
}

struct error *locate_unit(const struct target *target, const struct object *exact,
			  struct location **location)
{
	_cleanup_location_ struct location *new = location_new(target, exact);
	_cleanup_open_sections_ struct open_sections open = { 0 };

	list_text(exact, &open);
	for (size_t i = 0; i < open.n_items; i++)
		try(search_section(new, &open.items[i]));
	try(decide_sections(new, &open));
	try(require_text(new, &open));
	place_data(&new);
	*location = take(new);
	return NULL;
}

/* Answers */

struct place location_section(const struct location *location, const struct section *section)
{
	return location->sections[section->index];
}

static struct error *piece_place(const struct location *location, const struct symbol *symbol,
				 int64_t addend, struct place *place)
{
	for (size_t i = 0; i < location->n_pieces; i++) {
		const struct piece *piece = &location->pieces[i];

		if (piece->symbol == symbol && piece->addend == addend) {
			*place = piece->mentioned.place;
			return NULL;
		}
	}
	return error_refuse(SUTURE_REFUSAL_SYMBOL_UNKNOWN,
			    "nothing in %s refers to %s%+lld", location->exact->path, symbol->name,
			    (long long)addend);
}

/* A local name may be many units' own; without a place of its section only one counts. */
static struct error *local_place(const struct location *location, const struct symbol *symbol,
				 struct place *place)
{
	const struct target *target = location->target;
	size_t n = 0;
	_cleanup_free_ struct place *places = target_definitions(target, symbol->name, &n);

	if (n != 1)
		return error_at(error_refuse(SUTURE_REFUSAL_SYMBOL_UNKNOWN,
					     "%s has %zu symbols of the name %s, "
					     "which is local to %s",
					     target->name, n, symbol->name,
					     location->exact->path),
				location->exact->path, symbol->name);
	*place = places[0];
	return NULL;
}

/* The linker takes a weak definition only if there is no other. */
static struct error *weak_place(const struct location *location, const struct symbol *symbol,
				struct place *place)
{
	struct place section = location->sections[symbol->section->index];
	_cleanup_error_ struct error *error = target_symbol(location->target, symbol->name, place);

	if (!error)
		return NULL;
	if (section.kind == PLACE_NONE)
		return take(error);
	*place = place_add(section, symbol->value);
	return NULL;
}

struct error *location_symbol(const struct location *location, const struct symbol *symbol,
			      int64_t addend, struct place *place)
{
	const struct section *section = symbol->section;
	struct place mentioned = location->symbols[symbol->index].place;
	struct place start = { PLACE_NONE };

	if (section && symbol->type == STT_SECTION && (section->flags & SHF_MERGE))
		return piece_place(location, symbol, addend, place);
	if (mentioned.kind != PLACE_NONE) {
		*place = mentioned;
		return NULL;
	}
	if (symbol->shndx == SHN_ABS) {
		*place = place_of_value(symbol->value);
		return NULL;
	}
	if (symbol->bind == STB_WEAK && section)
		return weak_place(location, symbol, place);
	if (section)
		start = location->sections[section->index];
	if (start.kind != PLACE_NONE) {
		*place = place_add(start, symbol->value);
		return NULL;
	}
	return symbol->bind == STB_LOCAL ? local_place(location, symbol, place) :
					   target_symbol(location->target, symbol->name, place);
}

/* Literals of code that is gone after boot may be gone as well. */
static bool stays(const struct piece *piece)
{
	const char *section = piece->symbol->section->name;
	const struct place *place = &piece->mentioned.place;

	return !strncmp(section, ".rodata", strlen(".rodata")) &&
	       (place->kind != PLACE_MODULE ||
		!strncmp(place->section->name, ".rodata", strlen(".rodata")));
}

/* A PC-relative field counts from its instruction's end, which is not known here. */
static bool is_plainly_mentioned(const struct mentioned *mentioned)
{
	const struct section *by = mentioned->by;
	size_t i = section_relocation_from(by, mentioned->at);

	return i < by->n_relocations && by->relocations[i].offset == mentioned->at &&
	       !relocation_is_pc_relative(by->relocations[i].type);
}

bool location_literal(const struct location *location, const unsigned char *bytes, uint64_t size,
		      struct place *place)
{
	for (size_t i = 0; i < location->n_pieces; i++) {
		const struct piece *piece = &location->pieces[i];
		struct place at = place_add(piece->mentioned.place, piece->addend);
		const unsigned char *found;

		if (piece->mentioned.place.kind == PLACE_NONE || !stays(piece) ||
		    !is_plainly_mentioned(&piece->mentioned))
			continue;
		found = target_bytes(location->target, at, size);
		if (found && !memcmp(found, bytes, size)) {
			*place = at;
			return true;
		}
	}
	return false;
}
