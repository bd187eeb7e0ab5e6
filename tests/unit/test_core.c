/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the core's sources are looked for, and what is kept of a build. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/memory.h"
#include "create/core.h"

struct place {
	char *directory, *sources;
	struct kernel kernel;
};

static void must(struct error *error)
{
	if (error)
		error_print(error, stderr);
	assert_null(error);
}

static int set_up(void **state)
{
	struct place *place = xcalloc(1, sizeof(*place));

	must(directory_make_temporary("/tmp", "test-core", &place->directory));
	place->sources = xasprintf("%s/sources", place->directory);
	place->kernel.directory = xasprintf("%s/kernel", place->directory);
	/* No tree is there: whatever tries to build fails. */
	place->kernel.tree = xasprintf("%s/no-tree", place->directory);
	place->kernel.compiler_text = xstrdup("gcc 12");
	must(directory_make(place->sources));
	*state = place;
	return 0;
}

static int tear_down(void **state)
{
	struct place *place = *state;

	must(tree_remove(place->directory));
	free(place->kernel.compiler_text);
	free(place->kernel.tree);
	free(place->kernel.directory);
	free(place->sources);
	free(place->directory);
	free(place);
	return 0;
}

static void put(const struct place *place, const char *name, const char *text)
{
	_cleanup_free_ char *path = xasprintf("%s/%s", place->sources, name);
	char *slash = strrchr(path, '/');

	*slash = '\0';
	must(directory_make(path));
	*slash = '/';
	must(file_write(path, text, strlen(text), 0644));
}

static void put_all(const struct place *place)
{
	put(place, "kmod/Kbuild", "obj-m := suture.o\n");
	put(place, "kmod/main.c", "int main;\n");
	put(place, "match/match.c", "int match;\n");
	put(place, "include/suture/abi.h", "\n");
}

/* The directory of the one build that failed for want of a tree: it is named by the digest. */
static char *kept_directory(const struct place *place)
{
	_cleanup_free_ char *command = xasprintf("ls -td %s/core/*", place->kernel.directory);
	FILE *pipe = popen(command, "r");
	char line[4096] = "";

	assert_non_null(fgets(line, sizeof(line), pipe));
	pclose(pipe);
	line[strcspn(line, "\n")] = '\0';
	return xstrdup(line);
}

static void keep_module(const struct place *place)
{
	_cleanup_free_ char *path = NULL;
	_cleanup_error_ struct error *no_tree = core_build(&place->kernel, place->sources, &path);
	_cleanup_free_ char *directory = NULL, *module = NULL;

	assert_non_null(no_tree);
	directory = kept_directory(place);
	module = xasprintf("%s/suture.ko", directory);
	must(file_write(module, "kept", 4, 0644));
}

static void the_variable_comes_first(void **state)
{
	_cleanup_free_ char *path = NULL;

	(void)state;
	setenv("SUTURE_SOURCES", "/some/where", 1);
	must(core_sources(&path));
	unsetenv("SUTURE_SOURCES");
	assert_string_equal(path, "/some/where");
}

static void an_installed_program_looks_in_share(void **state)
{
	_cleanup_free_ char *path = NULL;

	(void)state;
	must(core_sources(&path));
	assert_non_null(strstr(path, "/../share/suture/src"));
}

static void no_sources_are_no_module(void **state)
{
	const struct place *place = *state;
	_cleanup_free_ char *path = NULL;
	_cleanup_error_ struct error *error = core_build(&place->kernel, place->sources, &path);

	assert_non_null(error);
	assert_int_equal(error->kind, ERROR_USAGE);
	assert_null(path);
}

static void what_was_built_is_kept(void **state)
{
	const struct place *place = *state;
	_cleanup_free_ char *path = NULL;
	_cleanup_bytes_ struct bytes content = { 0 };

	put_all(place);
	keep_module(place);
	must(core_build(&place->kernel, place->sources, &path));
	must(file_read(path, &content));
	assert_string_equal(content.data, "kept");
}

static void rest_of_a_build_does_not_count(void **state)
{
	const struct place *place = *state;
	_cleanup_free_ char *path = NULL;

	put_all(place);
	keep_module(place);
	put(place, "kmod/main.o", "object");
	put(place, "kmod/suture.mod.c", "made by kbuild");
	must(core_build(&place->kernel, place->sources, &path));
}

static void a_changed_source_is_built_anew(void **state)
{
	const struct place *place = *state;
	_cleanup_free_ char *path = NULL;
	_cleanup_error_ struct error *error = NULL;

	put_all(place);
	keep_module(place);
	put(place, "match/match.c", "int match = 1;\n");
	error = core_build(&place->kernel, place->sources, &path);
	assert_non_null(error);
}

static void another_compiler_builds_anew(void **state)
{
	struct place *place = *state;
	_cleanup_free_ char *path = NULL;
	_cleanup_error_ struct error *error = NULL;

	put_all(place);
	keep_module(place);
	free(place->kernel.compiler_text);
	place->kernel.compiler_text = xstrdup("gcc 13");
	error = core_build(&place->kernel, place->sources, &path);
	assert_non_null(error);
}

#define core_test(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_variable_comes_first),
		cmocka_unit_test(an_installed_program_looks_in_share),
		core_test(no_sources_are_no_module),
		core_test(what_was_built_is_kept),
		core_test(rest_of_a_build_does_not_count),
		core_test(a_changed_source_is_built_anew),
		core_test(another_compiler_builds_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
