/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "repo/inspect.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "base/digest.h"
#include "base/memory.h"
#include "client/manifest.h"
#include "series/block_list.h"
#include "series/series.h"
#include "tuf/name.h"
#include "tuf/updater.h"

#define DAY 86400

struct inspector {
	const char *path;
	struct tuf_updater updater;
	struct tuf_source source;
	struct inspection *result;
};

/* ---- files ---- */

/* As a tuf_source does. */
static struct error *read_metadata(void *context, const char *name, size_t max, struct bytes *bytes,
				   bool *found)
{
	const struct inspector *inspector = context;
	_cleanup_free_ char *path = xasprintf("%s/metadata/%s", inspector->path, name);

	*found = file_exists(path);
	if (!*found)
		return NULL;
	try(file_read(path, bytes));
	if (bytes->size > max)
		return error_refuse(SUTURE_REFUSAL_DOWNLOAD_TOO_LONG, "%s is longer than told",
				    path);
	return NULL;
}

static char *target_path(const struct inspector *inspector, const char *target,
			 const struct tuf_file *file)
{
	_cleanup_free_ char *name = tuf_target_file_name(target, file->sha256);

	return xasprintf("%s/targets/%s", inspector->path, name);
}

static struct error *check_file(const struct inspector *inspector, const char *target,
				const struct tuf_file *file)
{
	_cleanup_free_ char *path = target_path(inspector, target, file);
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);
	char digest[DIGEST_TEXT_SIZE];
	uint64_t size;

	if (fd < 0 && errno == ENOENT)
		return error_refuse(SUTURE_REFUSAL_NOT_IN_REPOSITORY, "%s is not there", path);
	if (fd < 0)
		return error_errno("cannot open %s", path);
	try(digest_file(fd, digest, &size));
	if (size != (uint64_t)file->length || strcmp(digest, file->sha256))
		return error_refuse(SUTURE_REFUSAL_TARGET_DIFFERS, "%s is another file", path);
	return NULL;
}

static struct error *read_target(const struct inspector *inspector,
				 const struct tuf_metadata *metadata, const char *target,
				 struct bytes *content)
{
	_cleanup_free_ char *path = NULL;
	struct tuf_file file;

	if (!tuf_metadata_target(metadata, target, &file))
		return error_refuse(SUTURE_REFUSAL_NOT_IN_REPOSITORY, "no target is %s", target);
	path = target_path(inspector, target, &file);
	return file_read(path, content);
}

/* ---- updates ---- */

static struct error *check_module(const struct tuf_metadata *metadata, const char *prefix,
				  const struct manifest_module *module)
{
	_cleanup_free_ char *target = xasprintf("%s/%s", prefix, module->file);
	struct tuf_file file;

	if (!tuf_metadata_target(metadata, target, &file) ||
	    (uint64_t)file.length != module->size || strcmp(file.sha256, module->sha256))
		return error_refuse(SUTURE_REFUSAL_UPDATE_DAMAGED,
				    "%s is not what its manifest says", target);
	return NULL;
}

static struct error *check_manifest(const struct manifest *manifest,
				    const struct tuf_metadata *metadata, const char *prefix,
				    const struct series *series, const char *id)
{
	if (strcmp(manifest->id, id) || strcmp(manifest->build_id, series->build_id))
		return error_refuse(SUTURE_REFUSAL_UPDATE_DAMAGED,
				    "the manifest of %s is for another update or kernel", prefix);
	for (size_t i = 0; i < manifest->n_modules; i++)
		try(check_module(metadata, prefix, &manifest->modules[i]));
	return NULL;
}

static struct error *check_update(const struct inspector *inspector,
				  const struct tuf_metadata *metadata, const struct series *series,
				  const char *id)
{
	_cleanup_free_ char *prefix =
		xasprintf("%s/%s/%s", series->distribution, series->build_id, id);
	_cleanup_free_ char *target = xasprintf("%s/" MANIFEST_FILE, prefix);
	_cleanup_manifest_ struct manifest manifest = {};
	_cleanup_bytes_ struct bytes content = {};

	try(read_target(inspector, metadata, target, &content));
	try(manifest_parse(content.data, content.size, &manifest));
	inspector->result->n_updates++;
	return check_manifest(&manifest, metadata, prefix, series, id);
}

static struct error *check_series(const struct inspector *inspector,
				  const struct tuf_metadata *metadata, const char *target)
{
	_cleanup_bytes_ struct bytes content = {};
	_cleanup_series_ struct series series = {};
	_cleanup_free_ char *expected = NULL;

	try(read_target(inspector, metadata, target, &content));
	try(series_parse(content.data, content.size, &series));
	expected = xasprintf("%s/%s/" SERIES_FILE, series.distribution, series.build_id);
	if (strcmp(expected, target))
		return error_refuse(SUTURE_REFUSAL_SERIES_DAMAGED, "%s is for another kernel",
				    target);
	inspector->result->n_kernels++;
	for (size_t i = 0; i < series.n_updates; i++)
		try(check_update(inspector, metadata, &series, series.updates[i].id));
	return NULL;
}

static struct error *check_blocks(const struct inspector *inspector,
				  const struct tuf_metadata *metadata)
{
	_cleanup_block_list_ struct block_list list = {};
	_cleanup_bytes_ struct bytes content = {};

	try(read_target(inspector, metadata, BLOCK_LIST_FILE, &content));
	return block_list_parse(content.data, content.size, &list);
}

/* ---- roles ---- */

static struct error *check_target(const struct inspector *inspector,
				  const struct tuf_metadata *metadata, const char *target)
{
	struct tuf_file file;

	if (!tuf_metadata_target(metadata, target, &file))
		return error_refuse(SUTURE_REFUSAL_METADATA_MALFORMED,
				    "the target %s lacks its length or digest", target);
	inspector->result->n_targets++;
	return check_file(inspector, target, &file);
}

static struct error *check_content(const struct inspector *inspector,
				   const struct tuf_metadata *metadata, const char *target)
{
	const char *slash = strrchr(target, '/');

	if (!strcmp(target, BLOCK_LIST_FILE))
		return check_blocks(inspector, metadata);
	if (slash && !strcmp(slash + 1, SERIES_FILE))
		return check_series(inspector, metadata, target);
	return NULL;
}

/* Files that are there before what they say of one another. */
static struct error *check_targets(const struct inspector *inspector,
				   const struct tuf_metadata *metadata)
{
	for (size_t i = 0; i < metadata->targets.n_rows; i++) {
		_cleanup_free_ char *target = target_list_path(&metadata->targets, i);

		try(check_target(inspector, metadata, target));
	}
	for (size_t i = 0; i < metadata->targets.n_rows; i++) {
		_cleanup_free_ char *target = target_list_path(&metadata->targets, i);

		try(check_content(inspector, metadata, target));
	}
	return NULL;
}

static void note_expiry(const struct inspector *inspector, const char *role,
			const struct tuf_metadata *metadata)
{
	int64_t days = json_integer_value(json_object_get(metadata->said, "x-suture-days"));
	int64_t left = (metadata->expires - inspector->updater.trust.now) / DAY;
	_cleanup_free_ char *text = NULL;

	inspector->result->n_roles++;
	if (left * 3 >= days)
		return;
	text = xasprintf("%s expires in %lld days", role, (long long)left);
	string_list_add(&inspector->result->due, text);
}

static struct error *check_role(struct inspector *inspector, const char *role,
				const char *delegator)
{
	const struct tuf_metadata *metadata;

	try(tuf_updater_load(&inspector->updater, &inspector->source, role, delegator, &metadata));
	note_expiry(inspector, role, metadata);
	try(check_targets(inspector, metadata));
	for (size_t i = 0; i < metadata->authority.n_roles; i++)
		try(check_role(inspector, metadata->authority.roles[i].name, role));
	return NULL;
}

static struct error *inspect(struct inspector *inspector, const char *store, int64_t now)
{
	_cleanup_free_ char *path = xasprintf("%s/metadata/1.root.json", inspector->path);
	const struct tuf_trust *trust = &inspector->updater.trust;
	_cleanup_bytes_ struct bytes root = {};

	if (!file_exists(path))
		return error_refuse(SUTURE_REFUSAL_NOT_A_REPOSITORY, "%s is not there", path);
	try(file_read(path, &root));
	try(tuf_store_make(store, &root));
	try(tuf_updater_open(&inspector->updater, store, now));
	try(tuf_updater_refresh(&inspector->updater, &inspector->source));
	note_expiry(inspector, "root", &trust->root);
	note_expiry(inspector, "snapshot", &trust->snapshot);
	note_expiry(inspector, "timestamp", &trust->timestamp);
	return check_role(inspector, "targets", "root");
}

struct error *repository_inspect(const char *path, int64_t now, struct inspection *inspection)
{
	struct inspector inspector = {
		.path = path,
		.updater.store.lock = -1,
		.source = { read_metadata, &inspector },
		.result = inspection,
	};
	_cleanup_free_ char *store = NULL;
	struct error *error, *second;

	try(directory_make_temporary("/tmp", "suture-repo", &store));
	error = inspect(&inspector, store, now);
	tuf_updater_close(&inspector.updater);
	second = tree_remove(store);
	if (!error)
		return second;
	error_free(second);
	return error;
}

void inspection_deinit(struct inspection *inspection)
{
	string_list_deinit(&inspection->due);
}
