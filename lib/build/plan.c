/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/plan.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/run.h"
#include "build/path.h"
#include "build/plan-makefile.h"

void plan_free(struct plan *plan)
{
	if (!plan)
		return;
	for (size_t i = 0; i < plan->n_units; i++) {
		free(plan->units[i].object);
		free(plan->units[i].target);
		free(plan->units[i].module);
		free(plan->units[i].source);
	}
	free(plan->units);
	free(plan);
}

static char *source_of(const char *tree, const char *object)
{
	static const char *const suffixes[] = { ".c", ".S" };

	for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++) {
		char *source = path_with_suffix(object, suffixes[i]);
		_cleanup_free_ char *path = path_join(tree, source);

		if (file_exists(path))
			return source;
		free(source);
	}
	return NULL;
}

/* A unit without a source in the tree is made by the build, which no patch to code reaches. */
static void add_unit(struct plan *plan, const char *tree, const char *target, const char *module)
{
	_cleanup_free_ char *object = path_normal(target);
	_cleanup_free_ char *source = source_of(tree, object);
	struct plan_unit *unit;

	if (!source)
		return;
	unit = array_append(plan->units, plan->n_units);
	unit->object = take(object);
	unit->target = xstrdup(target);
	unit->source = take(source);
	unit->module = strcmp(module, "-") ? path_normal(module) : NULL;
}

static int compare_units(const void *a, const void *b)
{
	const struct plan_unit *one = a, *other = b;
	int order = strcmp(one->object, other->object);

	if (order)
		return order;
	return strcmp(one->module ? one->module : "", other->module ? other->module : "");
}

static void drop_repeated(struct plan *plan)
{
	size_t kept = 0;

	for (size_t i = 0; i < plan->n_units; i++) {
		struct plan_unit *unit = &plan->units[i];

		if (kept == 0 || compare_units(&plan->units[kept - 1], unit)) {
			plan->units[kept++] = *unit;
			continue;
		}
		free(unit->object);
		free(unit->target);
		free(unit->module);
		free(unit->source);
	}
	plan->n_units = kept;
}

static struct error *add_line(struct plan *plan, const char *tree, char *line)
{
	char *rest = NULL;
	const char *word = strtok_r(line, " ", &rest);
	const char *target = strtok_r(NULL, " ", &rest);
	const char *module = strtok_r(NULL, " ", &rest);

	/* Kbuild files may print things of their own. */
	if (!word || strcmp(word, "unit"))
		return NULL;
	if (!target || !module || strtok_r(NULL, " ", &rest) || !path_ends_with(target, ".o"))
		return error_new(ERROR_INTERNAL, "the list of this kernel's units is damaged");
	add_unit(plan, tree, target, module);
	return NULL;
}

struct error *plan_parse(const char *tree, const struct bytes *text, struct plan **plan)
{
	_cleanup_(plan_freep) struct plan *new = xcalloc(1, sizeof(*new));
	_cleanup_free_ char *copy = xstrndup((const char *)text->data, text->size);
	char *rest = NULL;

	for (char *line = strtok_r(copy, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
		try(add_line(new, tree, line));
	if (new->n_units == 0)
		return error_new(ERROR_INTERNAL, "%s: the Kbuild files name no unit", tree);
	qsort(new->units, new->n_units, sizeof(*new->units), compare_units);
	drop_repeated(new);
	*plan = take(new);
	return NULL;
}

/*
 * One job: with more the lines of two makes may mix. The kernel's Makefile is
 * entered as it enters itself, so that it stays in the tree that is given.
 */
static struct error *evaluate(const char *tree, char *const *make_variables, const char *makefile,
			      struct bytes *lines)
{
	_cleanup_free_ const char **argv = NULL;
	_cleanup_free_ char *place = xasprintf("suture-makefile=%s", makefile);
	_cleanup_bytes_ struct bytes errors = {};
	const struct run_options options = {
		.directory = tree,
		.clean = true,
		.output = lines,
		.errors = &errors,
	};
	const char *const head[] = { "make", "-s", "-f", "Makefile", "-f", makefile, place };
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(head); i++)
		*array_append(argv, n) = head[i];
	for (; *make_variables; make_variables++)
		*array_append(argv, n) = *make_variables;
	*array_append(argv, n) = "suture-plan";
	*array_append(argv, n) = NULL;
	return run_checked(argv, &options);
}

static struct error *make_cache(const char *tree, char *const *make_variables,
				const char *directory, const char *cache)
{
	_cleanup_free_ char *makefile = path_join(directory, "plan.mk");
	_cleanup_bytes_ struct bytes lines = {};

	try(directory_make(directory));
	try(file_write(makefile, plan_makefile, sizeof(plan_makefile) - 1, 0644));
	try(evaluate(tree, make_variables, makefile, &lines));
	return file_write(cache, lines.data, lines.size, 0644);
}

struct error *plan_open(const char *tree, char *const *make_variables, const char *directory,
			struct plan **plan)
{
	_cleanup_free_ char *cache = path_join(directory, "plan");
	_cleanup_bytes_ struct bytes lines = {};
	struct error *error = NULL;

	if (!file_exists(cache))
		error = make_cache(tree, make_variables, directory, cache);
	if (!error)
		error = file_read(cache, &lines);
	if (!error)
		error = plan_parse(tree, &lines, plan);
	return error ? error_context(error, "cannot tell what this kernel builds") : NULL;
}

const struct plan_unit *plan_find(const struct plan *plan, const char *object)
{
	size_t low = 0, high = plan->n_units;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(plan->units[middle].object, object) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < plan->n_units && !strcmp(plan->units[low].object, object))
		return &plan->units[low];
	return NULL;
}
