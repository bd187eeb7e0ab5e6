// SPDX-License-Identifier: GPL-2.0-or-later
/* An update gets its name: what gives way to it, and what does not. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/memory.h"
#include "client/manifest.h"
#include "create/publish.h"

static char *output;
static bool can_exchange;

/* Takes the place of the C library's: file systems without it are rare. */
int renameat2(int from_directory, const char *from, int to_directory, const char *to,
	      unsigned int flags)
{
	if (!can_exchange) {
		errno = EINVAL;
		return -1;
	}
	return syscall(SYS_renameat2, from_directory, from, to_directory, to, flags);
}

static char *inside(const char *name)
{
	return xasprintf("%s/%s", output, name);
}

static void put(const char *name, const char *text)
{
	_cleanup_free_ char *path = inside(name);

	assert_null(file_write(path, text, strlen(text), 0644));
}

static void put_update(const char *directory, const char *id, const char *title)
{
	_cleanup_free_ char *name = xasprintf("%s/%s", directory, MANIFEST_FILE);
	_cleanup_free_ char *path = inside(directory);
	_cleanup_free_ char *text = xasprintf(
		"{\"format\": 1, \"id\": \"%s\", \"title\": \"%s\", \"cves\": [],"
		" \"created_for\": {\"release\": \"6\", \"version\": \"1\", \"build_id\": \"01\"},"
		" \"requires\": [], \"modules\": [{\"target\": \"vmlinux\", \"file\": \"m.ko\","
		" \"sha256\": \"%064d\", \"size\": 1, \"name\": \"m\", \"target_build_id\": null,"
		" \"functions\": [], \"data\": [], \"hooks\": 1, \"units\": [\"a/b.o\"]}],"
		" \"notices\": [], \"pinned\": false, \"suture\": \"0.1.0\"}", id, title, 0);

	assert_null(directory_make(path));
	put(name, text);
}

static void assert_title(const char *title)
{
	_cleanup_free_ char *path = inside("A/" MANIFEST_FILE);
	_cleanup_manifest_ struct manifest manifest = { 0 };

	assert_null(manifest_read(path, &manifest));
	assert_string_equal(manifest.title, title);
}

/* The update A and nothing else is left: rmdir() is content. */
static void assert_alone(void)
{
	_cleanup_free_ char *path = inside("A");

	assert_null(tree_remove(path));
	assert_int_equal(rmdir(output), 0);
}

static int setup(void **state)
{
	(void)state;
	can_exchange = true;
	assert_null(directory_make_temporary("/tmp", "publish", &output));
	put_update(".new", "A", "new");
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	assert_null(tree_remove(output));
	free(output);
	return 0;
}

static struct error *publish_new(void)
{
	_cleanup_free_ char *directory = inside(".new");

	return publish(directory, output, "A");
}

static void test_nothing_there(void **state)
{
	(void)state;
	assert_null(publish_check(output, "A"));
	assert_null(publish_new());
	assert_title("new");
	assert_alone();
}

static void test_older_gives_way(void **state)
{
	(void)state;
	put_update("A", "A", "old");
	put("A/old.ko", "x");
	assert_null(publish_check(output, "A"));
	assert_null(publish_new());
	assert_title("new");
	assert_alone();
}

static void test_without_exchange(void **state)
{
	can_exchange = false;
	test_older_gives_way(state);
}

static void assert_stays(const char *name)
{
	_cleanup_free_ char *path = inside(name);
	_cleanup_error_ struct error *before = publish_check(output, "A");
	_cleanup_error_ struct error *after = publish_new();

	assert_non_null(before);
	assert_int_equal(before->kind, ERROR_USAGE);
	assert_non_null(strstr(before->message, "/A "));
	assert_non_null(after);
	assert_true(file_exists(path));
}

static void test_others_stay(void **state)
{
	_cleanup_free_ char *path = inside("A");

	(void)state;
	put("A", "a file");
	assert_stays("A");
	assert_int_equal(unlink(path), 0);
	assert_int_equal(symlink(".new", path), 0);
	assert_stays("A");
	assert_int_equal(unlink(path), 0);
	assert_null(directory_make(path));
	put("A/main.c", "int main;");
	assert_stays("A/main.c");
	put("A/" MANIFEST_FILE, "{}");
	assert_stays("A/main.c");
	put_update("A", "B", "of another id");
	assert_stays("A/main.c");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_nothing_there, setup, teardown),
		cmocka_unit_test_setup_teardown(test_older_gives_way, setup, teardown),
		cmocka_unit_test_setup_teardown(test_without_exchange, setup, teardown),
		cmocka_unit_test_setup_teardown(test_others_stay, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
