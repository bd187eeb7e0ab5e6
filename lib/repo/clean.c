/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "repo/clean.h"

#include <errno.h>
#include <fts.h>
#include <string.h>
#include <sys/stat.h>

#include "base/digest.h"
#include "base/json.h"
#include "base/memory.h"
#include "repo/inspect.h"
#include "repo/repository_files.h"
#include "tuf/name.h"

#define DAY 86400

struct cleaner {
	const struct repository *repository;
	json_t *named; /* a set of files that stay, as "metadata/timestamp.json" */
	int64_t since; /* what was current then, or later, stays */
	struct cleaning *result;
};

/* ---- what stays ---- */

/* false: it was there. */
static bool name_file(struct cleaner *cleaner, const char *directory, const char *name)
{
	_cleanup_free_ char *file = xasprintf("%s/%s", directory, name);

	if (json_object_get(cleaner->named, file))
		return false;
	json_object_set_new(cleaner->named, file, json_true());
	return true;
}

static void name_targets(struct cleaner *cleaner, const struct tuf_metadata *metadata)
{
	const char *path;
	json_t *object;

	json_object_foreach (json_object_get(metadata->said, "targets"), path, object) {
		_cleanup_free_ char *name = NULL;
		struct tuf_file told;

		if (!tuf_metadata_target(metadata, path, &told))
			continue;
		name = tuf_target_file_name(path, told.sha256);
		name_file(cleaner, "targets", name);
	}
}

static struct error *read_metadata(const struct cleaner *cleaner, const char *name,
				   enum tuf_type type, struct tuf_metadata *metadata)
{
	_cleanup_free_ char *path = xasprintf("%s/metadata/%s", cleaner->repository->path, name);
	_cleanup_bytes_ struct bytes bytes = {};

	try(file_read(path, &bytes));
	return tuf_metadata_read(bytes.data, bytes.size, type, metadata);
}

static bool is_there(const struct cleaner *cleaner, const char *role, int64_t version)
{
	_cleanup_free_ char *path = repository_public_path(cleaner->repository, role, version);

	return file_exists(path);
}

/*
 * Most roles are the same in many snapshots. One of an earlier snapshot may be gone if a cleaning
 * was interrupted.
 */
static struct error *name_role(struct cleaner *cleaner, const char *role, int64_t version)
{
	_cleanup_free_ char *name = tuf_role_file_name_of(role, version);
	_cleanup_tuf_metadata_ struct tuf_metadata metadata = {};

	if (!name_file(cleaner, "metadata", name) || !is_there(cleaner, role, version))
		return NULL;
	try(read_metadata(cleaner, name, TUF_TARGETS, &metadata));
	name_targets(cleaner, &metadata);
	return NULL;
}

static struct error *name_snapshot(struct cleaner *cleaner, int64_t version)
{
	_cleanup_free_ char *name = tuf_role_file_name_of("snapshot", version);
	_cleanup_tuf_metadata_ struct tuf_metadata snapshot = {};
	const char *file;
	json_t *object;

	name_file(cleaner, "metadata", name);
	try(read_metadata(cleaner, name, TUF_SNAPSHOT, &snapshot));
	json_object_foreach (json_object_get(snapshot.said, "meta"), file, object) {
		_cleanup_free_ char *role = xstrndup(file, strlen(file) - strlen(".json"));

		try(name_role(cleaner, role,
			      json_integer_value(json_object_get(object, "version"))));
	}
	return NULL;
}

/* Was it made after that moment? false as well if it is not there. */
static bool is_young(const struct cleaner *cleaner, const char *role, int64_t version)
{
	_cleanup_free_ char *path = repository_public_path(cleaner->repository, role, version);
	struct stat status;

	return stat(path, &status) == 0 && status.st_mtime > cleaner->since;
}

/* From the current one back, as long as a snapshot's successor is young. */
static struct error *name_published(struct cleaner *cleaner)
{
	int64_t version = repository_version(cleaner->repository, "snapshot");

	try(name_snapshot(cleaner, version));
	while (is_young(cleaner, "snapshot", version) && is_there(cleaner, "snapshot", version - 1))
		try(name_snapshot(cleaner, --version));
	return NULL;
}

static struct error *name_staged(struct cleaner *cleaner)
{
	_cleanup_string_list_ struct string_list staged = {};

	try(repository_staged(cleaner->repository, &staged));
	for (size_t i = 0; i < staged.n_items; i++) {
		_cleanup_tuf_metadata_ struct tuf_metadata metadata = {};

		try(repository_metadata(cleaner->repository, staged.items[i], &metadata));
		name_targets(cleaner, &metadata);
	}
	return NULL;
}

/* ---- what goes ---- */

/* "DIGEST.NAME" */
static bool is_target_name(const char *name)
{
	return strspn(name, "0123456789abcdef") == DIGEST_TEXT_SIZE - 1 &&
	       name[DIGEST_TEXT_SIZE - 1] == '.';
}

/* "VERSION.ROLE.json", and no root's. */
static bool is_metadata_name(const char *name)
{
	size_t digits = strspn(name, "0123456789"), length = strlen(name);

	return digits && name[digits] == '.' && length > strlen(".json") &&
	       !strcmp(name + length - strlen(".json"), ".json") &&
	       strcmp(name + digits, ".root.json");
}

static struct error *judge_file(struct cleaner *cleaner, const FTSENT *entry,
				bool (*is_ours)(const char *name))
{
	const char *file = entry->fts_path + strlen(cleaner->repository->path) + 1;

	if (!is_ours(entry->fts_name) || json_object_get(cleaner->named, file) ||
	    entry->fts_statp->st_mtime > cleaner->since)
		return NULL;
	if (unlink(entry->fts_path) < 0)
		return error_errno("cannot remove %s", entry->fts_path);
	string_list_add(&cleaner->result->removed, file);
	cleaner->result->bytes += (uint64_t)entry->fts_statp->st_size;
	return NULL;
}

/* A directory that is empty by now is no use either. */
static struct error *judge(struct cleaner *cleaner, const FTSENT *entry,
			   bool (*is_ours)(const char *name))
{
	switch (entry->fts_info) {
	case FTS_F:
		return judge_file(cleaner, entry, is_ours);
	case FTS_DP:
		if (entry->fts_level > 0 && rmdir(entry->fts_path) < 0 && errno != ENOTEMPTY)
			return error_errno("cannot remove %s", entry->fts_path);
		return NULL;
	case FTS_DNR:
	case FTS_ERR:
	case FTS_NS:
		errno = entry->fts_errno;
		return error_errno("cannot read %s", entry->fts_path);
	default:
		return NULL;
	}
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

DEFINE_CLEANUP(FTS *, fts_close);

static struct error *clean_directory(struct cleaner *cleaner, const char *name,
				     bool (*is_ours)(const char *name))
{
	_cleanup_free_ char *root = xasprintf("%s/%s", cleaner->repository->path, name);
	char *const roots[] = { root, NULL };
	_cleanup_(fts_closep)
	FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_XDEV | FTS_NOCHDIR, by_name);
	FTSENT *entry;

	if (!walk)
		return error_errno("cannot read %s", root);
	while ((entry = fts_read(walk)))
		try(judge(cleaner, entry, is_ours));
	return NULL;
}

static struct error *clean(struct cleaner *cleaner)
{
	try(name_published(cleaner));
	try(name_staged(cleaner));
	try(clean_directory(cleaner, "targets", is_target_name));
	return clean_directory(cleaner, "metadata", is_metadata_name);
}

struct error *repository_clean(struct repository *repository, unsigned int days,
			       struct cleaning *cleaning)
{
	_cleanup_inspection_ struct inspection inspection = {};
	_cleanup_json_ json_t *named = json_object();
	struct cleaner cleaner = {
		.repository = repository,
		.named = named,
		.since = repository->now - (int64_t)days * DAY,
		.result = cleaning,
	};

	try(repository_inspect(repository->path, repository->now, &inspection));
	return clean(&cleaner);
}

void cleaning_deinit(struct cleaning *cleaning)
{
	string_list_deinit(&cleaning->removed);
}
