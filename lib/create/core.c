/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "create/core.h"

#include <errno.h>
#include <fts.h>
#include <string.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/program.h"
#include "base/run.h"
#include "build/path.h"
#include "build/worktree.h"

static const char *const folders[] = { "kmod", "match", "include" };

/* ---- where the sources are ---- */

/* The first line of a file. */
static struct error *read_line(const char *file, char **line)
{
	_cleanup_bytes_ struct bytes text = { 0 };

	try(file_read(file, &text));
	*line = xstrndup((char *)text.data, strcspn((char *)text.data, "\n"));
	return NULL;
}

struct error *core_sources(char **path)
{
	const char *given = getenv("SUTURE_SOURCES");
	_cleanup_free_ char *directory = NULL, *pointer = NULL;

	if (given) {
		*path = xstrdup(given);
		return NULL;
	}
	try(program_directory(&directory));
	pointer = path_join(directory, "core-sources");
	if (file_exists(pointer))
		return read_line(pointer, path);
	*path = xasprintf("%s/../share/suture/src", directory);
	return NULL;
}

/* ---- what they say ---- */

struct source {
	char *name;		/* "kmod/main.c" */
	struct bytes content;
};

struct source_list {
	struct source *items;
	size_t n_items;
};

static void source_list_deinit(struct source_list *list)
{
	for (size_t i = 0; i < list->n_items; i++) {
		free(list->items[i].name);
		bytes_deinit(&list->items[i].content);
	}
	free(list->items);
}

/* What an earlier build may have left beside the sources is none. */
static bool is_source(const FTSENT *entry)
{
	return entry->fts_info == FTS_F &&
	       (path_ends_with(entry->fts_name, ".c") || path_ends_with(entry->fts_name, ".h") ||
		!strcmp(entry->fts_name, "Kbuild")) &&
	       !path_ends_with(entry->fts_name, ".mod.c");
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

static struct error *read_folder(const char *sources, const char *folder, struct source_list *list)
{
	_cleanup_free_ char *root = path_join(sources, folder);
	char *const roots[] = { root, NULL };
	FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
	struct error *error = NULL;
	FTSENT *entry;

	if (!walk)
		return error_errno("cannot read %s", root);
	while (!error && (entry = fts_read(walk))) {
		if (!is_source(entry))
			continue;
		struct source *source = array_append(list->items, list->n_items);

		source->name = xstrdup(entry->fts_path + strlen(sources) + 1);
		error = file_read(entry->fts_path, &source->content);
	}
	fts_close(walk);
	return error;
}

static struct error *read_sources(const char *sources, struct source_list *list)
{
	for (size_t i = 0; i < ARRAY_SIZE(folders); i++)
		try(read_folder(sources, folders[i], list));
	if (list->n_items == 0)
		return error_new(ERROR_USAGE, "%s does not hold the sources of the core module; "
					      "see SUTURE_SOURCES", sources);
	return NULL;
}

/* One digest of digests: names and contents cannot run into each other. */
static void digest_sources(const struct kernel *kernel, const struct source_list *list,
			   char text[static DIGEST_TEXT_SIZE])
{
	_cleanup_free_ char *all = xstrdup(kernel->compiler_text ? kernel->compiler_text : "");

	for (size_t i = 0; i < list->n_items; i++) {
		const struct source *source = &list->items[i];
		char one[DIGEST_TEXT_SIZE];
		char *longer;

		digest_bytes(source->content.data, source->content.size, one);
		longer = xasprintf("%s\n%s %s", all, one, source->name);
		free(all);
		all = longer;
	}
	digest_bytes(all, strlen(all), text);
}

/* ---- the build ---- */

static struct error *write_sources(const struct source_list *list, const char *directory)
{
	for (size_t i = 0; i < list->n_items; i++) {
		const struct source *source = &list->items[i];
		_cleanup_free_ char *path = path_join(directory, source->name);
		_cleanup_free_ char *parent = path_directory(path);

		try(directory_make(parent));
		try(file_write(path, source->content.data, source->content.size, 0644));
	}
	return NULL;
}

static struct error *compile_failed(const struct bytes *log)
{
	const char *text = log->data ? (const char *)log->data : "";
	const char *found = strstr(text, "error");

	try(run_no_space("make", log));
	if (!found)
		found = text;
	while (found > text && found[-1] != '\n')
		found--;
	return error_refuse(SUTURE_REFUSAL_COMPILE_FAILED, "the core module: %.*s",
			    (int)strcspn(found, "\n"), found);
}

/* The path of the clone is another every time; it must not get into the module. */
static struct error *run_kbuild(const struct kernel *kernel, const struct worktree *worktree,
				const char *directory)
{
	_cleanup_free_ char *place = xasprintf("M=%s/kmod", directory);
	_cleanup_free_ char *flags = xasprintf("KCFLAGS=-ffile-prefix-map=%s/=", directory);
	_cleanup_free_ char *parallel = xasprintf("-j%ld", sysconf(_SC_NPROCESSORS_ONLN));
	_cleanup_free_ const char **argv = NULL;
	_cleanup_bytes_ struct bytes log = { 0 };
	const struct run_options options = {
		.directory = worktree->root, .clean = true, .output = &log,
	};
	const char *const head[] = { "make", "-s", "--no-print-directory", parallel, place, flags };
	size_t n = 0;
	int status;

	for (size_t i = 0; i < ARRAY_SIZE(head); i++)
		*array_append(argv, n) = head[i];
	for (size_t i = 0; kernel->make_variables[i]; i++)
		*array_append(argv, n) = kernel->make_variables[i];
	*array_append(argv, n) = "modules";
	*array_append(argv, n) = NULL;
	try(run(argv, &options, &status));
	return status ? compile_failed(&log) : NULL;
}

static struct error *strip(const char *module)
{
	const char *const argv[] = { "objcopy", "--strip-debug", module, NULL };
	const struct run_options options = { .clean = true };

	return run_checked(argv, &options);
}

static struct error *compile(const struct kernel *kernel, const struct source_list *list,
			     const char *output)
{
	_cleanup_free_ char *clones = path_join(kernel->directory, "clones");
	_cleanup_worktree_ struct worktree *worktree = NULL;
	_cleanup_free_ char *directory = NULL, *module = NULL;
	_cleanup_bytes_ struct bytes content = { 0 };

	try(worktree_new(kernel->tree, clones, &worktree));
	directory = path_join(worktree->path, "core");
	module = path_join(directory, "kmod/suture.ko");
	try(write_sources(list, directory));
	try(run_kbuild(kernel, worktree, directory));
	try(strip(module));
	try(file_read(module, &content));
	return file_write(output, content.data, content.size, 0644);
}

struct error *core_build(const struct kernel *kernel, const char *sources, char **path)
{
	_cleanup_(source_list_deinit) struct source_list list = { 0 };
	_cleanup_free_ char *directory = NULL, *module = NULL;
	char digest[DIGEST_TEXT_SIZE];

	try(read_sources(sources, &list));
	digest_sources(kernel, &list, digest);
	directory = xasprintf("%s/core/%.16s", kernel->directory, digest);
	module = path_join(directory, "suture.ko");
	if (!file_exists(module)) {
		try(directory_make(directory));
		try(compile(kernel, &list, module));
	}
	*path = take(module);
	return NULL;
}
