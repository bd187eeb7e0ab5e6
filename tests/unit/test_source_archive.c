// SPDX-License-Identifier: GPL-2.0-or-later
/* The same small tree from archives of all forms, and archives that are broken or hostile. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/memory.h"
#include "base/run.h"
#include "tests/unit/place.h"
#include "tests/unit/tar_writer.h"

/* ---- archives ---- */

static void all_forms_of_tar_are_read(void **state)
{
	static setting *const formats[] = { archive_write_set_format_pax,
					    archive_write_set_format_gnutar,
					    archive_write_set_format_ustar,
					    archive_write_set_format_v7tar };
	static setting *const filters[] = { archive_write_add_filter_none,
					    archive_write_add_filter_gzip,
					    archive_write_add_filter_bzip2,
					    archive_write_add_filter_xz,
					    archive_write_add_filter_zstd };
	static const char *const tops[] = { "", "./", "linux-9.9/", "./linux-9.9/" };
	const struct place *place = *state;
	_cleanup_free_ char *path = path_in(place, "src/archive");

	for (size_t i = 0; i < ARRAY_SIZE(filters); i++)
		for (size_t j = 0; j < ARRAY_SIZE(formats); j++) {
			write_archive(path, formats[j], filters[i], tops[(i + j) % 4]);
			assert_reads_samples(place, path);
		}
}

static void name_in_pax_header_needs_no_locale(void **state)
{
	const struct place *place = *state;
	_cleanup_free_ char *path = path_in(place, "src/archive.tar");
	const char *const argv[] = { "tar", "--create", "--format=pax", "--file", path,
				     "--directory", place->src, "tree", NULL };
	_cleanup_free_ char *tree = path_in(place, "src/tree");

	put_samples(place, "src/tree");
	assert_null(run_checked(argv, NULL));
	assert_reads_samples(place, path);
}


/* ---- archives made by hand ---- */

static char *put_tar(const struct place *place, const struct bytes *tar)
{
	put_bytes(place, "src/made.tar", tar->data, tar->size, 0644);
	return path_in(place, "src/made.tar");
}

static void names_that_leave_are_refused(void **state)
{
	static const char *const names[] = { "/etc/passwd", "..", "../x", "a/../../x", "a/.." };
	const struct place *place = *state;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		_cleanup_bytes_ struct bytes tar = { 0 };
		_cleanup_free_ char *path = NULL;

		add_file(&tar, "good", "1");
		add_file(&tar, names[i], "2");
		add_end(&tar);
		path = put_tar(place, &tar);
		assert_refused(place, path, "leaves the tree");
	}
}

static void odd_entries_are_understood(void **state)
{
	const struct place *place = *state;
	_cleanup_bytes_ struct bytes tar = { 0 };
	_cleanup_source_ struct source *source = NULL;
	_cleanup_free_ char *path = NULL;

	add_header(&tar, "./top/", '5', "", 0);
	add_header(&tar, "other/", '5', "", 0);
	add_file(&tar, "./top/first", "1");
	add_file(&tar, "./top/twice", "1");
	add_header(&tar, "top/hard", '1', "./top/first", 0);
	add_header(&tar, "top/pipe", '6', "", 0);
	add_header(&tar, "top/device", '3', "", 0);
	add_header(&tar, "top/soft", '2', "/absolute/../target", 0);
	add_file(&tar, "top/.git/config", "x");
	add_file(&tar, "top//.//twice", "2");
	add_end(&tar);
	path = put_tar(place, &tar);
	source = read_source(place, path);
	assert_int_equal(listing_count(source->listing), 4);
	assert_content(place, source, "first", "1");
	assert_content(place, source, "hard", "1");
	assert_content(place, source, "twice", "2");
	assert_content(place, source, "soft", "/absolute/../target");
}

static void two_tops_are_kept(void **state)
{
	const struct place *place = *state;
	_cleanup_bytes_ struct bytes tar = { 0 };
	_cleanup_source_ struct source *source = NULL;
	_cleanup_free_ char *path = NULL;

	add_file(&tar, "a/x", "1");
	add_file(&tar, "b/x", "2");
	add_end(&tar);
	path = put_tar(place, &tar);
	source = read_source(place, path);
	assert_content(place, source, "a/x", "1");
	assert_content(place, source, "b/x", "2");
}

static void contradictions_are_refused(void **state)
{
	static const struct {
		const char *name;
		char type;
		const char *target, *text;
	} rows[] = {
		{ "a/b/c", '0', "", "both a file and a directory" },
		{ "a", '0', "", "both a file and a directory" },
		{ "hard", '1', "missing", "not there" },
		{ "hard", '1', "../../etc/passwd", "leaves the tree" },
	};
	const struct place *place = *state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_bytes_ struct bytes tar = { 0 };
		_cleanup_free_ char *path = NULL;

		add_file(&tar, "a/b", "1");
		add_header(&tar, rows[i].name, rows[i].type, rows[i].target, 0);
		add_end(&tar);
		path = put_tar(place, &tar);
		assert_refused(place, path, rows[i].text);
	}
}

static void bomb_is_refused_unread(void **state)
{
	const struct place *place = *state;
	_cleanup_bytes_ struct bytes tar = { 0 };
	_cleanup_free_ char *path = NULL;

	add_header(&tar, "bomb", '0', "", 60ull << 30);
	add_end(&tar);
	path = put_tar(place, &tar);
	assert_refused(place, path, "bomb has 64424509440 bytes");
}

/* Cut off at every block, and in the middle of one. */
static void cut_off_archive_is_refused(void **state)
{
	const struct place *place = *state;
	_cleanup_bytes_ struct bytes tar = { 0 };
	_cleanup_free_ char *whole = NULL;

	add_file(&tar, "top/a", "1");
	add_header(&tar, "top/empty", '0', "", 0);
	add_header(&tar, "top/long", '0', "", 2 * BLOCK);
	add_block(&tar, NULL, 0);
	add_block(&tar, NULL, 0);
	for (size_t size = 0; size <= tar.size; size += BLOCK / 2) {
		const struct bytes part = { tar.data, size };
		_cleanup_free_ char *path = put_tar(place, &part);

		assert_refused(place, path, "");
	}
	add_end(&tar);
	whole = put_tar(place, &tar);
	source_free(read_source(place, whole));
}

static void garbage_is_refused(void **state)
{
	const struct place *place = *state;
	_cleanup_free_ char *path = path_in(place, "src/garbage");
	unsigned char noise[4096];

	for (size_t i = 0; i < sizeof(noise); i++)
		noise[i] = i * 2654435761u >> 9;
	put_bytes(place, "src/garbage", noise, sizeof(noise), 0644);
	assert_refused(place, path, "garbage");
}

#define unit(name) cmocka_unit_test_setup_teardown(name, place_set_up, place_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit(all_forms_of_tar_are_read),
		unit(name_in_pax_header_needs_no_locale),
		unit(names_that_leave_are_refused),
		unit(odd_entries_are_understood),
		unit(two_tops_are_kept),
		unit(contradictions_are_refused),
		unit(bomb_is_refused_unread),
		unit(cut_off_archive_is_refused),
		unit(garbage_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
