/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "create/delta.h"

#include <string.h>

#include "base/memory.h"

struct error *delta_new(const struct target *target, const struct target *image,
			 const struct exports *exports, struct delta **out)
{
	struct delta *delta = xcalloc(1, sizeof(*delta));

	delta->target = target;
	delta->image = image;
	delta->exports = exports;
	*out = delta;
	return NULL;
}

static void view_free(struct view *view)
{
	location_free(view->location);
	object_free(view->exact);
	version_deinit(&view->pre);
	version_deinit(&view->post);
	free(view->exact_path);
	free(view->name);
	free(view->uses);
	free(view);
}
DEFINE_CLEANUP(struct view *, view_free);

void delta_free(struct delta *delta)
{
	if (!delta)
		return;
	for (size_t i = 0; i < delta->n_views; i++)
		view_free(delta->views[i]);
	for (size_t i = 0; i < delta->n_notices; i++)
		free(delta->notices[i]);
	free(delta->views);
	free(delta->notices);
	free(delta->data);
	free(delta);
}

static bool is_assembly(const char *source)
{
	size_t length = strlen(source);

	return length > 2 && !strcmp(source + length - 2, ".S");
}

struct error *delta_add(struct delta *delta, const char *name, const char *source,
			 const char *exact, const char *pre, const char *post)
{
	_cleanup_(view_freep) struct view *view = xcalloc(1, sizeof(*view));

	view->name = xstrdup(name);
	view->exact_path = xstrdup(exact);
	view->is_assembly = is_assembly(source);
	try(version_open(pre, &view->pre));
	try(version_open(post, &view->post));
	try(compare_versions(&view->pre, &view->post));
	view->uses = xcalloc(view->post.pieces->n_items, sizeof(*view->uses));
	*array_append(delta->views, delta->n_views) = take(view);
	return NULL;
}

void delta_notice(struct delta *delta, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	*array_append(delta->notices, delta->n_notices) = xvasprintf(format, arguments);
	va_end(arguments);
}

uint8_t *view_use(const struct view *view, const struct piece *piece)
{
	return &view->uses[piece - view->post.pieces->items];
}

bool view_has_changed_code(const struct view *view)
{
	for (size_t i = 0; i < view->post.pieces->n_items; i++) {
		const struct piece *piece = &view->post.pieces->items[i];

		if (is_code(piece) && (piece->changed || !piece->twin))
			return true;
	}
	return false;
}

bool view_is_used(const struct view *view)
{
	for (size_t i = 0; i < view->post.pieces->n_items; i++)
		if (view->uses[i])
			return true;
	return false;
}

size_t delta_hooks(const struct delta *delta)
{
	size_t n = 0;

	for (size_t i = 0; i < delta->n_views; i++)
		for (size_t k = 0; k < delta->views[i]->post.pieces->n_items; k++)
			n += delta->views[i]->uses[k] == USE_HOOK;
	return n;
}

bool delta_is_empty(const struct delta *delta)
{
	for (size_t i = 0; i < delta->n_views; i++)
		if (view_is_used(delta->views[i]))
			return false;
	return delta->n_data == 0;
}

struct error *view_locate(const struct delta *delta, struct view *view)
{
	if (view->location)
		return NULL;
	if (!view->exact)
		try(object_open(view->exact_path, &view->exact));
	return locate_unit(delta->target, view->exact, &view->location);
}
