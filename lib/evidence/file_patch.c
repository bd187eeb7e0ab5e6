/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/memory.h"
#include "evidence/candidate.h"

struct reader {
	const char *text;
	struct line_table *table;
};

static void hunk_deinit(struct hunk *hunk)
{
	free(hunk->lines);
}

static void file_patch_deinit(struct file_patch *file)
{
	for (size_t i = 0; i < file->n_hunks; i++)
		hunk_deinit(&file->hunks[i]);
	free(file->hunks);
	free(file->old_path);
	free(file->new_path);
	free(file->old_blob);
	free(file->new_blob);
}

void file_patches_free(struct file_patch *files, size_t n_files)
{
	for (size_t i = 0; i < n_files; i++)
		file_patch_deinit(&files[i]);
	free(files);
}

static bool is_last_line(const char *at, const char *end)
{
	return at < end && *at == '\\';
}

/* A text may end without the newline that its last line has: only a mark takes it away. */
static uint32_t number_with_newline(struct line_table *table, const char *bytes, size_t length)
{
	_cleanup_free_ char *line = xcalloc(length + 1, 1);

	memcpy(line, bytes, length);
	line[length] = '\n';
	return line_number(table, line, length + 1);
}

/*
 * The line from at on, whose newline (or the text's end) is at newline. A context line that
 * lost its blank on the way has no sign, only its line end.
 */
static void read_line(const struct reader *reader, const char *at, const char *newline,
		      bool without_newline, struct hunk_line *line)
{
	bool is_stripped = at == newline || *at == '\r';
	const char *text = is_stripped ? at : at + 1;

	line->sign = is_stripped ? ' ' : *at;
	line->line = without_newline ?
			     line_number(reader->table, text, newline - text) :
			     number_with_newline(reader->table, text, newline - text);
}

static void read_hunk(const struct reader *reader, const struct patch_hunk *place,
		      struct hunk *hunk)
{
	const char *at = reader->text + place->offset, *end = at + place->size;

	hunk->old_line = place->old_line;
	hunk->new_line = place->new_line;
	while (at < end) {
		const char *newline = memchr(at, '\n', end - at) ?: end;
		const char *next = newline < end ? newline + 1 : end;

		if (*at != '\\')
			read_line(reader, at, newline, is_last_line(next, end),
				  array_append(hunk->lines, hunk->n_lines));
		at = next;
	}
}

static void read_file(const struct reader *reader, struct patch_file *from, struct file_patch *to)
{
	to->kind = from->kind;
	to->is_copy = from->is_copy;
	to->is_binary = from->is_binary;
	to->old_mode = from->old_mode;
	to->new_mode = from->new_mode;
	to->old_path = take(from->old_path);
	to->new_path = take(from->new_path);
	to->old_blob = take(from->old_blob);
	to->new_blob = take(from->new_blob);
	for (size_t i = 0; i < from->n_hunks; i++)
		read_hunk(reader, &from->hunks[i], array_append(to->hunks, to->n_hunks));
}

struct error *file_patches_read(const void *bytes, size_t size, struct line_table *table,
				struct file_patch **files, size_t *n_files)
{
	const struct bytes text = { (unsigned char *)bytes, size };
	const struct reader reader = { bytes, table };
	_cleanup_patch_ struct patch *patch = NULL;

	try(patch_parse(&text, &patch));
	*files = xcalloc(patch->n_files, sizeof(**files));
	*n_files = patch->n_files;
	for (size_t i = 0; i < patch->n_files; i++)
		read_file(&reader, &patch->files[i], &(*files)[i]);
	return NULL;
}
