/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/file.h"
#include "base/memory.h"
#include "elf_writer.h"
#include "emulator/initramfs.h"
#include "emulator/modules.h"

struct fixture {
	char *directory, *path;
	struct initramfs *initramfs;
};

static void must(struct error *error)
{
	if (error)
		fail_msg("%s", error->message);
}

/* A module of which nothing but its .modinfo matters. */
static void write_module(const struct fixture *fixture, const char *name, const char *information,
			 size_t size)
{
	_cleanup_free_ char *path = xasprintf("%s/kernel/%s", fixture->directory, name);
	struct elf_writer *writer = elf_writer_new(ET_REL);
	_cleanup_bytes_ struct bytes file = { 0 };

	elf_writer_section(writer, ".modinfo", SHT_PROGBITS, SHF_ALLOC, 0, 1, information, size);
	file = elf_writer_finish(writer);
	must(file_write(path, file.data, file.size, 0644));
}

#define MODULE(fixture, name, information)                                                         \
	write_module(fixture, name, information, sizeof(information))

static int setup(void **state)
{
	static const char builtin[] = "kernel/lib/in-there.ko\nkernel/fs/other.ko\n";
	struct fixture *fixture = xcalloc(1, sizeof(*fixture));
	_cleanup_free_ char *kernel = NULL, *list = NULL;

	must(directory_make_temporary("/tmp", "test-modules", &fixture->directory));
	kernel = xasprintf("%s/kernel/net", fixture->directory);
	list = xasprintf("%s/modules.builtin", fixture->directory);
	must(directory_make(kernel));
	must(file_write(list, builtin, sizeof(builtin) - 1, 0644));
	MODULE(fixture, "net/top-one.ko",
	       "license=GPL\0\0alias=net-pf-*\0depends=low,in_there\0"
	       "softdep=pre: early absent other post: late");
	MODULE(fixture, "net/low.ko", "depends=");
	MODULE(fixture, "early.ko", "softdep=pre: top_one");
	MODULE(fixture, "late.ko", "name=late");
	MODULE(fixture, "unasked.ko", "name=unasked");
	MODULE(fixture, "broken.ko", "depends=nowhere");
	fixture->path = xasprintf("%s/archive", fixture->directory);
	must(initramfs_open(fixture->path, &fixture->initramfs));
	*state = fixture;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *fixture = *state;

	initramfs_close(fixture->initramfs);
	must(tree_remove(fixture->directory));
	free(fixture->directory);
	free(fixture->path);
	free(fixture);
	return 0;
}

/* The table is written whole and in one place of the archive. */
static void test_only_what_is_needed(void **state)
{
	static const char *const names[] = { "top_one", "in-there", NULL };
	static const char table[] = "builtin\tin_there\nbuiltin\tother\n"
				    "module\ttop_one\t/lib/modules/top_one.ko\n"
				    "alias\tnet-pf-*\ttop_one\n"
				    "before\ttop_one\tlow\n"
				    "module\tlow\t/lib/modules/low.ko\n"
				    "wish\ttop_one\tearly\n"
				    "module\tearly\t/lib/modules/early.ko\n"
				    "wish\tearly\ttop_one\n"
				    "after\ttop_one\tlate\n"
				    "module\tlate\t/lib/modules/late.ko\n";
	struct fixture *fixture = *state;
	_cleanup_bytes_ struct bytes archive = { 0 };
	const char *found;

	must(modules_add(fixture->initramfs, fixture->directory, names));
	assert_true(initramfs_has(fixture->initramfs, "/lib/modules/early.ko"));
	assert_false(initramfs_has(fixture->initramfs, "/lib/modules/unasked.ko"));
	must(initramfs_finish(fixture->initramfs));
	must(file_read(fixture->path, &archive));
	found = memmem(archive.data, archive.size, "builtin\t", 8);
	assert_non_null(found);
	/* What follows the table is the padding and the trailer's header. */
	assert_memory_equal(found, table, sizeof(table) - 1);
	assert_true(found[sizeof(table) - 1] == '\0' || found[sizeof(table) - 1] == '0');
}

static void refused(struct fixture *fixture, const char *name)
{
	const char *const names[] = { name, NULL };
	_cleanup_error_ struct error *error = NULL;

	error = modules_add(fixture->initramfs, fixture->directory, names);
	assert_non_null(error);
	assert_int_equal(error->refusal, SUTURE_REFUSAL_NOT_BUILT);
}

static void test_unknown(void **state)
{
	refused(*state, "nobody");
	refused(*state, "broken");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_only_what_is_needed, setup, teardown),
		cmocka_unit_test_setup_teardown(test_unknown, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
