/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "base/memory.h"
#include "split/alone.h"
#include "split/hunks.h"
#include "split/replay.h"
#include "split/state.h"

#define PATCH_CONTEXT 3

static bool is_plain(const char *path)
{
	for (; *path; path++) {
		const unsigned char byte = *path;

		if (byte < ' ' || byte >= 0x7f || byte == '"' || byte == '\\')
			return false;
	}
	return true;
}

/* A name as git writes it: other than plain ones stand in quotes, with escapes in octal. */
static void print_name(FILE *stream, const char *side, const char *path)
{
	if (is_plain(path)) {
		fprintf(stream, "%s/%s", side, path);
		return;
	}
	fprintf(stream, "\"%s/", side);
	for (; *path; path++) {
		const unsigned char byte = *path;

		if (byte < ' ' || byte >= 0x7f || byte == '"' || byte == '\\')
			fprintf(stream, "\\%03o", byte);
		else
			fputc(byte, stream);
	}
	fputc('"', stream);
}

/* "--- a/PATH"; a blank in the name wants a tab behind it, or programs take it for a date's. */
static void print_side(FILE *stream, const char *marker, const char *side, const char *path,
		       bool is_there)
{
	fprintf(stream, "%s ", marker);
	if (is_there)
		print_name(stream, side, path);
	else
		fputs("/dev/null", stream);
	fputs(is_there && is_plain(path) && strchr(path, ' ') ? "\t\n" : "\n", stream);
}

static void print_header(FILE *stream, const char *path, const struct content *old,
			 const struct content *new)
{
	fputs("diff --git ", stream);
	print_name(stream, "a", path);
	fputc(' ', stream);
	print_name(stream, "b", path);
	fputc('\n', stream);
	if (old->kind == CONTENT_ABSENT)
		fprintf(stream, "new file mode %06o\n", new->mode);
	else if (new->kind == CONTENT_ABSENT)
		fprintf(stream, "deleted file mode %06o\n", old->mode);
	else if (old->mode != new->mode)
		fprintf(stream, "old mode %06o\nnew mode %06o\n", old->mode, new->mode);
}

static void print_line(FILE *stream, const struct line_table *table, const struct hunk_line *line)
{
	size_t length;
	const char *bytes = line_bytes(table, line->line, &length);

	fputc(line->sign, stream);
	fwrite(bytes, 1, length, stream);
	if (length == 0 || bytes[length - 1] != '\n')
		fputs("\n\\ No newline at end of file\n", stream);
}

/* A side without lines is numbered by the line before it, here. */
static void print_hunk(FILE *stream, const struct line_table *table, const struct hunk *hunk)
{
	size_t n_old, n_new;

	hunk_count(hunk, &n_old, &n_new);
	fprintf(stream, "@@ -%u,%zu +%u,%zu @@\n", hunk->old_line - !n_old, n_old,
		hunk->new_line - !n_new, n_new);
	for (size_t i = 0; i < hunk->n_lines; i++)
		print_line(stream, table, &hunk->lines[i]);
}

static void print_file(FILE *stream, const struct line_table *table, const char *path,
		       const struct content *old, const struct content *new)
{
	_cleanup_hunks_ struct file_patch patch = {};

	if (content_equal(old, new))
		return;
	print_header(stream, path, old, new);
	hunks_make(&old->text, &new->text, PATCH_CONTEXT, &patch);
	if (patch.n_hunks == 0)
		return;
	print_side(stream, "---", "a", path, old->kind != CONTENT_ABSENT);
	print_side(stream, "+++", "b", path, new->kind != CONTENT_ABSENT);
	for (size_t i = 0; i < patch.n_hunks; i++)
		print_hunk(stream, table, &patch.hunks[i]);
}

static struct error *refuse_opaque(const struct replay *replay)
{
	const struct split *split = replay->split;

	for (size_t i = 0; i < replay->n_touched; i++) {
		const struct split_file *file = &split->files[replay->touched[i]];

		if (split->contents[file->old].kind == CONTENT_OPAQUE ||
		    replay_content(replay, replay->touched[i])->kind == CONTENT_OPAQUE)
			return error_new(ERROR_USAGE,
					 "%s is binary or a link: no patch can hold it",
					 file->path);
	}
	return NULL;
}

static int by_number(const void *a, const void *b)
{
	const size_t left = *(const size_t *)a, right = *(const size_t *)b;

	return (left > right) - (left < right);
}

/* The split's files are sorted by path, and so are those of the patch. */
static void print_files(const struct replay *replay, struct bytes *patch)
{
	const struct split *split = replay->split;
	FILE *stream = open_memstream((char **)&patch->data, &patch->size);

	qsort(replay->touched, replay->n_touched, sizeof(*replay->touched), by_number);
	for (size_t i = 0; i < replay->n_touched; i++) {
		const struct split_file *file = &split->files[replay->touched[i]];

		print_file(stream, split->table, file->path, &split->contents[file->old],
			   replay_content(replay, replay->touched[i]));
	}
	fclose(stream);
}

struct error *alone_patch(const struct split *split, const size_t *commits, size_t n_commits,
			  struct bytes *patch)
{
	_cleanup_replay_ struct replay replay = {};

	replay_init(&replay, split);
	for (size_t i = 0; i < n_commits; i++) {
		if (!replay_do(&replay, commits[i]))
			return error_new(ERROR_USAGE, "commit %zu does not apply to the old tree "
					 "without others", commits[i] + 1);
	}
	try(refuse_opaque(&replay));
	print_files(&replay, patch);
	return NULL;
}
