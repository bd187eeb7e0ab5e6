/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/lines.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/memory.h"
#include "build/lexer.h"
#include "build/path.h"

/* What a line of the patched text is for the one who wants to put a directive before it. */
struct place {
	bool safe;
	/* #if, #else, #endif on this line. */
	enum { PLAIN, OPENS, TURNS, CLOSES } conditional;
};

/* The state of the row of tokens: may a directive stand here? */
struct position {
	unsigned int parentheses;
	bool ended;		/* the last token ended something */
};

struct scan {
	struct place *places;	/* [1..n_lines] */
	unsigned int n_lines;
	struct position now;
	struct position *outer;	/* at each #if that is open */
	size_t n_outer;
};

static unsigned int count_lines(const struct bytes *text)
{
	unsigned int lines = 0;

	for (size_t i = 0; i < text->size; i++)
		lines += text->data[i] == '\n';
	return lines + (text->size > 0 && text->data[text->size - 1] != '\n');
}

/*
 * Each branch of a conditional goes on from where the #if stood, so that a call
 * that is opened in both branches is not counted twice. After #endif the last branch counts.
 */
static void see_directive(struct scan *scan, const struct token *token)
{
	struct token name = directive_name(token);
	struct place *place = &scan->places[token->line];

	if (token_is(&name, "if") || token_is(&name, "ifdef") || token_is(&name, "ifndef")) {
		place->conditional = OPENS;
		*array_append(scan->outer, scan->n_outer) = scan->now;
	} else if (token_is(&name, "else") || token_is(&name, "elif")) {
		place->conditional = TURNS;
		if (scan->n_outer > 0)
			scan->now = scan->outer[scan->n_outer - 1];
	} else if (token_is(&name, "endif")) {
		place->conditional = CLOSES;
		scan->n_outer -= scan->n_outer > 0;
	}
}

static void see_token(struct scan *scan, const struct token *token)
{
	struct position *now = &scan->now;

	if (token->kind == TOKEN_COMMENT)
		return;
	if (token->kind == TOKEN_DIRECTIVE) {
		see_directive(scan, token);
		return;
	}
	if (token_is(token, "("))
		now->parentheses++;
	else if (token_is(token, ")") && now->parentheses > 0)
		now->parentheses--;
	now->ended = token_is(token, ";") || token_is(token, "{") || token_is(token, "}") ||
		     token_is(token, ",");
}

static void see_gap(struct scan *scan, unsigned int first, unsigned int last)
{
	if (!scan->now.ended || scan->now.parentheses > 0)
		return;
	for (unsigned int line = first; line <= last && line <= scan->n_lines; line++)
		scan->places[line].safe = true;
}

/* A line that is continued owns the next one, whatever the tokens say. */
static void rule_out_continued(struct scan *scan, const struct bytes *text)
{
	unsigned int line = 1;

	for (size_t i = 0; i < text->size; i++) {
		if (text->data[i] != '\n')
			continue;
		line++;
		if (i > 0 && text->data[i - 1] == '\\' && line <= scan->n_lines)
			scan->places[line].safe = false;
	}
}

static void find_places(struct scan *scan, const struct bytes *text)
{
	unsigned int ended_on = 0;
	struct lexer lexer;
	struct token token;

	lexer_init(&lexer, (const char *)text->data, text->size);
	while (lexer_next(&lexer, &token)) {
		see_gap(scan, ended_on + 1, token.line);
		see_token(scan, &token);
		ended_on = token.end_line;
	}
	rule_out_continued(scan, text);
}

/*
 * Where we are while the text is written out. The compiler's count of lines is off
 * if a change has shifted the text since the last directive that the compiler has
 * surely seen; one inside of a conditional may not have been seen.
 */
struct count {
	bool off;
	bool *pinned;		/* for each open #if: does a directive of ours stand inside? */
	size_t n_pinned;
};

static void count_conditional(struct count *count, const struct place *place)
{
	if (place->conditional == OPENS) {
		*array_append(count->pinned, count->n_pinned) = false;
	} else if (place->conditional != PLAIN && count->n_pinned > 0) {
		count->off |= count->pinned[count->n_pinned - 1];
		count->n_pinned -= place->conditional == CLOSES;
	}
}

static void write_pin(FILE *stream, struct count *count, unsigned int number)
{
	fprintf(stream, "#line %u\n", number);
	count->off = false;
	if (count->n_pinned > 0)
		count->pinned[count->n_pinned - 1] = true;
}

/* Is the line one that the change brought, or one before its end? */
static bool is_within(const struct change *change, unsigned int line)
{
	return line >= change->new_line && line < change->new_line + change->new_lines;
}

static const unsigned char *write_line(FILE *stream, const unsigned char *at,
				       const unsigned char *end)
{
	const unsigned char *newline = memchr(at, '\n', end - at);
	const unsigned char *next = newline ? newline + 1 : end;

	fwrite(at, 1, next - at, stream);
	return next;
}

static void write_pinned(FILE *stream, const struct bytes *text, const struct scan *scan,
			 const struct change *changes, size_t n_changes)
{
	const struct change *end = changes + n_changes;
	const unsigned char *at = text->data;
	struct count count = {};
	long shift = 0;		/* how much smaller a line's old number is */

	for (unsigned int line = 1; line <= scan->n_lines; line++) {
		while (changes < end && changes->new_line + changes->new_lines <= line) {
			shift += (long)changes->new_lines - changes->old_lines;
			count.off |= changes->new_lines != changes->old_lines;
			changes++;
		}
		if (count.off && scan->places[line].safe &&
		    !(changes < end && is_within(changes, line)))
			write_pin(stream, &count, line - shift);
		at = write_line(stream, at, text->data + text->size);
		count_conditional(&count, &scan->places[line]);
	}
	free(count.pinned);
}

struct error *lines_pin_text(const struct bytes *text, const struct change *changes,
			     size_t n_changes, struct bytes *pinned)
{
	struct scan scan = { .n_lines = count_lines(text), .now.ended = true };
	char *data = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&data, &size);

	if (!stream)
		return error_errno("cannot write to memory");
	scan.places = xcalloc(scan.n_lines + 2, sizeof(*scan.places));
	find_places(&scan, text);
	write_pinned(stream, text, &scan, changes, n_changes);
	free(scan.places);
	free(scan.outer);
	if (fclose(stream)) {
		free(data);
		return error_errno("cannot write to memory");
	}
	*pinned = (struct bytes){ (unsigned char *)data, size };
	return NULL;
}

static bool is_c(const char *path)
{
	return path_ends_with(path, ".c") || path_ends_with(path, ".h");
}

static struct error *pin_file(const struct worktree *worktree, const struct patch_file *file)
{
	_cleanup_free_ char *path = worktree_file(worktree, file->new_path);
	_cleanup_bytes_ struct bytes text = {};
	_cleanup_bytes_ struct bytes pinned = {};

	try(file_read(path, &text));
	try(lines_pin_text(&text, file->changes, file->n_changes, &pinned));
	return file_write(path, pinned.data, pinned.size, 0644);
}

struct error *lines_pin(const struct worktree *worktree, const struct patch *patch)
{
	for (size_t i = 0; i < patch->n_files; i++) {
		const struct patch_file *file = &patch->files[i];

		if (file->old_path && file->new_path && file->n_changes > 0 && is_c(file->new_path))
			try(pin_file(worktree, file));
	}
	return NULL;
}
