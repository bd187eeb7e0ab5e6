/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which role a target is taken from, and how files are called on the way there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/digest.h"
#include "base/json.h"
#include "base/memory.h"
#include "tests/unit/ceremony.h"
#include "tuf/name.h"
#include "tuf/updater.h"

#define NOW	1800000000 /* 2027-01-15 */
#define EXPIRES "2027-02-01T00:00:00Z"

/* ---- a repository in memory, in which one key signs for all but some ---- */

struct file {
	char *name;
	struct bytes bytes;
};

static struct signer key, other;
static struct file *files;
static size_t n_files;
static json_t *listed; /* the snapshot's */
static bool consistent;
static struct string_list asked;
static char *directory;

static int make_keys(void **state)
{
	(void)state;
	signer_make(&key, "ed25519");
	signer_make(&other, "ed25519");
	return 0;
}

static int end_keys(void **state)
{
	(void)state;
	signer_deinit(&key);
	signer_deinit(&other);
	return 0;
}

static int begin(void **state)
{
	(void)state;
	listed = json_object();
	consistent = true;
	assert_null(directory_make_temporary("/tmp", "updater", &directory));
	return 0;
}

static int end(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_files; i++) {
		free(files[i].name);
		bytes_deinit(&files[i].bytes);
	}
	free(files);
	files = NULL;
	n_files = 0;
	json_decref(listed);
	string_list_deinit(&asked);
	asked = (struct string_list){};
	assert_null(tree_remove(directory));
	free(directory);
	return 0;
}

static json_t *said(const char *type)
{
	return json_pack("{s:s, s:s, s:i, s:s}", "_type", type, "spec_version", "1.0.34", "version",
			 1, "expires", EXPIRES);
}

static void put(const char *name, json_t *content, const struct signer *signer)
{
	_cleanup_json_ json_t *envelope = envelope_new(content);
	struct file *file = array_append(files, n_files);

	signer_sign(signer, envelope);
	file->name = xstrdup(name);
	file->bytes = envelope_bytes(envelope);
}

static char *versioned(const char *role)
{
	return consistent ? tuf_role_file_name_of(role, 1) : tuf_role_file_name(role);
}

/* A role with a target, or none, that delegates as the array says. */
static void role_signed(const char *role, const char *target, json_t *roles,
			const struct signer *signer)
{
	_cleanup_free_ char *name = versioned(role);
	_cleanup_free_ char *plain = xasprintf("%s.json", role);
	json_t *content = said("targets");
	char digest[DIGEST_TEXT_SIZE];

	digest_bytes(role, strlen(role), digest);
	json_object_set_new(content, "targets", json_object());
	if (target)
		json_object_set_new(json_object_get(content, "targets"), target,
				    json_pack("{s:i, s:{s:s}}", "length", (int)strlen(role),
					      "hashes", "sha256", digest));
	if (roles)
		json_object_set_new(content, "delegations",
				    json_pack("{s:{s:O, s:O}, s:o}", "keys", key.id, key.public,
					      other.id, other.public, "roles", roles));
	put(name, content, signer);
	json_object_set_new(listed, plain, json_pack("{s:i}", "version", 1));
}

static void role(const char *name, const char *target, json_t *roles)
{
	role_signed(name, target, roles, &key);
}

static json_t *delegation(const char *name, const char *path, bool terminating)
{
	return json_pack("{s:s, s:[s], s:i, s:b, s:[s]}", "name", name, "keyids", key.id,
			 "threshold", 1, "terminating", terminating, "paths", path);
}

#define DELEGATES(...) roles_of((json_t *[]){ __VA_ARGS__, NULL })

static json_t *roles_of(json_t **roles)
{
	json_t *array = json_array();

	for (; *roles; roles++)
		json_array_append_new(array, *roles);
	return array;
}

static void finish(void)
{
	_cleanup_free_ char *snapshot = versioned("snapshot");
	json_t *root = said("root"), *one, *content;

	json_object_set_new(root, "consistent_snapshot", json_boolean(consistent));
	json_object_set_new(root, "keys", json_pack("{s:O}", key.id, key.public));
	one = json_pack("{s:[s], s:i}", "keyids", key.id, "threshold", 1);
	json_object_set_new(root, "roles",
			    json_pack("{s:O, s:O, s:O, s:O}", "root", one, "timestamp", one,
				      "snapshot", one, "targets", one));
	json_decref(one);
	put("root", root, &key);
	content = said("timestamp");
	json_object_set_new(content, "meta", json_pack("{s:{s:i}}", "snapshot.json", "version", 1));
	put("timestamp.json", content, &key);
	content = said("snapshot");
	json_object_set(content, "meta", listed);
	put(snapshot, content, &key);
}

/* ---- asking ---- */

static const struct bytes *find_file(const char *name)
{
	for (size_t i = 0; i < n_files; i++)
		if (!strcmp(files[i].name, name))
			return &files[i].bytes;
	return NULL;
}

static struct error *read_file(void *context, const char *name, size_t max, struct bytes *bytes,
			       bool *found)
{
	const struct bytes *file = find_file(name);

	(void)context;
	string_list_add(&asked, name);
	*found = file;
	if (!file)
		return NULL;
	assert_true(file->size <= max);
	bytes->data = xmemdup(file->data, file->size + 1);
	bytes->size = file->size;
	return NULL;
}

static const struct tuf_source source = { read_file, NULL };

/* Whose target it is: each role's has the role's name as its content. */
static void expect_from(const char *path, const char *role_name)
{
	_cleanup_tuf_updater_ struct tuf_updater updater = { .store.lock = -1 };
	_cleanup_error_ struct error *error = NULL;
	char digest[DIGEST_TEXT_SIZE];
	struct tuf_file file;

	assert_null(tuf_store_make(directory, find_file("root")));
	assert_null(tuf_updater_open(&updater, directory, NOW));
	assert_null(tuf_updater_refresh(&updater, &source));
	error = tuf_updater_find(&updater, &source, path, &file);
	if (!role_name) {
		assert_non_null(error);
		assert_int_equal(error->refusal, SUTURE_REFUSAL_NOT_IN_REPOSITORY);
		return;
	}
	assert_null(error);
	digest_bytes(role_name, strlen(role_name), digest);
	assert_string_equal(file.sha256, digest);
}

/* ---- who is asked first ---- */

static void what_is_listed_first_goes_first(void **state)
{
	(void)state;
	role("targets", NULL, DELEGATES(delegation("a", "*", false), delegation("b", "*", false)));
	role("a", NULL, DELEGATES(delegation("a1", "*", false)));
	role("a1", "x", NULL);
	role("b", "x", NULL);
	finish();
	expect_from("x", "a1");
	assert_false(string_list_contains(&asked, "1.b.json"));
}

static void the_delegator_goes_before_his_delegates(void **state)
{
	(void)state;
	role("targets", "x", DELEGATES(delegation("a", "*", false)));
	role("a", "x", NULL);
	finish();
	expect_from("x", "targets");
}

static void after_a_terminating_role_nobody_is_asked(void **state)
{
	(void)state;
	role("targets", NULL, DELEGATES(delegation("a", "*", true), delegation("b", "*", false)));
	role("a", NULL, NULL);
	role("b", "x", NULL);
	finish();
	expect_from("x", NULL);
}

static void a_terminating_role_ends_it_at_any_level(void **state)
{
	(void)state;
	role("targets", NULL, DELEGATES(delegation("a", "*", false), delegation("b", "*", false)));
	role("a", NULL, DELEGATES(delegation("a1", "*", true)));
	role("a1", NULL, NULL);
	role("b", "x", NULL);
	finish();
	expect_from("x", NULL);
}

static void a_terminating_role_for_other_paths_ends_nothing(void **state)
{
	(void)state;
	role("targets", NULL, DELEGATES(delegation("a", "y*", true), delegation("b", "*", false)));
	role("a", "x", NULL);
	role("b", "x", NULL);
	finish();
	expect_from("x", "b");
	assert_false(string_list_contains(&asked, "1.a.json"));
}

static void a_path_is_reached_at_every_level_or_not_at_all(void **state)
{
	(void)state;
	role("targets", NULL, DELEGATES(delegation("a", "a/*", false)));
	role("a", NULL, DELEGATES(delegation("a1", "*/*", false)));
	role("a1", "b/x", NULL);
	finish();
	expect_from("b/x", NULL);
}

static void circles_end(void **state)
{
	(void)state;
	role("targets", NULL, DELEGATES(delegation("a", "*", false)));
	role("a", NULL, DELEGATES(delegation("b", "*", false)));
	role("b", NULL, DELEGATES(delegation("a", "*", false)));
	finish();
	expect_from("x", NULL);
}

static void chain(int length)
{
	role("targets", NULL, DELEGATES(delegation("1", "*", false)));
	for (int i = 1; i <= length; i++) {
		_cleanup_free_ char *name = xasprintf("%d", i);
		_cleanup_free_ char *next = xasprintf("%d", i + 1);

		role(name, i == length ? "x" : NULL,
		     i == length ? NULL : DELEGATES(delegation(next, "*", false)));
	}
	finish();
}

/* Targets itself is the first of 32. */
static void thirty_two_roles_are_asked(void **state)
{
	(void)state;
	chain(31);
	expect_from("x", "31");
}

static void a_thirty_third_role_is_not_asked(void **state)
{
	(void)state;
	chain(32);
	expect_from("x", NULL);
}

/* ---- keys ---- */

static json_t *delegation_to_other(const char *name, const char *path)
{
	return json_pack("{s:s, s:[s], s:i, s:b, s:[s]}", "name", name, "keyids", other.id,
			 "threshold", 1, "terminating", 0, "paths", path);
}

/* What was believed for one delegator is not for the next, who trusts another key. */
static void a_role_is_believed_for_each_delegator(void **state)
{
	_cleanup_tuf_updater_ struct tuf_updater updater = { .store.lock = -1 };
	_cleanup_error_ struct error *error = NULL;
	struct tuf_file file;

	(void)state;
	role("targets", NULL,
	     DELEGATES(delegation("a", "a*", false), delegation("b", "b*", false)));
	role("a", NULL, DELEGATES(delegation("c", "*", false)));
	role("b", NULL, DELEGATES(delegation_to_other("c", "*")));
	role("c", "ax", NULL);
	finish();
	assert_null(tuf_store_make(directory, find_file("root")));
	assert_null(tuf_updater_open(&updater, directory, NOW));
	assert_null(tuf_updater_refresh(&updater, &source));
	assert_null(tuf_updater_find(&updater, &source, "ax", &file));
	error = tuf_updater_find(&updater, &source, "bx", &file);
	assert_non_null(error);
	assert_int_equal(error->refusal, SUTURE_REFUSAL_METADATA_UNSIGNED);
}

/* ---- names ---- */

static void names_of_roles_stay_in_the_directory(void **state)
{
	static const char *const names[] = { "../x", "?", "#", "a/b", "%2e", ".", "\xc3\xa4" };
	_cleanup_free_ char *outside = xasprintf("%s/../x.json", directory);

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		role("targets", NULL, DELEGATES(delegation(names[i], "*", false)));
		role(names[i], "x", NULL);
		finish();
		expect_from("x", names[i]);
		end(NULL);
		begin(NULL);
	}
	assert_false(file_exists(outside));
}

static void without_consistent_snapshots_names_have_no_version(void **state)
{
	(void)state;
	consistent = false;
	role("targets", NULL, DELEGATES(delegation("a", "*", false)));
	role("a", "x", NULL);
	finish();
	expect_from("x", "a");
	assert_true(string_list_contains(&asked, "snapshot.json"));
	assert_true(string_list_contains(&asked, "a.json"));
	assert_true(string_list_contains(&asked, "2.root.json"));
}

static void targets_have_their_digest_before_their_name(void **state)
{
	_cleanup_free_ char *deep = tuf_target_file_name("a/b/c", "12");
	_cleanup_free_ char *flat = tuf_target_file_name("c", "12");

	(void)state;
	assert_string_equal(deep, "a/b/12.c");
	assert_string_equal(flat, "12.c");
}

static void what_was_fetched_once_is_in_the_store(void **state)
{
	_cleanup_tuf_updater_ struct tuf_updater updater = { .store.lock = -1 };
	struct tuf_file file;

	(void)state;
	role("targets", NULL, DELEGATES(delegation("a", "*", false)));
	role("a", "x", NULL);
	finish();
	expect_from("x", "a");
	string_list_deinit(&asked);
	asked = (struct string_list){};
	assert_null(tuf_updater_open(&updater, directory, NOW));
	assert_null(tuf_updater_refresh(&updater, &source));
	assert_null(tuf_updater_find(&updater, &source, "x", &file));
	assert_int_equal(asked.n_items, 2);
	assert_string_equal(asked.items[0], "2.root.json");
	assert_string_equal(asked.items[1], "timestamp.json");
	assert_int_equal(updater.distrusted.n_items, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_listed_first_goes_first),
		TEST(the_delegator_goes_before_his_delegates),
		TEST(after_a_terminating_role_nobody_is_asked),
		TEST(a_terminating_role_ends_it_at_any_level),
		TEST(a_terminating_role_for_other_paths_ends_nothing),
		TEST(a_path_is_reached_at_every_level_or_not_at_all),
		TEST(circles_end),
		TEST(thirty_two_roles_are_asked),
		TEST(a_thirty_third_role_is_not_asked),
		TEST(a_role_is_believed_for_each_delegator),
		TEST(names_of_roles_stay_in_the_directory),
		TEST(without_consistent_snapshots_names_have_no_version),
		TEST(targets_have_their_digest_before_their_name),
		TEST(what_was_fetched_once_is_in_the_store),
	};

	return cmocka_run_group_tests(tests, make_keys, end_keys);
}
