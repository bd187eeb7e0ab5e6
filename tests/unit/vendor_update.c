/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/vendor_update.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"

const char two_to_zwei[] =
	"--- a/f.c\n+++ b/f.c\n@@ -1,5 +1,5 @@\n one\n-two\n+zwei\n three\n four\n five\n";
const char nine_to_neun[] =
	"--- a/f.c\n+++ b/f.c\n@@ -6,5 +6,5 @@\n six\n seven\n eight\n-nine\n+neun\n ten\n";
const char zwei_to_deux[] =
	"--- a/f.c\n+++ b/f.c\n@@ -1,5 +1,5 @@\n one\n-zwei\n+deux\n three\n four\n five\n";

void must(struct error *error)
{
	if (error)
		error_print(error, stderr);
	assert_null(error);
}

void update_open(struct update *update)
{
	_cleanup_free_ char *path = NULL;

	*update = (struct update){ .table = line_table_new() };
	must(directory_make_temporary("/tmp", "test-split", &update->directory));
	path = xasprintf("%s/out.git", update->directory);
	must(store_create(path, &update->store));
	for (int i = 0; i < 2; i++)
		update->sides[i] = (struct source){ .name = i ? "new" : "old",
						    .listing = listing_new() };
	candidates_init(&update->candidates, update->table);
}

void update_close(struct update *update)
{
	split_free(update->split);
	candidates_deinit(&update->candidates);
	records_free(update->records);
	for (size_t i = 0; i < update->changelog.n_items; i++)
		free(update->changelog.items[i].subject);
	free(update->changelog.items);
	for (int i = 0; i < 2; i++)
		listing_free(update->sides[i].listing);
	store_close(update->store);
	line_table_free(update->table);
	must(tree_remove(update->directory));
	free(update->directory);
}

void put(struct update *update, int side, const char *path, uint32_t mode,
		const char *text)
{
	git_oid oid;

	if (!text)
		return;
	must(store_put(update->store, GIT_OBJECT_BLOB, text, strlen(text), &oid));
	must(listing_set(update->sides[side].listing, path, mode, &oid));
}

void has_file(struct update *update, const char *path, const char *old, const char *new)
{
	put(update, 0, path, 0100644, old);
	put(update, 1, path, 0100644, new);
}

void lists(struct update *update, const char *subject)
{
	struct change_item *item =
		array_append(update->changelog.items, update->changelog.n_items);

	item->subject = xstrdup(subject);
	item->line = item->subject;
	item->release = "2";
}

void sends(struct update *update, const char *subject, const char *diff)
{
	_cleanup_free_ char *mail =
		xasprintf("From: A. Developer <a@example.org>\nSubject: [PATCH] %s\n"
			  "Date: Mon, 2 Mar 2026 10:00:00 +0000\nMessage-Id: <%zu@example.org>\n\n"
			  "Why.\n---\n%s",
			  subject, update->candidates.n_items, diff);

	assert_true(candidates_add_mail(&update->candidates, subject, mail, strlen(mail)));
}

const struct split *split_it(struct update *update)
{
	const struct split_input input = {
		.store = update->store,
		.table = update->table,
		.old = &update->sides[0],
		.new = &update->sides[1],
		.changelog = &update->changelog,
		.candidates = &update->candidates,
		.records = update->records,
	};
	git_oid root;

	must(listing_write(update->sides[0].listing, update->store, &root));
	must(listing_write(update->sides[1].listing, update->store, &root));
	must(store_flush(update->store));
	must(split_make(&input, NULL, &update->split));
	return update->split;
}

const struct split_commit *commit_of(const struct split *split, const char *subject)
{
	const struct split_commit *found = NULL;

	for (size_t i = 0; i < split->n_commits; i++) {
		_cleanup_free_ char *its = split_subject(&split->commits[i]);

		if (strcmp(its, subject) == 0) {
			assert_null(found);
			found = &split->commits[i];
		}
	}
	return found;
}

void assert_joined(const struct split *split)
{
	for (size_t file = 0; file < split->n_files; file++) {
		size_t at = split->files[file].old;

		for (size_t i = 0; i < split->n_commits; i++)
			for (size_t j = 0; j < split->commits[i].n_changes; j++)
				if (split->commits[i].changes[j].file == file) {
					assert_int_equal(split->commits[i].changes[j].before, at);
					at = split->commits[i].changes[j].after;
				}
		assert_int_equal(at, split->files[file].new);
	}
	for (size_t i = 0; i < split->n_commits; i++) {
		const struct split_commit *commit = &split->commits[i];

		assert_true(commit->n_changes > 0);
		for (size_t j = 0; j < commit->n_changes; j++)
			assert_int_not_equal(commit->changes[j].before, commit->changes[j].after);
	}
}
