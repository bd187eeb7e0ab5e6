/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <zlib.h>

#include "base/file.h"
#include "base/memory.h"
#include "evidence/candidate.h"
#include "evidence/scope.h"

#define DIFF "--- a/d/f.c\n+++ b/d/f.c\n@@ -1,2 +1,2 @@\n one\n-two\n+TWO\n"
#define HEADERS(subject) \
	"From: A B <a@b>\nSubject: " subject "\nDate: Mon, 2 Mar 2026 12:00:00 +0000\n"
#define SEPARATOR "From a@b  Mon Mar  2 12:40:24 2026\n"
#define HEX "0123456789abcdef0123456789abcdef01234567"

struct world {
	char *top;
	struct line_table *table;
	struct candidates candidates;
};

static int setup(void **state)
{
	struct world *world = xcalloc(1, sizeof(*world));

	assert_null(directory_make_temporary("/tmp", "suture-candidate", &world->top));
	world->table = line_table_new();
	candidates_init(&world->candidates, world->table);
	git_libgit2_init();
	*state = world;
	return 0;
}

static int teardown(void **state)
{
	struct world *world = *state;

	git_libgit2_shutdown();
	candidates_deinit(&world->candidates);
	line_table_free(world->table);
	assert_null(tree_remove(world->top));
	free(world->top);
	free(world);
	return 0;
}

static char *put(const struct world *world, const char *name, const char *text)
{
	char *path = xasprintf("%s/%s", world->top, name);

	assert_null(file_write(path, text, strlen(text), 0644));
	return path;
}

static bool add(struct world *world, const char *text)
{
	return candidates_add_mail(&world->candidates, "m", text, strlen(text));
}

/* The sentence of the mail that was rejected last. */
static void assert_rejected(struct world *world, const char *text, const char *expected)
{
	size_t before = world->candidates.n_rejected;

	assert_false(add(world, text));
	assert_int_equal(world->candidates.n_rejected, before + 1);
	assert_string_equal(world->candidates.rejected[before], expected);
	assert_int_equal(world->candidates.n_items, 0);
}

static void assert_usage(struct world *world, const char *specification)
{
	_cleanup_error_ struct error *error =
		candidates_read(&world->candidates, specification, NULL);

	assert_non_null(error);
	assert_int_equal(error->kind, ERROR_USAGE);
}

static void mail_becomes_candidate(void **state)
{
	struct world *world = *state;
	const struct candidate *one;

	assert_true(add(world, HEADERS("[PATCH v3 6.1.y 2/3] d: do it") "Message-ID: <1@b>\n\n"
				       "From: C D <c@d>\n\n[ Upstream commit " HEX " ]\n\n"
				       "Why.\n---\n d/f.c | 2 +-\n\n" DIFF "-- \n2.40\n"));
	one = &world->candidates.items[0];
	assert_int_equal(one->origin, CANDIDATE_MAIL);
	assert_string_equal(one->id, "1@b");
	assert_string_equal(one->subject, "d: do it");
	assert_string_equal(one->author, "C D");
	assert_string_equal(one->email, "c@d");
	assert_int_equal(one->time, 1772452800);
	assert_string_equal(one->message, "d: do it\n\n[ Upstream commit " HEX " ]\n\nWhy.\n");
	assert_string_equal(one->upstream, HEX);
	assert_string_equal(one->branch, "6.1");
	assert_int_equal(one->revision, 3);
	assert_int_equal(one->n_files, 1);
	assert_string_equal(one->files[0].new_path, "d/f.c");
	assert_int_equal(one->files[0].hunks[0].n_lines, 3);
}

static void attachments_are_joined(void **state)
{
	struct world *world = *state;

	assert_true(add(world, HEADERS("[PATCH] d: do it") "MIME-Version: 1.0\n"
			"Content-Type: multipart/mixed; boundary=X\n\n"
			"--X\nContent-Type: text/plain\n\nWhy.\n"
			"--X\nContent-Type: text/x-patch\n\n" DIFF
			"--X\nContent-Type: text/x-diff\n\n"
			"--- a/g\n+++ b/g\n@@ -1 +1 @@\n-a\n+b\n--X--\n"));
	assert_string_equal(world->candidates.items[0].message, "d: do it\n\nWhy.\n");
	assert_int_equal(world->candidates.items[0].n_files, 2);
	assert_string_equal(world->candidates.items[0].files[1].new_path, "g");
}

static void attached_mail_speaks_for_itself(void **state)
{
	struct world *world = *state;
	const struct candidate *one;

	assert_true(add(world, HEADERS("Re: please take this")
			"Message-ID: <1@b>\nMIME-Version: 1.0\n"
			"Content-Type: multipart/mixed; boundary=X\n\n"
			"--X\nContent-Type: text/plain\n\nHello,\nsee there.\n"
			"--X\nContent-Type: text/x-patch\n\n"
			"From " HEX " Mon Sep 17 00:00:00 2001\nFrom: C D <c@d>\n"
			"Date: Mon, 2 Mar 2026 12:00:01 +0000\nSubject: [PATCH v2] d: do it\n\n"
			"Why.\n---\n" DIFF "--X--\n"));
	one = &world->candidates.items[0];
	assert_string_equal(one->id, "1@b");
	assert_string_equal(one->author, "C D");
	assert_string_equal(one->message, "d: do it\n\nWhy.\n");
	assert_int_equal(one->time, 1772452801);
	assert_int_equal(one->revision, 2);
	assert_int_equal(one->n_files, 1);
}

static void what_is_none_is_said(void **state)
{
	struct world *world = *state;

	assert_rejected(world, HEADERS("[PATCH 0/3] d: do it") "\nMany patches.\n",
			"m \"d: do it\": a cover letter");
	assert_rejected(world, HEADERS("Re: [PATCH] d: do it") "\nFine.\n",
			"m \"d: do it\": a reply without a diff");
	assert_rejected(world,
			HEADERS("Re: [PATCH] d: do it") "\n> --- a/d/f.c\n> @@ -1 +1 @@\nNo.\n",
			"m \"d: do it\": a reply that quotes a diff");
	assert_rejected(world, HEADERS("[PATCH] d: do it") "\nWords.\n",
			"m \"d: do it\": no diff in it");
	assert_rejected(world, HEADERS("d: do it") "\n--- a/f\n+++ b/f\n@@ -1,9 +1 @@\n-a\n+b\n",
			"m \"d: do it\": line 5 of the patch: "
			"the patch ends in the middle of a hunk");
}

static void patch_has_fields(void **state)
{
	struct world *world = *state;
	const struct candidate *one;

	assert_true(add(world, "Description: d: do it\n Long words.\n .\n More.\n"
			       "Author: A B <a@b>\nOrigin: upstream, https://example.org/?id=" HEX
			       "\nBug-Debian: https://example.org/1\n\n" DIFF));
	one = &world->candidates.items[0];
	assert_int_equal(one->origin, CANDIDATE_PATCH);
	assert_string_equal(one->subject, "d: do it");
	assert_string_equal(one->message, "d: do it\n\nLong words.\n\nMore.\n");
	assert_string_equal(one->author, "A B");
	assert_string_equal(one->upstream, HEX);
	assert_string_equal(one->id, "m");
}

static void bare_diff_has_the_name_of_its_file(void **state)
{
	struct world *world = *state;
	static const char diff[] = DIFF;

	assert_true(candidates_add_mail(&world->candidates, "dir/do-it.patch", diff, strlen(diff)));
	assert_string_equal(world->candidates.items[0].subject, "do-it");
	assert_string_equal(world->candidates.items[0].author, "");
	assert_string_equal(world->candidates.items[0].message, "do-it\n");
}

static void mailbox_is_read(void **state)
{
	struct world *world = *state;
	_cleanup_free_ char *path =
		put(world, "box", SEPARATOR HEADERS("one") "\n" DIFF "\n"
			    SEPARATOR HEADERS("none") "\nFrom here on nothing.\n\n"
			    SEPARATOR HEADERS("two") "\n" DIFF);

	assert_null(candidates_read(&world->candidates, path, NULL));
	assert_int_equal(world->candidates.n_items, 2);
	assert_int_equal(world->candidates.n_rejected, 1);
	assert_string_equal(world->candidates.items[0].subject, "one");
	assert_string_equal(world->candidates.items[1].subject, "two");
	assert_int_equal(world->candidates.items[1].order, 1);
}

static void packed_mailbox_is_read(void **state)
{
	static const char text[] = SEPARATOR HEADERS("one") "\n" DIFF;
	struct world *world = *state;
	_cleanup_free_ char *path = xasprintf("%s/box.gz", world->top);
	gzFile file = gzopen(path, "w");

	assert_int_equal(gzwrite(file, text, strlen(text)), strlen(text));
	assert_int_equal(gzclose(file), Z_OK);
	assert_null(candidates_read(&world->candidates, path, NULL));
	assert_int_equal(world->candidates.n_items, 1);
}

static void directory_goes_by_its_series(void **state)
{
	struct world *world = *state;
	_cleanup_free_ char *a = put(world, "a.patch", DIFF);
	_cleanup_free_ char *b = put(world, "b.patch", DIFF);
	_cleanup_free_ char *c = put(world, "c.patch", DIFF);
	_cleanup_free_ char *series = put(world, "series", "# first\nc.patch -p1\n\na.patch\n");

	assert_null(candidates_read(&world->candidates, world->top, NULL));
	assert_int_equal(world->candidates.n_items, 2);
	assert_string_equal(world->candidates.items[0].id, "c.patch");
	assert_string_equal(world->candidates.items[1].id, "a.patch");
	assert_int_equal(world->candidates.items[1].origin, CANDIDATE_PATCH);
}

static void directory_without_series_is_sorted(void **state)
{
	struct world *world = *state;
	_cleanup_free_ char *b = put(world, "2.patch", DIFF);
	_cleanup_free_ char *a = put(world, "1.patch", DIFF);

	assert_null(candidates_read(&world->candidates, world->top, NULL));
	assert_int_equal(world->candidates.n_items, 2);
	assert_string_equal(world->candidates.items[0].id, "1.patch");
}

static void nothing_readable_is_refused(void **state)
{
	struct world *world = *state;
	_cleanup_free_ char *missing = xasprintf("%s/missing", world->top);
	_cleanup_free_ char *range = xasprintf("%s:a..b", world->top);
	_cleanup_free_ char *damaged = put(world, "x.gz", "\x1f\x8b nonsense");

	assert_usage(world, missing);
	assert_usage(world, range);
	assert_usage(world, damaged);
	assert_usage(world, "");
	assert_int_equal(unlink(damaged), 0);
	assert_usage(world, world->top);
}

/* ---- git ---- */

/* A commit whose tree has one file; yields its name. */
static git_oid commit(git_repository *repository, const git_oid *parent, const char *name,
		      const char *text, const char *message)
{
	git_commit *parents[1] = {};
	git_treebuilder *builder;
	git_signature *author;
	git_oid blob, tree_id, id;
	git_tree *tree;

	assert_int_equal(git_signature_new(&author, "A B", "a@b", 1772452800, 60), 0);
	assert_int_equal(git_blob_create_from_buffer(&blob, repository, text, strlen(text)), 0);
	assert_int_equal(git_treebuilder_new(&builder, repository, NULL), 0);
	assert_int_equal(git_treebuilder_insert(NULL, builder, name, &blob, 0100644), 0);
	assert_int_equal(git_treebuilder_write(&tree_id, builder), 0);
	assert_int_equal(git_tree_lookup(&tree, repository, &tree_id), 0);
	if (parent)
		assert_int_equal(git_commit_lookup(&parents[0], repository, parent), 0);
	assert_int_equal(git_commit_create(&id, repository, "HEAD", author, author, NULL, message,
					   tree, parent ? 1 : 0, (const git_commit **)parents), 0);
	git_commit_free(parents[0]);
	git_tree_free(tree);
	git_treebuilder_free(builder);
	git_signature_free(author);
	return id;
}

static git_repository *make_repository(const struct world *world, char **path)
{
	git_repository *repository;

	*path = xasprintf("%s/git", world->top);
	assert_int_equal(git_repository_init(&repository, *path, true), 0);
	return repository;
}

static void commits_are_read_oldest_first(void **state)
{
	struct world *world = *state;
	_cleanup_free_ char *path = NULL;
	git_repository *repository = make_repository(world, &path);
	git_oid first = commit(repository, NULL, "f", "a\n", "begin\n");
	git_oid second =
		commit(repository, &first, "f", "b\n", "two\n\ncommit " HEX " upstream.\n");
	git_oid third = commit(repository, &second, "f", "c", "three\n");
	const struct candidate *items;

	git_repository_free(repository);
	assert_null(candidates_read(&world->candidates, path, NULL));
	items = world->candidates.items;
	assert_int_equal(world->candidates.n_items, 3);
	assert_int_equal(items[0].files[0].kind, PATCH_ADDED);
	assert_string_equal(items[1].subject, "two");
	assert_string_equal(items[1].upstream, HEX);
	assert_string_equal(items[2].id, git_oid_tostr_s(&third));
	assert_int_equal(items[2].origin, CANDIDATE_COMMIT);
	assert_int_equal(items[2].time, 1772452800);
	assert_int_equal(items[2].offset, 60);
	assert_int_equal(strlen(items[2].files[0].old_blob), 40);
}

static void range_leaves_out_what_is_before(void **state)
{
	struct world *world = *state;
	_cleanup_free_ char *path = NULL;
	_cleanup_free_ char *range = NULL;
	_cleanup_free_ char *unknown = NULL;
	git_repository *repository = make_repository(world, &path);
	git_oid first = commit(repository, NULL, "f", "a\n", "begin\n");
	char hex[GIT_OID_HEXSZ + 1];

	commit(repository, &first, "f", "b\n", "two\n");
	git_repository_free(repository);
	range = xasprintf("%s:%s..HEAD", path, git_oid_tostr(hex, sizeof(hex), &first));
	assert_null(candidates_read(&world->candidates, range, NULL));
	assert_int_equal(world->candidates.n_items, 1);
	assert_string_equal(world->candidates.items[0].subject, "two");
	unknown = xasprintf("%s:v1..v2", path);
	assert_usage(world, unknown);
}

static void inbox_is_known_by_its_files(void **state)
{
	struct world *world = *state;
	_cleanup_free_ char *path = NULL;
	git_repository *repository = make_repository(world, &path);
	git_oid first = commit(repository, NULL, "m", HEADERS("one") "\n" DIFF, "one\n");
	git_oid second = commit(repository, &first, "d", "gone\n", "rm\n");

	commit(repository, &second, "m", HEADERS("two") "Message-ID: <2@b>\n\n" DIFF, "two\n");
	git_repository_free(repository);
	assert_null(candidates_read(&world->candidates, path, NULL));
	assert_int_equal(world->candidates.n_items, 2);
	assert_int_equal(world->candidates.n_rejected, 0);
	assert_string_equal(world->candidates.items[0].subject, "one");
	assert_string_equal(world->candidates.items[1].id, "2@b");
	assert_int_equal(world->candidates.items[1].origin, CANDIDATE_MAIL);
}

/* ---- a repository without a range ---- */

/* Five commits, each after the one before it; the second and the fourth have tags. */
static char *make_history(const struct world *world, git_oid *ids)
{
	static const char *const messages[] = {
		"one\n", "two\n", "three\n", "x86/four: do it\n\ncommit " HEX " upstream.\n",
		"five\n",
	};
	char *path;
	git_repository *repository = make_repository(world, &path);
	git_reference *light;
	git_signature *author;
	git_object *fourth;
	git_oid heavy;

	for (size_t i = 0; i < ARRAY_SIZE(messages); i++)
		ids[i] = commit(repository, i ? &ids[i - 1] : NULL, "f", messages[i], messages[i]);
	assert_int_equal(git_reference_create(&light, repository, "refs/tags/v6.1.170", &ids[1],
					      false, NULL), 0);
	assert_int_equal(git_object_lookup(&fourth, repository, &ids[3], GIT_OBJECT_COMMIT), 0);
	assert_int_equal(git_signature_new(&author, "A B", "a@b", 1772452800, 60), 0);
	assert_int_equal(git_tag_create(&heavy, repository, "v6.2-rc3", fourth, author, "y\n",
					false), 0);
	git_signature_free(author);
	git_object_free(fourth);
	git_reference_free(light);
	git_repository_free(repository);
	return path;
}

static void assert_scope(struct world *world, const struct scope *scope, const char *subjects)
{
	_cleanup_free_ char *path = NULL;
	_cleanup_free_ char *read = xstrdup("");
	git_oid ids[5];

	path = make_history(world, ids);
	assert_null(candidates_read(&world->candidates, path, scope));
	assert_int_equal(world->candidates.n_rejected, 0);
	for (size_t i = 0; i < world->candidates.n_items; i++)
		xappend(&read, "%s;", world->candidates.items[i].subject);
	assert_string_equal(read, subjects);
}

static void tags_of_the_versions_are_a_range(void **state)
{
	struct change_item item = { .subject = (char *)"five" };
	const struct changelog changelog = { .items = &item, .n_items = 1 };
	const struct scope scope = { .old_version = "1:6.1.170-3~bpo11+1",
				     .new_version = "6.2~rc3-1",
				     .changelog = &changelog };

	assert_scope(*state, &scope, "three;x86/four: do it;");
}

static void without_tags_the_changelog_decides(void **state)
{
	char *alias = (char *)"x86/four: Do it";
	struct change_item items[] = {
		{ .subject = (char *)"Two." },
		{ .subject = (char *)"[x86] four: do it", .aliases = &alias, .n_aliases = 1 },
		{ .subject = (char *)"six" },
	};
	const struct changelog changelog = { .items = items, .n_items = ARRAY_SIZE(items) };
	const struct scope scope = { .old_version = "6.1.170-3",
				     .new_version = "6.1.170-4",
				     .changelog = &changelog };

	assert_scope(*state, &scope, "two;x86/four: do it;");
}

static void records_name_commits_by_themselves(void **state)
{
	struct record record = { .key = (char *)"other", .upstream = (char *)HEX };
	const struct records records = { .items = &record, .n_items = 1 };
	const struct scope scope = { .new_version = "6.2~rc3-1", .records = &records };

	assert_scope(*state, &scope, "x86/four: do it;");
}

static void names_of_commits_may_be_short(void **state)
{
	struct world *world = *state;
	git_oid ids[5];
	_cleanup_free_ char *path = make_history(world, ids);
	char hex[11], other[] = "0000000";
	struct change_item items[] = {
		{ .subject = (char *)"", .commit = other },
		{ .subject = (char *)"", .commit = hex },
	};
	const struct changelog changelog = { .items = items, .n_items = ARRAY_SIZE(items) };
	const struct scope scope = { .changelog = &changelog };

	git_oid_tostr(hex, sizeof(hex), &ids[2]);
	assert_null(candidates_read(&world->candidates, path, &scope));
	assert_int_equal(world->candidates.n_items, 1);
	assert_string_equal(world->candidates.items[0].subject, "three");
}

static void without_evidence_all_is_read(void **state)
{
	const struct scope scope = { .old_version = "6.1.169-1", .new_version = "6.2~rc3-1" };

	assert_scope(*state, &scope, "one;two;three;x86/four: do it;five;");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(mail_becomes_candidate),
		TEST(attachments_are_joined),
		TEST(attached_mail_speaks_for_itself),
		TEST(what_is_none_is_said),
		TEST(patch_has_fields),
		TEST(bare_diff_has_the_name_of_its_file),
		TEST(mailbox_is_read),
		TEST(packed_mailbox_is_read),
		TEST(directory_goes_by_its_series),
		TEST(directory_without_series_is_sorted),
		TEST(nothing_readable_is_refused),
		TEST(commits_are_read_oldest_first),
		TEST(range_leaves_out_what_is_before),
		TEST(inbox_is_known_by_its_files),
		TEST(tags_of_the_versions_are_a_range),
		TEST(without_tags_the_changelog_decides),
		TEST(records_name_commits_by_themselves),
		TEST(names_of_commits_may_be_short),
		TEST(without_evidence_all_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
