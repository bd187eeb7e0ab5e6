/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/ini.h"

#include <string.h>

#include "base/form.h"
#include "base/memory.h"

#define BLANKS " \t"

enum line_kind {
	LINE_MALFORMED,
	LINE_BLANK,
	LINE_COMMENT,
	LINE_SECTION, /* key: its name */
	LINE_ENTRY,
};

struct line {
	enum line_kind kind;
	const char *start;
	size_t length; /* with the newline */
	char *key, *value;
};

static void line_deinit(struct line *line)
{
	free(line->key);
	free(line->value);
}
#define _cleanup_line_ _cleanup_(line_deinit)

/* ---- one line ---- */

/* Of the text from start to end, without blanks at either end. */
static char *trimmed(const char *start, const char *end)
{
	while (start < end && strchr(BLANKS, *start))
		start++;
	while (end > start && strchr(BLANKS, end[-1]))
		end--;
	return xstrndup(start, (size_t)(end - start));
}

static void parse_section(struct line *line, const char *text)
{
	const char *end = strchr(text, ']');

	if (!end || end[1])
		return;
	line->key = trimmed(text + 1, end);
	line->kind = LINE_SECTION;
}

static void parse_entry(struct line *line, const char *text)
{
	const char *equals = strchr(text, '=');

	if (!equals || equals == text)
		return;
	line->key = trimmed(text, equals);
	line->value = trimmed(equals + 1, text + strlen(text));
	line->kind = LINE_ENTRY;
}

static bool has_control(const char *text)
{
	for (; *text; text++)
		if (*text != '\t' && (unsigned char)*text < 0x20)
			return true;
	return false;
}

/* The line at start, which is not the end of the text. */
static void parse_line(const char *start, struct line *line)
{
	size_t length = strcspn(start, "\n");
	_cleanup_free_ char *text = trimmed(start, start + length);

	*line = (struct line){ .start = start, .length = length + (start[length] == '\n') };
	if (has_control(text))
		return;
	if (!*text)
		line->kind = LINE_BLANK;
	else if (*text == '#' || *text == ';')
		line->kind = LINE_COMMENT;
	else if (*text == '[')
		parse_section(line, text);
	else
		parse_entry(line, text);
}

/* ---- reading ---- */

static struct error *wrong(const char *name, unsigned int number, const char *what)
{
	return error_refuse(SUTURE_REFUSAL_POLICY_WRONG, "%s:%u: %s", name, number, what);
}

struct error *ini_read(const char *text, const char *name,
		       const char *(*visit)(void *context, const struct ini_entry *entry),
		       void *context)
{
	_cleanup_free_ char *section = xstrdup("");
	unsigned int number = 1;

	for (const char *place = text; *place; number++) {
		_cleanup_line_ struct line line = {};
		const char *what = NULL;

		parse_line(place, &line);
		place += line.length;
		if (line.kind == LINE_MALFORMED)
			return wrong(name, number, "neither [section] nor key = value");
		if (line.kind == LINE_SECTION) {
			free(section);
			section = xstrdup(line.key);
		}
		if (line.kind == LINE_ENTRY)
			what = visit(context, &(struct ini_entry){ section, line.key, line.value });
		if (what)
			return wrong(name, number, what);
	}
	return NULL;
}

/* ---- changing ---- */

/* Where a change goes: text between the two is replaced. */
struct place {
	const char *from, *to;
	bool has_section;
};

/* "#key = ..." */
static bool shows(const struct line *line, const char *key)
{
	const char *text = line->start + strspn(line->start, "#;" BLANKS);
	size_t length = strlen(key);

	return line->kind == LINE_COMMENT && !strncmp(text, key, length) &&
	       text[length + strspn(text + length, BLANKS)] == '=';
}

/* The last comment that shows it, or the last line of the section that is not blank, is no better
 * place than the entry itself. */
static void find_place(const char *text, const char *section, const char *key, struct place *place)
{
	bool is_inside = !*section, is_shown = false;

	*place = (struct place){ text, text, is_inside };
	for (const char *at = text; *at;) {
		_cleanup_line_ struct line line = {};

		parse_line(at, &line);
		at += line.length;
		if (line.kind == LINE_SECTION)
			is_inside = !strcmp(line.key, section);
		if (!is_inside)
			continue;
		place->has_section = true;
		if (line.kind == LINE_ENTRY && !strcmp(line.key, key)) {
			*place = (struct place){ line.start, at, true };
			return;
		}
		if (line.kind != LINE_BLANK && !is_shown)
			*place = (struct place){ at, at, true };
		is_shown = is_shown || shows(&line, key);
	}
	if (!place->has_section)
		*place = (struct place){ text + strlen(text), text + strlen(text), false };
}

char *ini_set(const char *text, const char *section, const char *key, const char *value)
{
	struct place place;
	char *changed;

	find_place(text, section, key, &place);
	changed = xstrndup(text, (size_t)(place.from - text));
	if (value && place.from > text && place.from[-1] != '\n')
		xappend(&changed, "\n");
	if (value && !place.has_section)
		xappend(&changed, "%s[%s]\n", *text ? "\n" : "", section);
	if (value)
		xappend(&changed, "%s = %s\n", key, value);
	xappend(&changed, "%s", place.to);
	return changed;
}
