// SPDX-License-Identifier: GPL-2.0-or-later
/* What a kernel exports: names, checksums, modules and namespaces from Module.symvers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/memory.h"
#include "create/symvers.h"

static const char text[] =
	"0xf0e1d2c3\tzebra\tvmlinux\tEXPORT_SYMBOL\t\n"
	"0x00000001\talpha\tnet/rds/rds\tEXPORT_SYMBOL_GPL\tNET_RDS\n"
	"a line of another kind\n"
	"0x7fffffff\tmiddle\tdrivers/a/a-b\tEXPORT_SYMBOL_GPL";

static void expect(const struct symvers *symvers, const char *name, const char *module,
		   const char *name_space, uint32_t crc)
{
	const struct export *export = symvers_find(symvers, name);

	assert_non_null(export);
	assert_string_equal(export->module, module);
	assert_string_equal(export->name_space, name_space);
	assert_int_equal(export->crc, crc);
}

static void test_find(void **state)
{
	_cleanup_free_ char *directory = NULL;
	_cleanup_free_ char *path = NULL;
	_cleanup_symvers_ struct symvers *symvers = NULL;

	(void)state;
	assert_null(directory_make_temporary("/tmp", "symvers", &directory));
	path = xasprintf("%s/Module.symvers", directory);
	assert_null(file_write(path, text, strlen(text), 0644));
	assert_null(symvers_open(path, &symvers));
	assert_int_equal(symvers->n_items, 3);
	expect(symvers, "zebra", "vmlinux", "", 0xf0e1d2c3);
	expect(symvers, "alpha", "net/rds/rds", "NET_RDS", 1);
	expect(symvers, "middle", "drivers/a/a-b", "", 0x7fffffff);
	assert_null(symvers_find(symvers, "alph"));
	assert_null(tree_remove(directory));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_find),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
