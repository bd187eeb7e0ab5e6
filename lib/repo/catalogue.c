/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "repo/catalogue.h"

#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "repo/release.h"
#include "repo/target.h"
#include "series/block_list.h"

/* ---- series ---- */

static char *series_path(const char *distribution, const char *build_id)
{
	return xasprintf("%s/%s/" SERIES_FILE, distribution, build_id);
}

static struct error *read_series(const struct repository *repository, const json_t *said,
				 const char *path, struct series *series)
{
	_cleanup_bytes_ struct bytes content = {};
	struct error *error;

	try(target_get(repository, said, path, &content));
	if (!content.data)
		return error_refuse(SUTURE_REFUSAL_NOT_IN_REPOSITORY, "there is no %s", path);
	error = series_parse(content.data, content.size, series);
	return error ? error_context(error, "%s", path) : NULL;
}

struct error *catalogue_series(const struct repository *repository, const char *distribution,
			       const char *build_id, struct series *series)
{
	_cleanup_free_ char *role = release_kernel_role(distribution, build_id);
	_cleanup_free_ char *path = series_path(distribution, build_id);
	_cleanup_json_ json_t *said = NULL;

	try(repository_role(repository, role, &said));
	return read_series(repository, said, path, series);
}

static struct error *write_series(const struct repository *repository, json_t *said,
				  const struct series *series)
{
	_cleanup_free_ char *path = series_path(series->distribution, series->build_id);
	_cleanup_free_ char *text = NULL;

	try(series_text(series, &text));
	return target_set_text(repository, said, path, text);
}

struct error *catalogue_set_series(struct repository *repository, const struct series *series)
{
	_cleanup_free_ char *role = release_kernel_role(series->distribution, series->build_id);
	_cleanup_json_ json_t *said = NULL;

	try(repository_role(repository, role, &said));
	try(write_series(repository, said, series));
	return repository_stage(repository, role, said);
}

/* ---- adding ---- */

static struct error *get_or_begin_series(const struct repository *repository,
					 const char *distribution, const struct manifest *manifest,
					 struct series *series)
{
	struct error *error =
		catalogue_series(repository, distribution, manifest->build_id, series);

	if (!error || error->refusal != SUTURE_REFUSAL_NOT_IN_REPOSITORY)
		return error;
	error_free(error);
	series_begin(series, distribution, manifest->release, manifest->version,
		     manifest->build_id);
	return NULL;
}

static void copy_list(struct string_list *to, const struct string_list *from)
{
	for (size_t i = 0; i < from->n_items; i++)
		string_list_add(to, from->items[i]);
}

static void add_to_series(const struct repository *repository, const struct manifest *manifest,
			  const struct addition *addition, struct series *series)
{
	struct series_update *update = array_append(series->updates, series->n_updates);

	update->id = xstrdup(manifest->id);
	update->title = xstrdup(manifest->title);
	copy_list(&update->cves, &manifest->cves);
	copy_list(&update->requires, &manifest->requires);
	copy_list(&update->conflicts, &addition->conflicts);
	update->severity = addition->severity;
	update->effective = addition->effective ? xstrdup(addition->effective) : NULL;
	update->rollout = addition->rollout;
	update->added = repository->now;
	update->pinned = manifest->pinned;
	for (size_t i = 0; i < manifest->n_modules; i++)
		update->size += manifest->modules[i].size;
}

static struct error *add_file(const struct repository *repository, json_t *said, const char *prefix,
			      const char *directory, const char *name)
{
	_cleanup_free_ char *from = xasprintf("%s/%s", directory, name);
	_cleanup_free_ char *path = xasprintf("%s/%s", prefix, name);
	_cleanup_bytes_ struct bytes content = {};

	try(file_read(from, &content));
	return target_set(repository, said, path, &content);
}

static struct error *add_files(const struct repository *repository, json_t *said,
			       const char *distribution, const struct manifest *manifest,
			       const char *directory)
{
	_cleanup_free_ char *prefix =
		xasprintf("%s/%s/%s", distribution, manifest->build_id, manifest->id);

	try(add_file(repository, said, prefix, directory, MANIFEST_FILE));
	for (size_t i = 0; i < manifest->n_modules; i++)
		try(add_file(repository, said, prefix, directory, manifest->modules[i].file));
	return NULL;
}

static struct error *check_known(const struct series *series, const struct string_list *ids,
				 const char *who, const char *does)
{
	for (size_t i = 0; i < ids->n_items; i++)
		if (!series_find(series, ids->items[i]))
			return error_new(ERROR_USAGE, "%s %s %s, which its series does not have",
					 who, does, ids->items[i]);
	return NULL;
}

static struct error *check_addition(const struct series *series, const struct manifest *manifest,
				    const struct addition *addition)
{
	if (!strcmp(manifest->id, SERIES_CORE))
		return error_new(ERROR_USAGE, "no update can be called '" SERIES_CORE "', where "
					      "the core module has its place");
	if (series_find(series, manifest->id))
		return error_refuse(SUTURE_REFUSAL_OUTPUT_EXISTS, "the series has %s already",
				    manifest->id);
	try(check_known(series, &manifest->requires, manifest->id, "requires"));
	return check_known(series, &addition->conflicts, manifest->id, "conflicts with");
}

struct error *catalogue_add(struct repository *repository, const char *distribution,
			    const struct update *update, const char *directory,
			    const struct addition *addition)
{
	const struct manifest *manifest = &update->manifest;
	_cleanup_free_ char *role = release_kernel_role(distribution, manifest->build_id);
	_cleanup_series_ struct series series = {};
	_cleanup_json_ json_t *said = NULL;

	try(get_or_begin_series(repository, distribution, manifest, &series));
	try(check_addition(&series, manifest, addition));
	try(release_add_kernel(repository, distribution, manifest->build_id));
	try(repository_role(repository, role, &said));
	add_to_series(repository, manifest, addition, &series);
	try(add_files(repository, said, distribution, manifest, directory));
	try(write_series(repository, said, &series));
	return repository_stage(repository, role, said);
}

/* ---- withdrawing ---- */

static void lift_block(struct block_list *list, const char *id, const char *build_id)
{
	struct block_list kept = {};

	for (size_t i = 0; i < list->n_items; i++) {
		const struct block *block = &list->items[i];
		bool same_kernel = build_id && block->build_id ? !strcmp(block->build_id, build_id)
							       : !build_id && !block->build_id;

		if (!same_kernel || strcmp(block->id, id))
			block_list_add(&kept, block->id, block->build_id, block->reason);
	}
	block_list_deinit(list);
	*list = kept;
}

static struct error *read_block_list(const struct repository *repository, const json_t *said,
				     struct block_list *list)
{
	_cleanup_bytes_ struct bytes content = {};

	try(target_get(repository, said, BLOCK_LIST_FILE, &content));
	return content.data ? block_list_parse(content.data, content.size, list) : NULL;
}

struct error *catalogue_block(struct repository *repository, const char *id, const char *build_id,
			      const char *reason, bool lift)
{
	_cleanup_block_list_ struct block_list list = {};
	_cleanup_json_ json_t *said = NULL;
	_cleanup_free_ char *text = NULL;

	try(repository_role(repository, "block", &said));
	try(read_block_list(repository, said, &list));
	lift_block(&list, id, build_id);
	if (!lift)
		block_list_add(&list, id, build_id, reason);
	try(block_list_text(&list, &text));
	try(target_set_text(repository, said, BLOCK_LIST_FILE, text));
	return repository_stage(repository, "block", said);
}
