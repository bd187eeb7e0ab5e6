/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "meaning.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

#include <suture/format.h>

#include "base/memory.h"

void meaning_deinit(struct meaning *meaning)
{
	free(meaning->name);
}

static bool is_literal(const struct section *section)
{
	return section->flags & SHF_MERGE || !strncmp(section->name, ".rodata", 7);
}

static void name_it(struct meaning *meaning, const char *name, int64_t offset)
{
	meaning->name = xstrdup(name);
	meaning->offset = offset;
}

/* The nearest symbol with a name at or before an offset. */
static void name_in_section(const struct section *section, int64_t offset, struct meaning *meaning)
{
	const struct symbol *best = NULL;

	for (size_t i = 0; i < section->n_symbols; i++)
		if ((int64_t)section->symbols[i]->value <= offset && section->symbols[i]->name[0] &&
		    (!best || section->symbols[i]->value > best->value))
			best = section->symbols[i];
	if (best)
		name_it(meaning, best->name, offset - (int64_t)best->value);
	if (!(best && offset - (int64_t)best->value < (int64_t)best->size) &&
	    is_literal(section) && section->data && offset >= 0 &&
	    (uint64_t)offset < section->size) {
		meaning->literal = section->data + offset;
		meaning->room = section->size - (uint64_t)offset;
		meaning->size = section->flags & SHF_STRINGS ? 0 : section->entsize;
	}
}

void meaning_of_object(const struct relocation *relocation, int64_t distance,
		       struct meaning *meaning)
{
	const struct symbol *symbol = relocation->symbol;
	int64_t offset = relocation->addend + distance;

	*meaning = (struct meaning){ 0 };
	if (symbol->section && (symbol->type == STT_SECTION || is_literal(symbol->section)))
		name_in_section(symbol->section, (int64_t)symbol->value + offset, meaning);
	else
		name_it(meaning, symbol->name, offset);
}

static void name_address(const struct world *world, uint64_t address, struct meaning *meaning)
{
	const struct kallsym *symbol = kallsyms_at(world->kallsyms, address);

	meaning->address = address;
	if (symbol)
		name_it(meaning, symbol->name, (int64_t)(address - symbol->address));
}

void meaning_of_update(const struct world *world, const struct relocation *relocation,
		       int64_t distance, struct meaning *meaning)
{
	const struct symbol *symbol = relocation->symbol;
	int64_t offset = relocation->addend + distance;

	*meaning = (struct meaning){ 0 };
	if (symbol->section)
		name_in_section(symbol->section, (int64_t)symbol->value + offset, meaning);
	else if (symbol->shndx == SHN_ABS)
		name_address(world, symbol->value + (uint64_t)offset, meaning);
	else if (!strcmp(symbol->name, world->anchor))
		name_address(world, world->anchor_address + (uint64_t)offset, meaning);
	else
		name_it(meaning, symbol->name, offset);
}

/* Where a pointer field of a section points: in which section, at which offset. */
static bool pointer_at(const struct section *section, uint64_t field, const struct section **to,
		       uint64_t *offset)
{
	size_t i = section_relocation_from(section, field);

	if (i == section->n_relocations || section->relocations[i].offset != field ||
	    !section->relocations[i].symbol->section)
		return false;
	*to = section->relocations[i].symbol->section;
	*offset = section->relocations[i].symbol->value + (uint64_t)section->relocations[i].addend;
	return true;
}

/* Base number N of the update: its kind, and the name of its section or symbol. */
static bool base_at(const struct object *update, unsigned int n, struct suture_base *base,
		    const char **name)
{
	const struct symbol *descriptor = object_symbol(update, "suture_update_descriptor");
	const struct section *bases, *names;
	uint64_t at, string;

	if (!descriptor || !pointer_at(descriptor->section,
				       descriptor->value + offsetof(struct suture_update, bases),
				       &bases, &at))
		return false;
	at += n * sizeof(*base);
	memcpy(base, bases->data + at, sizeof(*base));
	*name = "";
	if (pointer_at(bases, at + offsetof(struct suture_base, section), &names, &string))
		*name = (const char *)names->data + string;
	return true;
}

static void name_place(const struct world *world, const struct object *update,
		       const struct suture_late_relocation *late, int64_t distance,
		       struct meaning *meaning)
{
	int64_t offset = late->addend + distance;
	const struct section *section;
	struct suture_base base;
	const char *name;

	if (!base_at(update, late->base, &base, &name))
		return;
	section = object_section(world->vendor, name);
	if (base.kind == SUTURE_BASE_IMAGE || base.kind == SUTURE_BASE_ABSOLUTE)
		name_address(world, (uint64_t)offset, meaning);
	else if (section)
		name_in_section(section, offset, meaning);
	else
		name_it(meaning, name, offset);
}

bool meaning_of_late(const struct world *world, const struct object *update,
		     const struct section *section, uint64_t offset, int64_t distance,
		     struct meaning *meaning)
{
	const struct section *table = object_section(update, ".init.suture.late");
	struct suture_late_relocation late;

	*meaning = (struct meaning){ 0 };
	for (uint64_t at = 0; table && world->vendor && at < table->size; at += sizeof(late)) {
		const struct section *to;
		uint64_t place;

		if (!pointer_at(table, at + offsetof(struct suture_late_relocation, place), &to,
				&place) ||
		    to != section || place != offset)
			continue;
		memcpy(&late, table->data + at, sizeof(late));
		name_place(world, update, &late, distance, meaning);
		return true;
	}
	return false;
}

/* The length of a name without numbers at its end: "count.12", "__UNIQUE_ID_x3". */
static size_t stem(const char *name)
{
	size_t length = strlen(name);

	while (length && (isdigit((unsigned char)name[length - 1]) || name[length - 1] == '.'))
		length--;
	return length;
}

static bool same_name(const char *a, const char *b)
{
	return stem(a) == stem(b) && !strncmp(a, b, stem(a));
}

static bool same_literal(const struct meaning *a, const struct meaning *b)
{
	uint64_t room = a->room < b->room ? a->room : b->room;
	uint64_t size = a->size ? a->size : strnlen((const char *)a->literal, room) + 1;

	return size <= room && !memcmp(a->literal, b->literal, size);
}

bool meaning_same(const struct world *world, const struct meaning *wanted,
		  const struct meaning *found)
{
	const struct kallsym *const *named;
	size_t n;

	if (wanted->literal && found->literal && same_literal(wanted, found))
		return true;
	if (!wanted->name || !found->name)
		return false;
	if (same_name(wanted->name, found->name) && wanted->offset == found->offset)
		return true;
	/* Another name of the same address, or an offset that leads past the next name. */
	named = kallsyms_named(world->kallsyms, wanted->name, &n);
	for (size_t i = 0; i < n; i++)
		if (found->address &&
		    named[i]->address + (uint64_t)wanted->offset == found->address)
			return true;
	return false;
}

char *meaning_text(const struct meaning *meaning)
{
	if (meaning->literal)
		return xasprintf("\"%.*s\"", meaning->room < 40 ? (int)meaning->room : 40,
				 (const char *)meaning->literal);
	return xasprintf("%s%+lld", meaning->name ? meaning->name : "?",
			 (long long)meaning->offset);
}
