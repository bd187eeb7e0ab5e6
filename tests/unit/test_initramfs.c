/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <sys/stat.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/run.h"
#include "emulator/initramfs.h"
#include "emulator/program.h"

struct fixture {
	char *directory, *path;
};

static void must(struct error *error)
{
	if (error)
		fail_msg("%s", error->message);
}

static int setup(void **state)
{
	struct fixture *fixture = xcalloc(1, sizeof(*fixture));

	must(directory_make_temporary("/tmp", "test-initramfs", &fixture->directory));
	fixture->path = xasprintf("%s/archive", fixture->directory);
	*state = fixture;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *fixture = *state;

	must(tree_remove(fixture->directory));
	free(fixture->directory);
	free(fixture->path);
	free(fixture);
	return 0;
}

/* A reader that knows the format only from its description. */
struct entry {
	const char *name;
	const unsigned char *data;
	size_t size, next;
	unsigned int mode, inode, n_links;
};

static unsigned int number(const struct bytes *archive, size_t at, unsigned int field)
{
	char digits[9] = { 0 };

	memcpy(digits, archive->data + at + 6 + 8 * field, 8);
	assert_int_equal(strspn(digits, "0123456789ABCDEFabcdef"), 8);
	return (unsigned int)strtoul(digits, NULL, 16);
}

static size_t align(size_t at)
{
	return (at + 3) / 4 * 4;
}

static struct entry read_entry(const struct bytes *archive, size_t at)
{
	struct entry entry = { 0 };
	unsigned int name_size;

	assert_true(archive->size - at >= 110);
	assert_memory_equal(archive->data + at, "070701", 6);
	entry.inode = number(archive, at, 0);
	entry.mode = number(archive, at, 1);
	entry.n_links = number(archive, at, 4);
	entry.size = number(archive, at, 6);
	name_size = number(archive, at, 11);
	entry.name = (const char *)archive->data + at + 110;
	assert_int_equal(strlen(entry.name) + 1, name_size);
	entry.data = archive->data + align(at + 110 + name_size);
	entry.next = align((size_t)(entry.data - archive->data) + entry.size);
	assert_true(entry.next <= archive->size);
	return entry;
}

/* The entry of a name, which there must be exactly one of. */
static struct entry find(const struct bytes *archive, const char *name)
{
	struct entry entry, found = { 0 };
	unsigned int n = 0;

	for (size_t at = 0;; at = entry.next) {
		entry = read_entry(archive, at);
		if (!strcmp(entry.name, name)) {
			found = entry;
			n++;
		}
		if (!strcmp(entry.name, "TRAILER!!!"))
			break;
	}
	assert_int_equal(n, 1);
	return found;
}

static void write_sample(const char *path)
{
	_cleanup_initramfs_ struct initramfs *initramfs = NULL;

	must(initramfs_open(path, &initramfs));
	must(initramfs_add_bytes(initramfs, "/a/b/file", "12345", 5, 0640));
	must(initramfs_add_bytes(initramfs, "/a/b/file", "other", 5, 0600));
	must(initramfs_add_bytes(initramfs, "/empty", "", 0, 0755));
	must(initramfs_add_link(initramfs, "/a/link", "b/file"));
	must(initramfs_add_directory(initramfs, "/a"));
	assert_true(initramfs_has(initramfs, "/a/b"));
	assert_false(initramfs_has(initramfs, "/b"));
	must(initramfs_finish(initramfs));
}

static void test_entries(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_bytes_ struct bytes archive = { 0 };
	struct entry entry;

	write_sample(fixture->path);
	must(file_read(fixture->path, &archive));
	assert_int_equal(archive.size % 512, 0);
	entry = find(&archive, "a/b/file");
	assert_int_equal(entry.mode, S_IFREG | 0640);
	assert_int_equal(entry.size, 5);
	assert_memory_equal(entry.data, "12345", 5);
	entry = find(&archive, "a/link");
	assert_int_equal(entry.mode, S_IFLNK | 0777);
	assert_memory_equal(entry.data, "b/file", 6);
	assert_int_equal(find(&archive, "empty").size, 0);
	assert_int_equal(find(&archive, "a").mode, S_IFDIR | 0755);
	assert_int_equal(find(&archive, "a").n_links, 2);
	assert_int_not_equal(find(&archive, "a").inode, find(&archive, "a/b").inode);
	assert_int_equal(find(&archive, "TRAILER!!!").inode, 0);
}

static void test_parents_come_first(void **state)
{
	static const char *const order[] = { "a", "a/b", "a/b/file", "empty", "a/link",
					     "TRAILER!!!" };
	struct fixture *fixture = *state;
	_cleanup_bytes_ struct bytes archive = { 0 };
	size_t at = 0;

	write_sample(fixture->path);
	must(file_read(fixture->path, &archive));
	for (size_t i = 0; i < ARRAY_SIZE(order); i++) {
		struct entry entry = read_entry(&archive, at);

		assert_string_equal(entry.name, order[i]);
		at = entry.next;
	}
}

static void test_same_bytes(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *other = xasprintf("%s/other", fixture->directory);
	_cleanup_bytes_ struct bytes one = { 0 }, two = { 0 };

	write_sample(fixture->path);
	write_sample(other);
	must(file_read(fixture->path, &one));
	must(file_read(other, &two));
	assert_int_equal(one.size, two.size);
	assert_memory_equal(one.data, two.data, one.size);
}

static void test_host_tree(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *tree = xasprintf("%s/tree", fixture->directory);
	_cleanup_free_ char *inner = xasprintf("%s/x/y", tree);
	_cleanup_free_ char *file = xasprintf("%s/file", inner);
	_cleanup_initramfs_ struct initramfs *initramfs = NULL;
	_cleanup_bytes_ struct bytes archive = { 0 };

	must(directory_make(inner));
	must(file_write(file, "content", 7, 0600));
	must(initramfs_open(fixture->path, &initramfs));
	must(initramfs_add_host(initramfs, "/update", tree, 0));
	must(initramfs_add_host(initramfs, "/run-me", file, 0755));
	must(initramfs_finish(initramfs));
	must(file_read(fixture->path, &archive));
	assert_memory_equal(find(&archive, "update/x/y/file").data, "content", 7);
	assert_int_equal(find(&archive, "update/x/y/file").mode & 0700, 0600);
	assert_int_equal(find(&archive, "run-me").mode, S_IFREG | 0755);
}

static void test_relative_path(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_initramfs_ struct initramfs *initramfs = NULL;
	_cleanup_error_ struct error *error = NULL;

	must(initramfs_open(fixture->path, &initramfs));
	error = initramfs_add_directory(initramfs, "etc");
	assert_non_null(error);
	assert_int_equal(error->kind, ERROR_USAGE);
}

static void test_full_disk(void **state)
{
	_cleanup_initramfs_ struct initramfs *initramfs = NULL;
	_cleanup_error_ struct error *error = NULL;

	(void)state;
	must(initramfs_open("/dev/full", &initramfs));
	must(initramfs_add_bytes(initramfs, "/file", "12345", 5, 0644));
	error = initramfs_finish(initramfs);
	assert_non_null(error);
	assert_int_equal(error->refusal, SUTURE_REFUSAL_NO_SPACE);
}

/* What the world's own reader makes of it. */
static void test_cpio_agrees(void **state)
{
	struct fixture *fixture = *state;
	static const char *const argv[] = { "cpio", "-t", "--quiet", NULL };
	_cleanup_bytes_ struct bytes archive = { 0 }, list = { 0 };
	struct run_options options = { .input = &archive, .output = &list };
	_cleanup_error_ struct error *error = NULL;

	write_sample(fixture->path);
	must(file_read(fixture->path, &archive));
	error = run_checked(argv, &options);
	if (error && error->refusal == SUTURE_REFUSAL_TOOL_MISSING)
		skip();
	assert_null(error);
	assert_string_equal((char *)list.data, "a\na/b\na/b/file\nempty\na/link\n");
}

static void test_program_with_libraries(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *script = xasprintf("%s/script", fixture->directory);
	_cleanup_initramfs_ struct initramfs *initramfs = NULL;

	must(file_write(script, "#! /bin/sh -e\n", 14, 0755));
	must(initramfs_open(fixture->path, &initramfs));
	must(host_program_add(initramfs, script, "/bin/script"));
	assert_true(initramfs_has(initramfs, "/bin/script"));
	assert_true(initramfs_has(initramfs, "/bin/sh"));
	/* This very test is linked with the C library and is loaded by an interpreter. */
	must(host_program_add(initramfs, "/proc/self/exe", "/bin/test"));
	assert_true(initramfs_has(initramfs, "/lib/libc.so.6"));
	assert_true(initramfs_has(initramfs, "/lib/libcmocka.so.0"));
	assert_true(initramfs_has(initramfs, "/lib64/ld-linux-x86-64.so.2"));
}

static void test_program_missing(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_initramfs_ struct initramfs *initramfs = NULL;
	_cleanup_error_ struct error *error = NULL;

	must(initramfs_open(fixture->path, &initramfs));
	error = host_program_add(initramfs, "no-program-has-this-name", "/bin/none");
	assert_non_null(error);
	assert_int_equal(error->refusal, SUTURE_REFUSAL_TOOL_MISSING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_entries, setup, teardown),
		cmocka_unit_test_setup_teardown(test_parents_come_first, setup, teardown),
		cmocka_unit_test_setup_teardown(test_same_bytes, setup, teardown),
		cmocka_unit_test_setup_teardown(test_host_tree, setup, teardown),
		cmocka_unit_test_setup_teardown(test_relative_path, setup, teardown),
		cmocka_unit_test(test_full_disk),
		cmocka_unit_test_setup_teardown(test_cpio_agrees, setup, teardown),
		cmocka_unit_test_setup_teardown(test_program_with_libraries, setup, teardown),
		cmocka_unit_test_setup_teardown(test_program_missing, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
