/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/build.h"

#include <stdlib.h>

#include "base/file.h"
#include "base/memory.h"
#include "build/affected.h"
#include "build/hooks.h"
#include "build/lines.h"
#include "build/path.h"
#include "build/plan.h"

void build_free(struct build *build)
{
	if (!build)
		return;
	for (size_t i = 0; i < build->n_units; i++)
		unit_deinit(&build->units[i]);
	for (size_t i = 0; i < build->n_notes; i++)
		free(build->notes[i]);
	free(build->units);
	free(build->notes);
	patch_free(build->patch);
	worktree_free(build->worktree);
	free(build->output);
	free(build->cache);
	free(build);
}

static void say(const struct build_progress *progress, const char *text)
{
	if (progress && progress->step)
		progress->step(progress->context, text);
}

static void name_unit(struct unit *unit, const struct plan_unit *planned)
{
	unit->object = xstrdup(planned->object);
	unit->target = xstrdup(planned->target);
	unit->source = xstrdup(planned->source);
	unit->module = planned->module ? xstrdup(planned->module) : NULL;
}

static void adopt(struct build *build, struct affected *affected)
{
	for (size_t i = 0; i < affected->n_units; i++)
		name_unit(array_append(build->units, build->n_units), affected->units[i]);
	build->n_candidates = affected->n_candidates;
	build->n_notes = affected->n_notes;
	build->notes = take(affected->notes);
	affected->n_notes = 0;
}

static struct error *find_affected(const struct kernel *kernel, struct build *build,
				   const char *patch_path)
{
	_cleanup_plan_ struct plan *plan = NULL;
	_cleanup_affected_ struct affected *affected = NULL;
	_cleanup_free_ char *preview = NULL;

	try(worktree_preview(build->worktree, build->patch, patch_path, &preview));
	try(plan_open(kernel->tree, kernel->make_variables, build->cache, &plan));
	try(affected_units(kernel->tree, preview, build->cache, plan, build->patch, &affected));
	adopt(build, affected);
	return NULL;
}

static struct error *prepare(const struct kernel *kernel, const char *patch_path,
			     struct build *build)
{
	_cleanup_free_ char *clones = path_join(kernel->directory, "clones");

	try(patch_read(patch_path, &build->patch));
	try(worktree_new(kernel->tree, clones, &build->worktree));
	try(hooks_install(build->worktree));
	build->cache = path_join(kernel->directory, "build");
	build->output = path_join(build->worktree->path, "post");
	build->compiler = (struct compiler){
		.worktree = build->worktree,
		.make_variables = kernel->make_variables,
		.cache = build->cache,
		.output = build->output,
	};
	return NULL;
}

/* Before and after are compiled in one clone, so that the paths in both are the same. */
static struct error *compile(const char *patch_path, const struct build_progress *progress,
			     struct build *build)
{
	say(progress, "compiling the source as it is");
	try(compile_pre(&build->compiler, build->units, build->n_units));
	say(progress, "applying the patch");
	try(worktree_apply(build->worktree, patch_path));
	try(lines_pin(build->worktree, build->patch));
	say(progress, "compiling the patched source");
	return compile_post(&build->compiler, build->units, build->n_units);
}

struct error *build_patch(const struct kernel *kernel, const char *patch_path,
			  const struct build_progress *progress, struct build **build)
{
	_cleanup_build_ struct build *new = xcalloc(1, sizeof(*new));

	say(progress, "cloning the source tree");
	try(prepare(kernel, patch_path, new));
	say(progress, "finding out what the patch affects");
	try(find_affected(kernel, new, patch_path));
	try(compile(patch_path, progress, new));
	*build = take(new);
	return NULL;
}
