/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a machine knows of itself after it was stopped anywhere, against a model that is stopped
 * nowhere: it is told what became of each change.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "machine/journal.h"

#define N_IDS  6
#define ROUNDS 40
#define STEPS  40

static const char *const ids[N_IDS] = { "a", "b", "c", "d", "e", "f" };
static const char digest[] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

static char *path;

static int make_path(void **state)
{
	(void)state;
	path = xasprintf("/tmp/suture-journal.%ld", (long)getpid());
	return 0;
}

static int remove_path(void **state)
{
	(void)state;
	unlink(path);
	free(path);
	return 0;
}

/* ---- a kernel ---- */

static int by_id(const void *a, const void *b)
{
	return strcmp(((const struct loaded_update *)a)->id, ((const struct loaded_update *)b)->id);
}

static void set_applied(struct state *kernel, const char *id, bool applied)
{
	for (size_t i = 0; i < kernel->n_updates; i++) {
		if (strcmp(kernel->updates[i].id, id))
			continue;
		kernel->updates[i].applied = applied;
		return;
	}
	*array_append(kernel->updates, kernel->n_updates) =
		(struct loaded_update){ .id = xstrdup(id), .applied = applied };
	qsort(kernel->updates, kernel->n_updates, sizeof(*kernel->updates), by_id);
}

/* ---- journals by words: "a b" ---- */

static struct journal_entries entries_of(const char *words)
{
	_cleanup_string_list_ struct string_list list = {};
	struct journal_entries entries = {};

	string_list_add_words(&list, words);
	for (size_t i = 0; i < list.n_items; i++)
		journal_entries_add(&entries, list.items[i], digest);
	return entries;
}

static void entries_free(struct journal_entries *entries)
{
	for (size_t i = 0; i < entries->n_items; i++) {
		free(entries->items[i].id);
		free(entries->items[i].sha256);
	}
	free(entries->items);
}

static void begin(struct journal *journal, const char *boot, const char *installs,
		  const char *removes)
{
	_cleanup_(entries_free)
	struct journal_entries coming = entries_of(installs);
	_cleanup_string_list_ struct string_list going = {};

	string_list_add_words(&going, removes);
	journal_begin(journal, boot, &coming, &going);
}

static void expect(const struct journal *journal, const char *installed, const char *suspects)
{
	_cleanup_string_list_ struct string_list list = journal_ids(&journal->installed);
	_cleanup_free_ char *text = NULL, *suspected = NULL;

	for (size_t i = 0; i < list.n_items; i++)
		xappend(&text, "%s%s", i ? " " : "", list.items[i]);
	for (size_t i = 0; i < journal->suspects.n_items; i++)
		xappend(&suspected, "%s%s", i ? " " : "", journal->suspects.items[i]);
	assert_string_equal(text ? text : "", installed);
	assert_string_equal(suspected ? suspected : "", suspects);
	assert_null(journal->boot_id);
	assert_int_equal(journal->installs.n_items, 0);
	assert_int_equal(journal->removes.n_items, 0);
}

/* The program dies in a change; later somebody looks, and the kernel says what is applied. */
static void died(const char *before, const char *installs, const char *removes, bool same_boot,
		 const char *applied, const char *installed, const char *suspects)
{
	_cleanup_journal_ struct journal journal = { .installed = entries_of(before) };
	_cleanup_state_ struct state kernel = {};
	_cleanup_string_list_ struct string_list list = {};
	bool changed = false;

	begin(&journal, "boot-1", installs, removes);
	string_list_add_words(&list, applied);
	for (size_t i = 0; i < list.n_items; i++)
		set_applied(&kernel, list.items[i], true);
	set_applied(&kernel, "only-staged", false);
	journal_settle(&journal, same_boot ? "boot-1" : "boot-2", &kernel, &changed);
	assert_true(changed);
	expect(&journal, installed, suspects);
	journal_settle(&journal, "boot-3", &kernel, &changed);
	assert_false(changed);
	expect(&journal, installed, suspects);
}

static void in_this_boot_the_kernel_knows(void **state)
{
	(void)state;
	died("", "a b", "", true, "", "", "");
	died("", "a b", "", true, "a b", "a b", "");
	died("a", "b", "", true, "a", "a", "");
	died("a", "b", "", true, "a b", "a b", "");
	died("a b", "", "b", true, "a b", "a b", "");
	died("a b", "", "b", true, "a", "a", "");
	died("a b", "c", "b", true, "a b", "a b", "");
	died("a b", "c", "b", true, "a c", "a c", "");
	/* Applied again after a boot: it comes behind the others. */
	died("a b", "a", "", true, "", "a b", "");
	died("a b", "a", "", true, "a", "b a", "");
	/* One that waits for its module comes with another that goes. */
	died("a", "w", "a", true, "a", "a", "");
	died("a", "w", "a", true, "", "w", "");
}

static void of_another_boot_what_came_is_suspect(void **state)
{
	(void)state;
	died("", "a b", "", false, "", "", "a b");
	died("a", "b", "", false, "", "a", "b");
	died("a b", "", "b", false, "", "a", "");
	died("a b", "c", "b", false, "", "a", "c");
	died("a b", "a b", "", false, "", "", "a b");
}

static void nothing_was_begun(void **state)
{
	_cleanup_journal_ struct journal journal = { .installed = entries_of("a b") };
	const struct state kernel = {};
	bool changed = true;

	(void)state;
	journal_settle(&journal, "boot-2", &kernel, &changed);
	assert_false(changed);
	expect(&journal, "a b", "");
}

/* ---- the file ---- */

static void through_the_file(struct journal *journal)
{
	struct journal read = {};

	assert_null(journal_write(journal, path));
	assert_null(journal_read(path, &read));
	journal_deinit(journal);
	*journal = read;
}

static void what_is_written_is_read(void **state)
{
	_cleanup_journal_ struct journal journal = { .installed = entries_of("a b"),
						     .core = xstrdup(digest) };

	(void)state;
	string_list_add(&journal.suspects, "s");
	begin(&journal, "boot-1", "c d", "a");
	through_the_file(&journal);
	assert_string_equal(journal.core, digest);
	assert_string_equal(journal.boot_id, "boot-1");
	assert_string_equal(journal_entries_find(&journal.installs, "d")->sha256, digest);
	assert_null(journal_entries_find(&journal.installs, "a"));
	assert_string_equal(journal.removes.items[0], "a");
	journal_end(&journal, true);
	through_the_file(&journal);
	expect(&journal, "b c d", "s");
}

static void there_need_not_be_a_file(void **state)
{
	_cleanup_journal_ struct journal journal = {};

	(void)state;
	unlink(path);
	assert_null(journal_read(path, &journal));
	expect(&journal, "", "");
}

static void what_is_damaged_is_refused(void **state)
{
	static const char head[] = "{\"format\": 1, \"installed\": [], \"core\": null, ";
	static const char *const texts[] = {
		"",
		"{}",
		"[]",
		"{\"format\": 2}",
		"{\"format\": 1, \"format\": 1, \"installed\": []}",
		"{\"format\": 1, \"core\": null, \"intent\": null, \"suspects\": []}",
		"{\"format\": 1, \"installed\": [{\"id\": \"a\"}], \"core\": null,"
		" \"intent\": null, \"suspects\": []}",
		"{\"format\": 1, \"installed\": [], \"core\": \"12\", \"intent\": null,"
		" \"suspects\": []}",
	};
	static const char *const tails[] = {
		"\"suspects\": []}",
		"\"intent\": null}",
		"\"intent\": null, \"suspects\": [\"../x\"]}",
		"\"intent\": null, \"suspects\": [1]}",
		"\"intent\": {}, \"suspects\": []}",
		"\"intent\": {\"boot_id\": \"b\", \"install\": []}, \"suspects\": []}",
		"\"intent\": {\"boot_id\": \"b\", \"install\": {}, \"remove\": []},"
		" \"suspects\": []}",
		"\"intent\": null, \"suspects\": []} x",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts) + ARRAY_SIZE(tails); i++) {
		_cleanup_free_ char *text =
			i < ARRAY_SIZE(texts)
				? xstrdup(texts[i])
				: xasprintf("%s%s", head, tails[i - ARRAY_SIZE(texts)]);
		_cleanup_journal_ struct journal journal = {};
		_cleanup_error_ struct error *error = journal_parse(text, strlen(text), &journal);

		if (!error)
			fail_msg("'%s' is a journal", text);
		assert_int_equal(error->refusal, SUTURE_REFUSAL_RECORD_DAMAGED);
		expect(&journal, "", "");
	}
}

/* ---- random sequences ---- */

/* The model: sets, and what was done with them. */
struct model {
	bool installed[N_IDS], suspect[N_IDS], applied[N_IDS];
};

struct change {
	bool comes[N_IDS], goes[N_IDS];
};

enum end {
	SAID_NO,	  /* the kernel refuses */
	DIED_BEFORE,	  /* the program does, before the switch */
	DIED_AFTER,	  /* or after it */
	WENT_DOWN_BEFORE, /* the machine does */
	WENT_DOWN_AFTER,
	WENT_WELL,
	N_ENDS,
};

/* What is applied may go, what is not may come. */
static bool choose(const struct model *model, struct change *change)
{
	bool any = false;

	for (int i = 0; i < N_IDS; i++) {
		const bool moves = rand() % 3 == 0;

		change->comes[i] = moves && !model->applied[i];
		change->goes[i] = moves && model->applied[i];
		any = any || moves;
	}
	return any;
}

static void do_in_model(struct model *model, const struct change *change, enum end end)
{
	const bool switched = end == WENT_WELL || end == DIED_AFTER,
		   went_down = end == WENT_DOWN_BEFORE || end == WENT_DOWN_AFTER;

	for (int i = 0; i < N_IDS; i++) {
		const bool comes = change->comes[i], goes = change->goes[i];

		if (switched && (comes || goes))
			model->installed[i] = model->applied[i] = comes;
		if (went_down && (comes || goes))
			model->installed[i] = false;
		if (went_down && comes)
			model->suspect[i] = true;
		if (went_down)
			model->applied[i] = false;
	}
}

static void do_in_kernel(struct state *kernel, const struct change *change, enum end end)
{
	for (int i = 0; i < N_IDS; i++) {
		if (end != SAID_NO && end != DIED_BEFORE && (change->comes[i] || change->goes[i]))
			set_applied(kernel, ids[i], change->comes[i]);
		if (end == WENT_DOWN_BEFORE || end == WENT_DOWN_AFTER)
			set_applied(kernel, ids[i], false);
	}
}

static void do_in_journal(struct journal *journal, const struct state *kernel,
			  const struct change *change, enum end end, unsigned int *boot)
{
	_cleanup_free_ char *comes = xstrdup(""), *goes = xstrdup("");
	_cleanup_free_ char *before = xasprintf("boot-%u", *boot), *after = NULL;
	bool changed;

	for (int i = 0; i < N_IDS; i++) {
		xappend(&comes, "%s", change->comes[i] ? ids[i] : "");
		xappend(&comes, " ");
		xappend(&goes, "%s", change->goes[i] ? ids[i] : "");
		xappend(&goes, " ");
	}
	begin(journal, before, comes, goes);
	through_the_file(journal);
	if (end == WENT_WELL || end == SAID_NO)
		journal_end(journal, end == WENT_WELL);
	*boot += end == WENT_DOWN_BEFORE || end == WENT_DOWN_AFTER;
	after = xasprintf("boot-%u", *boot);
	journal_settle(journal, after, kernel, &changed);
	assert_int_equal(changed, end != WENT_WELL && end != SAID_NO);
}

static void compare(const struct journal *journal, const struct model *model)
{
	size_t n_installed = 0, n_suspects = 0;

	for (int i = 0; i < N_IDS; i++) {
		assert_int_equal(!!journal_entries_find(&journal->installed, ids[i]),
				 model->installed[i]);
		assert_int_equal(string_list_contains(&journal->suspects, ids[i]),
				 model->suspect[i]);
		n_installed += model->installed[i];
		n_suspects += model->suspect[i];
	}
	assert_int_equal(journal->installed.n_items, n_installed);
	assert_int_equal(journal->suspects.n_items, n_suspects);
	assert_null(journal->boot_id);
}

static void it_is_as_its_model(void **state)
{
	(void)state;
	srand(1);
	for (int round = 0; round < ROUNDS; round++) {
		_cleanup_journal_ struct journal journal = {};
		_cleanup_state_ struct state kernel = {};
		struct model model = {};
		unsigned int boot = 0;

		for (int step = 0; step < STEPS; step++) {
			const enum end end = (enum end)(rand() % N_ENDS);
			struct change change;

			if (!choose(&model, &change))
				continue;
			do_in_kernel(&kernel, &change, end);
			do_in_model(&model, &change, end);
			do_in_journal(&journal, &kernel, &change, end, &boot);
			compare(&journal, &model);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_this_boot_the_kernel_knows),
		cmocka_unit_test(of_another_boot_what_came_is_suspect),
		cmocka_unit_test(nothing_was_begun),
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(there_need_not_be_a_file),
		cmocka_unit_test(what_is_damaged_is_refused),
		cmocka_unit_test(it_is_as_its_model),
	};

	return cmocka_run_group_tests(tests, make_path, remove_path);
}
