// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Debian's changelogs, and Ubuntu's, which are written the same way and mean other things by
 * it. An entry is a bullet with the deeper lines after it; one that has bullets two columns
 * deeper below it is a heading, whose CVEs and architectures hold for those.
 *
 *	linux (6.1.176-1) bookworm-security; urgency=high
 *
 *	  * New upstream stable update:
 *	    https://.../ChangeLog-6.1.175			the section of those that follow
 *	    - [x86] subject (CVE-2026-1)
 *	    - [arm64] What is mitigated (CVE-2026-2):		a heading again
 *	      + subject
 *
 *	  [ Name ]
 *	  * own change
 *
 *	 -- Name <mail>  date
 *
 * In Ubuntu's, bullets of the first level are headings and nothing else: a CVE, a bug, or
 * "Jammy update: v5.15.140 upstream stable release".
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "evidence/changelog_item.h"
#include "evidence/changelog_text.h"

struct bullet {
	size_t indent;
	char marker;
	char *text;
	char *section;		/* NULL: none */
	size_t paragraph;	/* bullets of one have no empty line between them */
};

struct bullets {
	struct bullet *items;
	size_t n_items;
};

static void bullets_deinit(struct bullets *bullets)
{
	for (size_t i = 0; i < bullets->n_items; i++) {
		free(bullets->items[i].text);
		free(bullets->items[i].section);
	}
	free(bullets->items);
}

struct reader {
	struct releases *releases;
	struct bullets bullets;		/* of the release that is being read */
	struct joined joined;		/* the text of the last of them, so far */
	bool is_open;			/* more lines may belong to it */
	char *section;
	size_t paragraph;
	bool is_ubuntu;
};

static void reader_deinit(struct reader *reader)
{
	bullets_deinit(&reader->bullets);
	joined_deinit(&reader->joined);
	free(reader->section);
}

/* "linux (6.1.176-1) bookworm; urgency=medium" */
static bool is_header(const char *line)
{
	const char *open = strstr(line, " ("), *close = open ? strchr(open, ')') : NULL;

	return line[0] != ' ' && close && close > open + 2 && close[1] == ' ' &&
	       strstr(close, "; urgency=") && !memchr(line, ' ', open - line);
}

static bool begins(const struct string_array *lines, size_t line)
{
	return is_header(lines->items[line]);
}

static bool is_bullet(const char *line)
{
	size_t indent = line_indent(line);

	return indent > 0 && strchr("*-+", line[indent]) && line[indent] && line[indent + 1] == ' ';
}

static struct bullet *last_bullet(struct reader *reader)
{
	return &reader->bullets.items[reader->bullets.n_items - 1];
}

static void close_bullet(struct reader *reader)
{
	if (reader->is_open)
		last_bullet(reader)->text = joined_take(&reader->joined);
	reader->is_open = false;
}

static bool ends_with(const char *text, size_t length, char mark)
{
	return length > 0 && text[length - 1] == mark;
}

/* A line that is broken before a dash looks like a bullet below: but not below its own kind. */
static bool is_continued(struct reader *reader, const char *line)
{
	const struct bullet *bullet = reader->is_open ? last_bullet(reader) : NULL;
	size_t indent = line_indent(line);

	if (!bullet || indent <= bullet->indent)
		return false;
	if (!is_bullet(line))
		return true;
	return line[indent] == bullet->marker && indent == bullet->indent + 2 &&
	       !ends_with(reader->joined.text, reader->joined.length, ':');
}

static void set_section(struct reader *reader, const char *version)
{
	free(reader->section);
	reader->section = version ? xstrdup(version) : NULL;
}

static void open_bullet(struct reader *reader, const char *line)
{
	struct bullet *bullet;
	size_t indent = line_indent(line);

	close_bullet(reader);
	if (indent <= 2)
		set_section(reader, NULL);
	bullet = array_append(reader->bullets.items, reader->bullets.n_items);
	bullet->indent = indent;
	bullet->marker = line[indent];
	bullet->section = reader->section ? xstrdup(reader->section) : NULL;
	bullet->paragraph = reader->paragraph;
	joined_add(&reader->joined, line + indent + 1);
	reader->is_open = true;
}

/* "https://.../ChangeLog-6.1.175": the version; NULL if the line is something else. */
static const char *stable_link(const char *line)
{
	const char *at = line + line_indent(line), *name = strstr(at, "/ChangeLog-");

	if (!name || strncmp(at, "http", 4) != 0 || strchr(at, ' '))
		return NULL;
	return isdigit((unsigned char)name[11]) ? name + 11 : NULL;
}

/* ---- from bullets to items ---- */

/* The headings that a bullet stands under, the nearest last. */
struct headings {
	struct heading {
		size_t indent;
		struct change_item item;
	} *items;
	size_t n_items;
};

static void headings_leave(struct headings *headings, size_t indent)
{
	while (headings->n_items > 0 && headings->items[headings->n_items - 1].indent >= indent)
		change_item_deinit(&headings->items[--headings->n_items].item);
}

static void headings_deinit(struct headings *headings)
{
	headings_leave(headings, 0);
	free(headings->items);
}

static bool is_heading(const struct bullets *bullets, size_t i)
{
	const struct bullet *bullet = &bullets->items[i], *next = bullet + 1;

	return i + 1 < bullets->n_items && next->paragraph == bullet->paragraph &&
	       next->indent > bullet->indent && next->indent <= bullet->indent + 2;
}

/* "Jammy update: v5.15.140 upstream stable release" */
static char *update_section(const char *text)
{
	const char *at = strstr(text, " update: v");

	if (!at || !isdigit((unsigned char)at[10]) || !strstr(at, "stable release"))
		return NULL;
	at += 10;
	return xstrndup(at, strcspn(at, " ,"));
}

static void fill(struct change_item *item, struct bullet *bullet, const struct headings *headings)
{
	const struct change_item *heading =
		headings->n_items ? &headings->items[headings->n_items - 1].item : NULL;

	change_item_init(item, take(bullet->text));
	change_item_take_prefix(item, "UBUNTU: ");
	change_item_take_tags(item, true);
	change_item_take_prefix(item, "SAUCE: ");
	item->section = take(bullet->section);
	if (!heading)
		return;
	change_item_inherit(item, heading);
	if (!item->section && heading->section)
		item->section = xstrdup(heading->section);
}

static void enter_heading(struct headings *headings, struct bullet *bullet)
{
	struct change_item item = {};
	struct heading *heading;

	fill(&item, bullet, headings);
	if (!item.section)
		item.section = update_section(item.line);
	heading = array_append(headings->items, headings->n_items);
	heading->indent = bullet->indent;
	heading->item = item;
}

/* Of the package and not of the source. */
static bool is_packaging(const char *subject)
{
	static const char *const prefixes[] = { "d/", "debian/", "Refresh \"" };

	for (size_t i = 0; i < ARRAY_SIZE(prefixes); i++) {
		if (!strncmp(subject, prefixes[i], strlen(prefixes[i])))
			return true;
	}
	return subject[0] && subject[strlen(subject) - 1] == ':';
}

/* A heading of which all is said by the links below it. */
static bool is_announcement(const char *text)
{
	return !strncmp(text, "New upstream ", 13);
}

static void add_item(struct reader *reader, struct bullet *bullet, const struct headings *headings)
{
	struct release *release = &reader->releases->items[reader->releases->n_items - 1];
	struct change_item item = {};

	fill(&item, bullet, headings);
	if (!change_item_finish(&item) || is_packaging(item.subject) ||
	    (reader->is_ubuntu && bullet->marker == '*')) {
		string_array_add(&release->unparsed, item.line);
		change_item_deinit(&item);
		return;
	}
	change_item_add_aliases(&item);
	item.release = xstrdup(release->version);
	*array_append(release->items, release->n_items) = item;
}

static void add_bullets(struct reader *reader, struct headings *headings)
{
	for (size_t i = 0; i < reader->bullets.n_items; i++) {
		struct bullet *bullet = &reader->bullets.items[i];

		headings_leave(headings, bullet->indent);
		if (!bullet->text || is_announcement(bullet->text))
			continue;
		if (is_heading(&reader->bullets, i))
			enter_heading(headings, bullet);
		else
			add_item(reader, bullet, headings);
	}
}

static void end_release(struct reader *reader)
{
	struct headings headings = {};

	close_bullet(reader);
	set_section(reader, NULL);
	add_bullets(reader, &headings);
	headings_deinit(&headings);
	bullets_deinit(&reader->bullets);
	reader->bullets = (struct bullets){};
}

static void begin_release(struct reader *reader, const char *line)
{
	const char *version = strstr(line, " (") + 2;

	end_release(reader);
	releases_begin(reader->releases, xstrndup(version, strcspn(version, ")")));
}

/* An empty line, "  [ Name ]", or the signature. */
static bool is_break(const char *line)
{
	return line[0] == '\0' || !strncmp(line, " -- ", 4) || !strncmp(line, "  [ ", 4);
}

static void read_line(struct reader *reader, const char *line)
{
	if (is_header(line)) {
		begin_release(reader, line);
	} else if (is_break(line)) {
		close_bullet(reader);
		reader->paragraph++;
	} else if (reader->releases->n_items > 0 && stable_link(line)) {
		close_bullet(reader);
		set_section(reader, stable_link(line));
	} else if (is_continued(reader, line)) {
		joined_add(&reader->joined, line);
	} else if (reader->releases->n_items > 0 && is_bullet(line)) {
		open_bullet(reader, line);
	} else {
		close_bullet(reader);
		string_array_add(releases_unparsed(reader->releases), line);
	}
}

static bool is_ubuntu(const struct string_array *lines)
{
	for (size_t i = 0; i < lines->n_items; i++) {
		const char *line = lines->items[i];

		if (strstr(line, "(LP: #") ||
		    (!strncmp(line, " -- ", 4) && strstr(line, "@canonical.com>")))
			return true;
	}
	return false;
}

static void read_lines(const struct string_array *lines, struct releases *releases)
{
	_cleanup_(reader_deinit) struct reader reader = {
		.releases = releases, .is_ubuntu = is_ubuntu(lines),
	};

	for (size_t i = 0; i < lines->n_items; i++)
		read_line(&reader, lines->items[i]);
	end_release(&reader);
}

const struct grammar grammar_debian = { begins, read_lines };
