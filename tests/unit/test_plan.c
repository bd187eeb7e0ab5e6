/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A small tree with Kbuild files of its own, evaluated by make.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/file.h"
#include "base/memory.h"
#include "build/path.h"
#include "build/plan.h"

struct tree {
	char *top, *source;
};

static const struct {
	const char *path, *text;
} files[] = {
	{ "Makefile", "include include/config/auto.conf\n"
		      "export srctree := .\nexport SRCARCH := x86\n"
		      "core-y := core/\nlibs-y := lib/\n" },
	{ "Kbuild", "obj-y += core/ lib/ drivers/\n" },
	{ "include/config/auto.conf", "CONFIG_BUILT=y\nCONFIG_MOD=m\n" },
	{ "scripts/Kbuild.include", "squote := '\n" },
	{ "core/Makefile", "obj-y := a.o pair.o\npair-y := p1.o\npair-$(CONFIG_BUILT) += p2.o\n"
			   "pair-$(CONFIG_OFF) += p3.o\nobj-$(CONFIG_OFF) += off.o\n"
			   "extra-y := head.o\nobj-y += generated.o\n" },
	{ "core/a.c", "" }, { "core/p1.c", "" }, { "core/p2.c", "" }, { "core/p3.c", "" },
	{ "core/off.c", "" }, { "core/head.S", "" },
	{ "lib/Makefile", "lib-y := l.o\n" },
	{ "lib/l.c", "" },
	{ "drivers/Makefile", "obj-$(CONFIG_MOD) += one.o many.o deep/\n"
			      "many-objs := m1.o ../core/shared.o\n"
			      "obj-y += both/\n" },
	{ "drivers/one.c", "" }, { "drivers/m1.c", "" }, { "core/shared.c", "" },
	{ "drivers/both/Kbuild", "obj-y := y.o\nobj-m := m.o y.o\n" },
	{ "drivers/both/Makefile", "$(error Kbuild comes first)\n" },
	{ "drivers/both/y.c", "" }, { "drivers/both/m.c", "" },
	{ "drivers/deep/Makefile", "obj-y := no.o\nobj-m := yes.o\n" },
	{ "drivers/deep/no.c", "" }, { "drivers/deep/yes.c", "" },
};

static int setup(void **state)
{
	struct tree *tree = xcalloc(1, sizeof(*tree));

	assert_null(directory_make_temporary("/tmp", "suture-plan", &tree->top));
	tree->source = path_join(tree->top, "tree");
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		_cleanup_free_ char *path = path_join(tree->source, files[i].path);
		_cleanup_free_ char *parent = path_directory(path);

		assert_null(directory_make(parent));
		assert_null(file_write(path, files[i].text, strlen(files[i].text), 0644));
	}
	*state = tree;
	return 0;
}

static int teardown(void **state)
{
	struct tree *tree = *state;

	assert_null(tree_remove(tree->top));
	free(tree->top);
	free(tree->source);
	free(tree);
	return 0;
}

static void assert_unit(const struct plan *plan, const char *object, const char *module,
			const char *source)
{
	const struct plan_unit *unit = plan_find(plan, object);

	assert_non_null(unit);
	assert_string_equal(unit->source, source);
	if (module)
		assert_string_equal(unit->module, module);
	else
		assert_null(unit->module);
}

static void kbuild_files_are_evaluated(void **state)
{
	const struct tree *tree = *state;
	char *variables[] = { NULL };
	_cleanup_plan_ struct plan *plan = NULL;
	_cleanup_plan_ struct plan *again = NULL;
	_cleanup_free_ char *cache = path_join(tree->top, "cache");
	_cleanup_error_ struct error *error = NULL;

	/* The user's own settings for other builds; they count for nothing. */
	setenv("CONFIG_OFF", "y", 1);
	setenv("MAKEFLAGS", "CONFIG_OFF=y", 1);
	error = plan_open(tree->source, variables, cache, &plan);
	unsetenv("CONFIG_OFF");
	unsetenv("MAKEFLAGS");
	if (error)
		error_print(error, stderr);
	assert_null(error);
	assert_unit(plan, "core/a.o", NULL, "core/a.c");
	assert_unit(plan, "core/p1.o", NULL, "core/p1.c");
	assert_unit(plan, "core/p2.o", NULL, "core/p2.c");
	assert_unit(plan, "core/head.o", NULL, "core/head.S");
	assert_unit(plan, "lib/l.o", NULL, "lib/l.c");
	assert_unit(plan, "drivers/one.o", "drivers/one", "drivers/one.c");
	assert_unit(plan, "drivers/m1.o", "drivers/many", "drivers/m1.c");
	assert_unit(plan, "core/shared.o", "drivers/many", "core/shared.c");
	assert_string_equal(plan_find(plan, "core/shared.o")->target, "drivers/../core/shared.o");
	assert_unit(plan, "drivers/both/y.o", NULL, "drivers/both/y.c");
	assert_unit(plan, "drivers/both/m.o", "drivers/both/m", "drivers/both/m.c");
	assert_unit(plan, "drivers/deep/yes.o", "drivers/deep/yes", "drivers/deep/yes.c");
	/* off, of another configuration, generated, or in a directory that modules alone enter */
	assert_null(plan_find(plan, "core/off.o"));
	assert_null(plan_find(plan, "core/p3.o"));
	assert_null(plan_find(plan, "core/pair.o"));
	assert_null(plan_find(plan, "core/generated.o"));
	assert_null(plan_find(plan, "drivers/deep/no.o"));
	assert_int_equal(plan->n_units, 11);

	/* The second time the answer comes from the cache: make would fail now. */
	{
		_cleanup_free_ char *makefile = path_join(tree->source, "Makefile");

		assert_null(file_write(makefile, "$(error no)\n", 12, 0644));
	}
	assert_null(plan_open(tree->source, variables, cache, &again));
	assert_int_equal(again->n_units, plan->n_units);
}

static void damaged_lists_are_refused(void **state)
{
	const struct tree *tree = *state;
	static const char *const texts[] = { "", "unit x.o\n", "unit a b c d\n", "unit x.c -\n" };

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		const struct bytes text = { (unsigned char *)texts[i], strlen(texts[i]) };
		struct plan *plan = NULL;
		_cleanup_error_ struct error *error = plan_parse(tree->source, &text, &plan);

		assert_non_null(error);
		assert_null(plan);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(kbuild_files_are_evaluated, setup, teardown),
		cmocka_unit_test_setup_teardown(damaged_lists_are_refused, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
