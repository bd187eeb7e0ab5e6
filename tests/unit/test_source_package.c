// SPDX-License-Identifier: GPL-2.0-or-later
/* The same small tree from packages, on disk and by name, and packages that are broken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <stdlib.h>
#include <zlib.h>

#include "base/memory.h"
#include "base/run.h"
#include "tests/unit/place.h"
#include "tests/unit/tar_writer.h"

/* ---- Debian packages ---- */

static void gzip(const struct bytes *plain, struct bytes *packed)
{
	z_stream stream = { .next_in = plain->data, .avail_in = plain->size };

	assert_int_equal(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, 0), Z_OK);
	packed->size = deflateBound(&stream, plain->size);
	packed->data = xrealloc(NULL, packed->size + 1, 1);
	stream.next_out = packed->data;
	stream.avail_out = packed->size;
	assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
	packed->size = stream.total_out;
	deflateEnd(&stream);
}

static void add_binary(struct bytes *tar, const char *name, const struct bytes *data)
{
	add_header(tar, name, '0', "", data->size);
	for (size_t at = 0; at < data->size; at += BLOCK)
		add_block(tar, data->data + at, data->size - at < BLOCK ? data->size - at : BLOCK);
}

static void add_member(struct bytes *ar, const char *name, const struct bytes *data)
{
	_cleanup_free_ char *header = xasprintf("%-16s%-12d%-6d%-6d%-8o%-10zu`\n", name, 0, 0, 0,
						0100644, data->size);

	ar->data = xrealloc(ar->data, ar->size + strlen(header) + data->size + 1, 1);
	memcpy(ar->data + ar->size, header, strlen(header));
	memcpy(ar->data + ar->size + strlen(header), data->data, data->size);
	ar->size += strlen(header) + data->size;
	if (data->size % 2)
		ar->data[ar->size++] = '\n';
}

/* The tree as its archive, compressed, in the file "tree.tar.gz". */
static void pack_tree(const struct place *place, struct bytes *packed)
{
	_cleanup_free_ char *path = path_in(place, "tree.tar.gz");

	write_archive(path, archive_write_set_format_ustar, archive_write_add_filter_gzip,
		      "linux-source-9.9/");
	assert_null(file_read(path, packed));
}

/* A package with the given file instead of the source's archive. */
static void put_package(const struct place *place, const char *name, const char *source,
			const struct bytes *tree)
{
	static const char control_text[] = "Package: linux-source-9.9\n"
					   "Description: of no\n Version: 7\nVersion: 9.9.1-1\n";
	const struct bytes version = { (unsigned char *)"2.0\n", 4 };
	const struct bytes text = { (unsigned char *)CHANGELOG, strlen(CHANGELOG) };
	_cleanup_bytes_ struct bytes control = { 0 }, data = { 0 }, packed = { 0 }, log = { 0 };
	_cleanup_bytes_ struct bytes package = { (unsigned char *)xstrdup("!<arch>\n"), 8 };

	add_file(&control, "./control", control_text);
	add_end(&control);
	gzip(&text, &log);
	add_binary(&data, "./usr/share/doc/linux-source-9.9/changelog.Debian.gz", &log);
	add_binary(&data, source, tree);
	add_end(&data);
	gzip(&data, &packed);
	add_member(&package, "debian-binary", &version);
	add_member(&package, "control.tar", &control);
	add_member(&package, "data.tar.gz", &packed);
	put_bytes(place, name, package.data, package.size, 0644);
}

#define SOURCE_TAR "./usr/src/linux-source-9.9.tar.xz"

static void assert_is_package(const struct place *place, const char *specification)
{
	_cleanup_source_ struct source *source = read_source(place, specification);

	assert_samples(place, source);
	assert_string_equal(source->name, "linux-source-9.9 9.9.1-1");
	assert_string_equal(source->version, "9.9.1-1");
}

static void package_is_read(void **state)
{
	const struct place *place = *state;
	_cleanup_free_ char *path = path_in(place, "p.deb");
	_cleanup_bytes_ struct bytes tree = { 0 };

	pack_tree(place, &tree);
	put_package(place, "p.deb", SOURCE_TAR, &tree);
	assert_is_package(place, path);
	put_package(place, "p.deb", "./usr/src/linux-source-9.9/linux-source-9.9.tar.gz", &tree);
	assert_is_package(place, path);
}

static void package_without_source_is_refused(void **state)
{
	const struct place *place = *state;
	_cleanup_free_ char *path = path_in(place, "p.deb");
	_cleanup_bytes_ struct bytes tree = { 0 };

	pack_tree(place, &tree);
	put_package(place, "p.deb", "./usr/src/else.tar.xz", &tree);
	assert_refused(place, path, "no Debian package of a kernel's source");
	tree.size /= 2;
	put_package(place, "p.deb", SOURCE_TAR, &tree);
	assert_refused(place, path, "runcated");
}

static void cut_off_package_is_refused(void **state)
{
	const struct place *place = *state;
	_cleanup_free_ char *path = path_in(place, "p.deb");
	_cleanup_bytes_ struct bytes tree = { 0 }, whole = { 0 };

	pack_tree(place, &tree);
	put_package(place, "p.deb", SOURCE_TAR, &tree);
	assert_null(file_read(path, &whole));
	for (size_t size = 0; size + 16 < whole.size; size += 37) {
		put_bytes(place, "p.deb", whole.data, size, 0644);
		assert_refused(place, path, "");
	}
}


/* ---- packages by name ---- */

/* Programs that stand in for apt: they know one version, and its file is at hand. */
static void put_apt(const struct place *place, const char *package)
{
	_cleanup_free_ char *file = path_in(place, package);
	_cleanup_free_ char *bin = path_in(place, "bin");
	_cleanup_free_ char *get = xasprintf("#!/bin/sh\n"
					     "case \"$*\" in *download*) ;; *) exit 0;; esac\n"
					     "cp %s linux-source-9.9_9.9.1-1_all.deb\n", file);
	_cleanup_free_ char *search = xasprintf("%s:%s", bin, getenv("PATH"));
	static const char cache[] = "#!/bin/sh\necho 'Package: linux-source-9.9\n"
				    "Version: 9.9.1-1\nFilename: pool/x.deb\n'\n";

	put_bytes(place, "bin/apt-get", get, strlen(get), 0755);
	put_bytes(place, "bin/apt-cache", cache, strlen(cache), 0755);
	setenv("PATH", search, 1);
}

static void package_is_fetched_once(void **state)
{
	const struct place *place = *state;
	_cleanup_free_ char *path = path_in(place, "p.deb");
	_cleanup_free_ char *before = xstrdup(getenv("PATH"));
	_cleanup_bytes_ struct bytes tree = { 0 };

	pack_tree(place, &tree);
	put_package(place, "p.deb", SOURCE_TAR, &tree);
	put_apt(place, "p.deb");
	assert_is_package(place, "debian:linux-source-9.9=9.9.1-1");
	assert_int_equal(unlink(path), 0);
	assert_is_package(place, "debian:linux-source-9.9=9.9.1-1");
	assert_is_package(place, "debian:linux-source-9.9");
	assert_refused(place, "debian:linux-source-9.9=9.9.0-1", "it has: 9.9.1-1");
	assert_refused(place, "debian:linux-source-9.8", "apt knows no package");
	setenv("PATH", before, 1);
}

static void bad_package_name_is_usage(void **state)
{
	static const char *const names[] = { "debian:", "debian:../x", "debian:x=", "debian:x=a/b",
					     "debian:-o" };
	const struct place *place = *state;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		struct source *source = NULL;
		_cleanup_error_ struct error *error =
			source_read(names[i], place->store, NULL, &source);

		assert_non_null(error);
		assert_int_equal(error->kind, ERROR_USAGE);
	}
}

#define unit(name) cmocka_unit_test_setup_teardown(name, place_set_up, place_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit(package_is_read),
		unit(package_without_source_is_refused),
		unit(cut_off_package_is_refused),
		unit(package_is_fetched_once),
		unit(bad_package_name_is_usage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
