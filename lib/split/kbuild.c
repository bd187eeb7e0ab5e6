// SPDX-License-Identifier: GPL-2.0-or-later
#include "split/kbuild.h"

#include <stdlib.h>

#include "base/memory.h"
#include "build/path.h"
#include "build/strings.h"
#include "kernel/origin.h"
#include "kernel/prepare.h"
#include "kernel/tools.h"
#include "split/kbuild_tree.h"

static struct error *check_config(const struct config *config)
{
	if (!config_is_set(config, "CONFIG_X86_64"))
		return error_refuse(SUTURE_REFUSAL_KERNEL_UNSUPPORTED,
				    "the configuration is not one for 64-bit x86");
	/* Kconfig drops options for want of a tool, and modules with them. */
	return tools_check(config);
}

static struct error *find_compiler(const char *config, struct compiler *compiler)
{
	_cleanup_config_ struct config vendor = {};

	try(config_read(config, &vendor));
	try(check_config(&vendor));
	return compiler_find(&vendor, NULL, compiler);
}

struct make_variables {
	char *items[4];
};

static void make_variables_deinit(struct make_variables *variables)
{
	for (size_t i = 0; i < ARRAY_SIZE(variables->items); i++)
		free(variables->items[i]);
}

/* The log outlives the tree: an error names it. */
static struct error *configure(const char *tree, const char *config, char *const *variables,
			       const struct kernel_progress *progress)
{
	_cleanup_free_ char *cache = NULL, *log = NULL;

	try(cache_directory(&cache));
	log = path_join(cache, "configure.log");
	return prepare_configuration(&(struct preparation){ .tree = tree, .config = config,
							    .log = log,
							    .make_variables = variables,
							    .progress = progress });
}

/* The tree that is being read, and what of it has its content. */
struct filling {
	const struct source *source;
	struct store *store;
	const char *tree;
	struct strings filled;
};

static void filling_deinit(struct filling *filling)
{
	strings_deinit(&filling->filled);
}

static struct error *fill_reached(struct filling *filling, const struct includes *includes)
{
	for (size_t i = 0; i < includes->n_files; i++) {
		const char *path = includes->files[i].path;
		size_t before = filling->filled.n_items;

		if (strings_add(&filling->filled, path, strlen(path)) == before)
			try(kbuild_tree_fill(filling->source, filling->store, filling->tree,
					     path));
	}
	return NULL;
}

/*
 * What is reached leads on, so again until nothing is new: a few times, each a fraction of a
 * second, where reading all code of a kernel would take ten.
 */
static struct error *find_includes(struct kbuild *kbuild, const struct source *source,
				   struct store *store, const char *tree)
{
	_cleanup_(filling_deinit) struct filling filling = { source, store, tree };
	_cleanup_free_ char *kept = path_join(kbuild->directory, "includes");

	for (;;) {
		_cleanup_includes_ struct includes *includes = NULL;
		size_t before = filling.filled.n_items;

		try(includes_open(tree, kbuild->plan, kbuild->directory, &includes));
		try(fill_reached(&filling, includes));
		if (filling.filled.n_items == before) {
			kbuild->includes = take(includes);
			return NULL;
		}
		try(tree_remove(kept));
	}
}

static struct error *fill(struct kbuild *kbuild, const struct source *source, struct store *store,
			  const char *config, const struct kernel_progress *progress)
{
	_cleanup_compiler_ struct compiler compiler = {};
	_cleanup_free_ char *tree = path_join(kbuild->directory, "tree");
	_cleanup_(make_variables_deinit) struct make_variables variables = {};

	try(find_compiler(config, &compiler));
	variables.items[0] = xstrdup("ARCH=x86");
	variables.items[1] = xasprintf("CC=%s", compiler.program);
	variables.items[2] = xasprintf("HOSTCC=%s", compiler.program);
	progress_step(progress, "writing Kbuild files");
	try(kbuild_tree_write(source, store, tree));
	try(configure(tree, config, variables.items, progress));
	progress_step(progress, "evaluating Kbuild files");
	try(plan_open(tree, variables.items, kbuild->directory, &kbuild->plan));
	progress_step(progress, "reading who includes what");
	return find_includes(kbuild, source, store, tree);
}

struct error *kbuild_open(const struct source *source, struct store *store, const char *config,
			  const struct kernel_progress *progress, struct kbuild **kbuild)
{
	_cleanup_kbuild_ struct kbuild *opened = xcalloc(1, sizeof(*opened));
	_cleanup_free_ char *cache = NULL;

	try(cache_directory(&cache));
	try(directory_make_temporary(cache, "kbuild", &opened->directory));
	try(fill(opened, source, store, config, progress));
	*kbuild = take(opened);
	return NULL;
}

/* What cannot be removed is left in the cache: it is in nobody's way. */
void kbuild_close(struct kbuild *kbuild)
{
	if (!kbuild)
		return;
	if (kbuild->directory) {
		_cleanup_error_ struct error *error = tree_remove(kbuild->directory);
	}
	free(kbuild->directory);
	plan_free(kbuild->plan);
	includes_free(kbuild->includes);
	free(kbuild);
}
