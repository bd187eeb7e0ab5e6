/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "evidence/candidate.h"

/* Of a submodule, as git writes it. */
#define MODE_GITLINK 0160000

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

/* Any case, "git~1", and dots and blanks behind it: some file system takes each for ".git". */
static bool is_dot_git(const char *part, size_t length)
{
	size_t name = 0;

	if (length >= 4 && !strncasecmp(part, ".git", 4))
		name = 4;
	else if (length >= 5 && !strncasecmp(part, "git~1", 5))
		name = 5;
	else
		return false;
	while (name < length && (part[name] == '.' || part[name] == ' '))
		name++;
	return name == length || part[name] == ':' || part[name] == '\\';
}

/* None at all, ".", or "..". */
static bool is_dots(const char *part, size_t length)
{
	return length <= 2 && !strncmp(part, "..", length);
}

/* Is it what git's fsck takes for the name of a file? */
static bool fits_tree(const char *path)
{
	size_t part = strcspn(path, "/");

	while (!is_dots(path, part) && !is_dot_git(path, part)) {
		if (path[part] == '\0')
			return true;
		path += part + 1;
		part = strcspn(path, "/");
	}
	return false;
}

/* The names and modes of a patch are foreign, and a candidate's file may end up in a tree. */
static struct error *check_side(const char *path, uint32_t mode)
{
	if (path && !fits_tree(path))
		return error_refuse(SUTURE_REFUSAL_PATCH_MALFORMED,
				    "'%s' is no name for a file in a tree", path);
	if ((mode & S_IFMT) == S_IFDIR || (mode & S_IFMT) == MODE_GITLINK)
		return error_refuse(SUTURE_REFUSAL_PATCH_MALFORMED,
				    "'%s' is a %s, and no file", path ?: "/dev/null",
				    S_ISDIR(mode) ? "directory" : "submodule");
	return NULL;
}

static struct error *check_files(const struct patch *patch)
{
	for (size_t i = 0; i < patch->n_files; i++) {
		const struct patch_file *file = &patch->files[i];

		try(check_side(file->old_path, file->old_mode));
		try(check_side(file->new_path, file->new_mode));
	}
	return NULL;
}

/* The nearest of those that a tree has; what the patch does not say stays open. */
static uint32_t tree_mode(uint32_t mode)
{
	if (mode == 0 || S_ISLNK(mode))
		return mode & S_IFMT;
	return S_IFREG | (mode & S_IXUSR ? 0755 : 0644);
}

static void read_file(const struct reader *reader, struct patch_file *from, struct file_patch *to)
{
	to->kind = from->kind;
	to->is_copy = from->is_copy;
	to->is_binary = from->is_binary;
	to->old_mode = tree_mode(from->old_mode);
	to->new_mode = tree_mode(from->new_mode);
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
	try(check_files(patch));
	*files = xcalloc(patch->n_files, sizeof(**files));
	*n_files = patch->n_files;
	for (size_t i = 0; i < patch->n_files; i++)
		read_file(&reader, &patch->files[i], &(*files)[i]);
	return NULL;
}
