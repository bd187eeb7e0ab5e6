// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What commits affect, in a small source with Kbuild files of its own. Configuring it is make's
 * work, with rules that only copy; the compiler that the configuration names is this one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "build/path.h"
#include "split/units.h"
#include "tree/store.h"

static const char config[] =
	"CONFIG_X86_64=y\nCONFIG_CC_IS_GCC=y\nCONFIG_BUILT=y\nCONFIG_MOD=m\n";

static const struct {
	const char *path, *text;
} files[] = {
	{ "Kbuild", "obj-y += core/ drivers/\n" },
	{ "Makefile",
	  "-include include/config/auto.conf\nexport srctree := .\nexport SRCARCH := x86\n"
	  "olddefconfig:\n\t@test -f drivers/Kconfig.more\n"
	  "syncconfig:\n\t@mkdir -p include/config && cp .config include/config/auto.conf\n"
	  "asm-generic:\n\t@mkdir -p arch/x86/include/generated/asm && "
	  "echo '#include <asm-generic/g.h>' > arch/x86/include/generated/asm/g.h\n" },
	{ "arch/arm/main.c", "#include <linux/deep.h>\n" },
	{ "core/Makefile", "obj-y := a.o b.o\nobj-$(CONFIG_OFF) += off.o\n" },
	{ "core/a.c", "int a;\n # include\t<linux/outer.h>\n" },
	{ "core/b.c", "#include <asm/g.h>\n#include \"part.c\"\n" },
	{ "core/off.c", "#include <linux/outer.h>\n" },
	{ "core/part.c", "int part;" },
	{ "drivers/Kconfig.more", "" },
	{ "drivers/Makefile", "obj-$(CONFIG_MOD) += one.o many.o\nmany-y := a.o m.o\n" },
	{ "drivers/a.c", "" },
	{ "drivers/m.c", "#include <linux/deep.h>\n" },
	{ "drivers/one.c", "/* #include <linux/deep.h> */\n" },
	{ "include/asm-generic/g.h", "" },
	{ "include/linux/deep.h", "int deep;\n" },
	{ "include/linux/outer.h", "#include <linux/deep.h>\n" },
	{ "scripts/Kbuild.include", "squote := '\n" },
};

struct fixture {
	char *directory, *config;
	struct store *store;
	struct source source;
};

static void fill(struct fixture *fixture)
{
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		git_oid oid;

		assert_null(store_put(fixture->store, GIT_OBJECT_BLOB, files[i].text,
				      strlen(files[i].text), &oid));
		assert_null(listing_set(fixture->source.listing, files[i].path, S_IFREG | 0644,
					&oid));
	}
}

static int setup(void **state)
{
	struct fixture *fixture = xcalloc(1, sizeof(*fixture));
	_cleanup_free_ char *path = NULL, *text = NULL;

	assert_null(directory_make_temporary("/tmp", "suture-units", &fixture->directory));
	assert_int_equal(setenv("XDG_CACHE_HOME", fixture->directory, 1), 0);
	path = path_join(fixture->directory, "store.git");
	assert_null(store_create(path, &fixture->store));
	fixture->source.listing = listing_new();
	fill(fixture);
	fixture->config = path_join(fixture->directory, "config");
	text = xasprintf("%sCONFIG_GCC_VERSION=%d0000\n", config, __GNUC__);
	assert_null(file_write(fixture->config, text, strlen(text), 0644));
	*state = fixture;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *fixture = *state;

	store_close(fixture->store);
	listing_free(fixture->source.listing);
	assert_null(tree_remove(fixture->directory));
	free(fixture->directory);
	free(fixture->config);
	free(fixture);
	return 0;
}

/* A machine that cannot configure a kernel cannot run this. */
static void find(struct fixture *fixture, struct split *split)
{
	const struct split_input input = { .store = fixture->store, .new = &fixture->source };
	_cleanup_error_ struct error *error =
		units_find(split, &input, fixture->config, NULL);

	if (error && (error->refusal == SUTURE_REFUSAL_TOOL_MISSING ||
		      error->refusal == SUTURE_REFUSAL_COMPILER_MISSING))
		skip();
	if (error)
		error_print(error, stderr);
	assert_null(error);
}

/* One commit that changes these files; afterwards "UNIT...: TARGET...". */
static char *affected(struct fixture *fixture, const char *one, const char *other)
{
	char *paths[] = { (char *)one, (char *)other };
	struct split_file changed[] = { { .path = paths[0] }, { .path = paths[1] } };
	struct split_change changes[] = { { .file = 0 }, { .file = 1 } };
	struct split_commit commit = { .changes = changes, .n_changes = other ? 2 : 1 };
	struct split split = { .files = changed, .n_files = commit.n_changes,
			       .commits = &commit, .n_commits = 1 };
	char *text = NULL;

	find(fixture, &split);
	assert_non_null(commit.units);
	assert_non_null(commit.targets);
	for (size_t i = 0; i < commit.n_units; i++)
		xappend(&text, "%s ", commit.units[i]);
	xappend(&text, ":");
	for (size_t i = 0; i < commit.n_targets; i++)
		xappend(&text, " %s", commit.targets[i]);
	for (size_t i = 0; i < commit.n_units; i++)
		free(commit.units[i]);
	for (size_t i = 0; i < commit.n_targets; i++)
		free(commit.targets[i]);
	free(commit.units);
	free(commit.targets);
	return text;
}

static void assert_affected(void **state, const char *one, const char *other, const char *expected)
{
	_cleanup_free_ char *found = affected(*state, one, other);

	assert_string_equal(found, expected);
}

static void test_sources(void **state)
{
	assert_affected(state, "core/a.c", NULL, "core/a.o : vmlinux");
	assert_affected(state, "drivers/a.c", "drivers/one.c",
			"drivers/a.o drivers/one.o : drivers/many drivers/one");
	assert_affected(state, "core/part.c", NULL, "core/b.o : vmlinux");
}

static void test_headers(void **state)
{
	assert_affected(state, "include/linux/deep.h", NULL,
			"core/a.o drivers/m.o : drivers/many vmlinux");
	assert_affected(state, "include/linux/outer.h", "core/a.c", "core/a.o : vmlinux");
	assert_affected(state, "include/asm-generic/g.h", NULL, "core/b.o : vmlinux");
}

static void test_nothing(void **state)
{
	assert_affected(state, "core/off.c", "core/Makefile", ":");
	assert_affected(state, "arch/arm/main.c", "gone.c", ":");
}

static void test_refusals(void **state)
{
	struct fixture *fixture = *state;
	const struct split_input input = { .store = fixture->store, .new = &fixture->source };
	_cleanup_error_ struct error *error = NULL;
	struct split split = {};

	assert_null(file_write(fixture->config, "CONFIG_ARM64=y\n", 15, 0644));
	error = units_find(&split, &input, fixture->config, NULL);
	assert_non_null(error);
	assert_int_equal(error->refusal, SUTURE_REFUSAL_KERNEL_UNSUPPORTED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_sources, setup, teardown),
		cmocka_unit_test_setup_teardown(test_headers, setup, teardown),
		cmocka_unit_test_setup_teardown(test_nothing, setup, teardown),
		cmocka_unit_test_setup_teardown(test_refusals, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
