/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Targets that are read one by one, against the same text as a tree of JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"
#include "base/memory.h"
#include "tuf/canonical.h"
#include "tuf/metadata.h"

#define DIGEST "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define TARGET "{\"length\": 7, \"hashes\": {\"sha256\": \"" DIGEST "\"}}"

static char *envelope(const char *targets, const char *more)
{
	return xasprintf("{\"signatures\": [], \"signed\": {\"version\": 3, \"spec_version\": "
			 "\"1.0.31\", \"targets\": {%s}, \"expires\": \"2030-01-01T00:00:00Z\", "
			 "\"_type\": \"targets\"%s}}",
			 targets, more);
}

/* ---- the twin ---- */

/* As a tree; false: it is refused, or nothing can be signed of it. */
static bool read_tree(const void *text, size_t size, struct tuf_metadata *metadata,
		      struct bytes *canonical)
{
	_cleanup_error_ struct error *error =
		tuf_metadata_read(text, size, TUF_TARGETS, metadata);

	if (!error)
		error = canonical_json(metadata->said, canonical);
	if (error)
		assert_int_equal(error->refusal, SUTURE_REFUSAL_METADATA_MALFORMED);
	return !error;
}

static bool read_frugally(const void *text, size_t size, struct tuf_metadata *metadata)
{
	_cleanup_error_ struct error *error = tuf_metadata_read_targets(text, size, metadata);

	if (error)
		assert_int_equal(error->refusal, SUTURE_REFUSAL_METADATA_MALFORMED);
	return !error;
}

static void compare_target(const struct tuf_metadata *tree, const struct tuf_metadata *frugal,
			   const char *path)
{
	struct tuf_file one = {}, other = {};
	const bool found = tuf_metadata_target(tree, path, &one);

	assert_int_equal(tuf_metadata_target(frugal, path, &other), found);
	if (!found)
		return;
	assert_int_equal(one.length, other.length);
	assert_string_equal(one.sha256, other.sha256);
}

static void compare_targets(const struct tuf_metadata *tree, const struct tuf_metadata *frugal)
{
	json_t *targets = json_object_get(tree->said, "targets"), *value;
	const char *path;

	json_object_foreach (targets, path, value)
		compare_target(tree, frugal, path);
	compare_target(tree, frugal, "no such");
	assert_int_equal(frugal->targets.n_rows, json_object_size(targets));
	for (size_t i = 0; i < frugal->targets.n_rows; i++) {
		_cleanup_free_ char *name = target_list_path(&frugal->targets, i);

		assert_non_null(json_object_get(targets, name));
	}
}

/* Yields whether it is taken. */
static bool compare(const void *text, size_t size)
{
	_cleanup_tuf_metadata_ struct tuf_metadata tree = {}, frugal = {};
	_cleanup_bytes_ struct bytes canonical = {};
	const bool taken = read_tree(text, size, &tree, &canonical);

	assert_int_equal(read_frugally(text, size, &frugal), taken);
	if (!taken)
		return false;
	assert_int_equal(frugal.version, tree.version);
	assert_int_equal(frugal.targets.text.size, canonical.size);
	assert_memory_equal(frugal.targets.text.data, canonical.data, canonical.size);
	compare_targets(&tree, &frugal);
	return true;
}

static bool compare_of(const char *targets, const char *more)
{
	_cleanup_free_ char *text = envelope(targets, more);

	return compare(text, strlen(text));
}

/* ---- cases ---- */

static void what_is_right_is_the_same(void **state)
{
	(void)state;
	assert_true(compare_of("", ""));
	assert_true(compare_of("\"a\": " TARGET, ""));
	assert_true(compare_of("\"a\": " TARGET ", \"b\": " TARGET, ", \"x-days\": 3"));
	assert_true(compare_of("\"b\": " TARGET ", \"a/\\u00fc\": " TARGET ", \"a\": " TARGET, ""));
	assert_true(compare_of("\"a\\\"\": " TARGET ", \"a!\": " TARGET ", \"a#\": " TARGET
			       ", \"a\\\\\": " TARGET ", \"a]\": " TARGET ", \"\": " TARGET, ""));
	assert_true(compare_of("\"a\\nb\": {\"length\": 1, \"custom\": [\"\\n\", {}, null]}", ""));
	assert_true(compare_of("\"a\": 3, \"b\": null, \"c\": {\"length\": -1}", ""));
}

static void what_is_wrong_is_refused(void **state)
{
	(void)state;
	assert_false(compare_of("\"a\": " TARGET ", \"a\": " TARGET, ""));
	assert_false(compare_of("\"a\": 1, \"b\": 2, \"\\u0061\": 3", ""));
	assert_false(compare_of("\"a\": {\"length\": 1, \"length\": 1}", ""));
	assert_false(compare_of("\"a\": {\"length\": 1.0}", ""));
	assert_false(compare_of("\"a\": 99999999999999999999", ""));
	assert_false(compare_of("\"a\\u0000\": 1", ""));
	assert_false(compare_of("\"a\": \"\\u0000\"", ""));
	assert_false(compare_of("\"a\xff\": 1", ""));
	assert_false(compare_of("\"a\": 1,", ""));
	assert_false(compare_of(", \"a\": 1", ""));
	assert_false(compare_of("\"a\" 1", ""));
	assert_false(compare_of("a: 1", ""));
	assert_false(compare_of("\"a\": 01", ""));
	assert_false(compare_of("", ", \"targets\": {}"));
	assert_false(compare_of("", ", \"x\": 0.5"));
	assert_false(compare_of("", "}, \"signed\": {"));
	assert_false(compare_of("", "}} {{"));
	assert_false(compare("", 0));
	assert_false(compare("{\"signed\": 1\0}", 14));
	assert_false(compare("[]", 2));
	assert_false(compare("{\"signatures\": [], \"signed\": 1}", 31));
}

/* ---- any text ---- */

static unsigned int random_below(unsigned int n)
{
	static uint64_t seed = 1;

	seed = seed * 6364136223846793005 + 1442695040888963407;
	return (unsigned int)(seed >> 33) % n;
}

static char *random_targets(void)
{
	static const char *const names[] = { "a", "b", "a/b", "\\\"", "\\\\", "\xc3\xbc", "!" };
	char *text = xstrdup("");

	for (unsigned int n = random_below(5); n > 0; n--) {
		xappend(&text, "\"");
		for (unsigned int k = random_below(4); k > 0; k--)
			xappend(&text, "%s", names[random_below(ARRAY_SIZE(names))]);
		xappend(&text, "\": %s%s", random_below(5) ? TARGET : "{\"length\": 1}",
			n > 1 ? "," : "");
	}
	return text;
}

static void damage(char *text, size_t size)
{
	static const char bytes[] = "{}[]\",:\\ \n0.-eu\xc3\0a";

	text[random_below((unsigned int)size)] = bytes[random_below(sizeof(bytes) - 1)];
}

static void any_text_is_taken_or_not_by_both(void **state)
{
	unsigned int n_taken = 0;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		_cleanup_free_ char *targets = random_targets();
		_cleanup_free_ char *text = envelope(targets, "");
		size_t size = strlen(text);

		for (unsigned int k = random_below(3); k > 0; k--)
			damage(text, size);
		n_taken += compare(text, random_below(20) ? size : random_below(size));
	}
	assert_in_range(n_taken, 2000, 18000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_right_is_the_same),
		cmocka_unit_test(what_is_wrong_is_refused),
		cmocka_unit_test(any_text_is_taken_or_not_by_both),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
