// SPDX-License-Identifier: GPL-2.0-or-later
#include "create/knowledge.h"

#include <inttypes.h>

#include "base/memory.h"
#include "create/difference.h"
#include "create/mention.h"
#include "create/pattern.h"

struct location *location_new(const struct target *target, const struct object *exact)
{
	struct location *location = xcalloc(1, sizeof(*location));

	location->target = target;
	location->exact = exact;
	location->sections = xcalloc(exact->n_sections, sizeof(*location->sections));
	location->is_read = xcalloc(exact->n_sections, sizeof(*location->is_read));
	location->symbols = xcalloc(exact->n_symbols, sizeof(*location->symbols));
	return location;
}

void location_free(struct location *location)
{
	if (!location)
		return;
	free(location->sections);
	free(location->is_read);
	free(location->symbols);
	free(location->pieces);
	free(location);
}

struct location *location_copy(const struct location *location)
{
	const struct object *exact = location->exact;
	struct location *copy = location_new(location->target, exact);

	memcpy(copy->sections, location->sections, exact->n_sections * sizeof(*copy->sections));
	memcpy(copy->is_read, location->is_read, exact->n_sections * sizeof(*copy->is_read));
	memcpy(copy->symbols, location->symbols, exact->n_symbols * sizeof(*copy->symbols));
	for (size_t i = 0; i < location->n_pieces; i++)
		*array_append(copy->pieces, copy->n_pieces) = location->pieces[i];
	return copy;
}

char *place_describe(struct place place)
{
	switch (place.kind) {
	case PLACE_MODULE:
		return xasprintf("%s+0x%" PRIx64, place.section->name, place.offset);
	case PLACE_EXTERNAL:
		return xasprintf("%s+0x%" PRIx64, place.name, place.offset);
	case PLACE_NONE:
		return xstrdup("nowhere");
	default:
		return xasprintf("0x%" PRIx64, place.offset);
	}
}

const unsigned char *target_bytes(const struct target *target, struct place place, uint64_t size)
{
	const struct section *section = place.section;

	if (place.kind == PLACE_MODULE)
		return section->data && place.offset <= section->size &&
		       size <= section->size - place.offset ? section->data + place.offset : NULL;
	if (place.kind != PLACE_IMAGE && place.kind != PLACE_ABSOLUTE)
		return NULL;
	return target->image ? image_bytes(target->image, place.offset, size) : NULL;
}

bool is_contiguous(const struct section *section)
{
	return (section->flags & SHF_ALLOC) && !(section->flags & SHF_MERGE) &&
	       strncmp(section->name, ".discard", strlen(".discard")) != 0;
}

/* Is the content what the compiler made? The linker's helpers fill in BTF ids later. */
static bool has_compiled_content(const struct section *section)
{
	return section->data && section->size && strcmp(section->name, ".BTF_ids") != 0;
}

static struct error *check_content(const struct location *location, const struct section *section,
				   struct place place)
{
	if (!has_compiled_content(section))
		return NULL;
	const unsigned char *bytes = target_bytes(location->target, place, section->size);
	if (!bytes)
		return difference_outside(location, section, place);
	_cleanup_pattern_ struct pattern pattern;
	pattern_init(&pattern, section, 0, section->size);
	uint64_t offset = pattern_difference(&pattern, bytes);

	if (offset < section->size)
		return difference_bytes(location, section, offset, bytes);
	if (place.kind == PLACE_MODULE && !mention_same_fields(place, section, &offset))
		return difference_fields(location, section, offset);
	return NULL;
}

/* The unit's own definition says where its section is; a weak one may not be the one in use. */
static bool fixes_section(const struct symbol *symbol)
{
	return symbol->section && symbol->bind != STB_WEAK && is_contiguous(symbol->section);
}

bool has_own_name(const struct symbol *symbol)
{
	return symbol->bind != STB_WEAK && symbol->name[0] &&
	       (symbol->type == STT_FUNC || symbol->type == STT_OBJECT);
}

const struct symbol *section_misnamed(const struct target *target,
					 const struct section *section, struct place place)
{
	for (size_t i = 0; i < section->n_symbols; i++) {
		const struct symbol *symbol = section->symbols[i];

		if (has_own_name(symbol) &&
		    target_misnames(target, symbol->name, place_add(place, symbol->value)))
			return symbol;
	}
	return NULL;
}

static struct error *place_section(struct location *location, const struct section *section,
				   struct place place)
{
	struct place *known = &location->sections[section->index];

	if (known->kind != PLACE_NONE)
		return place_equal(*known, place) ? NULL :
		       difference_places(location, section, *known, place);
	const struct symbol *misnamed = section_misnamed(location->target, section, place);
	if (misnamed)
		return difference_name(location, misnamed, place_add(place, misnamed->value));
	try(check_content(location, section, place));
	*known = place;
	return NULL;
}

static struct mentioned *find_piece(struct location *location, const struct relocation *relocation)
{
	for (size_t i = 0; i < location->n_pieces; i++) {
		struct piece *piece = &location->pieces[i];

		if (piece->symbol == relocation->symbol && piece->addend == relocation->addend)
			return &piece->mentioned;
	}
	struct piece *piece = array_append(location->pieces, location->n_pieces);

	piece->symbol = relocation->symbol;
	piece->addend = relocation->addend;
	return &piece->mentioned;
}

/* Labels of the compiler's are not names: every unit has the same. */
static bool is_misnamed(const struct target *target, const struct symbol *symbol,
			struct place place)
{
	return symbol->type != STT_SECTION && symbol->name[0] &&
	       strncmp(symbol->name, ".L", strlen(".L")) != 0 &&
	       target_misnames(target, symbol->name, place);
}

static bool is_scattered(const struct symbol *symbol)
{
	return symbol->type == STT_SECTION && symbol->section &&
	       (symbol->section->flags & SHF_MERGE);
}

static struct error *note_mention(struct location *location, const struct section *by,
				  const struct relocation *relocation, struct place place)
{
	const struct symbol *symbol = relocation->symbol;
	struct mentioned *mentioned = is_scattered(symbol) ?
		find_piece(location, relocation) : &location->symbols[symbol->index];

	if (mentioned->place.kind != PLACE_NONE)
		return place_equal(mentioned->place, place) ? NULL :
		       difference_mentions(location, by, relocation, mentioned, place);
	if (is_misnamed(location->target, symbol, place))
		return difference_target(location, by, relocation, place);
	*mentioned = (struct mentioned) { place, by, relocation->offset };
	if (!fixes_section(symbol))
		return NULL;
	struct error *error = place_section(location, symbol->section,
					    place_add(place, -(int64_t)symbol->value));
	return error ? difference_from(location, by, relocation->offset, error) : NULL;
}

static struct error *read_section(struct location *location, const struct section *section)
{
	struct place place = location->sections[section->index];

	location->is_read[section->index] = true;
	for (size_t i = 0; i < section->n_relocations; i++) {
		const struct relocation *relocation = &section->relocations[i];
		struct place told = mention_place(location->target, place, relocation);

		if (told.kind != PLACE_NONE && relocation->symbol->index != 0)
			try(note_mention(location, section, relocation, told));
	}
	return NULL;
}

static const struct section *next_unread(const struct location *location)
{
	for (size_t i = 0; i < location->exact->n_sections; i++) {
		if (location->sections[i].kind != PLACE_NONE && !location->is_read[i])
			return &location->exact->sections[i];
	}
	return NULL;
}

struct error *location_suppose(struct location *location, const struct section *section,
			       struct place place)
{
	const struct section *unread;

	try(place_section(location, section, place));
	while ((unread = next_unread(location)))
		try(read_section(location, unread));
	return NULL;
}
