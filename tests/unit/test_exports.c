// SPDX-License-Identifier: GPL-2.0-or-later
/* What a module's new code may have of vmlinux: the running kernel's exports and the patch's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/memory.h"
#include "create/exports.h"
#include "elf_writer.h"

static struct export items[] = {
	{ .name = (char *)"kernels", .module = (char *)"vmlinux", .name_space = (char *)"" },
	{ .name = (char *)"modules", .module = (char *)"net/rds/rds", .name_space = (char *)"" },
};
static const struct symvers symvers = { .items = items, .n_items = ARRAY_SIZE(items) };

/* A unit that defines some symbols, and refers to the last one only. */
static struct object *unit(const char *const *names, size_t n)
{
	struct elf_writer *writer = elf_writer_new(ET_REL);
	uint32_t section = elf_writer_section(writer, ".rodata", SHT_PROGBITS, SHF_ALLOC, 0, 8,
					      NULL, 64);
	struct object *object = NULL;
	struct bytes file;

	for (size_t i = 0; i < n; i++)
		elf_writer_symbol(writer, names[i], i + 1 < n ? section : 0, 8 * i, 8, STT_NOTYPE,
				  STB_GLOBAL);
	file = elf_writer_finish(writer);
	assert_null(object_parse("unit.o", &file, &object));
	return object;
}

static void test_running(void **state)
{
	const struct exports exports = { .symvers = &symvers }, none = { 0 };

	(void)state;
	assert_true(exports_have(&exports, "kernels"));
	assert_false(exports_have(&exports, "modules"));
	assert_false(exports_have(&exports, "kernel"));
	assert_false(exports_have(&none, "kernels"));
}

static void test_added(void **state)
{
	static const char *const names[] = { "__ksymtab_added", "plain", "__export_symbol_later",
					     "__ksymtab_kernels", "__ksymtab_referred" };
	_cleanup_exports_ struct exports exports = { .symvers = &symvers };
	_cleanup_object_ struct object *post = unit(names, ARRAY_SIZE(names));

	(void)state;
	assert_false(exports_have(&exports, "added"));
	exports_add(&exports, post);
	assert_true(exports_have(&exports, "added"));
	assert_true(exports_have(&exports, "later"));
	assert_true(exports_have(&exports, "kernels"));
	assert_false(exports_have(&exports, "plain"));
	assert_false(exports_have(&exports, "referred"));
	assert_int_equal(exports.n_added, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_running),
		cmocka_unit_test(test_added),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
