/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "create/layout.h"

#include <dwarf.h>
#include <elfutils/libdwfl.h>
#include <stdbool.h>
#include <string.h>

#include "base/memory.h"

struct member {
	uint64_t offset;
	uint64_t bits;		/* DW_AT_data_bit_offset of a bit-field, else 0 */
	uint64_t size;		/* bytes; of a bit-field: bits */
	bool is_array;
	char *name;		/* "" if it has none */
};

struct structure {
	char *name;
	uint64_t size;
	struct member *members;
	size_t n_members;
};

/* The structures of one object, by name. */
struct layouts {
	struct structure *items;
	size_t n_items;
};

static void layouts_deinit(struct layouts *layouts)
{
	for (size_t i = 0; i < layouts->n_items; i++) {
		struct structure *structure = &layouts->items[i];

		for (size_t k = 0; k < structure->n_members; k++)
			free(structure->members[k].name);
		free(structure->members);
		free(structure->name);
	}
	free(layouts->items);
}

static uint64_t number(Dwarf_Die *die, unsigned int attribute)
{
	Dwarf_Attribute found;
	Dwarf_Word value = 0;

	if (dwarf_attr(die, attribute, &found))
		dwarf_formudata(&found, &value);
	return value;
}

static bool type_of(Dwarf_Die *member, Dwarf_Die *type)
{
	Dwarf_Attribute attribute;

	return dwarf_attr_integrate(member, DW_AT_type, &attribute) &&
	       dwarf_formref_die(&attribute, type);
}

static uint64_t size_of_type(Dwarf_Die *member)
{
	Dwarf_Word size = 0;
	Dwarf_Die type;

	return type_of(member, &type) && dwarf_aggregate_size(&type, &size) == 0 ? size : 0;
}

static bool is_array(Dwarf_Die *member)
{
	Dwarf_Die type;

	return type_of(member, &type) && dwarf_tag(&type) == DW_TAG_array_type;
}

static bool is_aggregate(Dwarf_Die *die)
{
	int tag = dwarf_tag(die);

	return tag == DW_TAG_structure_type || tag == DW_TAG_union_type;
}

static void add_members(struct structure *structure, Dwarf_Die *die, uint64_t base);

/* Members of a nameless structure inside a structure are the outer one's members. */
static void add_nested(struct structure *structure, Dwarf_Die *member, uint64_t offset)
{
	Dwarf_Die type;

	if (dwarf_diename(member) || !type_of(member, &type) || !is_aggregate(&type))
		return;
	add_members(structure, &type, offset);
}

static void add_member(struct structure *structure, Dwarf_Die *die, uint64_t base)
{
	uint64_t offset = base + number(die, DW_AT_data_member_location);
	uint64_t bit_size = number(die, DW_AT_bit_size);
	const char *name = dwarf_diename(die);

	*array_append(structure->members, structure->n_members) = (struct member){
		.offset = offset,
		.bits = number(die, DW_AT_data_bit_offset),
		.size = bit_size ? bit_size : size_of_type(die),
		.is_array = is_array(die),
		.name = xstrdup(name ? name : ""),
	};
	add_nested(structure, die, offset);
}

static void add_members(struct structure *structure, Dwarf_Die *die, uint64_t base)
{
	Dwarf_Die child;

	if (dwarf_child(die, &child) != 0)
		return;
	do {
		if (dwarf_tag(&child) == DW_TAG_member)
			add_member(structure, &child, base);
	} while (dwarf_siblingof(&child, &child) == 0);
}

static void add_structure(struct layouts *layouts, Dwarf_Die *die)
{
	const char *name = dwarf_diename(die);
	struct structure *structure;

	if (!name || !is_aggregate(die) || dwarf_hasattr(die, DW_AT_declaration))
		return;
	structure = array_append(layouts->items, layouts->n_items);
	structure->name = xstrdup(name);
	structure->size = number(die, DW_AT_byte_size);
	add_members(structure, die, 0);
}

static void add_unit(struct layouts *layouts, Dwarf_Die *unit)
{
	Dwarf_Die child;

	if (dwarf_child(unit, &child) != 0)
		return;
	do {
		add_structure(layouts, &child);
	} while (dwarf_siblingof(&child, &child) == 0);
}

static int by_name(const void *left, const void *right)
{
	const struct structure *a = left, *b = right;
	int order = strcmp(a->name, b->name);

	/* struct x and union x, or one of each scope: tell them apart as well as can be. */
	if (order || a->n_members == b->n_members)
		return order;
	return a->n_members < b->n_members ? -1 : 1;
}

static void dwfl_endp(Dwfl **dwfl)
{
	if (*dwfl)
		dwfl_end(*dwfl);
}

/* Only libdwfl applies the relocations that an object's debug information has. */
static Dwarf *open_dwarf(Dwfl *dwfl, const char *path)
{
	Dwfl_Module *module;
	Dwarf_Addr bias;

	dwfl_report_begin(dwfl);
	module = dwfl_report_offline(dwfl, "unit", path, -1);
	dwfl_report_end(dwfl, NULL, NULL);
	return module ? dwfl_module_getdwarf(module, &bias) : NULL;
}

/* Assembly has no debug information and no structures: that is no error. */
static struct error *read_layouts(const char *path, struct layouts *layouts)
{
	static const Dwfl_Callbacks callbacks = {
		.find_elf = dwfl_build_id_find_elf,
		.find_debuginfo = dwfl_standard_find_debuginfo,
		.section_address = dwfl_offline_section_address,
	};
	_cleanup_(dwfl_endp) Dwfl *dwfl = dwfl_begin(&callbacks);
	Dwarf_CU *unit = NULL;
	Dwarf *dwarf;
	Dwarf_Die die;

	if (!dwfl)
		return error_new(ERROR_INTERNAL, "cannot read debug information: %s",
				 dwfl_errmsg(-1));
	dwarf = open_dwarf(dwfl, path);
	while (dwarf && dwarf_get_units(dwarf, unit, &unit, NULL, NULL, &die, NULL) == 0)
		add_unit(layouts, &die);
	if (layouts->n_items)
		qsort(layouts->items, layouts->n_items, sizeof(*layouts->items), by_name);
	return NULL;
}

static const struct structure *find(const struct layouts *layouts, const struct structure *key)
{
	if (!layouts->n_items)
		return NULL;
	return bsearch(key, layouts->items, layouts->n_items, sizeof(*key), by_name);
}

/* Any structure of that name, though its members are of another number. */
static const struct structure *find_named(const struct layouts *layouts, const char *name)
{
	for (size_t i = 0; i < layouts->n_items; i++)
		if (!strcmp(layouts->items[i].name, name))
			return &layouts->items[i];
	return NULL;
}

static bool same_member(const struct member *a, const struct member *b)
{
	return a->offset == b->offset && a->bits == b->bits && a->size == b->size;
}

static bool is_shorter_member(const struct member *old, const struct member *new)
{
	return new->is_array && old->offset == new->offset && new->size <= old->size &&
	       (old->is_array || new->size == 0);
}

/*
 * What stands at the end and becomes a shorter array or a flexible one ("data[1]"
 * becomes "data[]") moves nothing, and every object that exists is as large as the
 * new code needs.
 */
static bool is_shorter_tail(const struct structure *old, const struct structure *new)
{
	size_t last;

	if (old->n_members == 0 || old->n_members != new->n_members || new->size > old->size)
		return false;
	last = old->n_members - 1;
	for (size_t i = 0; i < last; i++)
		if (!same_member(&old->members[i], &new->members[i]))
			return false;
	return is_shorter_member(&old->members[last], &new->members[last]);
}

static struct error *compare(const struct structure *old, const struct structure *new)
{
	size_t n = old->n_members < new->n_members ? old->n_members : new->n_members;

	if (is_shorter_tail(old, new))
		return NULL;
	for (size_t i = 0; i < n; i++)
		if (!same_member(&old->members[i], &new->members[i]))
			return error_refuse(SUTURE_REFUSAL_LAYOUT_CHANGED,
					    "the layout of 'struct %s' changes at member '%s'",
					    new->name, new->members[i].name);
	if (old->n_members != new->n_members)
		return error_refuse(SUTURE_REFUSAL_LAYOUT_CHANGED,
				    "'struct %s' has %zu members and had %zu", new->name,
				    new->n_members, old->n_members);
	if (old->size != new->size)
		return error_refuse(SUTURE_REFUSAL_LAYOUT_CHANGED,
				    "the size of 'struct %s' changes from %llu to %llu", new->name,
				    (unsigned long long)old->size, (unsigned long long)new->size);
	return NULL;
}

struct error *layout_compare(const char *pre, const char *post)
{
	_cleanup_(layouts_deinit) struct layouts old = { 0 }, new = { 0 };

	try(read_layouts(pre, &old));
	try(read_layouts(post, &new));
	for (size_t i = 0; i < new.n_items; i++) {
		const struct structure *twin = find(&old, &new.items[i]);

		if (!twin)
			twin = find_named(&old, new.items[i].name);
		if (twin)
			try(compare(twin, &new.items[i]));
	}
	return NULL;
}
