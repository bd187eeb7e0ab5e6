// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sites from tables. Every table is an array of entries of one size, and the
 * first field of an entry is the address of what the kernel rewrites. What stands
 * there (a call, a jump, its length) is taken from the instruction itself, which at
 * each kind of site is one of very few; anything else is refused, so that no
 * table of a kernel we do not know is ever half understood.
 */
#include "create/sites.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* One entry of a table that is about the section that is looked at. */
struct entry {
	const struct table *table;
	const struct section *section;	/* of the table */
	uint64_t offset;		/* of the entry in the table */
	uint64_t size;
	const struct object *object;
	const struct section *text;
	uint64_t place;			/* in text */
};

struct table {
	const char *name;
	uint64_t sizes[3];		/* of an entry, the ones that are known; 0 ends */
	unsigned int n_fields;		/* relocated fields in an entry */
	struct error *(*read)(const struct entry *entry, struct site_set *set);
};

static struct error *unexplained(const struct entry *entry, const char *what)
{
	struct symbol *function = section_symbol_at(entry->text, entry->place);
	struct error *error = error_refuse(SUTURE_REFUSAL_KERNEL_UNSUPPORTED,
					   "%s names %s+0x%llx, where %s", entry->table->name,
					   entry->text->name, (unsigned long long)entry->place,
					   what);

	if (function)
		error = error_at_offset(error, entry->place - function->value);
	return error_at(error, entry->object->path, function ? function->name : NULL);
}

/* ---- bytes and relocations at a place ---- */

static const unsigned char *bytes_at(const struct section *section, uint64_t offset, uint64_t size)
{
	if (!section->data || offset > section->size || size > section->size - offset)
		return NULL;
	return section->data + offset;
}

static bool stands(const struct entry *entry, const void *bytes, size_t size)
{
	const unsigned char *there = bytes_at(entry->text, entry->place, size);

	return there && !memcmp(there, bytes, size);
}

static unsigned int byte_at(const struct entry *entry, uint64_t distance)
{
	const unsigned char *there = bytes_at(entry->text, entry->place + distance, 1);

	return there ? *there : 0;
}

static bool stands_jcc(const struct entry *entry)
{
	return byte_at(entry, 0) == 0x0f && (byte_at(entry, 1) & 0xf0) == 0x80;
}

static const struct relocation *relocation_at(const struct section *section, uint64_t offset)
{
	size_t i = section_relocation_from(section, offset);

	if (i == section->n_relocations || section->relocations[i].offset != offset)
		return NULL;
	return &section->relocations[i];
}

static uint64_t load(const struct entry *entry, uint64_t distance, size_t size)
{
	const unsigned char *there = bytes_at(entry->section, entry->offset + distance, size);
	uint64_t value = 0;

	if (there)
		memcpy(&value, there, size);
	return value;
}

static struct site *add(struct site_set *set, const struct entry *entry, enum suture_site_kind kind,
			unsigned int length)
{
	struct site *site = array_append(set->sites, set->n_sites);

	site->offset = entry->place;
	site->kind = kind;
	site->length = length;
	return site;
}

/* ---- one reader for each table ---- */

static struct error *read_fentry(const struct entry *entry, struct site_set *set)
{
	static const unsigned char nop5[] = { 0x0f, 0x1f, 0x44, 0x00, 0x00 };

	if (!stands(entry, "\xe8", 1) && !stands(entry, nop5, sizeof(nop5)))
		return unexplained(entry, "no call of __fentry__ stands");
	add(set, entry, SUTURE_SITE_FENTRY, 5);
	return NULL;
}

static unsigned int jump_label_length(const struct entry *entry)
{
	static const unsigned char nop5[] = { 0x0f, 0x1f, 0x44, 0x00, 0x00 };
	static const unsigned char nop2[] = { 0x66, 0x90 };

	if (stands(entry, "\xeb", 1) || stands(entry, nop2, sizeof(nop2)))
		return 2;
	if (stands(entry, "\xe9", 1) || stands(entry, nop5, sizeof(nop5)))
		return 5;
	return 0;
}

static struct error *read_jump_label(const struct entry *entry, struct site_set *set)
{
	unsigned int length = jump_label_length(entry);
	const struct relocation *target = relocation_at(entry->section, entry->offset + 4);
	struct site *site;

	if (!length || !target)
		return unexplained(entry, "neither a jump nor a NOP stands");
	site = add(set, entry, SUTURE_SITE_JUMP_LABEL, length);
	site->target = (struct site_target) { target->symbol, target->addend };
	return NULL;
}

static struct error *read_static_call(const struct entry *entry, struct site_set *set)
{
	if (stands(entry, "\xe8", 1))
		add(set, entry, SUTURE_SITE_STATIC_CALL, 5);
	else if (stands(entry, "\xe9", 1))
		add(set, entry, SUTURE_SITE_STATIC_CALL_TAIL, 5);
	else if (stands_jcc(entry))
		add(set, entry, SUTURE_SITE_STATIC_CALL_TAIL, 6);
	else
		return unexplained(entry, "no call or jump stands");
	return NULL;
}

/* The register of a thunk, 16 if it is none. */
static unsigned int thunk_register(const struct relocation *relocation)
{
	static const char *const names[] = { "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi",
					     "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15" };
	static const char prefix[] = "__x86_indirect_thunk_";
	unsigned int i;

	if (!relocation || strncmp(relocation->symbol->name, prefix, strlen(prefix)))
		return 16;
	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcmp(relocation->symbol->name + strlen(prefix), names[i]))
			break;
	return i;
}

static struct error *read_retpoline(const struct entry *entry, struct site_set *set)
{
	unsigned int prefix = byte_at(entry, 0) == 0x2e || stands_jcc(entry);
	unsigned int opcode = byte_at(entry, prefix);
	unsigned int reg = thunk_register(relocation_at(entry->text, entry->place + prefix + 1));

	if (reg == 16 || (opcode != 0xe8 && opcode != 0xe9 && !stands_jcc(entry)))
		return unexplained(entry, "no branch to an indirect thunk stands");
	add(set, entry, SUTURE_SITE_RETPOLINE, prefix + 5)->reg = reg;
	return NULL;
}

static struct error *read_return(const struct entry *entry, struct site_set *set)
{
	if (!stands(entry, "\xe9", 1))
		return unexplained(entry, "no jump to the return thunk stands");
	add(set, entry, SUTURE_SITE_RETURN, 5);
	return NULL;
}

static struct error *read_lock(const struct entry *entry, struct site_set *set)
{
	if (!stands(entry, "\xf0", 1))
		return unexplained(entry, "no lock prefix stands");
	add(set, entry, SUTURE_SITE_LOCK, 1);
	return NULL;
}

static struct error *read_endbr(const struct entry *entry, struct site_set *set)
{
	static const unsigned char endbr[] = { 0xf3, 0x0f, 0x1e, 0xfa };

	if (!stands(entry, endbr, sizeof(endbr)))
		return unexplained(entry, "no endbr64 stands");
	add(set, entry, SUTURE_SITE_ENDBR, 4);
	return NULL;
}

/* struct paravirt_patch_site: u8 *instr; u8 type, len */
static struct error *read_paravirt(const struct entry *entry, struct site_set *set)
{
	unsigned int length = load(entry, 9, 1);

	if (length < 5 || byte_at(entry, 0) != 0xff)
		return unexplained(entry, "no indirect call stands");
	add(set, entry, SUTURE_SITE_PARAVIRT, length);
	return NULL;
}

/*
 * struct alt_instr, all packed: s32 instr_offset, repl_offset; u16 cpuid, and then
 *	12 bytes (5.13 to 6.2)	u8 instrlen, replacementlen
 *	13 bytes (to 5.12)	u8 instrlen, replacementlen, padlen
 *	14 bytes (from 6.3)	u16 flags; u8 instrlen, replacementlen
 */
#define ALT_FLAG_DIRECT_CALL 2	/* from 6.8: the replacement is the target of the indirect call */

static struct error *read_alternative(const struct entry *entry, struct site_set *set)
{
	const struct relocation *relocation = relocation_at(entry->section, entry->offset + 4);
	unsigned int lengths = entry->size == 14 ? 12 : 10;
	unsigned int length = load(entry, lengths, 1);
	struct site *site;
	struct site_alternative *alternative;

	if (!relocation || !relocation->symbol->section || !length)
		return unexplained(entry, "no replacement is given");
	site = add(set, entry, SUTURE_SITE_ALTERNATIVE, length);
	alternative = array_append(site->alternatives, site->n_alternatives);
	alternative->section = relocation->symbol->section;
	alternative->offset = relocation->symbol->value + (uint64_t)relocation->addend;
	alternative->length = load(entry, lengths + 1, 1);
	alternative->cpuid = load(entry, 8, 2);
	if (alternative->length > length)
		return unexplained(entry, "the replacement is longer than the site");
	if (alternative->length &&
	    !bytes_at(alternative->section, alternative->offset, alternative->length))
		return unexplained(entry, "the replacement is outside of its section");
	if (entry->size == 14 && (load(entry, 10, 2) & ALT_FLAG_DIRECT_CALL))
		add(set, entry, SUTURE_SITE_PARAVIRT, length);
	return NULL;
}

static const struct table tables[] = {
	{ ".altinstructions", { 12, 13, 14 }, 2, read_alternative },
	{ ".parainstructions", { 16 }, 1, read_paravirt },
	{ "__jump_table", { 16 }, 3, read_jump_label },
	{ ".static_call_sites", { 8 }, 2, read_static_call },
	{ ".retpoline_sites", { 4 }, 1, read_retpoline },
	{ ".return_sites", { 4 }, 1, read_return },
	{ ".smp_locks", { 4 }, 1, read_lock },
	{ ".ibt_endbr_seal", { 4 }, 1, read_endbr },
	{ "__mcount_loc", { 8 }, 1, read_fentry },
};

/* ---- walking the tables ---- */

/* How big an entry is follows from the number of its relocations. */
static struct error *entry_size(const struct table *table, const struct object *object,
				const struct section *section, uint64_t *size)
{
	size_t n = section->n_relocations / table->n_fields;
	size_t i;

	for (i = 0; n && i < ARRAY_SIZE(table->sizes) && table->sizes[i]; i++) {
		*size = table->sizes[i];
		if (n * *size == section->size && n * table->n_fields == section->n_relocations)
			return NULL;
	}
	return error_at(error_refuse(SUTURE_REFUSAL_KERNEL_UNSUPPORTED,
				     "%s has %llu bytes and %zu relocations: its entries have an "
				     "unknown form", table->name,
				     (unsigned long long)section->size, section->n_relocations),
			object->path, NULL);
}

static struct error *read_entry(struct entry *entry, struct site_set *set)
{
	const struct relocation *relocation = relocation_at(entry->section, entry->offset);

	if (!relocation || relocation_size(relocation->type) > entry->size)
		return error_at(error_refuse(SUTURE_REFUSAL_KERNEL_UNSUPPORTED,
					     "an entry of %s does not start with an address",
					     entry->table->name), entry->object->path, NULL);
	if (relocation->symbol->section != entry->text)
		return NULL;
	entry->place = relocation->symbol->value + (uint64_t)relocation->addend;
	return entry->table->read(entry, set);
}

static struct error *read_table(const struct table *table, const struct object *object,
				const struct section *section, const struct section *text,
				struct site_set *set)
{
	struct entry entry = { .table = table, .section = section, .object = object, .text = text };

	if (!section->size)
		return NULL;
	try(entry_size(table, object, section, &entry.size));
	for (; entry.offset < section->size; entry.offset += entry.size)
		try(read_entry(&entry, set));
	return NULL;
}

static struct error *read_tables(const struct object *object, const struct section *text,
				 struct site_set *set)
{
	size_t i, j;

	for (i = 0; i < object->n_sections; i++)
		for (j = 0; j < ARRAY_SIZE(tables); j++)
			if (!strcmp(object->sections[i].name, tables[j].name))
				try(read_table(&tables[j], object, &object->sections[i],
					       text, set));
	return NULL;
}

/* Trampolines of static calls are in no table, but in a section of their own. */
static void add_trampolines(const struct section *text, struct site_set *set)
{
	size_t i;

	if (strcmp(text->name, ".static_call.text"))
		return;
	for (i = 0; i < text->n_symbols; i++) {
		struct entry entry = { .text = text, .place = text->symbols[i]->value };

		if (stands(&entry, "\xe9", 1) || stands(&entry, "\xc3", 1))
			add(set, &entry, SUTURE_SITE_STATIC_CALL_TRAMPOLINE, 5);
	}
}

/* Calls of __fentry__ that no table names: the tracer does not know them, but they are there. */
static void add_fentry_calls(const struct section *text, struct site_set *set)
{
	size_t i;

	for (i = 0; i < text->n_relocations; i++) {
		const struct relocation *relocation = &text->relocations[i];
		struct entry entry = { .text = text, .place = relocation->offset - 1 };

		if (!strcmp(relocation->symbol->name, "__fentry__") && relocation->offset &&
		    stands(&entry, "\xe8", 1))
			add(set, &entry, SUTURE_SITE_FENTRY, 5);
	}
}

/* ---- order ---- */

/* Outer before inner; what the kernel writes last is the outermost. */
static unsigned int rank(const struct site *site)
{
	switch (site->kind) {
	case SUTURE_SITE_ALTERNATIVE:
		return 0;
	case SUTURE_SITE_STATIC_CALL_TRAMPOLINE:
		return 1;
	default:
		return 1 + site->kind;
	}
}

static uint64_t end_of(const struct site *site)
{
	return site->offset + site->length;
}

/*
 * Alternatives of one place stay together and, as qsort is not stable, in the
 * order of the table.
 */
static int by_place(const void *left, const void *right)
{
	const struct site *a = left, *b = right;

	if (a->offset != b->offset)
		return a->offset < b->offset ? -1 : 1;
	if (rank(a) != rank(b) && (!rank(a) || !rank(b)))
		return rank(a) < rank(b) ? -1 : 1;
	if (a->kind == SUTURE_SITE_ALTERNATIVE)
		return a->target.addend < b->target.addend ? -1 :
		       a->target.addend > b->target.addend;
	if (a->length != b->length)
		return a->length > b->length ? -1 : 1;
	return (rank(a) > rank(b)) - (rank(a) < rank(b));
}

static void sort(struct site_set *set)
{
	size_t i;

	for (i = 0; i < set->n_sites; i++)
		if (set->sites[i].kind == SUTURE_SITE_ALTERNATIVE)
			set->sites[i].target.addend = (int64_t)i;
	if (set->n_sites)
		qsort(set->sites, set->n_sites, sizeof(*set->sites), by_place);
	for (i = 0; i < set->n_sites; i++)
		if (set->sites[i].kind == SUTURE_SITE_ALTERNATIVE)
			set->sites[i].target.addend = 0;
}

/* The site says nothing that the one before it does not say. */
static bool is_covered(const struct site *before, const struct site *site)
{
	if (before->offset != site->offset || before->length != site->length)
		return false;
	return before->kind == site->kind ||
	       (before->kind == SUTURE_SITE_STATIC_CALL_TRAMPOLINE &&
		site->kind == SUTURE_SITE_RETURN);
}

static void merge_alternatives(struct site *into, struct site *from)
{
	size_t i;

	for (i = 0; i < from->n_alternatives; i++)
		*array_append(into->alternatives, into->n_alternatives) = from->alternatives[i];
	if (into->length < from->length)
		into->length = from->length;
	free(from->alternatives);
}

static void merge(struct site_set *set)
{
	size_t n = 0;
	size_t i;

	for (i = 0; i < set->n_sites; i++) {
		struct site *last = n ? &set->sites[n - 1] : NULL;
		struct site *site = &set->sites[i];

		if (last && last->kind == SUTURE_SITE_ALTERNATIVE && site->kind == last->kind &&
		    site->offset == last->offset)
			merge_alternatives(last, site);
		else if (!last || !is_covered(last, site))
			set->sites[n++] = *site;
	}
	set->n_sites = n;
}

static struct error *check_nesting(const struct object *object, const struct section *text,
				   const struct site_set *set)
{
	const struct site *open[4];	/* the matcher's own limit */
	size_t depth = 0;
	size_t i;

	for (i = 0; i < set->n_sites; i++) {
		const struct site *site = &set->sites[i];

		while (depth && site->offset >= end_of(open[depth - 1]))
			depth--;
		if (end_of(site) > text->size || depth == ARRAY_SIZE(open) ||
		    (depth && (open[depth - 1]->kind != SUTURE_SITE_ALTERNATIVE ||
			       end_of(site) > end_of(open[depth - 1]))))
			return error_at(error_refuse(SUTURE_REFUSAL_KERNEL_UNSUPPORTED,
						     "what the kernel rewrites at "
						     "%s+0x%llx overlaps",
						     text->name, (unsigned long long)site->offset),
					object->path, NULL);
		open[depth++] = site;
	}
	return NULL;
}

/* ---- replacements ---- */

static struct error *sites_of_tables(const struct object *object, const struct section *text,
				     struct site_set *set)
{
	try(read_tables(object, text, set));
	add_trampolines(text, set);
	add_fentry_calls(text, set);
	sort(set);
	merge(set);
	return check_nesting(object, text, set);
}

static void take_relocations(struct site_alternative *alternative)
{
	const struct section *section = alternative->section;
	size_t first = section_relocation_from(section, alternative->offset);
	size_t end = section_relocation_from(section, alternative->offset + alternative->length);

	alternative->relocations = section->relocations + first;
	alternative->n_relocations = end - first;
}

static void take_sites(struct site_alternative *alternative, const struct site_set *all)
{
	uint64_t end = alternative->offset + alternative->length;
	size_t i;

	for (i = 0; i < all->n_sites; i++) {
		struct site *site;

		if (all->sites[i].offset < alternative->offset || end_of(&all->sites[i]) > end ||
		    all->sites[i].kind == SUTURE_SITE_ALTERNATIVE)
			continue;
		site = array_append(alternative->sites, alternative->n_sites);
		*site = all->sites[i];
		site->offset -= alternative->offset;
	}
}

/* The sites of the section that replacements lie in, which is nearly always one for all. */
struct replacements {
	const struct section *section;
	struct site_set sites;
};

static void replacements_deinit(struct replacements *replacements)
{
	site_set_deinit(&replacements->sites);
}

static struct error *complete_alternative(const struct object *object,
					  struct replacements *replacements,
					  struct site_alternative *alternative)
{
	if (replacements->section != alternative->section) {
		replacements_deinit(replacements);
		replacements->section = alternative->section;
		try(sites_of_tables(object, alternative->section, &replacements->sites));
	}
	take_relocations(alternative);
	take_sites(alternative, &replacements->sites);
	return NULL;
}

static struct error *complete_alternatives(const struct object *object, const struct site_set *set)
{
	_cleanup_(replacements_deinit) struct replacements replacements = { 0 };
	size_t i, j;

	for (i = 0; i < set->n_sites; i++)
		for (j = 0; j < set->sites[i].n_alternatives; j++)
			if (set->sites[i].alternatives[j].length)
				try(complete_alternative(object, &replacements,
							 &set->sites[i].alternatives[j]));
	return NULL;
}

/* ---- the entry points ---- */

void site_set_deinit(struct site_set *set)
{
	size_t i, j;

	for (i = 0; i < set->n_sites; i++) {
		for (j = 0; j < set->sites[i].n_alternatives; j++)
			free(set->sites[i].alternatives[j].sites);
		free(set->sites[i].alternatives);
	}
	free(set->sites);
	*set = (struct site_set) { 0 };
}

struct error *object_sites(const struct object *object, const struct section *text,
			   struct site_set *set)
{
	_cleanup_(site_set_deinit) struct site_set sites = { 0 };

	try(sites_of_tables(object, text, &sites));
	try(complete_alternatives(object, &sites));
	*set = sites;
	sites = (struct site_set) { 0 };
	return NULL;
}
