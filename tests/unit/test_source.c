// SPDX-License-Identifier: GPL-2.0-or-later
/* The same small tree from directories and git, and those that are broken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <glob.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/run.h"
#include "tests/unit/place.h"

/* ---- directories ---- */

static void directory_is_read(void **state)
{
	const struct place *place = *state;
	_cleanup_source_ struct source *source = NULL;
	_cleanup_free_ char *slashes = xasprintf("%s//", place->src);

	put_samples(place, "src");
	put(place, "src/.git/config", "x");
	put(place, "src/drivers/.git", "gitdir: elsewhere\n");
	assert_reads_samples(place, place->src);
	assert_reads_samples(place, slashes);
	source = read_source(place, place->src);
	assert_string_equal(source->name, place->src);
	assert_null(source->version);
}

static void pipes_and_sockets_are_left_out(void **state)
{
	const struct place *place = *state;
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	_cleanup_free_ char *pipe_path = path_in(place, "src/pipe");
	_cleanup_close_ int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	put_samples(place, "src");
	assert_int_equal(mkfifo(pipe_path, 0644), 0);
	snprintf(address.sun_path, sizeof(address.sun_path), "%s/socket", place->src);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_reads_samples(place, place->src);
}

static void unreadable_file_is_named(void **state)
{
	struct place *place = *state;
	bool is_root = geteuid() == 0;

	put(place, "src/secret", "x");
	put_bytes(place, "src/drivers/secret", "x", 1, 0);
	assert_int_equal(chmod(place->root, 0777), 0);
	store_close(take(place->store));
	assert_int_equal(is_root ? seteuid(65534) : 0, 0);
	assert_null(store_create(place->target, &place->store));
	assert_refused(place, place->src, "src/drivers/secret");
	assert_int_equal(is_root ? seteuid(0) : 0, 0);
}

static void huge_file_is_refused(void **state)
{
	const struct place *place = *state;
	_cleanup_free_ char *path = path_in(place, "src/huge");

	put(place, "src/huge", "x");
	assert_int_equal(truncate(path, (1ll << 30) + 1), 0);
	assert_refused(place, place->src, "huge has 1073741825 bytes");
}

static void store_inside_is_left_out(void **state)
{
	struct place *place = *state;

	store_close(take(place->store));
	free(place->target);
	place->target = path_in(place, "src/out.git");
	assert_null(store_create(place->target, &place->store));
	put_samples(place, "src");
	assert_reads_samples(place, place->src);
}

static size_t count_packs(const struct place *place)
{
	_cleanup_free_ char *pattern = path_in(place, "out.git/objects/pack/*.pack");
	glob_t found = { 0 };
	size_t n;

	glob(pattern, 0, NULL, &found);
	n = found.gl_pathc;
	globfree(&found);
	return n;
}

/* Each reading that brings something new makes a pack. */
static void same_files_are_kept_once(void **state)
{
	const struct place *place = *state;

	put_samples(place, "src");
	source_free(read_source(place, place->src));
	put(place, "src/Makefile", "VERSION = 10\n");
	source_free(read_source(place, place->src));
	put_samples(place, "src");
	assert_reads_samples(place, place->src);
	assert_null(store_finish(place->store));
	assert_null(store_publish(place->store));
	assert_int_equal(count_packs(place), 2);
}

static void nothing_to_read_is_refused(void **state)
{
	const struct place *place = *state;
	_cleanup_free_ char *missing = path_in(place, "missing");
	_cleanup_free_ char *colons = path_in(place, "a:b:c");

	assert_refused(place, place->src, "no files");
	assert_refused(place, missing, "No such file");
	assert_refused(place, colons, "No such file");
	assert_refused(place, "", "No such file");
	assert_refused(place, "/dev/null", "neither");
}


/* ---- git ---- */

static void git(const struct place *place, const char *const arguments[])
{
	_cleanup_free_ char *config = path_in(place, "none");
	_cleanup_free_ char *setting = xasprintf("GIT_CONFIG_GLOBAL=%s", config);
	char *const environment[] = { (char *)"GIT_CONFIG_NOSYSTEM=1", setting, NULL };
	const struct run_options options = { .directory = place->src, .environment = environment };
	const char *argv[20] = { "git", "-c", "user.name=A", "-c", "user.email=a@b" };
	size_t n = 5;

	while (*arguments)
		argv[n++] = *arguments++;
	assert_null(run_checked(argv, &options));
}

#define git(place, ...) git(place, (const char *const[]){ __VA_ARGS__, NULL })

static void revision_is_read(void **state)
{
	const struct place *place = *state;
	_cleanup_free_ char *head = xasprintf("%s:HEAD", place->src);
	_cleanup_free_ char *bare = path_in(place, "bare.git");
	_cleanup_free_ char *tag = xasprintf("%s:v9.9", bare);
	_cleanup_free_ char *part = xasprintf("%s:HEAD:scripts", place->src);
	_cleanup_free_ char *none = xasprintf("%s:v1", place->src);
	_cleanup_source_ struct source *scripts = NULL;

	put_samples(place, "src");
	git(place, "init", "-q");
	git(place, "add", "-A");
	git(place, "commit", "-q", "-m", "x");
	git(place, "tag", "-a", "-m", "y", "v9.9");
	git(place, "clone", "-q", "--bare", ".", bare);
	put(place, "src/Makefile", "not committed");
	assert_reads_samples(place, head);
	assert_reads_samples(place, tag);
	scripts = read_source(place, part);
	assert_content(place, scripts, "run", "#!/bin/sh\n");
	assert_refused(place, none, "cannot find the revision 'v1'");
	assert_refused(place, bare, "add ':' and a revision");
}

/* Without it the last tree of a split would not be the revision's. */
static void submodule_is_refused(void **state)
{
	const struct place *place = *state;
	_cleanup_free_ char *head = xasprintf("%s:HEAD", place->src);

	put_samples(place, "src");
	git(place, "init", "-q");
	git(place, "add", "-A");
	git(place, "update-index", "--add", "--cacheinfo",
	    "160000,1234567812345678123456781234567812345678,drivers/module");
	git(place, "commit", "-q", "-m", "x");
	assert_refused(place, head, "drivers/module is a submodule");
}

static void directory_is_no_repository(void **state)
{
	const struct place *place = *state;
	_cleanup_free_ char *head = xasprintf("%s:HEAD", place->src);

	put_samples(place, "src");
	assert_refused(place, head, "cannot open the repository");
}

#define unit(name) cmocka_unit_test_setup_teardown(name, place_set_up, place_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit(directory_is_read),
		unit(pipes_and_sockets_are_left_out),
		unit(unreadable_file_is_named),
		unit(huge_file_is_refused),
		unit(store_inside_is_left_out),
		unit(same_files_are_kept_once),
		unit(nothing_to_read_is_refused),
		unit(revision_is_read),
		unit(submodule_is_refused),
		unit(directory_is_no_repository),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
