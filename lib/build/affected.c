/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/affected.h"

#include <stdlib.h>

#include "base/file.h"
#include "base/memory.h"
#include "build/includes.h"
#include "build/names.h"
#include "build/path.h"

/* More names than this are no longer a filter, only slow. */
enum { MANY_NAMES = 3000 };

struct search {
	const char *tree, *patched;
	const struct plan *plan;
	const struct patch *patch;
	const struct includes *includes;
	struct affected *affected;
	bool *surely;		/* [file]: includes a changed file that is no header */
	bool *maybe;		/* [file]: includes a changed header */
	struct names names;	/* what the changes to headers are about */
	bool any_header;
};

void affected_free(struct affected *affected)
{
	if (!affected)
		return;
	for (size_t i = 0; i < affected->n_notes; i++)
		free(affected->notes[i]);
	free(affected->notes);
	free(affected->units);
	free(affected);
}

static void note(struct search *search, const char *path, const char *text)
{
	*array_append(search->affected->notes, search->affected->n_notes) =
		xasprintf("%s: %s", path, text);
}

static bool is_header(const char *path)
{
	return path_ends_with(path, ".h");
}

/* Why a file that no unit reaches is of no interest. */
static const char *reason_to_ignore(const struct patch_file *file)
{
	const char *path = patch_file_path(file);

	if (file->kind == PATCH_ADDED)
		return "new file: counts only where a changed file includes it";
	if (path_ends_with(path, ".c") || path_ends_with(path, ".S") || is_header(path))
		return "not built into this kernel";
	return "not code: ignored";
}

static struct error *add_side(struct search *search, const char *root, const char *path,
			      const struct patch_file *file, bool is_new)
{
	_cleanup_free_ char *full = path ? path_join(root, path) : NULL;
	_cleanup_bytes_ struct bytes text = {};

	if (!full)
		return NULL;
	try(file_read(full, &text));
	names_add_changed(&search->names, &text, file->changes, file->n_changes, is_new);
	return NULL;
}

static struct error *look_at_header(struct search *search, const struct patch_file *file)
{
	search->any_header = true;
	try(add_side(search, search->tree, file->old_path, file, false));
	return add_side(search, search->patched, file->new_path, file, true);
}

static struct error *look_at_file(struct search *search, const struct patch_file *file)
{
	const char *path = file->old_path ? file->old_path : file->new_path;
	long number = includes_find(search->includes, path);

	if (number < 0) {
		note(search, path, reason_to_ignore(file));
		return NULL;
	}
	if (!is_header(path)) {
		search->surely[number] = true;
		return NULL;
	}
	search->maybe[number] = true;
	return look_at_header(search, file);
}

static struct error *read_file(const struct search *search, size_t number, struct bytes *text)
{
	_cleanup_free_ char *path = path_join(search->tree, search->includes->files[number].path);

	return file_read(path, text);
}

/* One round over all headers that a candidate can see; the set may grow. */
static struct error *spread_once(struct search *search, const bool *visible)
{
	for (size_t i = 0; i < search->includes->n_files; i++) {
		_cleanup_bytes_ struct bytes text = {};

		if (!visible[i] || !is_header(search->includes->files[i].path))
			continue;
		try(read_file(search, i, &text));
		names_add_mentioning(&search->names, &text);
	}
	return NULL;
}

/*
 * What mentions a changed name may pass the change on: an inline function that calls
 * another, a structure that holds another, a macro. Rounds until nothing is new.
 */
static struct error *spread(struct search *search)
{
	size_t n_files = search->includes->n_files, before;
	_cleanup_free_ bool *visible = xmemdup(search->maybe, n_files);

	includes_mark_used(search->includes, visible);
	do {
		before = search->names.set.n_items;
		try(spread_once(search, visible));
		search->names.unclear |= search->names.set.n_items > MANY_NAMES;
	} while (!search->names.unclear && search->names.set.n_items > before);
	return NULL;
}

/* The unit's own text: its source, and what it includes that is no header. */
static struct error *unit_notices(const struct search *search, size_t source, bool *notices)
{
	size_t n_files = search->includes->n_files;
	_cleanup_free_ bool *used = xcalloc(n_files, sizeof(*used));

	*notices = search->names.unclear;
	used[source] = true;
	includes_mark_used(search->includes, used);
	for (size_t i = 0; i < n_files && !*notices; i++) {
		_cleanup_bytes_ struct bytes text = {};

		if (!used[i] || is_header(search->includes->files[i].path))
			continue;
		try(read_file(search, i, &text));
		*notices = names_mentioned(&search->names, &text);
	}
	return NULL;
}

static struct error *judge_unit(struct search *search, const struct plan_unit *unit)
{
	long source = includes_find(search->includes, unit->source);
	bool keep;

	if (source < 0 || (!search->surely[source] && !search->maybe[source]))
		return NULL;
	search->affected->n_candidates++;
	keep = search->surely[source];
	if (!keep)
		try(unit_notices(search, source, &keep));
	if (keep)
		*array_append(search->affected->units, search->affected->n_units) = unit;
	return NULL;
}

static struct error *look(struct search *search)
{
	const struct plan *plan = search->plan;

	for (size_t i = 0; i < search->patch->n_files; i++)
		try(look_at_file(search, &search->patch->files[i]));
	includes_mark_users(search->includes, search->surely);
	includes_mark_users(search->includes, search->maybe);
	if (search->any_header && !search->names.unclear && search->names.set.n_items > 0)
		try(spread(search));
	/* An object that is linked into two modules runs twice, and is a unit of each. */
	for (size_t i = 0; i < plan->n_units; i++)
		try(judge_unit(search, &plan->units[i]));
	return NULL;
}

static struct error *not_built(const struct affected *affected)
{
	return error_refuse(SUTURE_REFUSAL_NOT_BUILT, "%s",
			    affected->n_notes ? affected->notes[0] :
						"no unit of this kernel can notice the change");
}

struct error *affected_units(const char *tree, const char *patched, const char *cache,
			     const struct plan *plan, const struct patch *patch,
			     struct affected **affected)
{
	_cleanup_affected_ struct affected *new = xcalloc(1, sizeof(*new));
	_cleanup_includes_ struct includes *includes = NULL;
	struct search search = {
		.tree = tree, .patched = patched, .plan = plan, .patch = patch, .affected = new,
	};
	struct error *error;

	try(includes_open(tree, plan, cache, &includes));
	search.includes = includes;
	search.surely = xcalloc(includes->n_files, sizeof(bool));
	search.maybe = xcalloc(includes->n_files, sizeof(bool));
	error = look(&search);
	free(search.surely);
	free(search.maybe);
	names_deinit(&search.names);
	if (error)
		return error;
	if (new->n_units == 0)
		return not_built(new);
	*affected = take(new);
	return NULL;
}
