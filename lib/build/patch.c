/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/patch.h"

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>

#include "base/memory.h"
#include "build/path.h"

struct line {
	const char *text;	/* without the newline, not terminated */
	size_t length;
};

struct reader {
	const char *start, *at, *end;
	unsigned int number;	/* of the line that was read last */
	struct patch *patch;
	struct patch_file *file;	/* the one that is being read; NULL before the first */
	bool in_git_header;	/* "diff --git" was read, and no hunk since */
};

void patch_free(struct patch *patch)
{
	if (!patch)
		return;
	for (size_t i = 0; i < patch->n_files; i++) {
		free(patch->files[i].old_path);
		free(patch->files[i].new_path);
		free(patch->files[i].old_blob);
		free(patch->files[i].new_blob);
		free(patch->files[i].changes);
		free(patch->files[i].hunks);
	}
	free(patch->files);
	free(patch);
}

static struct error *malformed(const struct reader *reader, const char *what)
{
	return error_refuse(SUTURE_REFUSAL_PATCH_MALFORMED, "line %u of the patch: %s",
			    reader->number, what);
}

static bool peek_line(const struct reader *reader, struct line *line)
{
	const char *newline;

	if (reader->at >= reader->end)
		return false;
	newline = memchr(reader->at, '\n', reader->end - reader->at);
	line->text = reader->at;
	line->length = (newline ? newline : reader->end) - reader->at;
	return true;
}

static bool next_line(struct reader *reader, struct line *line)
{
	if (!peek_line(reader, line))
		return false;
	reader->at += line->length;
	reader->at += reader->at < reader->end;
	reader->number++;
	return true;
}

static bool starts_with(const struct line *line, const char *start)
{
	size_t length = strlen(start);

	return line->length >= length && !memcmp(line->text, start, length);
}

static bool ends_with(const struct line *line, const char *end)
{
	size_t length = strlen(end);

	return line->length >= length &&
	       !memcmp(line->text + line->length - length, end, length);
}

/* Git quotes names with odd bytes; a kernel tree has none. A name ends at a tab (diff's date). */
static struct error *read_name(const struct reader *reader, const char *text, size_t length,
			       char **name)
{
	const char *tab = memchr(text, '\t', length);
	_cleanup_free_ char *copy = NULL;

	if (tab)
		length = tab - text;
	if (length > 0 && text[length - 1] == '\r')
		length--;
	if (length == 0 || text[0] == '"' || memchr(text, '\0', length))
		return malformed(reader, "a file name that cannot be in a kernel tree");
	copy = xstrndup(text, length);
	*name = take(copy);
	return NULL;
}

/* "diff -N" dates the side that is not there at the epoch, in some time zone. */
static bool is_dated_nowhere(const char *text, size_t length)
{
	const char *tab = memchr(text, '\t', length);
	size_t rest = tab ? text + length - tab - 1 : 0;

	return rest >= 10 && (!memcmp(tab + 1, "1970-01-01", 10) ||
			      !memcmp(tab + 1, "1969-12-31", 10));
}

/* The name without its first part (a/, b/), or NULL for /dev/null. */
static struct error *read_path(const struct reader *reader, const char *text, size_t length,
			       char **path)
{
	_cleanup_free_ char *name = NULL;
	const char *slash;

	try(read_name(reader, text, length, &name));
	if (!strcmp(name, "/dev/null") || is_dated_nowhere(text, length)) {
		*path = NULL;
		return NULL;
	}
	slash = strchr(name, '/');
	if (!slash)
		return malformed(reader, "a file name without a leading directory (a/, b/)");
	if (!path_is_inside(slash + 1))
		return malformed(reader, "a file name that leaves the tree");
	*path = xstrdup(slash + 1);
	return NULL;
}

static void set_path(char **place, const char *path)
{
	char *copy = path ? xstrdup(path) : NULL;

	free(*place);
	*place = copy;
}

static void start_file(struct reader *reader)
{
	reader->file = array_append(reader->patch->files, reader->patch->n_files);
}

/*
 * "diff --git a/PATH b/PATH" names the file of a change that has no "---" line (mode, empty file);
 * the two are equal unless rename lines follow, so the middle can be told from the length.
 */
static struct error *read_git_line(struct reader *reader, const struct line *line)
{
	const char *names = line->text + strlen("diff --git ");
	size_t length = line->length - strlen("diff --git ");
	_cleanup_free_ char *path = NULL;

	start_file(reader);
	reader->in_git_header = true;
	if (length % 2 == 0 || names[length / 2] != ' ')
		return NULL;
	try(read_path(reader, names, length / 2, &path));
	set_path(&reader->file->old_path, path);
	set_path(&reader->file->new_path, path);
	return NULL;
}

static struct error *read_moved(struct reader *reader, const struct line *line, const char *start,
				char **place)
{
	_cleanup_free_ char *name = NULL;
	size_t skip = strlen(start);

	try(read_name(reader, line->text + skip, line->length - skip, &name));
	if (!path_is_inside(name))
		return malformed(reader, "a file name that leaves the tree");
	set_path(place, name);
	reader->file->kind = PATCH_RENAMED;
	return NULL;
}

static uint32_t read_mode(const char *text, size_t length)
{
	uint32_t mode = 0;

	for (size_t i = 0; i < length && i < 6 && text[i] >= '0' && text[i] <= '7'; i++)
		mode = mode * 8 + (text[i] - '0');
	return mode;
}

static uint32_t mode_after(const struct line *line, const char *start)
{
	return read_mode(line->text + strlen(start), line->length - strlen(start));
}

static size_t count_hex(const char *text, size_t length)
{
	size_t n = 0;

	while (n < length && isxdigit((unsigned char)text[n]))
		n++;
	return n;
}

static void set_blob(char **place, const char *hex, size_t length)
{
	free(*place);
	*place = length ? xstrndup(hex, length) : NULL;
}

/* "index OLD..NEW MODE"; the mode stands there if it does not change. */
static void read_index(struct patch_file *file, const struct line *line)
{
	const char *at = line->text + strlen("index "), *end = line->text + line->length;
	size_t old = count_hex(at, end - at), new;

	if (end - at < (ptrdiff_t)old + 2 || memcmp(at + old, "..", 2))
		return;
	new = count_hex(at + old + 2, end - at - old - 2);
	set_blob(&file->old_blob, at, old);
	set_blob(&file->new_blob, at + old + 2, new);
	at += old + 2 + new;
	if (at < end && *at == ' ')
		file->old_mode = file->new_mode = read_mode(at + 1, end - at - 1);
}

static void read_modes(struct patch_file *file, const struct line *line)
{
	if (starts_with(line, "old mode "))
		file->old_mode = mode_after(line, "old mode ");
	if (starts_with(line, "new mode "))
		file->new_mode = mode_after(line, "new mode ");
	if (starts_with(line, "new file mode ")) {
		file->kind = PATCH_ADDED;
		file->new_mode = mode_after(line, "new file mode ");
		set_path(&file->old_path, NULL);
	}
	if (starts_with(line, "deleted file mode ")) {
		file->kind = PATCH_DELETED;
		file->old_mode = mode_after(line, "deleted file mode ");
		set_path(&file->new_path, NULL);
	}
}

static struct error *read_extended(struct reader *reader, const struct line *line)
{
	struct patch_file *file = reader->file;

	if (starts_with(line, "rename from "))
		return read_moved(reader, line, "rename from ", &file->old_path);
	if (starts_with(line, "rename to "))
		return read_moved(reader, line, "rename to ", &file->new_path);
	file->is_copy |= starts_with(line, "copy from ");
	if (starts_with(line, "copy from "))
		return read_moved(reader, line, "copy from ", &file->old_path);
	if (starts_with(line, "copy to "))
		return read_moved(reader, line, "copy to ", &file->new_path);
	if (starts_with(line, "index "))
		read_index(file, line);
	file->is_binary |= starts_with(line, "GIT binary patch");
	if (starts_with(line, "Binary files ")) {
		file->is_binary = true;
		reader->in_git_header = false;
	}
	read_modes(file, line);
	return NULL;
}

static void name_file(struct patch_file *file, const char *old_path, const char *new_path)
{
	set_path(&file->old_path, old_path);
	set_path(&file->new_path, new_path);
	if (!old_path)
		file->kind = PATCH_ADDED;
	else if (!new_path)
		file->kind = PATCH_DELETED;
}

static struct error *read_names(struct reader *reader, const struct line *old)
{
	_cleanup_free_ char *old_path = NULL;
	_cleanup_free_ char *new_path = NULL;
	struct line new;

	try(read_path(reader, old->text + 4, old->length - 4, &old_path));
	if (!next_line(reader, &new) || !starts_with(&new, "+++ "))
		return malformed(reader, "\"+++\" was expected after \"---\"");
	try(read_path(reader, new.text + 4, new.length - 4, &new_path));
	if (!old_path && !new_path)
		return malformed(reader, "a change from nothing to nothing");
	if (!reader->in_git_header)
		start_file(reader);
	reader->in_git_header = false;
	name_file(reader->file, old_path, new_path);
	return NULL;
}

/*
 * Without git's header a binary file has one line, "Binary files OLD and NEW differ". A sentence
 * of the message that looks like it has no names with directories.
 */
static struct error *read_binary(struct reader *reader, const struct line *line)
{
	const char *old = line->text + strlen("Binary files ");
	const char *end = line->text + line->length - strlen(" differ");
	_cleanup_free_ char *old_path = NULL;
	_cleanup_free_ char *new_path = NULL;
	const char *and;

	and = end > old ? memmem(old, end - old, " and ", 5) : NULL;
	if (!and || !memchr(old, '/', and - old) || !memchr(and, '/', end - and))
		return NULL;
	try(read_path(reader, old, and - old, &old_path));
	try(read_path(reader, and + 5, end - and - 5, &new_path));
	if (!old_path && !new_path)
		return NULL;
	start_file(reader);
	name_file(reader->file, old_path, new_path);
	reader->file->is_binary = true;
	return NULL;
}

static bool read_number(const char **at, const char *end, unsigned int *number)
{
	unsigned long value = 0;
	const char *start = *at;

	while (*at < end && **at >= '0' && **at <= '9') {
		value = value * 10 + (**at - '0');
		if (value > INT_MAX)
			return false;
		(*at)++;
	}
	*number = value;
	return *at > start;
}

/* "LINE,COUNT" or "LINE" */
static bool read_range(const char **at, const char *end, unsigned int *line, unsigned int *count)
{
	*count = 1;
	if (!read_number(at, end, line))
		return false;
	if (*at == end || **at != ',')
		return true;
	(*at)++;
	return read_number(at, end, count);
}

/*
 * A range without lines names the line before it; with "+ 1" both kinds name
 * where the next line is.
 */
static bool read_hunk_line(const struct line *line, struct change *hunk)
{
	const char *at = line->text + strlen("@@ -");
	const char *end = line->text + line->length;

	if (!read_range(&at, end, &hunk->old_line, &hunk->old_lines))
		return false;
	if (end - at < 2 || memcmp(at, " +", 2))
		return false;
	at += 2;
	if (!read_range(&at, end, &hunk->new_line, &hunk->new_lines))
		return false;
	if (end - at < 3 || memcmp(at, " @@", 3))
		return false;
	hunk->old_line += hunk->old_lines == 0;
	hunk->new_line += hunk->new_lines == 0;
	return hunk->old_line > 0 && hunk->new_line > 0;
}

/* The run that the line belongs to: the last one if it ends here, else a new one. */
static struct change *run_at(struct patch_file *file, unsigned int old_line, unsigned int new_line)
{
	struct change *last = file->n_changes ? &file->changes[file->n_changes - 1] : NULL;

	if (last && last->old_line + last->old_lines == old_line &&
	    last->new_line + last->new_lines == new_line)
		return last;
	last = array_append(file->changes, file->n_changes);
	last->old_line = old_line;
	last->new_line = new_line;
	return last;
}

/* Some mailers strip the blank of an empty context line, and git takes that. */
static char kind_of(const struct line *line)
{
	if (line->length == 0 || line->text[0] == '\r')
		return ' ';
	return line->text[0];
}

static struct error *read_body_line(struct reader *reader, const struct line *line,
				    const struct change *hunk, unsigned int *old_done,
				    unsigned int *new_done)
{
	unsigned int old_line = hunk->old_line + *old_done, new_line = hunk->new_line + *new_done;
	char kind = kind_of(line);

	if (kind == '\\')
		return NULL;
	if (kind != ' ' && kind != '-' && kind != '+')
		return malformed(reader, "the hunk ends too early");
	if ((kind != '+' && *old_done == hunk->old_lines) ||
	    (kind != '-' && *new_done == hunk->new_lines))
		return malformed(reader, "the hunk has more lines than it says");
	if (kind == '-')
		run_at(reader->file, old_line, new_line)->old_lines++;
	if (kind == '+')
		run_at(reader->file, old_line, new_line)->new_lines++;
	*old_done += kind != '+';
	*new_done += kind != '-';
	return NULL;
}

/* Hunks come in the order of the lines and do not overlap, as git demands. */
static bool follows(const struct patch_file *file, const struct change *hunk)
{
	const struct change *last;

	if (file->n_changes == 0)
		return true;
	last = &file->changes[file->n_changes - 1];
	return hunk->old_line >= last->old_line + last->old_lines &&
	       hunk->new_line >= last->new_line + last->new_lines;
}

static struct patch_hunk *start_hunk(struct reader *reader, const struct change *lines)
{
	struct patch_hunk *hunk = array_append(reader->file->hunks, reader->file->n_hunks);

	*hunk = (struct patch_hunk){ lines->old_line, lines->old_lines, lines->new_line,
				     lines->new_lines, reader->at - reader->start, 0 };
	return hunk;
}

/* "\ No newline" belongs to the line before it, so it may stand behind the last one. */
static void end_hunk(struct reader *reader, struct patch_hunk *hunk)
{
	struct line line;

	if (peek_line(reader, &line) && starts_with(&line, "\\ "))
		next_line(reader, &line);
	hunk->size = reader->at - reader->start - hunk->offset;
}

static struct error *read_hunk(struct reader *reader, const struct line *line)
{
	unsigned int old_done = 0, new_done = 0;
	struct patch_hunk *place;
	struct change hunk;
	struct line body;

	if (!reader->file || reader->in_git_header)
		return malformed(reader, "a hunk without the names of its file");
	if (!read_hunk_line(line, &hunk) || !follows(reader->file, &hunk))
		return malformed(reader, "the line numbers of a hunk make no sense");
	place = start_hunk(reader, &hunk);
	while (old_done < hunk.old_lines || new_done < hunk.new_lines) {
		if (!next_line(reader, &body))
			return malformed(reader, "the patch ends in the middle of a hunk");
		try(read_body_line(reader, &body, &hunk, &old_done, &new_done));
	}
	end_hunk(reader, place);
	return NULL;
}

/* "---" also ends the message of a mail; only with "+++" on the next line it names files. */
static bool names_follow(const struct reader *reader, const struct line *line)
{
	struct line next;

	return starts_with(line, "--- ") && peek_line(reader, &next) && starts_with(&next, "+++ ");
}

static struct error *read_line(struct reader *reader, const struct line *line)
{
	if (starts_with(line, "diff --git "))
		return read_git_line(reader, line);
	if (names_follow(reader, line))
		return read_names(reader, line);
	if (starts_with(line, "@@ -"))
		return read_hunk(reader, line);
	if (reader->in_git_header)
		return read_extended(reader, line);
	if (starts_with(line, "Binary files ") && ends_with(line, " differ"))
		return read_binary(reader, line);
	return NULL;
}

static struct error *check_files(const struct reader *reader)
{
	const struct patch *patch = reader->patch;

	if (patch->n_files == 0)
		return error_refuse(SUTURE_REFUSAL_PATCH_MALFORMED,
				    "there is no diff in the patch");
	for (size_t i = 0; i < patch->n_files; i++)
		if (!patch->files[i].old_path && !patch->files[i].new_path)
			return malformed(reader, "a file without a name");
	return NULL;
}

struct error *patch_parse(const struct bytes *text, struct patch **patch)
{
	_cleanup_patch_ struct patch *new = xcalloc(1, sizeof(*new));
	struct reader reader = {
		.start = (const char *)text->data,
		.at = (const char *)text->data,
		.end = (const char *)text->data + text->size,
		.patch = new,
	};
	struct line line;

	while (next_line(&reader, &line))
		try(read_line(&reader, &line));
	try(check_files(&reader));
	*patch = take(new);
	return NULL;
}

struct error *patch_read(const char *path, struct patch **patch)
{
	_cleanup_bytes_ struct bytes text = {};
	struct error *error = file_read(path, &text);

	if (!error)
		error = patch_parse(&text, patch);
	return error ? error_context(error, "%s", path) : NULL;
}
