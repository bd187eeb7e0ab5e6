/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Small trees: which units does a change reach, and which does it pass by?
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/run.h"
#include "build/affected.h"
#include "build/mirror.h"
#include "build/path.h"

struct tree {
	char *top, *source, *patched, *cache;
	struct plan *plan;
};

static const struct {
	const char *path, *text;
} files[] = {
	/* A header with an inline function, a macro, a structure and a prototype. */
	{ "include/linux/h.h", "#ifndef H_H\n#define H_H\n"
			       "struct thing {\n\tint one;\n\tint two;\n};\n"
			       "static inline int helper(int a)\n{\n\treturn a + 1;\n}\n"
			       "#define SIZE 4\n"
			       "int out(void);\n"
			       "/* A remark. */\n"
			       "enum color { RED, GREEN };\n"
			       "#endif\n" },
	/* A second header that hands both on. */
	{ "include/linux/g.h", "#include <linux/h.h>\n"
			       "static inline int wrapper(int b)\n{\n\treturn helper(b);\n}\n"
			       "struct holder {\n\tstruct thing inner;\n};\n" },
	{ "d/direct.c", "#include <linux/h.h>\nint f(void) { return helper(2); }\n" },
	{ "d/through.c", "#include <linux/g.h>\nint g(void) { return wrapper(2); }\n" },
	{ "d/holds.c", "#include <linux/g.h>\nstruct holder h;\n" },
	{ "d/sized.c", "#include \"../include/linux/h.h\"\nint a[SIZE];\n" },
	{ "d/colored.c", "#include <linux/h.h>\nint c = GREEN;\n" },
	{ "d/blind.c", "#include <linux/g.h>\n/* helper, thing */\nchar *s = \"SIZE\";\n" },
	{ "d/apart.c", "int helper(int a);\nint z = 1;\n" },
	{ "d/whole.c", "#include \"part.c\"\n" },
	{ "d/part.c", "int part;\n" },
	{ "d/shared.c", "int shared;\n" },
	{ "d/unbuilt.c", "int unbuilt;\n" },
	{ "Documentation/x.rst", "x\n" },
};

static const char units[] = "unit d/direct.o d/m\nunit d/through.o -\nunit d/holds.o -\n"
			    "unit d/sized.o -\nunit d/colored.o -\nunit d/blind.o -\n"
			    "unit d/apart.o -\nunit d/whole.o -\nunit d/whole.o -\n"
			    "unit d/shared.o d/m\nunit d/shared.o d/n\nunit d/shared.o d/m\n";

static int setup(void **state)
{
	struct tree *tree = xcalloc(1, sizeof(*tree));
	const struct bytes list = { (unsigned char *)units, sizeof(units) - 1 };

	assert_null(directory_make_temporary("/tmp", "suture-affected", &tree->top));
	tree->source = path_join(tree->top, "a");
	tree->patched = path_join(tree->top, "b");
	tree->cache = path_join(tree->top, "cache");
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		_cleanup_free_ char *path = path_join(tree->source, files[i].path);
		_cleanup_free_ char *parent = path_directory(path);

		assert_null(directory_make(parent));
		assert_null(file_write(path, files[i].text, strlen(files[i].text), 0644));
	}
	assert_null(plan_parse(tree->source, &list, &tree->plan));
	assert_null(directory_make(tree->patched));
	assert_null(tree_mirror(tree->source, tree->patched));
	*state = tree;
	return 0;
}

static int teardown(void **state)
{
	struct tree *tree = *state;

	assert_null(tree_remove(tree->top));
	plan_free(tree->plan);
	free(tree->top);
	free(tree->source);
	free(tree->patched);
	free(tree->cache);
	free(tree);
	return 0;
}

/* Replace a piece of a file in the patched tree. */
static void edit(const struct tree *tree, const char *name, const char *from, const char *to)
{
	_cleanup_free_ char *path = path_join(tree->patched, name);
	_cleanup_free_ char *text = NULL;
	_cleanup_bytes_ struct bytes old = {};
	const char *at;

	assert_null(file_read(path, &old));
	at = strstr((char *)old.data, from);
	assert_non_null(at);
	text = xasprintf("%.*s%s%s", (int)(at - (char *)old.data), old.data, to, at + strlen(from));
	assert_null(file_write(path, text, strlen(text), 0644));
}

static struct error *find(const struct tree *tree, struct affected **affected)
{
	_cleanup_bytes_ struct bytes diff = {};
	_cleanup_patch_ struct patch *patch = NULL;
	const struct run_options options = { .directory = tree->top, .output = &diff };
	const char *const argv[] = { "diff", "-ruN", "a", "b", NULL };
	int status;

	assert_null(run(argv, &options, &status));
	assert_int_equal(status, 1);
	assert_null(patch_parse(&diff, &patch));
	return affected_units(tree->source, tree->patched, tree->cache, tree->plan, patch,
			      affected);
}

/* The sources of the affected units, in order. */
static void assert_affected(const struct tree *tree, const char *expected)
{
	_cleanup_affected_ struct affected *affected = NULL;
	_cleanup_free_ char *list = xstrdup("");

	assert_null(find(tree, &affected));
	for (size_t i = 0; i < affected->n_units; i++) {
		char *longer = xasprintf("%s%s%s", list, i ? " " : "", affected->units[i]->source);

		free(list);
		list = longer;
	}
	assert_string_equal(list, expected);
}

static void assert_not_built(const struct tree *tree)
{
	struct affected *affected = NULL;
	_cleanup_error_ struct error *error = find(tree, &affected);

	assert_non_null(error);
	assert_int_equal(error->refusal, SUTURE_REFUSAL_NOT_BUILT);
}

static void source_affects_its_unit(void **state)
{
	edit(*state, "d/apart.c", "1", "2");
	assert_affected(*state, "d/apart.c");
}

static void included_source_affects_its_includer(void **state)
{
	edit(*state, "d/part.c", "part", "parts");
	assert_affected(*state, "d/whole.c");
}

/* An object that two modules are linked from; kbuild may name it more often than that. */
static void object_is_a_unit_of_each_module(void **state)
{
	_cleanup_affected_ struct affected *affected = NULL;

	edit(*state, "d/shared.c", "shared", "changed");
	assert_null(find(*state, &affected));
	assert_int_equal(affected->n_units, 2);
	assert_string_equal(affected->units[0]->module, "d/m");
	assert_string_equal(affected->units[1]->module, "d/n");
}

static void inline_function_is_followed(void **state)
{
	edit(*state, "include/linux/h.h", "a + 1", "a + 2");
	assert_affected(*state, "d/direct.c d/through.c");
}

static void structure_is_followed(void **state)
{
	edit(*state, "include/linux/h.h", "\tint two;\n", "\tint two;\n\tint three;\n");
	assert_affected(*state, "d/holds.c");
}

static void macro_is_followed(void **state)
{
	edit(*state, "include/linux/h.h", "SIZE 4", "SIZE 5");
	assert_affected(*state, "d/sized.c");
}

static void enumerators_are_followed(void **state)
{
	edit(*state, "include/linux/h.h", "RED, ", "RED, BLUE, ");
	assert_affected(*state, "d/colored.c");
}

static void doubt_keeps_every_includer(void **state)
{
	edit(*state, "include/linux/h.h", "int out(void);", "#include <linux/k.h>\nint out(void);");
	assert_affected(*state, "d/blind.c d/colored.c d/direct.c d/holds.c d/sized.c d/through.c");
}

static void remark_and_prototype_affect_nobody(void **state)
{
	edit(*state, "include/linux/h.h", "A remark", "Another remark");
	edit(*state, "include/linux/h.h", "int out(void);", "int out(void);\nint more(int x);");
	assert_not_built(*state);
}

static void what_is_not_built_is_noted(void **state)
{
	_cleanup_affected_ struct affected *affected = NULL;

	edit(*state, "d/unbuilt.c", "unbuilt", "never");
	edit(*state, "Documentation/x.rst", "x", "y");
	assert_not_built(*state);
	edit(*state, "d/apart.c", "1", "2");
	assert_null(find(*state, &affected));
	assert_int_equal(affected->n_units, 1);
	assert_int_equal(affected->n_notes, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(source_affects_its_unit, setup, teardown),
		cmocka_unit_test_setup_teardown(included_source_affects_its_includer,
						setup, teardown),
		cmocka_unit_test_setup_teardown(object_is_a_unit_of_each_module, setup, teardown),
		cmocka_unit_test_setup_teardown(inline_function_is_followed, setup, teardown),
		cmocka_unit_test_setup_teardown(structure_is_followed, setup, teardown),
		cmocka_unit_test_setup_teardown(macro_is_followed, setup, teardown),
		cmocka_unit_test_setup_teardown(enumerators_are_followed, setup, teardown),
		cmocka_unit_test_setup_teardown(doubt_keeps_every_includer, setup, teardown),
		cmocka_unit_test_setup_teardown(remark_and_prototype_affect_nobody,
						setup, teardown),
		cmocka_unit_test_setup_teardown(what_is_not_built_is_noted, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
