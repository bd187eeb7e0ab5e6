/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "repo/repository.h"

#include <dirent.h>
#include <string.h>

#include "base/date.h"
#include "base/digest.h"
#include "base/json.h"
#include "base/memory.h"
#include "repo/repository_files.h"
#include "tuf/name.h"

#define SPECIFICATION "1.0.34"
#define DAY	      86400
#define DAYS	      "x-suture-days"

/* If the very first publication was interrupted nobody knows any more what was asked for. */
#define SNAPSHOT_DAYS  14
#define TIMESTAMP_DAYS 3

/* ---- what a role says ---- */

static enum tuf_type type_of(const char *role)
{
	if (!strcmp(role, "root"))
		return TUF_ROOT;
	if (!strcmp(role, "snapshot"))
		return TUF_SNAPSHOT;
	return strcmp(role, "timestamp") ? TUF_TARGETS : TUF_TIMESTAMP;
}

int64_t repository_version(const struct repository *repository, const char *role)
{
	_cleanup_free_ char *name = xasprintf("%s.json", role);
	const json_t *meta = json_object_get(repository->snapshot, "meta");

	if (!strcmp(role, "root"))
		return repository->root_version;
	if (!strcmp(role, "timestamp"))
		return repository->timestamp_version;
	if (!strcmp(role, "snapshot"))
		return json_integer_value(json_object_get(repository->snapshot, "version"));
	return json_integer_value(json_object_get(json_object_get(meta, name), "version"));
}

char *repository_public_path(const struct repository *repository, const char *role, int64_t version)
{
	_cleanup_free_ char *name = strcmp(role, "timestamp") ? tuf_role_file_name_of(role, version)
							      : tuf_role_file_name(role);

	return xasprintf("%s/metadata/%s", repository->path, name);
}

char *repository_staged_path(const struct repository *repository, const char *role)
{
	_cleanup_free_ char *name = tuf_role_file_name(role);

	return xasprintf("%s/staged/%s", repository->path, name);
}

/* A publication stages a snapshot and a timestamp of its own. */
static bool is_staged(const struct repository *repository, const char *role)
{
	_cleanup_free_ char *path = repository_staged_path(repository, role);
	bool is_own = !strcmp(role, "snapshot") || !strcmp(role, "timestamp");

	return file_exists(path) && (is_own || !repository->hides_staged);
}

struct error *repository_metadata(const struct repository *repository, const char *role,
				  struct tuf_metadata *metadata)
{
	_cleanup_free_ char *staged = repository_staged_path(repository, role);
	_cleanup_free_ char *public =
		repository_public_path(repository, role, repository_version(repository, role));
	const char *path = is_staged(repository, role) ? staged : public;
	_cleanup_bytes_ struct bytes bytes = {};
	struct error *error;

	try(file_read(path, &bytes));
	error = tuf_metadata_read(bytes.data, bytes.size, type_of(role), metadata);
	return error ? error_context(error, "%s", path) : NULL;
}

struct error *repository_role(const struct repository *repository, const char *role, json_t **said)
{
	_cleanup_tuf_metadata_ struct tuf_metadata metadata = {};

	if (!is_staged(repository, role) && !repository_version(repository, role)) {
		*said = NULL;
		return NULL;
	}
	try(repository_metadata(repository, role, &metadata));
	*said = json_deep_copy(metadata.said);
	return NULL;
}

json_t *repository_new_role(const char *type, unsigned int days)
{
	return json_pack("{s:s, s:s, s:i, s:i, s:s}", "_type", type, "spec_version", SPECIFICATION,
			 DAYS, (int)days, "version", 0, "expires", "");
}

/* ---- who may sign ---- */

static struct error *role_of(const struct repository *repository, const char *delegator,
			     const char *role, struct tuf_metadata *metadata,
			     const struct tuf_role **found)
{
	_cleanup_tuf_metadata_ struct tuf_metadata read = {};

	*found = NULL;
	try(repository_metadata(repository, delegator, &read));
	*found = tuf_authority_role(&read.authority, role);
	if (!*found)
		return NULL;
	*metadata = read;
	read = (struct tuf_metadata){};
	return NULL;
}

/* Root, targets, or one of those whom targets delegates to: more levels this repository has not. */
struct error *repository_delegator(const struct repository *repository, const char *role,
				   struct tuf_metadata *metadata, const struct tuf_role **found)
{
	_cleanup_tuf_metadata_ struct tuf_metadata targets = {};

	try(role_of(repository, "root", role, metadata, found));
	if (*found)
		return NULL;
	try(role_of(repository, "targets", role, metadata, found));
	if (*found)
		return NULL;
	try(repository_metadata(repository, "targets", &targets));
	for (size_t i = 0; !*found && i < targets.authority.n_roles; i++)
		try(role_of(repository, targets.authority.roles[i].name, role, metadata, found));
	if (!*found)
		return error_refuse(SUTURE_REFUSAL_METADATA_UNSIGNED, "nobody may speak as %s",
				    role);
	return NULL;
}

struct error *repository_published_root(const struct repository *repository,
					struct tuf_metadata *metadata)
{
	_cleanup_free_ char *path =
		repository_public_path(repository, "root", repository->root_version);
	_cleanup_bytes_ struct bytes bytes = {};

	try(file_read(path, &bytes));
	return tuf_metadata_read(bytes.data, bytes.size, TUF_ROOT, metadata);
}

/*
 * Whoever spoke as root before signs the next root, too. And until clients have that, the other
 * three are believed by the keys of the root before, afterwards by those of the next.
 */
static struct error *sign_as_before(const struct repository *repository, const char *role,
				    json_t *envelope)
{
	_cleanup_tuf_metadata_ struct tuf_metadata before = {};
	const struct tuf_role *signers;

	if (!repository->root_version)
		return NULL;
	try(repository_published_root(repository, &before));
	signers = tuf_authority_role(&before.authority, role);
	return signers ? private_keys_sign(&repository->keys, signers, envelope) : NULL;
}

static struct error *sign(const struct repository *repository, const char *role, json_t *envelope)
{
	_cleanup_tuf_metadata_ struct tuf_metadata delegator = {};
	const struct tuf_role *signers;

	try(sign_as_before(repository, role, envelope));
	try(repository_delegator(repository, role, &delegator, &signers));
	return private_keys_sign(&repository->keys, signers, envelope);
}

/* ---- staging ---- */

static void set_dates(const struct repository *repository, const char *role, json_t *said)
{
	json_int_t days = json_integer_value(json_object_get(said, DAYS));
	char text[DATE_TEXT_SIZE];

	date_write(repository->now + days * DAY, text);
	json_object_set_new(said, "version",
			    json_integer(repository_version(repository, role) + 1));
	json_object_set_new(said, "expires", json_string(text));
}

struct error *repository_write(const char *path, const json_t *envelope)
{
	_cleanup_free_ char *text = json_dumps(envelope, JSON_COMPACT | JSON_SORT_KEYS);

	if (!text)
		return error_new(ERROR_INTERNAL, "cannot write %s as JSON", path);
	return file_write(path, text, strlen(text), 0644);
}

/* Written before it is signed: who may sign a root, it says itself. */
struct error *repository_stage(struct repository *repository, const char *role, json_t *said)
{
	_cleanup_free_ char *path = repository_staged_path(repository, role);
	_cleanup_json_ json_t *envelope = NULL;

	set_dates(repository, role, said);
	envelope = json_pack("{s:[], s:O}", "signatures", "signed", said);
	try(repository_write(path, envelope));
	try(sign(repository, role, envelope));
	return repository_write(path, envelope);
}

static struct error *sign_staged(const struct repository *repository, const char *role)
{
	_cleanup_free_ char *path = repository_staged_path(repository, role);
	_cleanup_tuf_metadata_ struct tuf_metadata metadata = {};

	try(repository_metadata(repository, role, &metadata));
	try(sign(repository, role, metadata.envelope));
	return repository_write(path, metadata.envelope);
}

struct error *repository_sign(struct repository *repository)
{
	_cleanup_string_list_ struct string_list staged = {};

	try(repository_staged(repository, &staged));
	for (size_t i = 0; i < staged.n_items; i++)
		try(sign_staged(repository, staged.items[i]));
	return NULL;
}

static int is_role_file(const struct dirent *entry)
{
	size_t length = strlen(entry->d_name);

	return length > 5 && !strcmp(entry->d_name + length - 5, ".json");
}

/* Names of our roles need no encoding (release.h). */
struct error *repository_staged(const struct repository *repository, struct string_list *roles)
{
	_cleanup_free_ char *directory = xasprintf("%s/staged", repository->path);
	struct dirent **entries = NULL;
	int n = scandir(directory, &entries, is_role_file, alphasort);

	if (n < 0)
		return error_errno("cannot read %s", directory);
	for (int i = 0; i < n; i++) {
		const char *name = entries[i]->d_name;
		_cleanup_free_ char *role = xstrndup(name, strlen(name) - strlen(".json"));

		string_list_add(roles, role);
		free(entries[i]);
	}
	free(entries);
	return NULL;
}

/* ---- targets ---- */

struct error *repository_add_target(const struct repository *repository, const char *path,
				    const struct bytes *content, struct tuf_file *file)
{
	_cleanup_free_ char *name = NULL, *full = NULL, *slash = NULL;

	*file = (struct tuf_file){ .length = (int64_t)content->size };
	digest_bytes(content->data, content->size, file->sha256);
	name = tuf_target_file_name(path, file->sha256);
	full = xasprintf("%s/targets/%s", repository->path, name);
	if (file_exists(full))
		return NULL;
	slash = xstrndup(full, (size_t)(strrchr(full, '/') - full));
	try(directory_make(slash));
	try(file_remove_unfinished(slash));
	return file_write(full, content->data, content->size, 0644);
}

/* ---- opening ---- */

static bool has_root(const struct repository *repository, int64_t version)
{
	_cleanup_free_ char *path = repository_public_path(repository, "root", version);

	return file_exists(path);
}

static struct error *find_published(struct repository *repository)
{
	_cleanup_free_ char *path = repository_public_path(repository, "timestamp", 0);
	_cleanup_tuf_metadata_ struct tuf_metadata timestamp = {}, snapshot = {};
	_cleanup_bytes_ struct bytes bytes = {}, more = {};
	_cleanup_free_ char *snapshot_path = NULL;
	struct tuf_file told;

	if (!file_exists(path))
		return NULL;
	try(file_read(path, &bytes));
	try(tuf_metadata_read(bytes.data, bytes.size, TUF_TIMESTAMP, &timestamp));
	tuf_metadata_file(&timestamp, "snapshot.json", &told);
	snapshot_path = repository_public_path(repository, "snapshot", told.version);
	try(file_read(snapshot_path, &more));
	try(tuf_metadata_read(more.data, more.size, TUF_SNAPSHOT, &snapshot));
	repository->timestamp_version = timestamp.version;
	repository->snapshot = json_deep_copy(snapshot.said);
	return NULL;
}

static struct error *lock(const char *path, struct repository *repository)
{
	_cleanup_free_ char *file = xasprintf("%s/lock", path);

	repository->path = xstrdup(path);
	return file_lock(file, false, &repository->lock);
}

/* Of a publisher who was killed. */
static struct error *remove_unfinished(const char *path)
{
	_cleanup_free_ char *metadata = xasprintf("%s/metadata", path);
	_cleanup_free_ char *staged = xasprintf("%s/staged", path);

	try(file_remove_unfinished(metadata));
	return file_remove_unfinished(staged);
}

static struct repository closed(int64_t now)
{
	return (struct repository){
		.lock = -1,
		.now = now,
		.snapshot_days = SNAPSHOT_DAYS,
		.timestamp_days = TIMESTAMP_DAYS,
	};
}

struct error *repository_open(const char *path, const char *keys, int64_t now,
			      struct repository *repository)
{
	_cleanup_repository_ struct repository opened = closed(now);
	_cleanup_free_ char *staged = xasprintf("%s/staged", path);

	if (!file_exists(staged))
		return error_refuse(SUTURE_REFUSAL_NOT_A_REPOSITORY, "%s is not there", staged);
	try(lock(path, &opened));
	try(remove_unfinished(path));
	if (keys)
		try(private_keys_read(keys, &opened.keys));
	while (has_root(&opened, opened.root_version + 1))
		opened.root_version++;
	try(find_published(&opened));
	*repository = opened;
	opened = (struct repository){ .lock = -1 };
	return NULL;
}

/* ---- making ---- */

static const char *const directories[] = { "metadata", "staged", "targets" };

static struct error *expect_nothing(const char *path)
{
	for (size_t i = 0; i < ARRAY_SIZE(directories); i++) {
		_cleanup_free_ char *directory = xasprintf("%s/%s", path, directories[i]);

		if (file_exists(directory))
			return error_refuse(SUTURE_REFUSAL_OUTPUT_EXISTS, "%s is there", directory);
	}
	return NULL;
}

static struct error *make_directories(const char *path)
{
	for (size_t i = 0; i < ARRAY_SIZE(directories); i++) {
		_cleanup_free_ char *directory = xasprintf("%s/%s", path, directories[i]);

		try(directory_make(directory));
	}
	return NULL;
}

static struct error *remove_directories(const struct repository *repository)
{
	_cleanup_free_ char *file = xasprintf("%s/lock", repository->path);

	for (size_t i = 0; i < ARRAY_SIZE(directories); i++) {
		_cleanup_free_ char *directory =
			xasprintf("%s/%s", repository->path, directories[i]);

		try(tree_remove(directory));
	}
	if (unlink(file) < 0)
		return error_errno("cannot remove %s", file);
	if (repository->is_new && rmdir(repository->path) < 0)
		return error_errno("cannot remove %s", repository->path);
	return NULL;
}

struct error *repository_unmake(struct repository *repository, struct error *error)
{
	for (size_t i = 0; i < repository->keys.n_items; i++)
		if (repository->keys.items[i].is_new)
			unlink(repository->keys.items[i].path);
	error_free(remove_directories(repository));
	return error;
}

/* Nobody else makes it meanwhile: what is looked for once it is locked counts. */
struct error *repository_make(const char *path, const char *keys, int64_t now,
			      struct repository *repository)
{
	_cleanup_repository_ struct repository made = closed(now);
	struct error *error;

	made.is_new = !file_exists(path);
	try(expect_nothing(path));
	try(directory_make(path));
	try(lock(path, &made));
	try(expect_nothing(path));
	error = make_directories(path);
	if (!error)
		error = private_keys_read(keys, &made.keys);
	if (error)
		return repository_unmake(&made, error);
	*repository = made;
	made = (struct repository){ .lock = -1 };
	return NULL;
}

void repository_close(struct repository *repository)
{
	free(repository->path);
	if (repository->lock >= 0)
		close(repository->lock);
	private_keys_deinit(&repository->keys);
	json_decref(repository->snapshot);
}
