/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Small splits made by hand, and random ones. In the latter every line that is ever written is
 * another one, so that what a commit does to the old tree can be told without any of the
 * machinery: its lines are gone, its lines are there, and all others are in their old order.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <cmocka.h>

#include "base/memory.h"
#include "base/run.h"
#include "split/alone.h"
#include "split/hunks.h"
#include "split/replay.h"
#include "split/weave.h"

static unsigned int seed = 1;

static unsigned int random_below(unsigned int n)
{
	return (unsigned int)rand_r(&seed) % n;
}

/* A split that owns all that is in it. */
struct world {
	struct split split;
	size_t *now;	/* what each file is, after the commits so far */
};

static void world_open(struct world *world)
{
	*world = (struct world){ .split.table = line_table_new() };
	/* Content 0: nothing. */
	array_append(world->split.contents, world->split.n_contents);
}

static void world_close(struct world *world)
{
	struct split *split = &world->split;

	for (size_t i = 0; i < split->n_contents; i++)
		text_deinit(&split->contents[i].text);
	for (size_t i = 0; i < split->n_files; i++)
		free(split->files[i].path);
	for (size_t i = 0; i < split->n_commits; i++) {
		free(split->commits[i].changes);
		free(split->commits[i].needs);
	}
	free(split->contents);
	free(split->files);
	free(split->commits);
	line_table_free(split->table);
	free(world->now);
}

static size_t content_add(struct world *world, uint32_t mode, struct text text)
{
	struct content *content = array_append(world->split.contents, world->split.n_contents);

	*content = (struct content){ .kind = CONTENT_TEXT, .mode = mode, .text = text };
	return world->split.n_contents - 1;
}

/* A ";" is a newline; a last line without it has none. NULL: no file. */
static size_t lines_add(struct world *world, uint32_t mode, const char *lines)
{
	_cleanup_free_ char *bytes = lines ? xstrdup(lines) : NULL;
	struct text text;

	if (!lines)
		return 0;
	for (char *byte = bytes; *byte; byte++)
		*byte = *byte == ';' ? '\n' : *byte;
	text_read(world->split.table, bytes, strlen(bytes), &text);
	return content_add(world, mode, text);
}

static size_t opaque_add(struct world *world, unsigned char id)
{
	struct content *content = array_append(world->split.contents, world->split.n_contents);

	*content = (struct content){ .kind = CONTENT_OPAQUE, .mode = 0100644 };
	memset(content->oid.id, id, sizeof(content->oid.id));
	return world->split.n_contents - 1;
}

/* Files are added in the order of their paths. */
static size_t file_add(struct world *world, const char *path, size_t content)
{
	struct split *split = &world->split;
	struct split_file *file = array_append(split->files, split->n_files);

	*file = (struct split_file){ xstrdup(path), content, content };
	world->now = xrealloc(world->now, split->n_files, sizeof(*world->now));
	world->now[split->n_files - 1] = content;
	return split->n_files - 1;
}

static void commit_add(struct world *world)
{
	array_append(world->split.commits, world->split.n_commits);
}

/* The last commit makes content of a file. */
static void change_add(struct world *world, size_t file, size_t content)
{
	struct split_commit *commit = &world->split.commits[world->split.n_commits - 1];

	*array_append(commit->changes, commit->n_changes) =
		(struct split_change){ file, world->now[file], content };
	world->now[file] = content;
	world->split.files[file].new = content;
}

static void commit_lines(struct world *world, size_t file, const char *lines)
{
	commit_add(world);
	change_add(world, file, lines_add(world, 0100644, lines));
}

/* needs: "0 2", or "" if the commit applies alone. */
static void needs_are(const struct world *world, size_t commit, const char *needs)
{
	const struct split_commit *entry = &world->split.commits[commit];
	char found[256] = "";
	size_t size = 0;

	for (size_t i = 0; i < entry->n_needs; i++)
		size += snprintf(found + size, sizeof(found) - size, i ? " %zu" : "%zu",
				 entry->needs[i]);
	assert_string_equal(found, needs);
	assert_int_equal(entry->applies_alone, *needs == '\0');
	assert_int_equal(entry->needs == NULL, *needs == '\0');
}

#define LINES "1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;16;17;18;"

static void commits_need_who_wrote_around_them(void **state)
{
	_cleanup_(world_close) struct world world;
	size_t file;

	world_open(&world);
	file = file_add(&world, "file", lines_add(&world, 0100644, LINES));
	/* 0 and 1 are four lines apart; 2 sees the line of 0; 3 where 1 removed one; 4 nobody. */
	commit_lines(&world, file, "1;2;3;a;5;6;7;8;9;10;11;12;13;14;15;16;17;18;");
	commit_lines(&world, file, "1;2;3;a;5;6;7;9;10;11;12;13;14;15;16;17;18;");
	commit_lines(&world, file, "1;b;3;a;5;6;7;9;10;11;12;13;14;15;16;17;18;");
	commit_lines(&world, file, "1;b;3;a;5;6;7;9;10;c;12;13;14;15;16;17;18;");
	commit_lines(&world, file, "1;b;3;a;5;6;7;9;10;c;12;13;14;d;16;17;18;");
	/* Takes 2's line and sees that of 0. */
	commit_lines(&world, file, "1;e;3;a;5;6;7;9;10;c;12;13;14;d;16;17;18;");
	alone_find(&world.split);
	needs_are(&world, 0, "");
	needs_are(&world, 1, "");
	needs_are(&world, 2, "0");
	needs_are(&world, 3, "1");
	needs_are(&world, 4, "");
	needs_are(&world, 5, "0 2");
	(void)state;
}

static void ends_of_files_are_context(void **state)
{
	_cleanup_(world_close) struct world world;
	size_t file;

	world_open(&world);
	file = file_add(&world, "file", lines_add(&world, 0100644, LINES));
	commit_lines(&world, file, "2;3;4;5;6;7;8;9;10;11;12;13;14;15;16;17;18;");
	commit_lines(&world, file, "2;3;a;5;6;7;8;9;10;11;12;13;14;15;16;17;18;");
	commit_lines(&world, file, "2;3;a;5;6;7;8;9;10;11;12;13;14;15;16;17;");
	commit_lines(&world, file, "2;3;a;5;6;7;8;9;10;11;12;13;14;15;16;17;b;");
	alone_find(&world.split);
	needs_are(&world, 0, "");
	needs_are(&world, 1, "0");
	needs_are(&world, 2, "");
	needs_are(&world, 3, "2");
	(void)state;
}

static void whole_files_need_their_past(void **state)
{
	_cleanup_(world_close) struct world world;
	size_t file, other, image;

	world_open(&world);
	file = file_add(&world, "file", lines_add(&world, 0100644, LINES));
	image = file_add(&world, "image", opaque_add(&world, 1));
	other = file_add(&world, "other", 0);
	commit_lines(&world, file, "a;" LINES);
	commit_lines(&world, file, "a;" LINES "b;");
	commit_lines(&world, other, "");
	commit_lines(&world, other, "x;");
	commit_lines(&world, file, NULL);
	commit_lines(&world, file, "new;");
	commit_add(&world);
	change_add(&world, image, opaque_add(&world, 2));
	commit_add(&world);
	change_add(&world, image, opaque_add(&world, 3));
	commit_add(&world);
	change_add(&world, image, opaque_add(&world, 1));
	alone_find(&world.split);
	needs_are(&world, 0, "");
	needs_are(&world, 1, "");
	needs_are(&world, 2, "");
	needs_are(&world, 3, "2");
	needs_are(&world, 4, "0 1");
	needs_are(&world, 5, "0 1 4");
	needs_are(&world, 6, "");
	needs_are(&world, 7, "6");
	needs_are(&world, 8, "6 7");
	(void)state;
}

static void modes_need_who_set_them(void **state)
{
	_cleanup_(world_close) struct world world;
	size_t file;

	world_open(&world);
	file = file_add(&world, "file", lines_add(&world, 0100644, LINES));
	commit_add(&world);
	change_add(&world, file, lines_add(&world, 0100755, LINES));
	commit_add(&world);
	change_add(&world, file, lines_add(&world, 0100755, "a;" LINES));
	commit_add(&world);
	change_add(&world, file, lines_add(&world, 0100644, "a;" LINES));
	alone_find(&world.split);
	needs_are(&world, 0, "");
	needs_are(&world, 1, "");
	needs_are(&world, 2, "0");
	(void)state;
}

/* By its lines commit 1 needs nobody; but in the old tree it is their like that is found. */
static void what_applies_elsewhere_does_not_apply_alone(void **state)
{
	_cleanup_(world_close) struct world world;
	size_t file;

	world_open(&world);
	file = file_add(&world, "file",
			lines_add(&world, 0100644, "x;1;2;3;p;4;5;6;y;z;w;v;u;1;2;3;p;4;5;6;t;"));
	/* Eight lines go at the head: the second 1 2 3 p now has the number of the first. */
	commit_lines(&world, file, "u;1;2;3;p;4;5;6;t;");
	commit_lines(&world, file, "u;1;2;3;Q;4;5;6;t;");
	alone_find(&world.split);
	needs_are(&world, 0, "");
	needs_are(&world, 1, "0");
	(void)state;
}

/* Every state that was is still in the weave. */
static void weaves_show_all_states(void **state)
{
	for (int round = 0; round < 300; round++) {
		const size_t n_commits = 20;
		const unsigned int n_letters = 2 + random_below(20);
		struct text texts[21] = {};
		_cleanup_(weave_deinit) struct weave weave;
		_cleanup_commit_set_ struct commit_set commits = {};
		_cleanup_commit_set_ struct commit_set needs = {};

		commit_set_init(&commits, n_commits);
		commit_set_init(&needs, n_commits);
		for (size_t i = 0; i <= n_commits; i++) {
			struct text *text = &texts[i];

			text->n_lines = random_below(30);
			text->lines = xcalloc(text->n_lines, sizeof(uint32_t));
			for (size_t j = 0; j < text->n_lines; j++)
				text->lines[j] = random_below(n_letters);
		}
		weave_init(&weave, &texts[0], WEAVE_NOBODY);
		for (size_t i = 0; i < n_commits; i++) {
			_cleanup_diff_ struct diff diff = {};

			diff_make(&texts[i], &texts[i + 1], &diff);
			weave_change(&weave, &diff, &texts[i + 1], i, &needs);
		}
		for (size_t i = 0; i <= n_commits; i++) {
			assert_true(weave_shows(&weave, &commits, &texts[i]));
			if (i < n_commits)
				commit_set_add(&commits, i);
			text_deinit(&texts[i]);
		}
	}
	(void)state;
}

static uint32_t fresh_line(struct world *world)
{
	static unsigned int n;
	char bytes[32];
	const int length = snprintf(bytes, sizeof(bytes), "line %u\n", n++);

	return line_number(world->split.table, bytes, length);
}

/* Up to three lines of [4, n - 4) replaced by up to three others. */
static struct text edited(struct world *world, const struct text *text)
{
	struct text result = { xcalloc(text->n_lines + 3, sizeof(uint32_t)), 0 };
	const size_t begin = 4 + random_below(text->n_lines - 11);
	const size_t end = begin + random_below(4);
	const unsigned int n_new = end == begin ? 1 + random_below(3) : random_below(4);

	for (size_t i = 0; i < begin; i++)
		result.lines[result.n_lines++] = text->lines[i];
	for (unsigned int i = 0; i < n_new; i++)
		result.lines[result.n_lines++] = fresh_line(world);
	for (size_t i = end; i < text->n_lines; i++)
		result.lines[result.n_lines++] = text->lines[i];
	return result;
}

static void world_random(struct world *world, size_t n_files, size_t n_commits)
{
	world_open(world);
	for (size_t i = 0; i < n_files; i++) {
		struct text text = { xcalloc(60, sizeof(uint32_t)), 60 };
		char path[32];

		snprintf(path, sizeof(path), "file%02zu", i);
		for (size_t j = 0; j < text.n_lines; j++)
			text.lines[j] = fresh_line(world);
		file_add(world, path, content_add(world, 0100644, text));
	}
	for (size_t i = 0; i < n_commits; i++) {
		size_t file = random_below(n_files);

		commit_add(world);
		for (unsigned int n = 1 + random_below(2); n > 0 && file < n_files; n--) {
			const struct content *now = &world->split.contents[world->now[file]];

			if (now->text.n_lines < 20)
				break;
			change_add(world, file,
				   content_add(world, 0100644, edited(world, &now->text)));
			file += 1 + random_below(3);
		}
	}
}

static size_t place_of(const struct text *text, uint32_t line)
{
	size_t i = 0;

	while (i < text->n_lines && text->lines[i] != line)
		i++;
	return i;
}

static bool has(const struct text *text, uint32_t line)
{
	return place_of(text, line) < text->n_lines;
}

/* The lines of part that are in whole stand there in the same order. */
static void assert_in_order(const struct text *part, const struct text *whole)
{
	size_t last = 0;

	for (size_t i = 0; i < part->n_lines; i++) {
		const size_t place = place_of(whole, part->lines[i]);

		if (place == whole->n_lines)
			continue;
		assert_true(place >= last);
		last = place;
	}
}

/* After is old with what the change did, and nothing else. */
static void assert_changed(const struct text *old, const struct text *from, const struct text *to,
			   const struct text *result)
{
	for (size_t i = 0; i < result->n_lines; i++) {
		const uint32_t line = result->lines[i];

		assert_true(has(old, line) || (has(to, line) && !has(from, line)));
		assert_false(has(from, line) && !has(to, line));
	}
	for (size_t i = 0; i < old->n_lines; i++)
		assert_true(has(result, old->lines[i]) ||
			    (has(from, old->lines[i]) && !has(to, old->lines[i])));
	for (size_t i = 0; i < to->n_lines; i++)
		assert_true(has(result, to->lines[i]) || has(from, to->lines[i]));
	assert_in_order(old, result);
	assert_in_order(to, result);
}

static void assert_applies_alone(const struct split *split, size_t commit)
{
	const struct split_commit *entry = &split->commits[commit];
	_cleanup_replay_ struct replay replay = {};

	replay_init(&replay, split);
	assert_true(replay_do(&replay, commit));
	for (size_t i = 0; i < entry->n_changes; i++) {
		const struct split_change *change = &entry->changes[i];

		assert_changed(&split->contents[split->files[change->file].old].text,
			       &split->contents[change->before].text,
			       &split->contents[change->after].text,
			       &replay_content(&replay, change->file)->text);
	}
}

/* The commit does not apply without its needs, and does with them; they bring their own needs. */
static void assert_needs(const struct split *split, size_t commit)
{
	const struct split_commit *entry = &split->commits[commit];
	_cleanup_free_ size_t *commits = xcalloc(entry->n_needs + 1, sizeof(*commits));
	_cleanup_bytes_ struct bytes patch = {};
	_cleanup_error_ struct error *error = alone_patch(split, &commit, 1, &patch);

	assert_non_null(error);
	for (size_t i = 0; i < entry->n_needs; i++) {
		const struct split_commit *need = &split->commits[entry->needs[i]];

		assert_true(entry->needs[i] < commit);
		assert_true(i == 0 || commits[i - 1] < entry->needs[i]);
		commits[i] = entry->needs[i];
		for (size_t j = 0, k = 0; j < need->n_needs; j++) {
			while (k < entry->n_needs && entry->needs[k] != need->needs[j])
				k++;
			assert_true(k < entry->n_needs);
		}
	}
	commits[entry->n_needs] = commit;
	assert_null(alone_patch(split, commits, entry->n_needs + 1, &patch));
}

static void random_splits_are_told_apart(void **state)
{
	size_t n_alone = 0, n_needy = 0;

	for (int round = 0; round < 60; round++) {
		_cleanup_(world_close) struct world world;

		world_random(&world, 8, 40);
		alone_find(&world.split);
		for (size_t i = 0; i < world.split.n_commits; i++) {
			if (world.split.commits[i].applies_alone) {
				assert_applies_alone(&world.split, i);
				n_alone++;
			} else {
				assert_needs(&world.split, i);
				n_needy++;
			}
		}
	}
	assert_true(n_alone > 300 && n_needy > 300);
	(void)state;
}

static void file_is(const char *directory, const char *name, const char *bytes, bool is_executable)
{
	_cleanup_free_ char *path = xasprintf("%s/%s", directory, name);
	_cleanup_bytes_ struct bytes found = {};
	struct stat status;

	if (!bytes) {
		assert_false(file_exists(path));
		return;
	}
	assert_null(file_read(path, &found));
	assert_string_equal((char *)found.data, bytes);
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal((status.st_mode & 0100) != 0, is_executable);
}

static void file_put(const char *directory, const char *name, const char *bytes)
{
	_cleanup_free_ char *path = xasprintf("%s/%s", directory, name);

	assert_null(file_write(path, bytes, strlen(bytes), 0644));
}

static void apply_with_git(const char *directory, const struct bytes *patch)
{
	static const char *const argv[] = { "git", "apply", NULL };
	const struct run_options options = { directory, .input = patch };

	assert_null(run_checked(argv, &options));
}

static void git_applies_what_is_printed(void **state)
{
	static const size_t commits[] = { 0, 1 };
	_cleanup_(world_close) struct world world;
	_cleanup_bytes_ struct bytes patch = {};
	_cleanup_free_ char *directory = NULL;

	world_open(&world);
	file_add(&world, "a blank", lines_add(&world, 0100644, "1;2;3;4;5;6;7;8;9"));
	file_add(&world, "empty", 0);
	file_add(&world, "gone", lines_add(&world, 0100644, "x;y"));
	file_add(&world, "new", 0);
	file_add(&world, "quote\"\t\xc3\xa4", lines_add(&world, 0100644, "q;"));
	file_add(&world, "run", lines_add(&world, 0100644, "r;"));
	commit_add(&world);
	change_add(&world, 0, lines_add(&world, 0100644, "1;2;3;4;5;6;7;8;9;"));
	change_add(&world, 1, lines_add(&world, 0100644, ""));
	change_add(&world, 2, 0);
	change_add(&world, 5, lines_add(&world, 0100755, "r;"));
	commit_add(&world);
	change_add(&world, 0, lines_add(&world, 0100644, "0;1;2;3;4;5;6;7;8;9;"));
	change_add(&world, 3, lines_add(&world, 0100755, "n;n"));
	change_add(&world, 4, lines_add(&world, 0100644, "Q;"));
	assert_null(alone_patch(&world.split, commits, 2, &patch));
	assert_null(directory_make_temporary("/tmp", "alone", &directory));
	file_put(directory, "a blank", "1\n2\n3\n4\n5\n6\n7\n8\n9");
	file_put(directory, "gone", "x\ny");
	file_put(directory, "quote\"\t\xc3\xa4", "q\n");
	file_put(directory, "run", "r\n");
	apply_with_git(directory, &patch);
	file_is(directory, "a blank", "0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n", false);
	file_is(directory, "empty", "", false);
	file_is(directory, "gone", NULL, false);
	file_is(directory, "new", "n\nn", true);
	file_is(directory, "quote\"\t\xc3\xa4", "Q\n", false);
	file_is(directory, "run", "r\n", true);
	assert_null(tree_remove(directory));
	(void)state;
}

static void opaque_content_has_no_patch(void **state)
{
	static const size_t commit;
	_cleanup_(world_close) struct world world;
	_cleanup_bytes_ struct bytes patch = {};
	_cleanup_error_ struct error *error = NULL;

	world_open(&world);
	file_add(&world, "image", 0);
	commit_add(&world);
	change_add(&world, 0, opaque_add(&world, 1));
	error = alone_patch(&world.split, &commit, 1, &patch);
	assert_non_null(error);
	assert_null(patch.data);
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(commits_need_who_wrote_around_them),
		cmocka_unit_test(ends_of_files_are_context),
		cmocka_unit_test(whole_files_need_their_past),
		cmocka_unit_test(modes_need_who_set_them),
		cmocka_unit_test(what_applies_elsewhere_does_not_apply_alone),
		cmocka_unit_test(weaves_show_all_states),
		cmocka_unit_test(random_splits_are_told_apart),
		cmocka_unit_test(git_applies_what_is_printed),
		cmocka_unit_test(opaque_content_has_no_patch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
