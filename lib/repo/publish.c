/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "repo/repository.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/digest.h"
#include "base/json.h"
#include "base/memory.h"
#include "repo/repository_files.h"

#define DAY 86400

/* ---- what clients would refuse ---- */

static struct error *check_root(const struct repository *repository,
				const struct tuf_metadata *metadata)
{
	_cleanup_tuf_metadata_ struct tuf_metadata before = {};

	if (!repository->root_version)
		return NULL;
	try(repository_published_root(repository, &before));
	if (metadata->version > before.version)
		return tuf_metadata_check_signed(metadata, &before.authority, "root");
	return NULL;
}

static struct error *check_signed(const struct repository *repository, const char *role,
				  const struct tuf_metadata *metadata)
{
	_cleanup_tuf_metadata_ struct tuf_metadata delegator = {};
	const struct tuf_role *signers;

	try(repository_delegator(repository, role, &delegator, &signers));
	if (!strcmp(role, "root"))
		try(check_root(repository, metadata));
	return tuf_metadata_check_signed(metadata, &delegator.authority, role);
}

struct error *repository_check_role(const struct repository *repository, const char *role)
{
	_cleanup_tuf_metadata_ struct tuf_metadata metadata = {};
	_cleanup_error_ struct error *error = NULL;

	try(repository_metadata(repository, role, &metadata));
	error = check_signed(repository, role, &metadata);
	if (error && error->refusal == SUTURE_REFUSAL_METADATA_UNSIGNED)
		return error_refuse(SUTURE_REFUSAL_NOT_SIGNED, "%s", error->message);
	if (error)
		return take(error);
	if (metadata.expires <= repository->now)
		return error_refuse(SUTURE_REFUSAL_NOT_SIGNED, "%s version %lld has expired", role,
				    (long long)metadata.version);
	return NULL;
}

/* What is not staged is checked as well: other keys may be asked for than those that signed it. */
static struct error *check_roles(const struct repository *repository,
				 const struct string_list *roles)
{
	try(repository_check_role(repository, "root"));
	for (size_t i = 0; i < roles->n_items; i++)
		try(repository_check_role(repository, roles->items[i]));
	return NULL;
}

/* ---- files ---- */

static json_t *describe(int64_t version, const struct bytes *bytes)
{
	char digest[DIGEST_TEXT_SIZE];

	digest_bytes(bytes->data, bytes->size, digest);
	return json_pack("{s:I, s:I, s:{s:s}}", "version", (json_int_t)version, "length",
			 (json_int_t)bytes->size, "hashes", "sha256", digest);
}

static struct error *stage_snapshot(struct repository *repository, const struct string_list *roles)
{
	_cleanup_json_ json_t *said = NULL;
	json_t *meta = json_object();

	try(repository_role(repository, "snapshot", &said));
	if (!said)
		said = repository_new_role("snapshot", repository->snapshot_days);
	json_object_set_new(said, "meta", meta);
	for (size_t i = 0; i < roles->n_items; i++) {
		_cleanup_tuf_metadata_ struct tuf_metadata metadata = {};
		_cleanup_free_ char *name = xasprintf("%s.json", roles->items[i]);

		try(repository_metadata(repository, roles->items[i], &metadata));
		json_object_set_new(meta, name, describe(metadata.version, &metadata.bytes));
	}
	try(repository_stage(repository, "snapshot", said));
	return repository_check_role(repository, "snapshot");
}

/* It would expire before somebody who refreshes once in a while comes again. */
static bool is_snapshot_old(const struct repository *repository)
{
	_cleanup_tuf_metadata_ struct tuf_metadata snapshot = {};
	_cleanup_error_ struct error *error =
		repository_metadata(repository, "snapshot", &snapshot);

	int64_t days = error ? 0
			     : json_integer_value(json_object_get(snapshot.said, "x-suture-days"));

	return error || snapshot.expires - repository->now < days * DAY / 2;
}

static struct error *stage_timestamp(struct repository *repository)
{
	_cleanup_tuf_metadata_ struct tuf_metadata snapshot = {};
	_cleanup_json_ json_t *said = NULL;

	try(repository_role(repository, "timestamp", &said));
	if (!said)
		said = repository_new_role("timestamp", repository->timestamp_days);
	try(repository_metadata(repository, "snapshot", &snapshot));
	json_object_set_new(
		said, "meta",
		json_pack("{s:o}", "snapshot.json", describe(snapshot.version, &snapshot.bytes)));
	try(repository_stage(repository, "timestamp", said));
	return repository_check_role(repository, "timestamp");
}

/* Its staged file stays until all is published: whoever dies before that publishes it again. */
static struct error *write_public(const struct repository *repository, const char *role)
{
	_cleanup_tuf_metadata_ struct tuf_metadata metadata = {};
	_cleanup_free_ char *path = NULL;

	try(repository_metadata(repository, role, &metadata));
	path = repository_public_path(repository, role, metadata.version);
	return file_write(path, metadata.bytes.data, metadata.bytes.size, 0644);
}

/*
 * Web servers know a file again by the second of its date and by its size, and one timestamp has
 * the other's size: with one date, too, a client would be told that nothing is new.
 */
static struct error *write_timestamp(const struct repository *repository)
{
	_cleanup_free_ char *path = repository_public_path(repository, "timestamp", 0);
	struct stat before, after;
	bool is_first = stat(path, &before) < 0;
	struct timespec dates[] = { { .tv_nsec = UTIME_OMIT }, {} };

	try(write_public(repository, "timestamp"));
	if (is_first || (!stat(path, &after) && after.st_mtime > before.st_mtime))
		return NULL;
	dates[1].tv_sec = before.st_mtime + 1;
	return utimensat(AT_FDCWD, path, dates, 0) < 0 ? error_errno("cannot date %s", path) : NULL;
}

/*
 * A root comes behind the timestamp: what is under the new keys is signed with the old ones, too,
 * but what is under the old keys only is not believed any more once there is a new root.
 */
static struct error *write_all(const struct repository *repository,
			       const struct string_list *staged)
{
	for (size_t i = 0; i < staged->n_items; i++)
		if (strcmp(staged->items[i], "root"))
			try(write_public(repository, staged->items[i]));
	try(write_public(repository, "snapshot"));
	try(write_timestamp(repository));
	return string_list_contains(staged, "root") ? write_public(repository, "root") : NULL;
}

static struct error *unstage(const struct repository *repository, const char *role)
{
	_cleanup_free_ char *path = repository_staged_path(repository, role);

	if (unlink(path) < 0 && errno != ENOENT)
		return error_errno("cannot remove %s", path);
	return NULL;
}

static struct error *unstage_all(const struct repository *repository,
				 const struct string_list *staged)
{
	for (size_t i = 0; i < staged->n_items; i++)
		try(unstage(repository, staged->items[i]));
	return NULL;
}

/* ---- the two of each publication ---- */

static struct error *stage_own(struct repository *repository, const struct string_list *roles,
			       bool snapshot)
{
	if (snapshot)
		try(stage_snapshot(repository, roles));
	return stage_timestamp(repository);
}

/* Yields the first error. */
static struct error *unstage_own(const struct repository *repository, struct error *error)
{
	struct error *first = unstage(repository, "snapshot");
	struct error *second = unstage(repository, "timestamp");

	if (!error)
		error = take(first);
	if (!error)
		error = take(second);
	error_free(first);
	error_free(second);
	return error;
}

/* ---- in order ---- */

static bool is_listed(const char *role)
{
	return strcmp(role, "root") && strcmp(role, "snapshot") && strcmp(role, "timestamp");
}

/* Every role that the snapshot is to list: those that it listed, and new ones. */
static void list_roles(const struct repository *repository, const struct string_list *staged,
		       struct string_list *roles)
{
	const char *name;
	json_t *object;

	json_object_foreach (json_object_get(repository->snapshot, "meta"), name, object) {
		_cleanup_free_ char *role = xstrndup(name, strlen(name) - strlen(".json"));

		string_list_add(roles, role);
	}
	for (size_t i = 0; i < staged->n_items; i++)
		if (is_listed(staged->items[i]) && !string_list_contains(roles, staged->items[i]))
			string_list_add(roles, staged->items[i]);
}

/* What a publication that died has staged for itself is staged anew. */
static struct error *staged_by_others(const struct repository *repository,
				      struct string_list *roles)
{
	_cleanup_string_list_ struct string_list staged = {};

	try(repository_staged(repository, &staged));
	for (size_t i = 0; i < staged.n_items; i++)
		if (is_listed(staged.items[i]) || !strcmp(staged.items[i], "root"))
			string_list_add(roles, staged.items[i]);
	return NULL;
}

static struct error *publish(struct repository *repository, const struct string_list *staged)
{
	_cleanup_string_list_ struct string_list roles = {};
	struct error *error;

	try(unstage(repository, "snapshot"));
	list_roles(repository, staged, &roles);
	try(check_roles(repository, &roles));
	error = stage_own(repository, &roles, staged->n_items || is_snapshot_old(repository));
	if (error)
		return unstage_own(repository, error);
	try(write_all(repository, staged));
	try(unstage_all(repository, staged));
	return unstage_own(repository, NULL);
}

struct error *repository_publish(struct repository *repository)
{
	_cleanup_string_list_ struct string_list staged = {};

	try(staged_by_others(repository, &staged));
	return publish(repository, &staged);
}

struct error *repository_refresh(struct repository *repository)
{
	const struct string_list nothing = {};
	struct error *error;

	repository->hides_staged = true;
	error = publish(repository, &nothing);
	repository->hides_staged = false;
	return error;
}
