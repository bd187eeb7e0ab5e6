// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <archive_entry.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "tests/unit/place.h"

int place_set_up(void **state)
{
	struct place *place = xcalloc(1, sizeof(*place));
	_cleanup_free_ char *cache = NULL;

	assert_null(directory_make_temporary("/tmp", "suture-test", &place->root));
	place->target = xasprintf("%s/out.git", place->root);
	place->src = xasprintf("%s/src", place->root);
	cache = xasprintf("%s/cache", place->root);
	setenv("XDG_CACHE_HOME", cache, 1);
	assert_null(directory_make(place->src));
	assert_null(store_create(place->target, &place->store));
	*state = place;
	return 0;
}

int place_tear_down(void **state)
{
	struct place *place = *state;

	store_close(place->store);
	assert_null(tree_remove(place->root));
	free(place->root);
	free(place->target);
	free(place->src);
	free(place);
	return 0;
}

char *path_in(const struct place *place, const char *name)
{
	return xasprintf("%s/%s", place->root, name);
}

void put_bytes(const struct place *place, const char *name, const void *data, size_t size,
		      unsigned int mode)
{
	_cleanup_free_ char *path = path_in(place, name);
	_cleanup_free_ char *parent = xstrdup(path);

	*strrchr(parent, '/') = 0;
	assert_null(directory_make(parent));
	assert_null(file_write(path, data, size, mode));
}

void put(const struct place *place, const char *name, const char *text)
{
	put_bytes(place, name, text, strlen(text), 0644);
}

/* ---- the tree that all kinds of sources have here ---- */

const struct sample samples[N_SAMPLES] = {
	{ "Makefile", S_IFREG | 0644, "VERSION = 9\r\n" },
	{ "scripts/run", S_IFREG | 0755, "#!/bin/sh\n" },
	{ "scripts/link", S_IFLNK | 0777, "../Makefile" },
	{ "debian/changelog", S_IFREG | 0644, CHANGELOG },
	{ "drivers/empty", S_IFREG | 0664, "" },
	{ "drivers/\303\274ber", S_IFREG | 0600, "no newline" },
};

void put_samples(const struct place *place, const char *directory)
{
	for (size_t i = 0; i < N_SAMPLES; i++) {
		const struct sample *sample = &samples[i];
		_cleanup_free_ char *name = xasprintf("%s/%s", directory, sample->path);
		_cleanup_free_ char *path = path_in(place, name);

		put_bytes(place, name, sample->content, strlen(sample->content),
			  sample->mode & 0777);
		if (S_ISLNK(sample->mode)) {
			assert_int_equal(unlink(path), 0);
			assert_int_equal(symlink(sample->content, path), 0);
		}
	}
}

void assert_samples(const struct place *place, const struct source *source)
{
	assert_int_equal(listing_count(source->listing), N_SAMPLES);
	for (size_t i = 0; i < N_SAMPLES; i++) {
		const struct sample *sample = &samples[i];
		_cleanup_bytes_ struct bytes bytes = { 0 };
		uint32_t mode;
		git_oid oid;

		assert_true(listing_get(source->listing, sample->path, &mode, &oid));
		assert_int_equal(mode, S_ISLNK(sample->mode) ? S_IFLNK :
				       sample->mode & S_IXUSR ? 0100755 : 0100644);
		assert_null(store_read(place->store, &oid, &bytes));
		assert_string_equal(bytes.data, sample->content);
	}
	assert_string_equal(source->changelog.data, CHANGELOG);
}

struct source *read_source(const struct place *place, const char *specification)
{
	struct source *source = NULL;
	struct error *error = source_read(specification, place->store, NULL, &source);

	if (error)
		error_print(error, stderr);
	assert_null(error);
	return source;
}

void assert_reads_samples(const struct place *place, const char *specification)
{
	_cleanup_source_ struct source *source = read_source(place, specification);

	assert_samples(place, source);
}

void assert_refused(const struct place *place, const char *specification, const char *text)
{
	struct source *source = NULL;
	_cleanup_error_ struct error *error =
		source_read(specification, place->store, NULL, &source);

	assert_non_null(error);
	assert_null(source);
	assert_int_equal(error->kind, ERROR_REFUSED);
	assert_int_equal(error->refusal, SUTURE_REFUSAL_SOURCE_UNREADABLE);
	if (!strstr(error->message, text))
		print_error("'%s' is not in: %s\n", text, error->message);
	assert_non_null(strstr(error->message, text));
}

void assert_content(const struct place *place, const struct source *source, const char *path,
		    const char *text)
{
	_cleanup_bytes_ struct bytes bytes = { 0 };
	uint32_t mode;
	git_oid oid;

	assert_true(listing_get(source->listing, path, &mode, &oid));
	assert_null(store_read(place->store, &oid, &bytes));
	assert_string_equal(bytes.data, text);
}

static void add_entry(struct archive *archive, const char *top, const struct sample *sample)
{
	_cleanup_free_ char *path = xasprintf("%s%s", top, sample->path);
	struct archive_entry *entry = archive_entry_new();

	archive_entry_set_pathname(entry, path);
	archive_entry_set_mode(entry, sample->mode);
	archive_entry_set_size(entry, S_ISREG(sample->mode) ? strlen(sample->content) : 0);
	if (S_ISLNK(sample->mode))
		archive_entry_set_symlink(entry, sample->content);
	assert_int_equal(archive_write_header(archive, entry), ARCHIVE_OK);
	if (S_ISREG(sample->mode))
		assert_int_equal(archive_write_data(archive, sample->content,
						    strlen(sample->content)),
				 strlen(sample->content));
	archive_entry_free(entry);
}

void write_archive(const char *path, setting *format, setting *filter, const char *top)
{
	struct archive *archive = archive_write_new();

	assert_int_equal(format(archive), ARCHIVE_OK);
	assert_int_equal(filter(archive), ARCHIVE_OK);
	/* The names' bytes as they are. */
	archive_write_set_options(archive, "hdrcharset=BINARY");
	assert_int_equal(archive_write_open_filename(archive, path), ARCHIVE_OK);
	for (size_t i = 0; i < N_SAMPLES; i++)
		add_entry(archive, top, &samples[i]);
	assert_int_equal(archive_write_close(archive), ARCHIVE_OK);
	archive_write_free(archive);
}
