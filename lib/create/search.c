// SPDX-License-Identifier: GPL-2.0-or-later
#include "create/search.h"

#include "base/memory.h"

struct search {
	struct places *places;
	struct place start;	/* of the text that is being searched */
};

void places_deinit(struct places *places)
{
	free(places->items);
}

static bool found(void *context, size_t offset)
{
	struct search *search = context;
	struct places *places = search->places;

	*array_append(places->items, places->n_items) = place_add(search->start, offset);
	return places->n_items < SEARCH_MAX;
}

/* name NULL: all text */
static void search_image(const struct image *image, const char *name,
			 const struct pattern *pattern, struct places *places)
{
	for (size_t i = 0; i < image->n_loaded; i++) {
		const struct image_section *text = image->loaded[i];
		struct search search = { places, place_of_value(text->address) };

		if (is_image_text(text) && (!name || strcmp(text->name, name) == 0))
			pattern_search(pattern, text->data, text->size, text->address, found,
				       &search);
	}
}

static void search_module(const struct object *module, const char *name,
			  const struct pattern *pattern, struct places *places)
{
	for (size_t i = 1; i < module->n_sections; i++) {
		const struct section *text = &module->sections[i];
		struct search search = { places, { PLACE_MODULE, text, NULL, 0 } };

		if (is_text(text) && (!name || strcmp(text->name, name) == 0))
			pattern_search(pattern, text->data, text->size, 0, found, &search);
	}
}

static void search_named(const struct target *target, const char *name,
			 const struct pattern *pattern, struct places *places)
{
	if (target->image)
		search_image(target->image, name, pattern, places);
	else
		search_module(target->module, name, pattern, places);
}

void search_text(const struct target *target, const char *name, const struct pattern *pattern,
		 struct places *places)
{
	search_named(target, name, pattern, places);
	if (places->n_items == 0)
		search_named(target, NULL, pattern, places);
}
