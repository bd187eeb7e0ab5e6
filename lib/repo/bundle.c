/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "repo/bundle.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include <archive.h>
#include <archive_entry.h>

#include "base/memory.h"
#include "repo/repository_files.h"
#include "tuf/name.h"

/* ---- which files ---- */

/* "debian-BUILDID" is the role of a kernel; no other role has a '-' (release.h). */
static bool is_of_another_kernel(const char *role, const char *build_id)
{
	const char *dash = strchr(role, '-');

	return build_id && dash && strcmp(dash + 1, build_id);
}

static struct error *list_targets(const struct repository *repository, const char *role,
				  struct string_list *files)
{
	_cleanup_tuf_metadata_ struct tuf_metadata metadata = {};
	const char *path;
	json_t *object;

	try(repository_metadata(repository, role, &metadata));
	json_object_foreach (json_object_get(metadata.said, "targets"), path, object) {
		_cleanup_free_ char *name = NULL, *file = NULL;
		struct tuf_file told;

		tuf_metadata_target(&metadata, path, &told);
		name = tuf_target_file_name(path, told.sha256);
		file = xasprintf("targets/%s", name);
		string_list_add(files, file);
	}
	return NULL;
}

static void list_metadata(const char *role, int64_t version, struct string_list *files)
{
	_cleanup_free_ char *name = tuf_role_file_name_of(role, version);
	_cleanup_free_ char *file = xasprintf("metadata/%s", name);

	string_list_add(files, file);
}

/* Targets first, the timestamp last: see docs/repository.md on mirrors. */
static struct error *list_files(const struct repository *repository, const char *build_id,
				struct string_list *files)
{
	_cleanup_string_list_ struct string_list metadata = {};
	bool found = !build_id;
	const char *name;
	json_t *object;

	json_object_foreach (json_object_get(repository->snapshot, "meta"), name, object) {
		_cleanup_free_ char *role = xstrndup(name, strlen(name) - strlen(".json"));

		if (is_of_another_kernel(role, build_id))
			continue;
		found = found || strchr(role, '-');
		list_metadata(role, repository_version(repository, role), &metadata);
		try(list_targets(repository, role, files));
	}
	if (!found)
		return error_refuse(SUTURE_REFUSAL_NOT_IN_REPOSITORY, "no kernel is %s", build_id);
	list_metadata("snapshot", repository_version(repository, "snapshot"), &metadata);
	for (int64_t version = 1; version <= repository->root_version; version++)
		list_metadata("root", version, &metadata);
	for (size_t i = 0; i < metadata.n_items; i++)
		string_list_add(files, metadata.items[i]);
	string_list_add(files, "metadata/timestamp.json");
	return NULL;
}

/* ---- the archive ---- */

DEFINE_CLEANUP(struct archive *, archive_write_free);
DEFINE_CLEANUP(struct archive_entry *, archive_entry_free);

static struct error *archive_error(struct archive *archive, const char *what)
{
	errno = archive_errno(archive);
	return error_errno("cannot write %s", what);
}

static struct error *add_file(const struct repository *repository, struct archive *archive,
			      const char *name)
{
	_cleanup_(archive_entry_freep)
	struct archive_entry *entry = archive_entry_new();
	_cleanup_free_ char *path = xasprintf("%s/%s", repository->path, name);
	_cleanup_bytes_ struct bytes content = {};

	try(file_read(path, &content));
	archive_entry_set_pathname(entry, name);
	archive_entry_set_size(entry, (la_int64_t)content.size);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, 0644);
	if (archive_write_header(archive, entry) != ARCHIVE_OK ||
	    archive_write_data(archive, content.data, content.size) != (la_ssize_t)content.size)
		return archive_error(archive, name);
	return NULL;
}

static struct error *write_archive(const struct repository *repository,
				   const struct string_list *files, const char *path,
				   const char *bundle)
{
	_cleanup_(archive_write_freep)
	struct archive *archive = archive_write_new();
	_cleanup_close_ int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	if (fd < 0)
		return error_errno("cannot create %s", bundle);
	if (archive_write_set_format_pax_restricted(archive) != ARCHIVE_OK ||
	    archive_write_open_fd(archive, fd) != ARCHIVE_OK)
		return archive_error(archive, bundle);
	for (size_t i = 0; i < files->n_items; i++)
		try(add_file(repository, archive, files->items[i]));
	if (archive_write_close(archive) != ARCHIVE_OK)
		return archive_error(archive, bundle);
	return fsync(fd) < 0 ? error_errno("cannot sync %s", bundle) : NULL;
}

struct error *repository_export(struct repository *repository, const char *build_id,
				const char *bundle)
{
	_cleanup_free_ char *temporary = xasprintf("%s.new.%ld", bundle, (long)getpid());
	_cleanup_string_list_ struct string_list files = {};
	struct error *error;

	repository->hides_staged = true;
	error = list_files(repository, build_id, &files);
	repository->hides_staged = false;
	if (!error)
		error = write_archive(repository, &files, temporary, bundle);
	if (!error)
		error = file_publish(temporary, bundle);
	if (error)
		unlink(temporary);
	return error;
}
