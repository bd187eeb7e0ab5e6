// SPDX-License-Identifier: GPL-2.0-or-later
#include "split/units.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "kernel/origin.h"
#include "split/kbuild.h"

/* Numbers, without an order. */
struct numbers {
	size_t *items;
	size_t n_items;
};

struct affected {
	const struct plan *plan;
	const struct includes *includes;
	struct numbers *users;		/* [file of includes]: those that include it */
	struct numbers *units;		/* [file of includes]: what it is the source of */
	struct numbers *of_file;	/* [file of the split]: units of the plan */
	/* [file of includes] and [unit]: the last search that came by. */
	size_t *seen;
	size_t *marks;
	size_t search;
};

static void number_add(struct numbers *numbers, size_t number)
{
	*array_append(numbers->items, numbers->n_items) = number;
}

static void numbers_free(struct numbers *numbers, size_t n)
{
	for (size_t i = 0; numbers && i < n; i++)
		free(numbers[i].items);
	free(numbers);
}

static void affected_init(struct affected *affected, const struct kbuild *kbuild, size_t n_files)
{
	const struct includes *includes = kbuild->includes;

	*affected = (struct affected){
		.plan = kbuild->plan,
		.includes = includes,
		.users = xcalloc(includes->n_files, sizeof(*affected->users)),
		.units = xcalloc(includes->n_files, sizeof(*affected->units)),
		.of_file = xcalloc(n_files, sizeof(*affected->of_file)),
		.seen = xcalloc(includes->n_files, sizeof(*affected->seen)),
		.marks = xcalloc(kbuild->plan->n_units, sizeof(*affected->marks)),
	};
}

static void affected_deinit(struct affected *affected, size_t n_files)
{
	numbers_free(affected->users, affected->includes->n_files);
	numbers_free(affected->units, affected->includes->n_files);
	numbers_free(affected->of_file, n_files);
	free(affected->seen);
	free(affected->marks);
}

static void find_users(struct affected *affected)
{
	const struct includes *includes = affected->includes;

	for (size_t i = 0; i < includes->n_files; i++) {
		for (size_t n = 0; n < includes->files[i].n_includes; n++)
			number_add(&affected->users[includes->files[i].includes[n]], i);
	}
}

/* The files of includes by their paths: to be searched. */
struct by_path {
	const char *path;
	size_t number;
};

static int compare_paths(const void *a, const void *b)
{
	return strcmp(((const struct by_path *)a)->path, ((const struct by_path *)b)->path);
}

static struct by_path *sort_paths(const struct includes *includes)
{
	struct by_path *paths = xcalloc(includes->n_files, sizeof(*paths));

	for (size_t i = 0; i < includes->n_files; i++)
		paths[i] = (struct by_path){ includes->files[i].path, i };
	qsort(paths, includes->n_files, sizeof(*paths), compare_paths);
	return paths;
}

static const struct by_path *find_path(const struct by_path *paths, const struct includes *includes,
				       const char *path)
{
	return bsearch(&(struct by_path){ .path = path }, paths, includes->n_files, sizeof(*paths),
		       compare_paths);
}

static void find_sources(struct affected *affected, const struct by_path *paths)
{
	for (size_t i = 0; i < affected->plan->n_units; i++) {
		const struct by_path *source =
			find_path(paths, affected->includes, affected->plan->units[i].source);

		if (source)
			number_add(&affected->units[source->number], i);
	}
}

static void see(struct affected *affected, struct numbers *queue, size_t file)
{
	if (affected->seen[file] == affected->search)
		return;
	affected->seen[file] = affected->search;
	number_add(queue, file);
}

/* All files that include the file, directly or not, and itself. */
static void follow(struct affected *affected, size_t file, struct numbers *queue)
{
	affected->search++;
	see(affected, queue, file);
	for (size_t done = 0; done < queue->n_items; done++) {
		const struct numbers *users = &affected->users[queue->items[done]];

		for (size_t i = 0; i < users->n_items; i++)
			see(affected, queue, users->items[i]);
	}
}

static void find_units(struct affected *affected, size_t file, struct numbers *units)
{
	struct numbers queue = {};

	follow(affected, file, &queue);
	for (size_t i = 0; i < queue.n_items; i++) {
		const struct numbers *own = &affected->units[queue.items[i]];

		for (size_t n = 0; n < own->n_items; n++)
			number_add(units, own->items[n]);
	}
	free(queue.items);
}

static int compare_strings(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void sort_unique(char **strings, size_t *n_strings)
{
	size_t kept = 0;

	if (*n_strings == 0)
		return;
	qsort(strings, *n_strings, sizeof(*strings), compare_strings);
	for (size_t i = 1; i < *n_strings; i++) {
		if (!strcmp(strings[kept], strings[i]))
			free(strings[i]);
		else
			strings[++kept] = strings[i];
	}
	*n_strings = kept + 1;
}

static void add_unit(struct split_commit *commit, const struct plan_unit *unit)
{
	*array_append(commit->units, commit->n_units) = xstrdup(unit->object);
	*array_append(commit->targets, commit->n_targets) =
		xstrdup(unit->module ? unit->module : "vmlinux");
}

/* A commit that affects nothing has empty lists, not none. */
static void fill_commit(struct affected *affected, struct split_commit *commit)
{
	commit->units = xcalloc(8, sizeof(*commit->units));
	commit->targets = xcalloc(8, sizeof(*commit->targets));
	affected->search++;
	for (size_t i = 0; i < commit->n_changes; i++) {
		const struct numbers *units = &affected->of_file[commit->changes[i].file];

		for (size_t n = 0; n < units->n_items; n++) {
			size_t unit = units->items[n];

			if (affected->marks[unit] != affected->search)
				add_unit(commit, &affected->plan->units[unit]);
			affected->marks[unit] = affected->search;
		}
	}
	sort_unique(commit->units, &commit->n_units);
	sort_unique(commit->targets, &commit->n_targets);
}

static void fill_commits(struct affected *affected, struct split *split)
{
	struct by_path *paths = sort_paths(affected->includes);

	find_users(affected);
	find_sources(affected, paths);
	for (size_t i = 0; i < split->n_files; i++) {
		const struct by_path *file =
			find_path(paths, affected->includes, split->files[i].path);

		if (file)
			find_units(affected, file->number, &affected->of_file[i]);
	}
	for (size_t i = 0; i < split->n_commits; i++)
		fill_commit(affected, &split->commits[i]);
	free(paths);
}

struct error *units_find(struct split *split, const struct split_input *input, const char *config,
			 const struct kernel_progress *progress)
{
	_cleanup_kbuild_ struct kbuild *kbuild = NULL;
	struct affected affected;

	try(kbuild_open(input->new, input->store, config, progress, &kbuild));
	progress_step(progress, "finding the units that commits affect");
	affected_init(&affected, kbuild, split->n_files);
	fill_commits(&affected, split);
	affected_deinit(&affected, split->n_files);
	return NULL;
}
