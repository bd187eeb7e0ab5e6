/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whose each line of the whole difference is, against histories whose truth is known. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/memory.h"
#include "split/diff.h"
#include "split/explained.h"

#define COMMITS 6
#define LINES_MAX 400
#define ROUNDS 300

/* One file, and a chain of contents: 0 is the old one, I + 1 is what commit I makes. */
struct chain {
	struct split split;
	struct content contents[COMMITS + 1];
	struct split_file file;
	struct split_commit commits[COMMITS];
	struct split_change changes[COMMITS];
};

static void chain_init(struct chain *chain, enum split_method method)
{
	memset(chain, 0, sizeof(*chain));
	chain->file = (struct split_file){ "a.c", 0, COMMITS };
	for (size_t i = 0; i < COMMITS; i++) {
		chain->changes[i] = (struct split_change){ 0, i, i + 1 };
		chain->commits[i].method = method;
		chain->commits[i].changes = &chain->changes[i];
		chain->commits[i].n_changes = 1;
	}
	chain->split = (struct split){ .contents = chain->contents, .n_contents = COMMITS + 1,
				       .files = &chain->file, .n_files = 1,
				       .commits = chain->commits, .n_commits = COMMITS };
}

static void chain_deinit(struct chain *chain)
{
	for (size_t i = 0; i <= COMMITS; i++)
		text_deinit(&chain->contents[i].text);
}

static struct text *text_at(struct chain *chain, size_t content)
{
	struct text *text = &chain->contents[content].text;

	chain->contents[content].kind = CONTENT_TEXT;
	if (!text->lines)
		text->lines = xcalloc(LINES_MAX, sizeof(*text->lines));
	return text;
}

static void add_line(struct text *text, uint32_t line)
{
	if (text->n_lines < LINES_MAX)
		text->lines[text->n_lines++] = line;
}

/* No two lines are equal, so there is one truth: who brought a line, and who took it away. */
static void edit_unique(struct chain *chain, size_t commit, uint32_t *next, size_t *writers,
			size_t *removers)
{
	const struct text *before = text_at(chain, commit);
	struct text *after = text_at(chain, commit + 1);

	for (size_t i = 0; i < before->n_lines; i++) {
		if (rand() % 8 == 0) {
			writers[*next] = commit;
			add_line(after, (*next)++);
		}
		if (rand() % 8 == 0)
			removers[before->lines[i]] = commit;
		else
			add_line(after, before->lines[i]);
	}
}

static bool has_line(const struct text *text, uint32_t line)
{
	for (size_t i = 0; i < text->n_lines; i++)
		if (text->lines[i] == line)
			return true;
	return false;
}

static void check_truth(struct chain *chain, uint32_t n_old, uint32_t n_lines,
			const size_t *writers, const size_t *removers)
{
	const struct text *new = &chain->contents[COMMITS].text;
	size_t expected[COMMITS] = { 0 }, lines[COMMITS], all = 0;

	for (uint32_t line = 0; line < n_lines; line++) {
		bool is_new = has_line(new, line);

		if (line < n_old && !is_new)
			expected[removers[line]]++;
		else if (line >= n_old && is_new)
			expected[writers[line]]++;
		else
			continue;
		all++;
	}
	assert_int_equal(explained_lines(&chain->split, lines), all);
	assert_memory_equal(lines, expected, sizeof(lines));
}

static void lines_belong_to_who_wrote_or_removed_them(void **state)
{
	(void)state;
	srand(1);
	for (int round = 0; round < ROUNDS; round++) {
		size_t writers[8 * LINES_MAX], removers[8 * LINES_MAX];
		uint32_t n_old = (uint32_t)(rand() % 100), next = n_old;
		struct chain chain;

		chain_init(&chain, SPLIT_FORWARD);
		for (uint32_t line = 0; line < n_old; line++)
			add_line(text_at(&chain, 0), line);
		text_at(&chain, 0);
		for (size_t i = 0; i < COMMITS; i++)
			edit_unique(&chain, i, &next, writers, removers);
		check_truth(&chain, n_old, next, writers, removers);
		chain_deinit(&chain);
	}
}

static void every_line_counts_once(void **state)
{
	(void)state;
	srand(2);
	for (int round = 0; round < ROUNDS; round++) {
		size_t lines[COMMITS], all, sum = 0;
		struct chain chain;

		chain_init(&chain, SPLIT_FORWARD);
		for (size_t i = 0; i <= COMMITS; i++)
			for (int n = rand() % 30; n >= 0; n--)
				add_line(text_at(&chain, i), (uint32_t)(rand() % 4));
		all = explained_lines(&chain.split, lines);
		for (size_t i = 0; i < COMMITS; i++)
			sum += lines[i];
		assert_int_equal(sum, all);
		assert_int_equal(all, diff_distance(&chain.contents[0].text,
						    &chain.contents[COMMITS].text));
		chain_deinit(&chain);
	}
}

static void set_lines(struct chain *chain, size_t content, const char *lines)
{
	struct text *text = text_at(chain, content);

	for (; *lines; lines++)
		add_line(text, (uint32_t)*lines);
}

/*
 * "ab" becomes "aba", then "ba". Read as a whole it may be the 'b' that moved, which
 * neither commit touched: then the residual one answers for it.
 */
static void what_nobody_touched_counts_as_least_known(void **state)
{
	size_t lines[COMMITS];
	struct chain chain;

	(void)state;
	chain_init(&chain, SPLIT_FORWARD);
	chain.commits[1].method = SPLIT_RESIDUAL;
	set_lines(&chain, 0, "ab");
	set_lines(&chain, 1, "aba");
	for (size_t i = 2; i <= COMMITS; i++)
		set_lines(&chain, i, "ba");
	assert_int_equal(explained_lines(&chain.split, lines), 2);
	assert_true(lines[0] <= 1);
	assert_int_equal(lines[0] + lines[1], 2);
	chain_deinit(&chain);
}

static void what_is_taken_away_again_counts_for_nobody(void **state)
{
	size_t lines[COMMITS];
	struct chain chain;

	(void)state;
	chain_init(&chain, SPLIT_FORWARD);
	set_lines(&chain, 0, "abc");
	set_lines(&chain, 1, "axbc");
	for (size_t i = 2; i <= COMMITS; i++)
		set_lines(&chain, i, i < 4 ? "abc" : "abyc");
	assert_int_equal(explained_lines(&chain.split, lines), 1);
	assert_int_equal(lines[0], 0);
	assert_int_equal(lines[3], 1);
	chain_deinit(&chain);
}

static void a_file_that_comes_has_all_its_lines(void **state)
{
	size_t lines[COMMITS];
	struct chain chain;

	(void)state;
	chain_init(&chain, SPLIT_BACKWARD);
	for (size_t i = 3; i <= COMMITS; i++)
		set_lines(&chain, i, "abc");
	assert_int_equal(explained_lines(&chain.split, lines), 3);
	assert_int_equal(lines[2], 3);
	chain_deinit(&chain);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_belong_to_who_wrote_or_removed_them),
		cmocka_unit_test(every_line_counts_once),
		cmocka_unit_test(what_nobody_touched_counts_as_least_known),
		cmocka_unit_test(what_is_taken_away_again_counts_for_nobody),
		cmocka_unit_test(a_file_that_comes_has_all_its_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
