// SPDX-License-Identifier: GPL-2.0-or-later
#include "create/target.h"

#include "base/memory.h"

/* CONFIG_KALLSYMS_ALL */
static bool has_data_names(const struct kallsyms *kallsyms)
{
	size_t n;
	const struct kallsym *symbols = kallsyms_all(kallsyms, &n);

	for (size_t i = 0; i < n; i++) {
		if (symbols[i].type && strchr("bBdD", symbols[i].type))
			return true;
	}
	return false;
}

struct error *target_open_image(const struct image *image, struct target **target)
{
	struct target *new = xcalloc(1, sizeof(*new));

	new->name = "vmlinux";
	new->image = image;
	/* A kernel without CONFIG_KALLSYMS has no tables; its code is located all the same. */
	_cleanup_error_ struct error *error = kallsyms_open(image, &new->kallsyms);
	new->names_data = !error && has_data_names(new->kallsyms);
	*target = new;
	return NULL;
}

struct error *target_open_module(const char *name, const struct object *module,
				 struct target **target)
{
	struct target *new = xcalloc(1, sizeof(*new));

	new->name = name;
	new->module = module;
	*target = new;
	return NULL;
}

void target_close(struct target *target)
{
	if (!target)
		return;
	kallsyms_close(target->kallsyms);
	free(target);
}

static struct place place_of_kallsym(const struct kallsym *symbol)
{
	return place_of_value(symbol->address);
}

static struct place *image_definitions(const struct target *target, const char *name, size_t *n)
{
	if (!target->kallsyms)
		return NULL;
	const struct kallsym *const *symbols = kallsyms_named(target->kallsyms, name, n);
	if (!symbols)
		return NULL;
	struct place *places = xcalloc(*n, sizeof(*places));

	for (size_t i = 0; i < *n; i++)
		places[i] = place_of_kallsym(symbols[i]);
	return places;
}

static bool is_named(const struct symbol *symbol, const char *name)
{
	return symbol->type != STT_SECTION && strcmp(symbol->name, name) == 0;
}

static struct place place_of_symbol(const struct symbol *symbol)
{
	return (struct place) { PLACE_MODULE, symbol->section, NULL, symbol->value };
}

static struct place *module_definitions(const struct object *module, const char *name, size_t *n)
{
	struct place *places = NULL;
	size_t n_places = 0;

	for (size_t i = 1; i < module->n_symbols; i++) {
		const struct symbol *symbol = &module->symbols[i];

		if (symbol->section && is_named(symbol, name))
			*array_append(places, n_places) = place_of_symbol(symbol);
	}
	*n = n_places;
	return places;
}

struct place *target_definitions(const struct target *target, const char *name, size_t *n)
{
	*n = 0;
	return target->image ? image_definitions(target, name, n) :
			       module_definitions(target->module, name, n);
}

/* Several symbols may share a name and an address (aliases count as one). */
struct choice {
	struct place place;
	size_t n;		/* different places of that rank */
	int rank;
};

enum { RANK_NONE, RANK_LOCAL, RANK_GLOBAL };

static void choose(struct choice *choice, int rank, struct place place)
{
	if (rank < choice->rank)
		return;
	if (rank > choice->rank)
		*choice = (struct choice) { .rank = rank };
	if (choice->n == 0 || !place_equal(choice->place, place))
		choice->n++;
	choice->place = place;
}

/* nm prints weak symbols as W and V, or as w and v where they have no definition. */
static bool is_global_type(char type)
{
	return (type >= 'A' && type <= 'Z') || type == 'w' || type == 'v';
}

static struct choice choose_kallsym(const struct kallsyms *kallsyms, const char *name)
{
	struct choice choice = { 0 };
	size_t n;
	const struct kallsym *const *symbols = kallsyms_named(kallsyms, name, &n);

	for (size_t i = 0; i < n; i++)
		choose(&choice, is_global_type(symbols[i]->type) ? RANK_GLOBAL : RANK_LOCAL,
		       place_of_kallsym(symbols[i]));
	return choice;
}

static struct choice choose_symbol(const struct object *module, const char *name)
{
	struct choice choice = { 0 };

	for (size_t i = 1; i < module->n_symbols; i++) {
		const struct symbol *symbol = &module->symbols[i];

		if (!is_named(symbol, name))
			continue;
		if (symbol->section)
			choose(&choice, symbol->bind == STB_LOCAL ? RANK_LOCAL : RANK_GLOBAL,
			       place_of_symbol(symbol));
		else if (symbol->shndx == SHN_UNDEF)
			choose(&choice, RANK_GLOBAL,
			       (struct place) { .kind = PLACE_EXTERNAL, .name = symbol->name });
	}
	return choice;
}

struct error *target_symbol(const struct target *target, const char *name, struct place *place)
{
	struct choice choice = { 0 };

	if (target->module)
		choice = choose_symbol(target->module, name);
	else if (target->kallsyms)
		choice = choose_kallsym(target->kallsyms, name);
	if (choice.n == 1) {
		*place = choice.place;
		return NULL;
	}
	return error_refuse(SUTURE_REFUSAL_SYMBOL_UNKNOWN, "%s has %s symbol of the name %s",
			    target->name, choice.n ? "more than one" : "no", name);
}

/* Without CONFIG_KALLSYMS_ALL the kernel keeps the names of running and initial text only. */
static bool has_names_at(const struct target *target, struct place place)
{
	if (!target->image || target->names_data)
		return true;
	const struct image_section *section = image_section_at(target->image, place.offset);

	return section && (strcmp(section->name, ".text") == 0 ||
			   strcmp(section->name, ".init.text") == 0);
}

static bool is_among(const struct place *places, size_t n, struct place place)
{
	for (size_t i = 0; i < n; i++) {
		if (place_equal(places[i], place))
			return true;
	}
	return false;
}

bool target_misnames(const struct target *target, const char *name, struct place place)
{
	size_t n;

	if (place.kind == PLACE_EXTERNAL)
		return place.offset != 0 || strcmp(place.name, name) != 0;
	if (target->module && choose_symbol(target->module, name).place.kind == PLACE_EXTERNAL)
		return true;
	_cleanup_free_ struct place *places = target_definitions(target, name, &n);
	return n > 0 && has_names_at(target, place) && !is_among(places, n, place);
}
