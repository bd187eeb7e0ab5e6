/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tree/source.h"

#include <sys/stat.h>

#include "base/memory.h"
#include "kernel/origin.h"
#include "tree/source_reading.h"

void source_free(struct source *source)
{
	if (!source)
		return;
	listing_free(source->listing);
	bytes_deinit(&source->changelog);
	free(source->name);
	free(source->version);
	free(source);
}

struct error *unreadable(struct error *error)
{
	if (error && error->kind == ERROR_INTERNAL) {
		error->kind = ERROR_REFUSED;
		error->refusal = SUTURE_REFUSAL_SOURCE_UNREADABLE;
	}
	return error;
}

/* ---- what the readers use ---- */

static bool is_part(const char *part, size_t length, const char *name)
{
	return strlen(name) == length && strncmp(part, name, length) == 0;
}

struct error *reading_name(const char *name, char **path)
{
	_cleanup_free_ char *clean = xcalloc(strlen(name) + 1, 1);
	const char *part = name;
	size_t n = 0;

	while (*part) {
		size_t length = strcspn(part, "/");

		if (is_part(part, length, "..") || (length == 0 && part == name))
			return error_refuse(SUTURE_REFUSAL_SOURCE_UNREADABLE,
					    "the name '%s' leaves the tree", name);
		if (is_part(part, length, ".git")) {
			*path = NULL;
			return NULL;
		}
		if (length > 0 && !is_part(part, length, ".")) {
			if (n > 0)
				clean[n++] = '/';
			memcpy(clean + n, part, length);
			n += length;
		}
		part += length + (part[length] == '/');
	}
	*path = n ? take(clean) : NULL;
	return NULL;
}

struct error *reading_size(struct reading *reading, const char *path, uint64_t size)
{
	if (size > SOURCE_FILE_LIMIT)
		return error_refuse(SUTURE_REFUSAL_SOURCE_UNREADABLE,
				    "%s has %llu bytes, more than any source file", path,
				    (unsigned long long)size);
	if (reading->size + size > SOURCE_LIMIT)
		return error_refuse(SUTURE_REFUSAL_SOURCE_UNREADABLE,
				    "the files are more than any kernel's source, at %s", path);
	reading->size += size;
	return NULL;
}

static uint32_t mode_of(uint32_t mode)
{
	if (S_ISLNK(mode))
		return S_IFLNK;
	return S_IFREG | (mode & S_IXUSR ? 0755 : 0644);
}

struct error *reading_known(struct reading *reading, const char *path, uint32_t mode,
			    const git_oid *oid)
{
	progress_part(reading->progress, listing_count(reading->source->listing) + 1, 0);
	return unreadable(listing_set(reading->source->listing, path, mode_of(mode), oid));
}

struct error *reading_file(struct reading *reading, const char *path, uint32_t mode,
			   const void *data, size_t size)
{
	git_oid oid;

	try(store_put(reading->store, GIT_OBJECT_BLOB, data, size, &oid));
	return reading_known(reading, path, mode, &oid);
}

/* ---- which kind it is ---- */

/* The colon that ends a directory's name: names may have colons, too, and revisions. */
static const char *find_revision(const char *text, char **repository)
{
	const char *colon = strchr(text, ':');

	for (; colon; colon = strchr(colon + 1, ':')) {
		_cleanup_free_ char *path = xstrndup(text, colon - text);
		struct stat status;

		if (stat(path, &status) == 0 && S_ISDIR(status.st_mode)) {
			*repository = take(path);
			return colon + 1;
		}
	}
	return NULL;
}

static struct error *read_path(struct reading *reading, const char *path, mode_t mode)
{
	if (S_ISDIR(mode))
		return read_directory(reading, path);
	if (S_ISREG(mode))
		return read_archive(reading, path);
	return error_refuse(SUTURE_REFUSAL_SOURCE_UNREADABLE,
			    "%s is neither a directory nor a file", path);
}

static struct error *read_any(struct reading *reading, const char *text)
{
	static const char debian[] = "debian:";
	_cleanup_free_ char *repository = NULL;
	const char *revision;
	struct stat status;

	if (strncmp(text, debian, strlen(debian)) == 0)
		return read_debian(reading, text + strlen(debian));
	if (stat(text, &status) == 0)
		return read_path(reading, text, status.st_mode);
	revision = find_revision(text, &repository);
	if (revision)
		return read_revision(reading, repository, revision);
	return unreadable(error_errno("cannot find %s", text));
}

/* ---- as a whole ---- */

/* A tree that is a package's source has its changelog inside. */
static struct error *find_changelog(struct reading *reading)
{
	struct source *source = reading->source;
	uint32_t mode;
	git_oid oid;

	if (source->changelog.size > 0 ||
	    !listing_get(source->listing, "debian/changelog", &mode, &oid) || !S_ISREG(mode))
		return NULL;
	return store_read(reading->store, &oid, &source->changelog);
}

static struct error *finish(struct reading *reading)
{
	git_oid root;

	if (listing_count(reading->source->listing) == 0)
		return error_refuse(SUTURE_REFUSAL_SOURCE_UNREADABLE, "there are no files in it");
	try(listing_write(reading->source->listing, reading->store, &root));
	try(store_flush(reading->store));
	return find_changelog(reading);
}

struct error *source_read(const char *specification, struct store *store,
			  const struct kernel_progress *progress, struct source **out)
{
	_cleanup_source_ struct source *source = xcalloc(1, sizeof(*source));
	struct reading reading = { .store = store, .progress = progress, .source = source };
	struct error *error;

	source->listing = listing_new();
	error = read_any(&reading, specification);
	if (!error)
		error = finish(&reading);
	if (error)
		return error_context(error, "source '%s'", specification);
	if (!source->name)
		source->name = xstrdup(specification);
	*out = take(source);
	return NULL;
}
