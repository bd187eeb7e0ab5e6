/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "evidence/mail_text.h"

#include <ctype.h>
#include <glib.h>
#include <stdbool.h>
#include <string.h>

#include "base/memory.h"
#include "evidence/mail.h"
#include "evidence/subject.h"

#define COMMIT_LENGTH 40
/* Of a header with its folded lines; the longest subjects have some hundred bytes. */
#define HEADER_LIMIT 4096

struct line {
	const char *text;	/* without the newline, not terminated */
	size_t length;		/* without blanks at the end */
	const char *next;
};

void mail_text_deinit(struct mail_text *read)
{
	free(read->author);
	free(read->email);
	free(read->subject);
	free(read->branch);
	free(read->message);
}

static bool next_line(const char *at, const char *end, struct line *line)
{
	const char *newline;

	if (at >= end)
		return false;
	newline = memchr(at, '\n', end - at) ?: end;
	line->text = at;
	line->length = newline - at;
	line->next = newline < end ? newline + 1 : end;
	while (line->length && isspace((unsigned char)at[line->length - 1]))
		line->length--;
	return true;
}

static bool starts_with(const struct line *line, const char *start)
{
	size_t length = strlen(start);

	return line->length >= length && !strncasecmp(line->text, start, length);
}

static bool is_made_of(const struct line *line, const char *characters, size_t at_least)
{
	for (size_t i = 0; i < line->length; i++)
		if (!line->text[i] || !strchr(characters, line->text[i]))
			return false;
	return line->length >= at_least;
}

/* ---- the message ---- */

/* A "--- NAME" without a file's "+++" behind it ends the message all the same: git does so. */
static bool ends_message(const struct line *line)
{
	if (line->length == 3 && !memcmp(line->text, "---", 3))
		return true;
	return (line->length > 4 && !memcmp(line->text, "--- ", 4)) ||
	       (line->length > 6 && !memcmp(line->text, "diff -", 6)) ||
	       (line->length > 7 && !memcmp(line->text, "Index: ", 7));
}

size_t message_size(const char *text, size_t size)
{
	const char *at = text, *end = text + size;
	struct line line;

	for (; next_line(at, end, &line); at = line.next)
		if (ends_message(&line))
			break;
	return at - text;
}

/* A signature, or what mailing lists put under every mail. */
static bool starts_footer(const struct line *line)
{
	return (line->length == 2 && !memcmp(line->text, "--", 2)) ||
	       is_made_of(line, "_", 20);
}

static const char *skip_blank_lines(const char *at, const char *end)
{
	struct line line;

	while (next_line(at, end, &line) && line.length == 0)
		at = line.next;
	return at;
}

char *message_make(const char *text, size_t size)
{
	const char *start = skip_blank_lines(text, text + size), *end = start;
	char *valid, *message;
	struct line line;

	for (const char *at = start; next_line(at, text + size, &line); at = line.next) {
		if (starts_footer(&line))
			break;
		if (line.length)
			end = line.text + line.length;
	}
	valid = g_utf8_make_valid(start, end - start);
	message = xstrdup(valid);
	g_free(valid);
	return message;
}

/* ---- upstream ---- */

static size_t count_hex(const char *text)
{
	size_t n = 0;

	while (isxdigit((unsigned char)text[n]))
		n++;
	return n;
}

char *find_commit(const char *text)
{
	while (*text) {
		size_t n = count_hex(text);

		if (n == COMMIT_LENGTH && !isalnum((unsigned char)text[n]))
			return g_ascii_strdown(text, n);
		text += n;
		while (isalnum((unsigned char)*text))
			text++;
		while (*text && !isalnum((unsigned char)*text))
			text++;
	}
	return NULL;
}

/* The text behind a word in a line's head; NULL if the line begins otherwise. */
static const char *behind(const char *line, const char *start)
{
	size_t length = strlen(start);

	return strncasecmp(line, start, length) ? NULL : line + length;
}

/* Only closing marks follow: prose goes on. */
static bool is_end_of_sentence(const char *at)
{
	return at[strspn(at, " \t.,])")] == '\0';
}

/*
 * "[ Upstream commit HEX ]", "commit HEX upstream.", "(cherry picked from commit HEX)". In a
 * sentence that goes on, the commit may well be another one.
 */
static char *read_upstream(const char *line)
{
	static const char *const starts[] = {
		"upstream commit ",	       "(cherry picked from commit ",
		"(cherry-picked from commit ", "(backported from commit ",
	};
	const char *at = line + strspn(line, "[ \t"), *hex;

	for (size_t i = 0; i < ARRAY_SIZE(starts); i++) {
		hex = behind(at, starts[i]);
		if (hex && count_hex(hex) == COMMIT_LENGTH &&
		    is_end_of_sentence(hex + COMMIT_LENGTH))
			return g_ascii_strdown(hex, COMMIT_LENGTH);
	}
	hex = behind(at, "commit ");
	if (hex && count_hex(hex) == COMMIT_LENGTH && strcasestr(hex, "upstream"))
		return g_ascii_strdown(hex, COMMIT_LENGTH);
	return NULL;
}

char *message_upstream(const char *message)
{
	const char *end = message + strlen(message);
	struct line line;

	for (const char *at = message; next_line(at, end, &line); at = line.next) {
		_cleanup_free_ char *copy = xstrndup(line.text, line.length);
		char *commit = read_upstream(copy);

		if (commit)
			return commit;
	}
	return NULL;
}

/* ---- what stands before the message ---- */

/* "-- >8 --": nothing above it counts. */
static bool is_scissors(const struct line *line)
{
	return is_made_of(line, "-<>8% ", 5) && memchr(line->text, '-', line->length) &&
	       (memmem(line->text, line->length, ">8", 2) ||
		memmem(line->text, line->length, "8<", 2));
}

static const char *skip_to_scissors(const char *at, const char *end)
{
	const char *start = at;
	struct line line;

	for (; next_line(at, end, &line); at = line.next)
		if (is_scissors(&line))
			start = line.next;
	return start;
}

static bool is_rule(const struct line *line)
{
	return is_made_of(line, "-", 8);
}

/* "6.1-stable review patch.  If anyone ..." and a rule under it. */
static const char *skip_review_note(const char *at, const char *end, struct mail_text *read)
{
	const char *start = at;
	struct line line;

	if (!next_line(at, end, &line) ||
	    !memmem(line.text, line.length, "review patch", strlen("review patch")))
		return start;
	read->branch = subject_branch(line.text, strcspn(line.text, " \n"));
	for (at = line.next; next_line(at, end, &line); at = line.next)
		if (is_rule(&line))
			return line.next;
	return start;
}

/* A header with its folded lines, as one; what is beyond the limit is left out. */
static char *unfold(const char *at, const char *end, const char **next)
{
	char *value = xcalloc(HEADER_LIMIT + 1, 1);
	size_t length = 0;
	struct line line;

	while (next_line(at, end, &line)) {
		size_t room = HEADER_LIMIT - length;
		size_t taken = line.length < room ? line.length : room;

		memcpy(value + length, line.text, taken);
		length += taken;
		at = line.next;
		if (at >= end || (*at != ' ' && *at != '\t'))
			break;
	}
	*next = at;
	return value;
}

static void read_header(const char *header, struct mail_text *read)
{
	const char *value = strchr(header, ':') + 1;

	value += strspn(value, " \t");
	if (behind(header, "From:"))
		mail_read_address(value, &read->author, &read->email);
	if (behind(header, "Date:"))
		mail_read_date(value, &read->time, &read->offset);
	if (behind(header, "Subject:")) {
		free(read->subject);
		read->subject = mail_decode(value);
	}
}

static const char *read_headers(const char *at, const char *end, struct mail_text *read)
{
	struct line line;

	while (next_line(at, end, &line) &&
	       (starts_with(&line, "From:") || starts_with(&line, "Date:") ||
		starts_with(&line, "Subject:"))) {
		_cleanup_free_ char *header = unfold(at, end, &at);

		read_header(header, read);
	}
	return at;
}

void mail_text_read(const char *text, size_t size, struct mail_text *read)
{
	const char *at, *end = text + message_size(text, size);

	read->end = end - text;
	at = skip_to_scissors(text, end);
	at = skip_review_note(skip_blank_lines(at, end), end, read);
	at = read_headers(skip_blank_lines(at, end), end, read);
	read->message = message_make(at, end - at);
}
