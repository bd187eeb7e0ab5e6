// SPDX-License-Identifier: GPL-2.0-or-later
#include "create/difference.h"

#include <inttypes.h>

#include "base/memory.h"
#include "create/search.h"

enum { SHOWN_BYTES = 8 };

/* What a message calls a spot of a section, and the offset from there. */
struct spot {
	const char *name;
	uint64_t offset;
};

static struct spot spot_at(const struct section *section, uint64_t offset)
{
	const struct symbol *symbol = section_symbol_at(section, offset);

	return symbol ? (struct spot) { symbol->name, offset - symbol->value } :
			(struct spot) { section->name, offset };
}

static struct error *locate_error(const struct location *location, struct spot spot,
				  struct error *error)
{
	error = error_at(error, location->exact->path, spot.name);
	return error_at_offset(error, spot.offset);
}

struct error *difference_bytes(const struct location *location, const struct section *section,
			       uint64_t offset, const unsigned char *theirs)
{
	struct spot spot = spot_at(section, offset);
	uint64_t rest = section->size - offset;
	struct error *error = error_refuse(SUTURE_REFUSAL_SOURCE_DIFFERS,
					   "%s+0x%" PRIx64 " is compiled to other bytes than in %s",
					   spot.name, spot.offset, location->target->name);

	error = error_at_bytes(error, theirs + offset, section->data + offset,
			       rest < SHOWN_BYTES ? rest : SHOWN_BYTES);
	return locate_error(location, spot, error);
}

struct error *difference_fields(const struct location *location, const struct section *section,
				uint64_t offset)
{
	struct spot spot = spot_at(section, offset);

	return locate_error(location, spot,
		error_refuse(SUTURE_REFUSAL_SOURCE_DIFFERS,
			     "%s+0x%" PRIx64 ": the relocations in %s differ", spot.name,
			     spot.offset, location->target->name));
}

struct error *difference_outside(const struct location *location, const struct section *section,
				 struct place place)
{
	_cleanup_free_ char *where = place_describe(place);

	return error_at(error_refuse(SUTURE_REFUSAL_SOURCE_DIFFERS,
				     "%s would be at %s, where %s has no content", section->name,
				     where, location->target->name),
			location->exact->path, NULL);
}

struct error *difference_places(const struct location *location, const struct section *section,
				struct place known, struct place other)
{
	_cleanup_free_ char *first = place_describe(known);
	_cleanup_free_ char *second = place_describe(other);

	return error_at(error_refuse(SUTURE_REFUSAL_SOURCE_DIFFERS,
				     "%s would start at %s and at %s in %s", section->name, first,
				     second, location->target->name),
			location->exact->path, NULL);
}

struct error *difference_mentions(const struct location *location, const struct section *by,
				  const struct relocation *relocation,
				  const struct mentioned *known, struct place other)
{
	struct spot first = spot_at(known->by, known->at);
	struct spot second = spot_at(by, relocation->offset);
	_cleanup_free_ char *first_place = place_describe(known->place);
	_cleanup_free_ char *second_place = place_describe(other);

	return locate_error(location, second,
		error_refuse(SUTURE_REFUSAL_SOURCE_DIFFERS,
			     "%s is at %s for %s+0x%" PRIx64 " and at %s for %s+0x%" PRIx64,
			     relocation->symbol->name, first_place, first.name, first.offset,
			     second_place, second.name, second.offset));
}

/* What the target itself calls a place of vmlinux. The caller's. */
static char *name_place(const struct target *target, struct place place)
{
	const struct kallsym *symbol = NULL;

	if (target->kallsyms && place.kind == PLACE_IMAGE)
		symbol = kallsyms_at(target->kallsyms, place.offset);
	return symbol ? xasprintf("%s+0x%" PRIx64, symbol->name, place.offset - symbol->address) :
			place_describe(place);
}

struct error *difference_name(const struct location *location, const struct symbol *symbol,
			      struct place place)
{
	_cleanup_free_ char *where = name_place(location->target, place);

	return error_at(error_refuse(SUTURE_REFUSAL_SOURCE_DIFFERS, "%s would be where %s has %s",
				     symbol->name, location->target->name, where),
			location->exact->path, NULL);
}

struct error *difference_target(const struct location *location, const struct section *by,
				const struct relocation *relocation, struct place place)
{
	struct spot spot = spot_at(by, relocation->offset);
	_cleanup_free_ char *where = name_place(location->target, place);

	return locate_error(location, spot,
		error_refuse(SUTURE_REFUSAL_SOURCE_DIFFERS,
			     "%s+0x%" PRIx64 ": compiled to refer to %s, in %s to %s", spot.name,
			     spot.offset, relocation->symbol->name, location->target->name, where));
}

struct error *difference_from(const struct location *location, const struct section *by,
			      uint64_t offset, struct error *error)
{
	struct spot spot = spot_at(by, offset);

	error = error_context(error, "from %s+0x%" PRIx64, spot.name, spot.offset);
	return error->function ? error : locate_error(location, spot, error);
}

/* One function that is looked for alone. */
struct function {
	const struct symbol *symbol;
	struct pattern pattern;
	const unsigned char *best;	/* what the target has under its name, most like it */
	size_t offset;			/* the first difference there */
	bool is_there;
};

/* Of several functions of one name, the one that is equal for longest. */
static void compare_named(const struct target *target, struct function *function)
{
	const char *name = function->symbol->name;
	size_t n;
	_cleanup_free_ struct place *places = target_definitions(target, name, &n);

	for (size_t i = 0; i < n && !function->is_there; i++) {
		const unsigned char *bytes = target_bytes(target, places[i],
							  function->pattern.size);
		if (!bytes)
			continue;
		size_t offset = pattern_difference(&function->pattern, bytes);

		function->is_there = offset == function->pattern.size;
		if (!function->best || offset > function->offset) {
			function->best = bytes;
			function->offset = offset;
		}
	}
}

/* Without a name the function's own bytes have to tell. */
static void search_unnamed(const struct target *target, struct function *function)
{
	_cleanup_places_ struct places places = { 0 };

	search_text(target, function->symbol->section->name, &function->pattern, &places);
	function->is_there = places.n_items > 0;
}

static struct error *check_function(const struct location *location, const struct symbol *symbol)
{
	const struct section *section = symbol->section;
	struct function function = { .symbol = symbol };

	pattern_init(&function.pattern, section, symbol->value, symbol->size);
	compare_named(location->target, &function);
	if (!function.best)
		search_unnamed(location->target, &function);
	pattern_deinit(&function.pattern);
	if (function.is_there)
		return NULL;
	if (function.best)
		return difference_bytes(location, section, symbol->value + function.offset,
					function.best - symbol->value);
	return locate_error(location, (struct spot) { symbol->name, 0 },
		error_refuse(SUTURE_REFUSAL_SOURCE_DIFFERS, "%s is not in %s", symbol->name,
			     location->target->name));
}

static bool is_function(const struct section *section, const struct symbol *symbol)
{
	/* Assembly code has functions without a type. */
	return (symbol->type == STT_FUNC || symbol->type == STT_NOTYPE) &&
	       symbol->bind != STB_WEAK && symbol->size > 0 &&
	       symbol->value <= section->size && symbol->size <= section->size - symbol->value;
}

struct error *difference_find(const struct location *location, const struct section *section)
{
	for (size_t i = 0; i < section->n_symbols; i++) {
		if (is_function(section, section->symbols[i]))
			try(check_function(location, section->symbols[i]));
	}
	return locate_error(location, (struct spot) { section->name, 0 },
		error_refuse(SUTURE_REFUSAL_SOURCE_DIFFERS, "%s of %s is not in %s in one piece",
			     section->name, location->exact->path, location->target->name));
}
