/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random patches on random texts: against a search that tries every place, and against the two
 * programs that people apply patches with.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/memory.h"
#include "base/run.h"
#include "split/graft.h"
#include "split/hunks.h"

static unsigned int seed = 1;

static unsigned int random_below(unsigned int n)
{
	return (unsigned int)rand_r(&seed) % n;
}

static void text_random(struct text *text, size_t n_lines, unsigned int n_letters)
{
	*text = (struct text){ xcalloc(n_lines, sizeof(uint32_t)), n_lines };
	for (size_t i = 0; i < n_lines; i++)
		text->lines[i] = random_below(n_letters);
}

static void text_put(struct text *text, unsigned int n_letters, unsigned int n_lines)
{
	while (n_lines--)
		text->lines[text->n_lines++] = random_below(n_letters);
}

/* Every rarity-th line, about: gone, another, or with up to five new ones behind it. */
static void text_edit(const struct text *from, unsigned int n_letters, unsigned int rarity,
		      struct text *to)
{
	*to = (struct text){ xcalloc(from->n_lines * 6 + 6, sizeof(uint32_t)), 0 };
	if (random_below(rarity) == 0)
		text_put(to, n_letters, random_below(6));
	for (size_t i = 0; i < from->n_lines; i++) {
		const unsigned int what = random_below(3 * rarity);

		if (what > 1)
			to->lines[to->n_lines++] = from->lines[i];
		if (what == 1 || what == 2)
			text_put(to, n_letters, 1 + random_below(5));
	}
}

static struct text letters(const char *string)
{
	struct text text = { xcalloc(strlen(string), sizeof(uint32_t)), strlen(string) };

	for (size_t i = 0; i < text.n_lines; i++)
		text.lines[i] = string[i];
	return text;
}

/* What patching TEXT with the difference of OLD and NEW yields, a letter a line; NULL: nothing. */
static char *patched_as(enum patch_kind kind, const char *text, const char *old, const char *new,
			enum graft_direction direction, unsigned int context, unsigned int drift)
{
	_cleanup_text_ struct text text_lines = letters(text);
	_cleanup_text_ struct text old_lines = letters(old);
	_cleanup_text_ struct text new_lines = letters(new);
	_cleanup_hunks_ struct file_patch patch = {};
	_cleanup_graft_ struct graft graft = {};
	char *result;

	hunks_make(&old_lines, &new_lines, 3, &patch);
	patch.kind = kind;
	if (!graft_make(&text_lines, &patch, direction, context, &graft))
		return NULL;
	assert_int_equal(graft.drift, drift);
	result = xcalloc(graft.text.n_lines + 1, 1);
	for (size_t i = 0; i < graft.text.n_lines; i++)
		result[i] = graft.text.lines[i];
	return result;
}

static void yields(const char *text, const char *old, const char *new, unsigned int context,
		   unsigned int drift, const char *expected)
{
	_cleanup_free_ char *forward =
		patched_as(PATCH_MODIFIED, text, old, new, GRAFT_FORWARD, context, drift);
	_cleanup_free_ char *backward =
		patched_as(PATCH_MODIFIED, text, new, old, GRAFT_BACKWARD, context, drift);

	if (!expected) {
		assert_null(forward);
		assert_null(backward);
		return;
	}
	assert_non_null(forward);
	assert_string_equal(forward, expected);
	assert_non_null(backward);
	assert_string_equal(backward, expected);
}

static void hunks_are_found_where_they_went(void **state)
{
	yields("abcdefgh", "abcdefgh", "abcdXfgh", 3, 0, "abcdXfgh");
	yields("12abcdefgh", "abcdefgh", "abcdXfgh", 3, 2, "12abcdXfgh");
	yields("bcdefgh", "abcdefgh", "abcdXfgh", 3, 1, "bcdXfgh");
	/* Nearest, and the later of two. */
	yields("abcdefg1abcdefg", "123abcdefg", "123abcXefg", 3, 3, "abcXefg1abcdefg");
	yields("abcdefg1abcdefg", "1234abcdefg5", "1234abcXefg5", 3, 4, "abcdefg1abcXefg");
	/* The second hunk goes on from where the first was. */
	yields("1234567890abcdefghijklmnopq", "abcdefghijklmnopq", "abcXefghijklmYopq", 3, 10,
	       "1234567890abcXefghijklmYopq");
	(void)state;
}

static void context_counts_as_far_as_it_is_asked_for(void **state)
{
	yields("abcde", "abcde", "abcde", 0, 0, "abcde");
	yields("1bcdefgh", "abcdefgh", "abcXefgh", 3, 0, NULL);
	yields("1bcdefgh", "abcdefgh", "abcXefgh", 2, 0, "1bcXefgh");
	yields("12cdefgh", "abcdefgh", "abcXefgh", 2, 0, NULL);
	yields("12cdefgh", "abcdefgh", "abcXefgh", 1, 0, "12cXefgh");
	yields("123d5678", "abcdefgh", "abcXefgh", 0, 0, "123X5678");
	/* Context between changed lines always counts. */
	yields("123d567h90", "abcdefghij", "abcXefgYij", 0, 0, NULL);
	yields("123defgh90", "abcdefghij", "abcXefgYij", 0, 0, "123XefgY90");
	/* Nothing left to look for. */
	yields("abcdefgh", "abcdefgh", "abcdXefgh", 1, 0, "abcdXefgh");
	yields("abcdefgh", "abcdefgh", "abcdXefgh", 0, 0, NULL);
	(void)state;
}

static void full_context_ties_hunks_to_the_ends(void **state)
{
	/* Changed lines at the beginning and at the end of the file. */
	yields("abcd", "abcd", "Xabcd", 3, 0, "Xabcd");
	yields("1abcd", "abcd", "Xabcd", 3, 0, NULL);
	yields("1abcd", "abcd", "Xabcd", 2, 1, "1Xabcd");
	yields("1abcd", "abcd", "abcdX", 3, 1, "1abcdX");
	yields("abcd1", "abcd", "abcdX", 3, 0, NULL);
	yields("abcd1", "abcd", "abcdX", 2, 0, "abcdX1");
	/* A patch that shows no context at all is tied to nothing. */
	yields("1ab2", "ab", "XY", 3, 1, "1XY2");
	(void)state;
}

static void hunks_never_overlap(void **state)
{
	/* There is one place for two hunks. */
	yields("abcdefg", "abcdefg1abcdefg", "abcXefg1abcXefg", 3, 0, NULL);
	(void)state;
}

static void whole_files_come_and_go(void **state)
{
	_cleanup_free_ char *added =
		patched_as(PATCH_ADDED, "", "", "ab", GRAFT_FORWARD, 3, 0);
	_cleanup_free_ char *taken_back =
		patched_as(PATCH_ADDED, "ab", "", "ab", GRAFT_BACKWARD, 0, 0);
	_cleanup_free_ char *deleted =
		patched_as(PATCH_DELETED, "ab", "ab", "", GRAFT_FORWARD, 3, 0);
	_cleanup_free_ char *restored =
		patched_as(PATCH_DELETED, "", "ab", "", GRAFT_BACKWARD, 3, 0);

	assert_string_equal(added, "ab");
	assert_string_equal(taken_back, "");
	assert_string_equal(deleted, "");
	assert_string_equal(restored, "ab");
	assert_null(patched_as(PATCH_ADDED, "a", "", "ab", GRAFT_FORWARD, 3, 0));
	assert_null(patched_as(PATCH_ADDED, "abc", "", "ab", GRAFT_BACKWARD, 3, 0));
	assert_null(patched_as(PATCH_DELETED, "abc", "ab", "", GRAFT_FORWARD, 3, 0));
	assert_null(patched_as(PATCH_DELETED, "c", "ab", "", GRAFT_BACKWARD, 3, 0));
	(void)state;
}

static void patches_go_on_and_off(void **state)
{
	for (int i = 0; i < 3000; i++) {
		const unsigned int n_letters = 1 + random_below(30);
		_cleanup_text_ struct text old = {};
		_cleanup_text_ struct text new = {};
		_cleanup_hunks_ struct file_patch patch = {};
		_cleanup_graft_ struct graft forward = {};
		_cleanup_graft_ struct graft backward = {};

		text_random(&old, random_below(60), n_letters);
		text_edit(&old, n_letters, 1 + random_below(12), &new);
		hunks_make(&old, &new, random_below(4), &patch);
		if (!graft_make(&old, &patch, GRAFT_FORWARD, 3, &forward))
			continue;
		assert_int_equal(forward.drift, 0);
		assert_true(text_equal(&forward.text, &new));
		if (graft_make(&new, &patch, GRAFT_BACKWARD, 3, &backward))
			assert_true(text_equal(&backward.text, &old));
	}
	(void)state;
}

/* The nearest place from first on where the old lines of a hunk stand, by trying all. */
static long place_by_trying(const struct text *text, const struct hunk *hunk, long first,
			    long wanted)
{
	long best = -1;
	size_t n_old, n_new;

	hunk_count(hunk, &n_old, &n_new);
	for (long place = first; place + (long)n_old <= (long)text->n_lines; place++) {
		size_t done = 0;

		for (size_t i = 0; i < hunk->n_lines; i++) {
			if (hunk->lines[i].sign != '+' &&
			    text->lines[place + done++] != hunk->lines[i].line)
				done = SIZE_MAX / 2;
			if (done > n_old)
				break;
		}
		if (done == n_old && n_old &&
		    (best < 0 || labs(place - wanted) <= labs(best - wanted)))
			best = place;
	}
	return best;
}

static bool apply_by_trying(const struct text *text, const struct file_patch *patch,
			    struct text *result)
{
	long drift = 0, done = 0;

	*result = (struct text){ xcalloc(text->n_lines + 2000, sizeof(uint32_t)), 0 };
	for (size_t i = 0; i < patch->n_hunks; i++) {
		const struct hunk *hunk = &patch->hunks[i];
		const long stated = (long)hunk->old_line - 1;
		const long place = place_by_trying(text, hunk, done, stated + drift);

		if (place < 0)
			return false;
		drift = place - stated;
		while (done < place)
			result->lines[result->n_lines++] = text->lines[done++];
		for (size_t j = 0; j < hunk->n_lines; j++) {
			if (hunk->lines[j].sign != '-')
				result->lines[result->n_lines++] = hunk->lines[j].line;
			done += hunk->lines[j].sign != '+';
		}
	}
	while (done < (long)text->n_lines)
		result->lines[result->n_lines++] = text->lines[done++];
	return true;
}

/* Keep the hunks that show all their context, and so are tied to no end. */
static void drop_tied_hunks(struct file_patch *patch)
{
	size_t kept = 0;

	for (size_t i = 0; i < patch->n_hunks; i++) {
		const struct hunk *hunk = &patch->hunks[i];
		const struct hunk_line *last = hunk->lines + hunk->n_lines;

		if (hunk->n_lines > 4 && hunk->lines[1].sign == ' ' && hunk->lines[0].sign == ' ' &&
		    last[-1].sign == ' ' && last[-2].sign == ' ')
			patch->hunks[kept++] = *hunk;
		else
			free(hunk->lines);
	}
	patch->n_hunks = kept;
}

static void every_place_is_tried(void **state)
{
	size_t n_applied = 0, n_refused = 0;

	for (int i = 0; i < 5000; i++) {
		const unsigned int n_letters = 1 + random_below(i % 2 ? 4 : 40);
		_cleanup_text_ struct text old = {};
		_cleanup_text_ struct text new = {};
		_cleanup_text_ struct text other = {};
		_cleanup_text_ struct text expected = {};
		_cleanup_hunks_ struct file_patch patch = {};
		_cleanup_graft_ struct graft graft = {};
		bool applies;

		text_random(&old, random_below(120), n_letters);
		text_edit(&old, n_letters, 30, &new);
		text_edit(&old, n_letters, 30, &other);
		hunks_make(&old, &new, 2, &patch);
		drop_tied_hunks(&patch);
		applies = apply_by_trying(&other, &patch, &expected);
		assert_int_equal(graft_make(&other, &patch, GRAFT_FORWARD, 3, &graft), applies);
		if (applies)
			assert_true(text_equal(&graft.text, &expected));
		applies ? n_applied++ : n_refused++;
	}
	assert_true(n_applied > 500 && n_refused > 500);
	(void)state;
}

static void print_patch(const struct file_patch *patch, FILE *stream)
{
	fputs("--- a/text\n+++ b/text\n", stream);
	for (size_t i = 0; i < patch->n_hunks; i++) {
		const struct hunk *hunk = &patch->hunks[i];
		size_t n_old, n_new;

		hunk_count(hunk, &n_old, &n_new);
		fprintf(stream, "@@ -%u,%zu +%u,%zu @@\n", hunk->old_line - !n_old, n_old,
			hunk->new_line - !n_new, n_new);
		for (size_t j = 0; j < hunk->n_lines; j++)
			fprintf(stream, "%cline %u\n", hunk->lines[j].sign, hunk->lines[j].line);
	}
}

static char *print_text(const struct text *text)
{
	char *bytes = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&bytes, &size);

	for (size_t i = 0; i < text->n_lines; i++)
		fprintf(stream, "line %u\n", text->lines[i]);
	fclose(stream);
	return bytes;
}

/* What a program makes of the patch in DIRECTORY/text; false if it refuses. */
static bool apply_by_program(const char *directory, const char *const argv[],
			     const struct text *text, const struct file_patch *patch, char **result)
{
	_cleanup_free_ char *path = xasprintf("%s/text", directory);
	_cleanup_free_ char *before = print_text(text);
	_cleanup_bytes_ struct bytes input = {};
	_cleanup_bytes_ struct bytes after = {};
	_cleanup_bytes_ struct bytes output = {};
	const struct run_options options = { directory, .input = &input, .output = &output };
	FILE *stream = open_memstream((char **)&input.data, &input.size);
	int status;

	print_patch(patch, stream);
	fclose(stream);
	assert_null(file_write(path, before, strlen(before), 0644));
	assert_null(run(argv, &options, &status));
	assert_null(file_read(path, &after));
	*result = (char *)take(after.data);
	return status == 0;
}

/* Of n patches, how many does the program apply as we do? Never one in another way. */
static size_t count_agreed(const char *const argv[], unsigned int n_letters, size_t n)
{
	_cleanup_free_ char *directory = NULL;
	size_t n_agreed = 0;

	assert_null(directory_make_temporary("/tmp", "graft", &directory));
	for (size_t i = 0; i < n; i++) {
		_cleanup_text_ struct text old = {};
		_cleanup_text_ struct text new = {};
		_cleanup_text_ struct text other = {};
		_cleanup_hunks_ struct file_patch patch = {};
		_cleanup_graft_ struct graft graft = {};
		_cleanup_free_ char *ours = NULL;
		_cleanup_free_ char *theirs = NULL;
		bool applies;

		text_random(&old, 80, n_letters);
		text_edit(&old, n_letters, 50, &new);
		text_edit(&old, n_letters, 50, &other);
		hunks_make(&old, &new, 3, &patch);
		if (patch.n_hunks == 0)
			continue;
		applies = apply_by_program(directory, argv, &other, &patch, &theirs);
		if (!graft_make(&other, &patch, GRAFT_FORWARD, 3, &graft) || !applies)
			continue;
		ours = print_text(&graft.text);
		assert_string_equal(ours, theirs);
		n_agreed++;
	}
	assert_null(tree_remove(directory));
	return n_agreed;
}

static void programs_agree(void **state)
{
	static const char *const git[] = { "git", "apply", NULL };
	static const char *const patch[] = { "patch", "-p1", "-F0", "-s", "-f", "-t", "-r-",
					     "--no-backup-if-mismatch", NULL };

	assert_true(count_agreed(git, 1000, 60) > 15);
	assert_true(count_agreed(patch, 1000, 60) > 15);
	assert_true(count_agreed(patch, 3, 60) > 15);
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hunks_are_found_where_they_went),
		cmocka_unit_test(context_counts_as_far_as_it_is_asked_for),
		cmocka_unit_test(full_context_ties_hunks_to_the_ends),
		cmocka_unit_test(hunks_never_overlap),
		cmocka_unit_test(whole_files_come_and_go),
		cmocka_unit_test(patches_go_on_and_off),
		cmocka_unit_test(every_place_is_tried),
		cmocka_unit_test(programs_agree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
