// SPDX-License-Identifier: GPL-2.0-or-later
/* The repository that is made, judged by git itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/run.h"
#include "tree/store.h"

struct place {
	char *root, *target;
};

static int set_up(void **state)
{
	struct place *place = xcalloc(1, sizeof(*place));

	assert_null(directory_make_temporary("/tmp", "suture-test", &place->root));
	place->target = xasprintf("%s/out.git", place->root);
	*state = place;
	return 0;
}

static int tear_down(void **state)
{
	struct place *place = *state;

	assert_null(tree_remove(place->root));
	free(place->root);
	free(place->target);
	free(place);
	return 0;
}

static size_t count_entries(const char *path)
{
	DIR *directory = opendir(path);
	struct dirent *entry;
	size_t n = 0;

	assert_non_null(directory);
	while ((entry = readdir(directory)))
		n += entry->d_name[0] != '.';
	closedir(directory);
	return n;
}

/* What git says, without the newline at the end. The caller's. */
static char *ask_git(const char *repository, const char *const arguments[])
{
	const char *argv[12] = { "git", "--git-dir", repository };
	_cleanup_bytes_ struct bytes output = { 0 };
	const struct run_options options = { .output = &output };
	size_t n = 3;

	while (*arguments)
		argv[n++] = *arguments++;
	assert_null(run_checked(argv, &options));
	if (output.size && output.data[output.size - 1] == '\n')
		output.data[--output.size] = 0;
	return xstrdup(output.data ? (char *)output.data : "");
}

#define assert_git(repository, expected, ...)						\
	do {										\
		_cleanup_free_ char *said =						\
			ask_git(repository, (const char *const[]){ __VA_ARGS__, NULL });	\
		assert_string_equal(said, expected);					\
	} while (0)

/* A tree of one file and a commit of it. */
static void put_commit(struct store *store, const char *text, git_oid *commit)
{
	_cleanup_free_ char *message = NULL;
	char tree[128], name[GIT_OID_HEXSZ + 1];
	git_oid oid;
	size_t n;

	assert_null(store_put(store, GIT_OBJECT_BLOB, text, strlen(text), &oid));
	n = sprintf(tree, "100644 file") + 1;
	memcpy(tree + n, oid.id, GIT_OID_RAWSZ);
	assert_null(store_put(store, GIT_OBJECT_TREE, tree, n + GIT_OID_RAWSZ, &oid));
	message = xasprintf("tree %s\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\n%s\n",
			    git_oid_tostr(name, sizeof(name), &oid), text);
	assert_null(store_put(store, GIT_OBJECT_COMMIT, message, strlen(message), commit));
}

static void git_accepts_it(void **state)
{
	const struct place *place = *state;
	_cleanup_store_ struct store *store = NULL;
	git_oid one, other;

	assert_null(store_create(place->target, &store));
	put_commit(store, "one", &one);
	assert_null(store_flush(store));
	put_commit(store, "other", &other);
	store_set_reference(store, "refs/heads/main", &one);
	store_set_reference(store, "refs/heads/main", &other);
	store_set_reference(store, "refs/notes/deep/suture", &one);
	assert_null(store_finish(store));
	assert_false(file_exists(place->target));
	assert_null(store_publish(store));

	assert_git(place->target, "", "fsck", "--strict", "--no-dangling", "--no-progress");
	assert_git(place->target, "other", "log", "--format=%s");
	assert_git(place->target, "one", "log", "--format=%s", "refs/notes/deep/suture");
	assert_git(place->target, "other", "cat-file", "blob", "main:file");
	assert_git(place->target, "true", "rev-parse", "--is-bare-repository");
	assert_int_equal(count_entries(place->root), 1);
}

static void packs_pass_git_verify(void **state)
{
	const struct place *place = *state;
	_cleanup_store_ struct store *store = NULL;
	_cleanup_free_ unsigned char *large = xcalloc(3, 1 << 20);
	git_oid commit, oid;

	/* Sizes around each further byte of the header, and more than one buffer of noise. */
	for (size_t i = 0; i < 3 << 20; i++)
		large[i] = (i * 2654435761u) >> 13;
	assert_null(store_create(place->target, &store));
	for (size_t size = 1; size <= 2u << 20; size *= 2)
		for (size_t around = 0; around < 3; around++)
			assert_null(store_put(store, GIT_OBJECT_BLOB, large, size + around - 1,
					      &oid));
	put_commit(store, "text", &commit);
	store_set_reference(store, "refs/heads/main", &commit);
	assert_null(store_finish(store));
	assert_null(store_publish(store));
	assert_git(place->target, "", "fsck", "--strict", "--no-dangling", "--no-progress",
		   "--full");
}

static void same_object_is_kept_once(void **state)
{
	const struct place *place = *state;
	_cleanup_store_ struct store *store = NULL;
	_cleanup_bytes_ struct bytes bytes = { 0 };
	_cleanup_free_ char *packs = xasprintf("%s/objects/pack", place->target);
	git_oid one, other, expected;

	assert_null(store_create(place->target, &store));
	assert_int_equal(git_oid_fromstr(&expected, "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"), 0);
	assert_false(store_has(store, &expected));
	assert_null(store_put(store, GIT_OBJECT_BLOB, NULL, 0, &one));
	assert_true(git_oid_equal(&one, &expected));
	assert_true(store_has(store, &one));
	assert_null(store_flush(store));
	assert_null(store_put(store, GIT_OBJECT_BLOB, "", 0, &other));
	assert_true(git_oid_equal(&one, &other));
	assert_null(store_read(store, &one, &bytes));
	assert_int_equal(bytes.size, 0);
	assert_null(store_flush(store));
	assert_null(store_finish(store));
	assert_null(store_publish(store));
	assert_int_equal(count_entries(packs), 2);
}

static void many_names_are_told_apart(void **state)
{
	const struct place *place = *state;
	_cleanup_store_ struct store *store = NULL;
	git_oid first, again, oid;

	assert_null(store_create(place->target, &store));
	for (unsigned int i = 0; i < 5000; i++) {
		assert_null(store_put(store, GIT_OBJECT_BLOB, &i, sizeof(i), i ? &oid : &first));
		assert_true(store_has(store, &first));
		first.id[19] ^= 1;
		assert_false(store_has(store, &first));
		first.id[19] ^= 1;
	}
	assert_null(store_flush(store));
	for (unsigned int i = 0; i < 5000; i += 499) {
		_cleanup_bytes_ struct bytes bytes = { 0 };

		assert_null(store_put(store, GIT_OBJECT_BLOB, &i, sizeof(i), &again));
		assert_null(store_read(store, &again, &bytes));
		assert_int_equal(bytes.size, sizeof(i));
		assert_memory_equal(bytes.data, &i, sizeof(i));
	}
}

static void finished_store_is_read_on(void **state)
{
	const struct place *place = *state;
	_cleanup_store_ struct store *store = NULL, *opened = NULL;
	_cleanup_bytes_ struct bytes bytes = { 0 }, more = { 0 };
	_cleanup_error_ struct error *error = NULL, *late = NULL;
	git_oid oid;

	assert_null(store_create(place->target, &store));
	assert_null(store_put(store, GIT_OBJECT_BLOB, "bytes", 5, &oid));
	assert_null(store_finish(store));
	assert_null(store_publish(store));
	assert_null(store_read(store, &oid, &bytes));
	assert_string_equal(bytes.data, "bytes");
	late = store_put(store, GIT_OBJECT_BLOB, "late", 4, &oid);
	assert_non_null(late);

	assert_null(store_open(place->target, &opened));
	assert_true(store_has(opened, &oid));
	assert_null(store_read(opened, &oid, &more));
	assert_string_equal(more.data, "bytes");
	error = store_finish(opened);
	assert_non_null(error);
}

static void what_is_there_is_left_alone(void **state)
{
	const struct place *place = *state;
	_cleanup_store_ struct store *store = NULL;
	_cleanup_error_ struct error *error = NULL, *none = NULL;

	none = store_open(place->target, &store);
	assert_non_null(none);
	assert_int_equal(none->refusal, SUTURE_REFUSAL_NOT_A_SPLIT);
	assert_int_equal(symlink("nowhere", place->target), 0);
	error = store_create(place->target, &store);
	assert_non_null(error);
	assert_int_equal(error->refusal, SUTURE_REFUSAL_OUTPUT_EXISTS);
	assert_int_equal(count_entries(place->root), 1);
}

static void name_taken_meanwhile_is_refused(void **state)
{
	const struct place *place = *state;
	struct store *store = NULL;
	_cleanup_error_ struct error *error = NULL;

	assert_null(store_create(place->target, &store));
	assert_int_equal(mkdir(place->target, 0755), 0);
	assert_null(store_finish(store));
	error = store_publish(store);
	assert_non_null(error);
	assert_int_equal(error->refusal, SUTURE_REFUSAL_OUTPUT_EXISTS);
	store_close(store);
	assert_int_equal(count_entries(place->root), 1);
	assert_int_equal(count_entries(place->target), 0);
}

static void unfinished_store_goes(void **state)
{
	const struct place *place = *state;
	struct store *store = NULL;
	git_oid oid;

	assert_null(store_create(place->target, &store));
	assert_null(store_put(store, GIT_OBJECT_BLOB, "1", 1, &oid));
	assert_null(store_flush(store));
	assert_null(store_put(store, GIT_OBJECT_BLOB, "2", 1, &oid));
	store_close(store);
	assert_int_equal(count_entries(place->root), 0);
}

static void make_and_die(const char *target)
{
	struct store *store = NULL;
	git_oid oid;

	if (store_create(target, &store) || store_put(store, GIT_OBJECT_BLOB, "1", 1, &oid) ||
	    store_flush(store) || store_put(store, GIT_OBJECT_BLOB, "2", 1, &oid))
		_exit(1);
	raise(SIGKILL);
}

static void killed_maker_leaves_no_name(void **state)
{
	const struct place *place = *state;
	_cleanup_store_ struct store *store = NULL, *beside = NULL;
	int status;
	pid_t child = fork();

	if (child == 0)
		make_and_die(place->target);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	assert_false(file_exists(place->target));
	assert_int_equal(count_entries(place->root), 1);

	/* The next one clears it away, but not what somebody is still making. */
	assert_null(store_create(place->target, &store));
	assert_int_equal(count_entries(place->root), 1);
	assert_null(store_create(place->target, &beside));
	assert_int_equal(count_entries(place->root), 2);
}

/* Put objects that do not shrink until it fails. */
static struct error *put_without_end(const char *target)
{
	_cleanup_store_ struct store *store = NULL;
	_cleanup_free_ uint32_t *noise = xcalloc(1 << 16, sizeof(*noise));
	uint32_t random = 1;
	git_oid oid;

	try(store_create(target, &store));
	for (unsigned int round = 0; round < 256; round++) {
		for (size_t i = 0; i < 1 << 16; i++)
			noise[i] = random = random * 1664525 + 1013904223;
		try(store_put(store, GIT_OBJECT_BLOB, noise, sizeof(*noise) << 16, &oid));
	}
	return store_finish(store);
}

/* As root of a world of our own, where mounting is allowed; false where none is to be had. */
static bool enter_own_world(void)
{
	_cleanup_free_ char *map = xasprintf("0 %d 1", (int)geteuid());
	bool is_root = geteuid() == 0;
	int fd;

	if (unshare(CLONE_NEWNS | (is_root ? 0 : CLONE_NEWUSER)) < 0)
		return false;
	if (!is_root) {
		fd = open("/proc/self/uid_map", O_WRONLY);
		if (fd < 0 || write(fd, map, strlen(map)) < 0)
			return false;
		close(fd);
	}
	return mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
}

static int fill_small_disk(const char *directory)
{
	_cleanup_error_ struct error *error = NULL;
	_cleanup_free_ char *target = xasprintf("%s/out.git", directory);

	if (!enter_own_world() || mount("none", directory, "tmpfs", 0, "size=8m") < 0)
		return 77;
	error = put_without_end(target);
	if (!error || error->kind != ERROR_REFUSED || error->refusal != SUTURE_REFUSAL_NO_SPACE)
		return 1;
	return count_entries(directory) == 0 ? 0 : 2;
}

static void full_disk_is_refused(void **state)
{
	const struct place *place = *state;
	int status;
	pid_t child = fork();

	if (child == 0)
		_exit(fill_small_disk(place->root));
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == 77)
		skip();
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void failed_write_leaves_nothing(void **state)
{
	const struct place *place = *state;
	const struct rlimit small = { 4 << 20, RLIM_INFINITY };
	_cleanup_error_ struct error *error = NULL;
	struct rlimit before;

	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	error = put_without_end(place->target);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	signal(SIGXFSZ, SIG_DFL);
	assert_non_null(error);
	assert_int_equal(count_entries(place->root), 0);
}

static void mode_is_the_users(void **state)
{
	const struct place *place = *state;
	_cleanup_store_ struct store *store = NULL;
	mode_t before = umask(027);
	struct stat status;

	assert_null(store_create(place->target, &store));
	assert_null(store_finish(store));
	assert_null(store_publish(store));
	umask(before);
	assert_int_equal(stat(place->target, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0750);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(git_accepts_it, set_up, tear_down),
		cmocka_unit_test_setup_teardown(packs_pass_git_verify, set_up, tear_down),
		cmocka_unit_test_setup_teardown(same_object_is_kept_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(many_names_are_told_apart, set_up, tear_down),
		cmocka_unit_test_setup_teardown(finished_store_is_read_on, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_there_is_left_alone, set_up, tear_down),
		cmocka_unit_test_setup_teardown(name_taken_meanwhile_is_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(unfinished_store_goes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(killed_maker_leaves_no_name, set_up, tear_down),
		cmocka_unit_test_setup_teardown(full_disk_is_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(failed_write_leaves_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(mode_is_the_users, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
