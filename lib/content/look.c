/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "content/content.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "fetch/mirrors.h"

#define NOBODY	   "none"	     /* no kernel's build-id */
#define SERIES_MAX (4 * 1024 * 1024) /* bytes */

struct look {
	const struct content_options *options;
	struct mirrors mirrors;
	struct tuf_updater updater;
	bool (*is_known)(void *context, const char *build_id, const char *digest);
	void *context;
};

static void look_deinit(struct look *look)
{
	mirrors_deinit(&look->mirrors);
	tuf_updater_close(&look->updater);
}

static struct error *open_mirrors(const struct content_options *options, struct mirrors *mirrors)
{
	const struct fetch_options fetch = { .patience = options->patience,
					     .proxy = options->proxy,
					     .ca_file = options->ca_file };

	try(mirrors_init(mirrors, &fetch));
	for (size_t i = 0; i < options->sources.n_items; i++) {
		_cleanup_free_ char *metadata = fetch_url(options->sources.items[i], "metadata");
		_cleanup_free_ char *targets = fetch_url(options->sources.items[i], "targets");

		mirrors_add(mirrors, metadata, targets);
	}
	return NULL;
}

static struct error *open_store(const struct content_options *options, int64_t now,
				struct tuf_updater *updater)
{
	_cleanup_free_ char *first = xasprintf("%s/root.json", options->store);
	_cleanup_bytes_ struct bytes root = {};

	if (!file_exists(first)) {
		try(file_read(options->root, &root));
		try(tuf_store_make(options->store, &root));
	}
	return tuf_updater_open(updater, options->store, now);
}

/* ---- one kernel ---- */

/* Whoever speaks for one kernel must not speak for another one. */
static struct error *expect_kernel(const struct series *series, const char *target)
{
	_cleanup_free_ char *own =
		xasprintf("%s/%s/" SERIES_FILE, series->distribution, series->build_id);

	if (!strcmp(own, target))
		return NULL;
	return error_refuse(SUTURE_REFUSAL_SERIES_DAMAGED, "%s is of %s", target, own);
}

static struct error *fetch_series(struct look *look, const char *target,
				  const struct tuf_file *file, struct content *content)
{
	_cleanup_free_ char *path = xasprintf("%s/series.json.part", look->options->store);
	_cleanup_bytes_ struct bytes bytes = {};
	_cleanup_series_ struct series series = {};
	struct content_news *news;

	if (file->length > SERIES_MAX)
		return error_refuse(SUTURE_REFUSAL_SERIES_DAMAGED, "%s is too long", target);
	try(mirrors_fetch_target(&look->mirrors, &look->updater, target, file, path));
	try(file_read(path, &bytes));
	try(tree_remove(path));
	try(series_parse(bytes.data, bytes.size, &series));
	try(expect_kernel(&series, target));
	news = array_append(content->items, content->n_items);
	strcpy(news->digest, file->sha256);
	news->text = xstrdup((const char *)bytes.data);
	news->series = series;
	series = (struct series){};
	return NULL;
}

static bool is_missing(const struct error *error)
{
	return error && error->kind == ERROR_REFUSED &&
	       error->refusal == SUTURE_REFUSAL_NOT_IN_REPOSITORY;
}

/* A role for whose kernel nothing is published yet is no error. */
static struct error *look_at(struct look *look, const char *target, const char *build_id,
			     struct content *content)
{
	struct tuf_file file;
	struct error *error = mirrors_find(&look->mirrors, &look->updater, target, &file);

	if (is_missing(error)) {
		error_free(error);
		return NULL;
	}
	if (error || look->is_known(look->context, build_id, file.sha256))
		return error;
	return fetch_series(look, target, &file, content);
}

/* One series, or the role that has it, is not as it must be: that concerns no other kernel. */
static bool is_of_one_kernel(const struct error *error)
{
	return error->kind == ERROR_REFUSED &&
	       (error->refusal == SUTURE_REFUSAL_SERIES_DAMAGED ||
		error->refusal == SUTURE_REFUSAL_DOWNLOAD_TOO_LONG ||
		error->refusal == SUTURE_REFUSAL_DOWNLOAD_SHORT ||
		(error->refusal >= SUTURE_REFUSAL_METADATA_MALFORMED &&
		 error->refusal <= SUTURE_REFUSAL_TARGET_DIFFERS));
}

static struct error *look_or_pass(struct look *look, const char *target, const char *build_id,
				  struct content *content)
{
	struct error *error = look_at(look, target, build_id, content);
	_cleanup_free_ char *text = NULL;

	if (!error || !is_of_one_kernel(error))
		return error;
	text = xasprintf("%s: %s", target, error->message);
	string_list_add(&content->passed_over, text);
	error_free(error);
	return NULL;
}

/* ---- all of them ---- */

/* Kernels are what is delegated, as "debian/BUILDID/...": the build-id of a pattern, or NULL. */
static char *build_id_of(const char *pattern)
{
	const char *slash = strchr(pattern, '/');
	const char *end = slash ? strchr(slash + 1, '/') : NULL;

	return end ? xstrndup(slash + 1, (size_t)(end - slash - 1)) : NULL;
}

static void add_target(struct string_list *targets, struct string_list *build_ids,
		       const char *pattern)
{
	_cleanup_free_ char *build_id = build_id_of(pattern);
	_cleanup_free_ char *target = NULL;

	if (!build_id || strpbrk(build_id, "*?"))
		return;
	target = xasprintf("%.*s/%s/" SERIES_FILE, (int)strcspn(pattern, "/"), pattern, build_id);
	if (string_list_contains(targets, target))
		return;
	string_list_add(targets, target);
	string_list_add(build_ids, build_id);
}

static void list_targets(const struct tuf_authority *authority, struct string_list *targets,
			 struct string_list *build_ids)
{
	for (size_t i = 0; i < authority->n_roles; i++)
		for (size_t j = 0; j < authority->roles[i].n_paths; j++)
			add_target(targets, build_ids, authority->roles[i].paths[j]);
}

/* Search in vain: whom a pattern delegates to is known then. */
static struct error *open_role(struct look *look, const char *pattern)
{
	const char *slash = strchr(pattern, '/');
	_cleanup_free_ char *distribution = slash ? xstrndup(pattern, (size_t)(slash - pattern))
						  : NULL;
	_cleanup_free_ char *nobody = NULL;
	struct tuf_file file;
	struct error *error;

	if (!distribution)
		return NULL;
	nobody = xasprintf("%s/" NOBODY "/" SERIES_FILE, distribution);
	error = mirrors_find(&look->mirrors, &look->updater, nobody, &file);
	if (!is_missing(error))
		return error;
	error_free(error);
	return NULL;
}

/* A distribution's role delegates each of its kernels to one of its own (docs/repository.md). */
static struct error *open_distributions(struct look *look)
{
	_cleanup_string_list_ struct string_list patterns = {};
	const struct tuf_metadata *top = tuf_trust_find(&look->updater.trust, "targets", "root");

	for (size_t i = 0; top && i < top->authority.n_roles; i++)
		for (size_t j = 0; j < top->authority.roles[i].n_paths; j++)
			string_list_add(&patterns, top->authority.roles[i].paths[j]);
	for (size_t i = 0; i < patterns.n_items; i++)
		try(open_role(look, patterns.items[i]));
	return NULL;
}

static struct error *look_at_all(struct look *look, struct content *content)
{
	_cleanup_string_list_ struct string_list targets = {}, build_ids = {};
	const struct tuf_trust *trust = &look->updater.trust;

	try(mirrors_refresh(&look->mirrors, &look->updater));
	try(open_distributions(look));
	for (size_t i = 0; i < trust->n_targets; i++)
		list_targets(&trust->targets[i]->metadata.authority, &targets, &build_ids);
	for (size_t i = 0; i < targets.n_items; i++)
		try(look_or_pass(look, targets.items[i], build_ids.items[i], content));
	return NULL;
}

struct error *content_look(const struct content_options *options, int64_t now,
			   bool (*is_known)(void *context, const char *build_id,
					    const char *digest),
			   void *context, struct content *content)
{
	_cleanup_(look_deinit)
	struct look look = { .updater.store.lock = -1,
			     .options = options,
			     .is_known = is_known,
			     .context = context };
	_cleanup_content_ struct content found = {};

	try(open_mirrors(options, &look.mirrors));
	try(open_store(options, now, &look.updater));
	try(look_at_all(&look, &found));
	*content = found;
	found = (struct content){};
	return NULL;
}

void content_deinit(struct content *content)
{
	for (size_t i = 0; i < content->n_items; i++) {
		free(content->items[i].text);
		series_deinit(&content->items[i].series);
	}
	free(content->items);
	string_list_deinit(&content->passed_over);
	*content = (struct content){};
}
