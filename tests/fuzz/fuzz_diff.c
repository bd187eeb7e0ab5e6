// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Fuzzes the reader of file patches. What is taken has names inside the tree and hunks of
 * signed lines; written as a diff again and read again, it has the same lines.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "build/path.h"
#include "evidence/candidate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void append(struct bytes *bytes, const void *data, size_t size)
{
	bytes->data = xrealloc(bytes->data, bytes->size + size + 1, 1);
	memcpy(bytes->data + bytes->size, data, size);
	bytes->size += size;
	bytes->data[bytes->size] = '\0';
}

static void append_text(struct bytes *bytes, char *text)
{
	append(bytes, text, strlen(text));
	free(text);
}

/* A last line without newline gets one, and the mark that takes it away. */
static void write_line(const struct line_table *table, const struct hunk_line *line,
		       struct bytes *to)
{
	static const char mark[] = "\n\\ No newline at end of file\n";
	size_t length;
	const char *bytes = line_bytes(table, line->line, &length);

	append(to, &line->sign, 1);
	append(to, bytes, length);
	if (length == 0 || bytes[length - 1] != '\n')
		append(to, mark, strlen(mark));
}

static size_t count(const struct hunk *hunk, char other)
{
	size_t n = 0;

	for (size_t i = 0; i < hunk->n_lines; i++)
		n += hunk->lines[i].sign != other;
	return n;
}

static void write_hunk(const struct line_table *table, const struct hunk *hunk, struct bytes *to)
{
	size_t old = count(hunk, '+'), new = count(hunk, '-');

	append_text(to, xasprintf("@@ -%zu,%zu +%zu,%zu @@\n", hunk->old_line - (old == 0), old,
				  hunk->new_line - (new == 0), new));
	for (size_t i = 0; i < hunk->n_lines; i++)
		write_line(table, &hunk->lines[i], to);
}

static void check_hunk(const struct hunk *hunk)
{
	assert(hunk->old_line > 0 && hunk->new_line > 0);
	for (size_t i = 0; i < hunk->n_lines; i++)
		assert(strchr(" -+", hunk->lines[i].sign) && hunk->lines[i].sign);
}

static void check_same(const struct hunk *a, const struct hunk *b)
{
	assert(a->n_lines == b->n_lines);
	assert(a->old_line == b->old_line && a->new_line == b->new_line);
	for (size_t i = 0; i < a->n_lines; i++)
		assert(a->lines[i].sign == b->lines[i].sign &&
		       a->lines[i].line == b->lines[i].line);
}

static void check_file(struct line_table *table, const struct file_patch *file)
{
	_cleanup_bytes_ struct bytes diff = {};
	struct file_patch *again;
	size_t n_again;

	assert(file->old_path || file->new_path);
	assert(!file->old_path || path_is_inside(file->old_path));
	assert(!file->new_path || path_is_inside(file->new_path));
	append_text(&diff, xstrdup("--- a/f\n+++ b/f\n"));
	for (size_t i = 0; i < file->n_hunks; i++) {
		check_hunk(&file->hunks[i]);
		write_hunk(table, &file->hunks[i], &diff);
	}
	assert(!file_patches_read(diff.data, diff.size, table, &again, &n_again));
	assert(n_again == 1 && again->n_hunks == file->n_hunks);
	for (size_t i = 0; i < file->n_hunks; i++)
		check_same(&file->hunks[i], &again->hunks[i]);
	file_patches_free(again, n_again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_line_table_ struct line_table *table = line_table_new();
	struct file_patch *files = NULL;
	size_t n_files = 0;
	_cleanup_error_ struct error *error =
		file_patches_read(data, size, table, &files, &n_files);

	if (error) {
		assert(error->refusal == SUTURE_REFUSAL_PATCH_MALFORMED && !files);
		return 0;
	}
	for (size_t i = 0; i < n_files; i++)
		check_file(table, &files[i]);
	file_patches_free(files, n_files);
	return 0;
}
