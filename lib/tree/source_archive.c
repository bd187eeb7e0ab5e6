/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Archives as sources. A tar archive is the tree; a Debian package of a kernel's source is an ar
 * archive with two tar archives, of which one holds the tree's, compressed again:
 *
 *	control.tar.xz		./control		name and version
 *	data.tar.xz		usr/share/doc/linux-source-6.1/changelog.Debian.gz
 *				usr/src/linux-source-6.1.tar.xz
 *
 * All are read as streams, one out of the other: nothing is unpacked to the disk.
 */
#include "tree/source_reading.h"

#include <archive.h>
#include <archive_entry.h>
#include <fnmatch.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "kernel/decompress.h"
#include "kernel/origin.h"

#define CHUNK (1u << 17)
#define BLOCK 512			/* of a tar archive */
#define CONTROL_LIMIT (1u << 20)
#define CHANGELOG_LIMIT (1u << 28)

DEFINE_CLEANUP(struct archive *, archive_read_free);
#define _cleanup_archive_ _cleanup_(archive_read_freep)

static struct error *archive_failure(struct archive *archive, const char *what)
{
	const char *text = archive_error_string(archive);

	return error_refuse(SUTURE_REFUSAL_SOURCE_UNREADABLE, "%s: %s", what,
			    text ? text : "it is damaged");
}

/* ---- opening ---- */

/* Not all filters that libarchive has: some of them run other programs. */
static struct archive *new_archive(void)
{
	struct archive *archive = archive_read_new();

	archive_read_support_filter_gzip(archive);
	archive_read_support_filter_bzip2(archive);
	archive_read_support_filter_xz(archive);
	archive_read_support_filter_lzma(archive);
	archive_read_support_filter_zstd(archive);
	archive_read_support_format_tar(archive);
	return archive;
}

/* An archive whose bytes are an entry of another one, which stands at that entry. */
struct inner {
	struct archive *outer;
	unsigned char chunk[CHUNK];
};

static ssize_t read_outer(struct archive *archive, void *context, const void **data)
{
	struct inner *inner = context;
	ssize_t got = archive_read_data(inner->outer, inner->chunk, sizeof(inner->chunk));

	*data = inner->chunk;
	if (got < 0)
		archive_set_error(archive, archive_errno(inner->outer), "%s",
				  archive_error_string(inner->outer));
	return got < 0 ? -1 : got;
}

static int free_inner(struct archive *archive, void *context)
{
	(void)archive;
	free(context);
	return ARCHIVE_OK;
}

static struct error *open_inner(struct archive *outer, const char *name, struct archive **out)
{
	_cleanup_archive_ struct archive *archive = new_archive();
	struct inner *inner = xcalloc(1, sizeof(*inner));

	inner->outer = outer;
	if (archive_read_open(archive, inner, NULL, read_outer, free_inner) != ARCHIVE_OK)
		return archive_failure(archive, name);
	*out = take(archive);
	return NULL;
}

/* ---- entries ---- */

/* The next entry, or NULL at the end. */
static struct error *next_entry(struct archive *archive, const char *what,
				struct archive_entry **entry)
{
	int result = archive_read_next_header(archive, entry);

	if (result == ARCHIVE_EOF) {
		*entry = NULL;
		return NULL;
	}
	return result == ARCHIVE_OK || result == ARCHIVE_WARN ? NULL :
								archive_failure(archive, what);
}

/* A name that does not fit the locale is there as UTF-8 only. */
static const char *name_of(struct archive_entry *entry)
{
	const char *name = archive_entry_pathname(entry);

	if (!name)
		name = archive_entry_pathname_utf8(entry);
	return name ? name : "";
}

/* Memory that is used again for each file. */
struct buffer {
	unsigned char *data;
	size_t capacity;
};

static void buffer_deinit(struct buffer *buffer)
{
	free(buffer->data);
}

/* A file that is said to be large may be cut off: get the memory as the bytes come. */
static void buffer_room(struct buffer *buffer, size_t used, size_t size)
{
	size_t wanted = size - used > used + CHUNK ? used * 2 + CHUNK : size;

	if (used < buffer->capacity)
		return;
	buffer->data = xrealloc(buffer->data, wanted + 1, 1);
	buffer->capacity = wanted + 1;
}

static struct error *read_content(struct archive *archive, const char *name, size_t size,
				  struct buffer *buffer)
{
	size_t used = 0;

	while (used < size) {
		size_t room;
		ssize_t got;

		buffer_room(buffer, used, size);
		room = buffer->capacity - used < size - used ? buffer->capacity - used :
							       size - used;
		got = archive_read_data(archive, buffer->data + used, room);
		if (got < 0)
			return archive_failure(archive, name);
		if (got == 0)
			return error_refuse(SUTURE_REFUSAL_SOURCE_UNREADABLE,
					    "%s: the archive is cut off", name);
		used += got;
	}
	return NULL;
}

/* ---- a tar archive as a tree ---- */

static struct error *take_file(struct reading *reading, struct archive *archive,
			       struct archive_entry *entry, const char *path,
			       struct buffer *buffer)
{
	uint64_t size = archive_entry_size(entry);

	try(reading_size(reading, path, size));
	try(read_content(archive, path, size, buffer));
	return reading_file(reading, path, S_IFREG | archive_entry_perm(entry), buffer->data, size);
}

/* Another name of a file that came before. */
static struct error *take_hard_link(struct reading *reading, const char *path, const char *target)
{
	_cleanup_free_ char *first = NULL;
	uint32_t mode;
	git_oid oid;

	try(reading_name(target, &first));
	if (!first || !listing_get(reading->source->listing, first, &mode, &oid))
		return error_refuse(SUTURE_REFUSAL_SOURCE_UNREADABLE,
				    "%s is a link to %s, which is not there", path, target);
	return reading_known(reading, path, mode, &oid);
}

static struct error *take_entry(struct reading *reading, struct archive *archive,
				struct archive_entry *entry, struct buffer *buffer)
{
	const char *target = archive_entry_hardlink(entry);
	const char *link = archive_entry_symlink(entry);
	_cleanup_free_ char *path = NULL;

	try(reading_name(name_of(entry), &path));
	if (!path)
		return NULL;
	if (target && archive_entry_size(entry) == 0)
		return take_hard_link(reading, path, target);
	if (archive_entry_filetype(entry) == AE_IFLNK && link)
		return reading_file(reading, path, S_IFLNK, link, strlen(link));
	if (archive_entry_filetype(entry) == AE_IFREG)
		return take_file(reading, archive, entry, path, buffer);
	return NULL;
}

/* One that was cut off between two files looks whole but for the empty blocks at its end. */
static struct error *expect_end(struct archive *archive, const char *name)
{
	if (archive_filter_bytes(archive, 0) - archive_read_header_position(archive) >= BLOCK)
		return NULL;
	return error_refuse(SUTURE_REFUSAL_SOURCE_UNREADABLE, "%s: the archive is cut off", name);
}

/* entry is the first one. */
static struct error *take_tree(struct reading *reading, struct archive *archive,
			       struct archive_entry *entry, const char *name)
{
	_cleanup_(buffer_deinit) struct buffer buffer = { 0 };

	while (entry) {
		try(take_entry(reading, archive, entry, &buffer));
		try(next_entry(archive, name, &entry));
	}
	try(expect_end(archive, name));
	listing_strip_top(reading->source->listing);
	return NULL;
}

/* ---- a Debian package ---- */

/* A small file as a whole. */
static struct error *take_bytes(struct archive *archive, struct archive_entry *entry,
				size_t limit, struct bytes *bytes)
{
	_cleanup_(buffer_deinit) struct buffer buffer = { 0 };
	uint64_t size = archive_entry_size(entry);

	if (size == 0 || size > limit)
		return error_refuse(SUTURE_REFUSAL_SOURCE_UNREADABLE, "%s has %llu bytes",
				    name_of(entry), (unsigned long long)size);
	try(read_content(archive, name_of(entry), size, &buffer));
	buffer.data[size] = 0;
	bytes->data = take(buffer.data);
	bytes->size = size;
	return NULL;
}

/* The value of a field of a control file; NULL if it has none. The caller's. */
static char *field(const char *control, const char *name)
{
	size_t length = strlen(name);

	for (const char *line = control; *line; line += strcspn(line, "\n"), line += *line == '\n')
		if (strncmp(line, name, length) == 0 && line[length] == ':') {
			line += length + 1;
			line += strspn(line, " \t");
			return xstrndup(line, strcspn(line, "\r\n"));
		}
	return NULL;
}

static struct error *name_source(struct source *source, const char *control)
{
	_cleanup_free_ char *package = field(control, "Package");
	_cleanup_free_ char *version = field(control, "Version");

	if (!package || !version)
		return error_refuse(SUTURE_REFUSAL_SOURCE_UNREADABLE,
				    "the package does not say its name and version");
	free(source->name);
	free(source->version);
	source->name = xasprintf("%s %s", package, version);
	source->version = take(version);
	return NULL;
}

static struct error *take_control(struct reading *reading, struct archive *archive,
				  struct archive_entry *entry)
{
	_cleanup_bytes_ struct bytes control = { 0 };

	try(take_bytes(archive, entry, CONTROL_LIMIT, &control));
	return name_source(reading->source, (const char *)control.data);
}

static struct error *take_changelog(struct reading *reading, struct archive *archive,
				    struct archive_entry *entry)
{
	_cleanup_bytes_ struct bytes packed = { 0 }, plain = { 0 };
	struct error *error;

	try(take_bytes(archive, entry, CHANGELOG_LIMIT, &packed));
	error = decompress(packed.data, packed.size, CHANGELOG_LIMIT, &plain);
	if (error) {
		error->refusal = SUTURE_REFUSAL_SOURCE_UNREADABLE;
		return error_context(error, "%s", name_of(entry));
	}
	bytes_deinit(&reading->source->changelog);
	reading->source->changelog = plain;
	plain = (struct bytes){ 0 };
	return NULL;
}

static struct error *take_inner_tree(struct reading *reading, struct archive *outer,
				     struct archive_entry *outer_entry)
{
	_cleanup_free_ char *name = xstrdup(name_of(outer_entry));
	_cleanup_archive_ struct archive *archive = NULL;
	struct archive_entry *entry;

	if (listing_count(reading->source->listing) > 0)
		return error_refuse(SUTURE_REFUSAL_SOURCE_UNREADABLE,
				    "the package has another source in %s", name);
	progress_step(reading->progress, "reading %s", reading->source->name);
	try(open_inner(outer, name, &archive));
	try(next_entry(archive, name, &entry));
	return take_tree(reading, archive, entry, name);
}

typedef struct error *take_function(struct reading *reading, struct archive *archive,
				    struct archive_entry *entry);

/* Which files of which part of a package matter. */
static const struct content {
	const char *part, *pattern;
	take_function *take;
} contents[] = {
	{ "control.tar", "control", take_control },
	{ "data.tar", "usr/share/doc/linux-source-*/changelog.Debian.gz", take_changelog },
	{ "data.tar", "usr/src/linux-source-*.tar.*", take_inner_tree },
	{ "data.tar", "usr/src/linux-source-*/linux-source-*.tar.*", take_inner_tree },
};

static take_function *choose(const char *part, const char *path)
{
	for (size_t i = 0; i < ARRAY_SIZE(contents); i++)
		if (strncmp(part, contents[i].part, strlen(contents[i].part)) == 0 &&
		    fnmatch(contents[i].pattern, path, FNM_PATHNAME) == 0)
			return contents[i].take;
	return NULL;
}

static struct error *take_part_entry(struct reading *reading, const char *part,
				     struct archive *archive, struct archive_entry *entry)
{
	_cleanup_free_ char *path = NULL;
	take_function *take_it;

	try(reading_name(name_of(entry), &path));
	if (!path || archive_entry_filetype(entry) != AE_IFREG)
		return NULL;
	take_it = choose(part, path);
	return take_it ? take_it(reading, archive, entry) : NULL;
}

static struct error *take_part(struct reading *reading, struct archive *package,
			       struct archive_entry *package_entry)
{
	_cleanup_free_ char *part = xstrdup(name_of(package_entry));
	_cleanup_archive_ struct archive *archive = NULL;
	struct archive_entry *entry;

	if (strncmp(part, "control.tar", 11) != 0 && strncmp(part, "data.tar", 8) != 0)
		return NULL;
	try(open_inner(package, part, &archive));
	try(next_entry(archive, part, &entry));
	while (entry) {
		try(take_part_entry(reading, part, archive, entry));
		try(next_entry(archive, part, &entry));
	}
	return expect_end(archive, part);
}

static struct error *take_package(struct reading *reading, struct archive *package,
				  struct archive_entry *entry, const char *path)
{
	while (entry) {
		try(take_part(reading, package, entry));
		try(next_entry(package, path, &entry));
	}
	if (!reading->source->name || listing_count(reading->source->listing) == 0)
		return error_refuse(SUTURE_REFUSAL_SOURCE_UNREADABLE,
				    "it is no Debian package of a kernel's source");
	return NULL;
}

struct error *read_archive(struct reading *reading, const char *path)
{
	_cleanup_archive_ struct archive *archive = new_archive();
	struct archive_entry *entry;

	archive_read_support_format_ar(archive);
	if (archive_read_open_filename(archive, path, CHUNK) != ARCHIVE_OK)
		return archive_failure(archive, path);
	try(next_entry(archive, path, &entry));
	if ((archive_format(archive) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_AR)
		return take_package(reading, archive, entry, path);
	progress_step(reading->progress, "reading %s", path);
	return take_tree(reading, archive, entry, path);
}
