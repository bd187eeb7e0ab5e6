// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A kernel from a directory, opened as a whole: the image is a made one, and its
 * "source" is a makefile that stands in for kbuild, so that all steps run.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

#include "kernel/kernel.h"
#include "vmlinux_maker.h"

/* Configures by copying, and leaves out what the file "drop" names. */
static const char makefile[] =
	"olddefconfig:\n"
	"\t@if [ -e drop ]; then grep -v -f drop .config > new; mv new .config; fi\n"
	"\t@echo CONFIG_BUILD_SALT=\\\"\\\" >> .config\n"
	"prepare:\n"
	"\t@test ! -e fail || { echo 'an error occurred'; exit 1; }\n"
	"\t@mkdir -p include/generated tools\n"
	"\t@echo '#define UTS_RELEASE \"$(KERNELRELEASE)\"' > include/generated/utsrelease.h\n"
	"\t@echo '$(CC) $(KBUILD_BUILD_USER) $(VENDOR)' > told\n"
	"modules_prepare:\n"
	"\t@:\n";

static const char config[] = "CONFIG_CC_IS_GCC=y\n"
			     "CONFIG_CC_VERSION_TEXT=\"gcc (Somebody 1) 1.0\"\n"
			     "CONFIG_GCC_VERSION=120200\n"
			     "CONFIG_GCC_PLUGINS=y\n";

/* A scratch directory with "cache" and "vendor", both fresh for each test. */
struct place {
	char *root, *vendor, *specification;
};

static void put(const struct place *place, const char *name, const void *data, size_t size)
{
	_cleanup_free_ char *path = xasprintf("%s/%s", place->vendor, name);
	_cleanup_free_ char *parent = xstrdup(path);

	*strrchr(parent, '/') = 0;
	assert_null(directory_make(parent));
	assert_null(file_write(path, data, size, 0644));
}

static void put_text(const struct place *place, const char *name, const char *text)
{
	put(place, name, text, strlen(text));
}

static void put_packed_module(const struct place *place)
{
	unsigned char packed[256];
	z_stream stream = { .next_in = (unsigned char *)"module two", .avail_in = 10,
			    .next_out = packed, .avail_out = sizeof(packed) };

	assert_int_equal(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, 0), Z_OK);
	assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
	put(place, "modules/kernel/net/two-b/two-b.ko.gz", packed, stream.total_out);
	deflateEnd(&stream);
}

static int set_up(void **state)
{
	struct place *place = xcalloc(1, sizeof(*place));
	const struct vmlinux_file image = vmlinux_make();
	_cleanup_free_ char *cache = NULL;

	assert_null(directory_make_temporary("/tmp", "suture-test", &place->root));
	place->vendor = xasprintf("%s/vendor", place->root);
	place->specification = xasprintf("dir:%s", place->vendor);
	cache = xasprintf("%s/cache", place->root);
	setenv("XDG_CACHE_HOME", cache, 1);
	put_text(place, "vendor",
		 "# made for a test\nversion = 1-2\ncompiler=true\n\nmake = VENDOR=x\n");
	put_text(place, "source/Makefile", makefile);
	put_text(place, "config", config);
	put_text(place, "Module.symvers", "0x0\tnothing\n");
	put(place, "image", &image, sizeof(image));
	put_text(place, "modules/kernel/fs/one.ko", "module one");
	put_packed_module(place);
	*state = place;
	return 0;
}

static int tear_down(void **state)
{
	struct place *place = *state;

	assert_null(tree_remove(place->root));
	free(place->root);
	free(place->vendor);
	free(place->specification);
	free(place);
	return 0;
}

static struct kernel *open_kernel(const struct place *place, unsigned int parts)
{
	struct kernel *kernel = NULL;
	struct error *error = kernel_open(place->specification, parts, NULL, &kernel);

	if (error)
		error_print(error, stderr);
	assert_null(error);
	return kernel;
}

static void assert_refused(const struct place *place, unsigned int parts,
			   enum suture_refusal refusal, const char *words)
{
	struct kernel *kernel = NULL;
	_cleanup_error_ struct error *error =
		kernel_open(place->specification, parts, NULL, &kernel);

	assert_non_null(error);
	assert_null(kernel);
	assert_int_equal(error->refusal, refusal);
	assert_non_null(strstr(error->message, words));
}

static void assert_file(const char *directory, const char *name, const char *text)
{
	_cleanup_free_ char *path = name ? xasprintf("%s/%s", directory, name) : xstrdup(directory);
	_cleanup_bytes_ struct bytes content = { 0 };

	assert_null(file_read(path, &content));
	assert_string_equal((const char *)content.data, text);
}

static void test_image_only(void **state)
{
	_cleanup_kernel_ struct kernel *kernel = open_kernel(*state, KERNEL_IMAGE);

	assert_string_equal(kernel->release, VMLINUX_RELEASE);
	assert_string_equal(kernel->version, "1-2");
	assert_int_equal(kernel->build_id[1], 2);
	assert_non_null(image_section(kernel->vmlinux_image, ".text"));
	assert_file(kernel->config, NULL, config);
	assert_null(kernel->modules);
	assert_null(kernel->tree);
}

static void test_modules(void **state)
{
	_cleanup_kernel_ struct kernel *kernel = open_kernel(*state, KERNEL_MODULES);
	_cleanup_module_list_ struct module_list list = { 0 };
	_cleanup_free_ char *one = NULL, *two = NULL, *three = NULL;
	_cleanup_error_ struct error *error = NULL;

	assert_null(kernel_modules(kernel, &list));
	assert_int_equal(list.n_names, 2);
	assert_string_equal(list.names[0], "fs/one");
	assert_string_equal(list.names[1], "net/two-b/two-b");
	assert_null(kernel_module_path(kernel, "fs/one.ko", &one));
	assert_file(one, NULL, "module one");
	assert_null(kernel_module_path(kernel, "two_b", &two));
	assert_file(two, NULL, "module two");
	error = kernel_module_path(kernel, "ne", &three);
	assert_int_equal(error->refusal, SUTURE_REFUSAL_NOT_BUILT);
}

static void test_tree(void **state)
{
	_cleanup_kernel_ struct kernel *kernel = open_kernel(*state, KERNEL_ALL);
	_cleanup_kernel_ struct kernel *again = open_kernel(*state, KERNEL_TREE);
	_cleanup_free_ char *source = xasprintf("%s/source/.config",
						((struct place *)*state)->vendor);

	assert_file(kernel->tree, "told", "true builder x\n");
	assert_file(kernel->tree, "Module.symvers", "0x0\tnothing\n");
	assert_file(kernel->symvers, NULL, "0x0\tnothing\n");
	assert_true(kernel->compiler_differs);
	assert_string_equal(again->tree, kernel->tree);
	/* The vendor's own directory stays as it is. */
	assert_false(file_exists(source));
}

static void test_lost_option(void **state)
{
	put_text(*state, "source/drop", "CONFIG_GCC_PLUGINS\n");
	assert_refused(*state, KERNEL_TREE, SUTURE_REFUSAL_CONFIG_DIFFERS, "CONFIG_GCC_PLUGINS");
}

/* With nothing but a compiler to be found, the other tools are named. */
static void test_missing_tool(void **state)
{
	const struct place *place = *state;
	_cleanup_free_ char *path = xstrdup(getenv("PATH"));
	_cleanup_free_ char *compiler = xasprintf("%s/true", place->root);

	assert_int_equal(symlink("/bin/true", compiler), 0);
	setenv("PATH", place->root, 1);
	assert_refused(place, KERNEL_TREE, SUTURE_REFUSAL_TOOL_MISSING, "flex (package flex)");
	setenv("PATH", path, 1);
}

static void test_failed_preparation(void **state)
{
	put_text(*state, "source/fail", "");
	assert_refused(*state, KERNEL_TREE, SUTURE_REFUSAL_PREPARE_FAILED, "an error occurred");
}

static void test_bad_vendor_file(void **state)
{
	struct kernel *kernel = NULL;
	_cleanup_error_ struct error *error = NULL;

	put_text(*state, "vendor", "version = 1\ncolour = red\n");
	error = kernel_open(((struct place *)*state)->specification, KERNEL_IMAGE, NULL, &kernel);
	assert_int_equal(error->kind, ERROR_USAGE);
	assert_non_null(strstr(error->message, "line 2"));
}

static void test_wrong_release(void **state)
{
	put_text(*state, "vendor", "release = 6.1.0-other\n");
	assert_refused(*state, KERNEL_IMAGE, SUTURE_REFUSAL_NO_SUCH_KERNEL, VMLINUX_RELEASE);
}

static void test_missing_parts(void **state)
{
	put_text(*state, "vendor", "compiler = no-such-compiler-here\n");
	assert_refused(*state, KERNEL_TREE, SUTURE_REFUSAL_COMPILER_MISSING,
		       "no-such-compiler-here");
	put_text(*state, "vendor", "modules = nowhere\n");
	assert_refused(*state, KERNEL_MODULES, SUTURE_REFUSAL_NO_SUCH_KERNEL, "no modules");
	put_text(*state, "vendor", "image = nowhere\n");
	assert_refused(*state, KERNEL_IMAGE, SUTURE_REFUSAL_NO_SUCH_KERNEL, "nowhere");
}

static void test_specifications(void **state)
{
	static const char *const wrong[] = { "", "6.1.0", "debian:", "debian:../x", "debian:a b",
					     "debian:a=", "debian:a=b/c" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		struct kernel *kernel = NULL;
		_cleanup_error_ struct error *error =
			kernel_open(wrong[i], KERNEL_IMAGE, NULL, &kernel);

		assert_non_null(error);
		assert_int_equal(error->kind, ERROR_USAGE);
	}
}

/* Die at the step whose number is the context. */
static void die(void *context, const char *text)
{
	int *left = context;

	(void)text;
	if ((*left)-- == 0)
		_exit(9);
}

static int run_and_die(const struct place *place, int at)
{
	const struct kernel_progress progress = { die, &at };
	struct kernel *kernel = NULL;
	pid_t child = fork();
	int status;

	if (child == 0) {
		error_free(kernel_open(place->specification, KERNEL_ALL, &progress, &kernel));
		kernel_close(kernel);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return WEXITSTATUS(status);
}

static void test_killed_at_every_step(void **state)
{
	_cleanup_kernel_ struct kernel *kernel = NULL;
	_cleanup_free_ char *command = NULL;
	int at = 0;

	while (run_and_die(*state, at) == 9)
		at++;
	assert_true(at >= 3);
	kernel = open_kernel(*state, KERNEL_ALL);
	assert_file(kernel->tree, "told", "true builder x\n");
	command = xasprintf("test -z \"$(find '%s' -maxdepth 1 -name 'tmp.*')\"",
			    kernel->directory);
	assert_int_equal(system(command), 0);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_image_only),	       TEST(test_modules),
		TEST(test_tree),	       TEST(test_lost_option),
		TEST(test_failed_preparation), TEST(test_bad_vendor_file),
		TEST(test_wrong_release),      TEST(test_missing_parts),
		TEST(test_specifications),     TEST(test_killed_at_every_step),
		TEST(test_missing_tool),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
