/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "create/change.h"

#include <string.h>

#include "base/memory.h"

struct error *change_new(const struct target *target, const struct target *image,
			 struct change **out)
{
	struct change *change = xcalloc(1, sizeof(*change));

	change->target = target;
	change->image = image;
	*out = change;
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

void change_free(struct change *change)
{
	if (!change)
		return;
	for (size_t i = 0; i < change->n_views; i++)
		view_free(change->views[i]);
	for (size_t i = 0; i < change->n_notices; i++)
		free(change->notices[i]);
	free(change->views);
	free(change->notices);
	free(change->pointers);
	free(change);
}

static bool is_assembly(const char *source)
{
	size_t length = strlen(source);

	return length > 2 && !strcmp(source + length - 2, ".S");
}

struct error *change_add(struct change *change, const char *name, const char *source,
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
	*array_append(change->views, change->n_views) = take(view);
	return NULL;
}

void change_notice(struct change *change, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	*array_append(change->notices, change->n_notices) = xvasprintf(format, arguments);
	va_end(arguments);
}

uint8_t *view_use(const struct view *view, const struct piece *piece)
{
	return &view->uses[piece - view->post.pieces->items];
}

bool change_is_empty(const struct change *change)
{
	for (size_t i = 0; i < change->n_views; i++) {
		const struct view *view = change->views[i];

		for (size_t k = 0; k < view->post.pieces->n_items; k++)
			if (view->uses[k])
				return false;
	}
	return change->n_pointers == 0;
}

struct error *view_locate(const struct change *change, struct view *view)
{
	if (view->location)
		return NULL;
	if (!view->exact)
		try(object_open(view->exact_path, &view->exact));
	return locate_unit(change->target, view->exact, &view->location);
}
