// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The changelog of an RPM package as Red Hat writes it; alone or at the end of a spec file.
 * Releases, and the changes in them, stand newest first.
 *
 *	* Tue Mar 12 2024 Name <mail> [5.14.0-430.el9]		or "<mail> - 5.14.0-430.el9"
 *	- subject (Author) [RHEL-123] {CVE-2024-1}
 *	- [net] subject (Author) [1234567]
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "evidence/changelog_item.h"
#include "evidence/changelog_text.h"

/* "* Tue Mar 12 2024 " */
static bool is_header(const char *line)
{
	static const char days[] = "SunMonTueWedThuFriSat";
	char day[4] = "";

	if (strncmp(line, "* ", 2) || strlen(line) < 17 || line[5] != ' ' || line[9] != ' ')
		return false;
	memcpy(day, line + 2, 3);
	return isupper((unsigned char)day[0]) && strstr(days, day) &&
	       isdigit((unsigned char)line[11]);
}

static bool begins(const struct string_array *lines, size_t line)
{
	return is_header(lines->items[line]);
}

/* The last word, without the brackets that Red Hat puts it in. */
static char *header_version(const char *line)
{
	const char *blank = strrchr(line, ' '), *word = blank + 1;
	size_t length = strlen(word);

	if (word[0] == '[' && word[length - 1] == ']')
		return xstrndup(word + 1, length - 2);
	return xstrdup(word);
}

/* Numbers of a bug tracker: "1724500 1724501", "RHEL-123", "bz1234". */
static bool are_tickets(const char *text)
{
	bool any = false;

	for (; *text; text++) {
		if (!isalnum((unsigned char)*text) && !strchr("-# ,/:", *text))
			return false;
		any = any || isdigit((unsigned char)*text);
	}
	return any;
}

/* A person: capital letters, no digits; a function or a remark is none. */
static bool is_name(const char *text)
{
	return (isupper((unsigned char)text[0]) || (unsigned char)text[0] >= 0x80) &&
	       strchr(text, ' ') && !strpbrk(text, "0123456789_()=<>/\"");
}

/* Put back what was taken and turned out to be a part of the subject. */
static void give_back(struct change_item *item, const char *text, char open, char close)
{
	char *subject = xasprintf("%s %c%s%c", item->subject, open, text, close);

	free(item->subject);
	item->subject = subject;
}

static void take_cves(struct change_item *item)
{
	_cleanup_free_ char *cves = change_item_take_group(item, '{', '}');

	if (cves && strncmp(cves, "CVE-", 4))
		give_back(item, cves, '{', '}');
}

static bool take_tickets(struct change_item *item)
{
	_cleanup_free_ char *tickets = change_item_take_group(item, '[', ']');

	if (tickets && are_tickets(tickets))
		return true;
	if (tickets)
		give_back(item, tickets, '[', ']');
	return false;
}

/* Red Hat's own entries have tickets, and then always an author, whatever the name looks like. */
static void take_author(struct change_item *item, bool must_be)
{
	_cleanup_free_ char *author = change_item_take_group(item, '(', ')');

	if (author && !must_be && !is_name(author))
		give_back(item, author, '(', ')');
}

static void add_item(struct release *release, char *line)
{
	struct change_item item = {};

	change_item_init(&item, line);
	take_cves(&item);
	take_author(&item, take_tickets(&item));
	change_item_take_tags(&item, false);
	item.release = xstrdup(release->version);
	if (change_item_finish(&item)) {
		*array_append(release->items, release->n_items) = item;
		return;
	}
	string_array_add(&release->unparsed, item.line);
	change_item_deinit(&item);
}

static void end_entry(struct releases *releases, struct joined *joined)
{
	char *line = joined_take(joined);

	if (line)
		add_item(&releases->items[releases->n_items - 1], line);
}

static void read_line(struct releases *releases, struct joined *joined, const char *line)
{
	bool is_entry = !strncmp(line, "- ", 2);

	if (line[0] == ' ' && joined->length > 0) {
		joined_add(joined, line);
		return;
	}
	if (releases->n_items > 0)
		end_entry(releases, joined);
	if (is_header(line))
		releases_begin(releases, header_version(line));
	else if (is_entry && releases->n_items > 0)
		joined_add(joined, line + 1);
	else if (line[0])
		string_array_add(releases_unparsed(releases), line);
}

static void reverse(struct release *release)
{
	for (size_t i = 0; i < release->n_items / 2; i++) {
		struct change_item *one = &release->items[i];
		struct change_item *other = &release->items[release->n_items - 1 - i];
		struct change_item kept = *one;

		*one = *other;
		*other = kept;
	}
}

/* What stands before it in a spec file is no changelog. */
static size_t find_begin(const struct string_array *lines)
{
	for (size_t i = 0; i < lines->n_items; i++) {
		if (!strcmp(lines->items[i], "%changelog"))
			return i + 1;
	}
	return 0;
}

static void read_lines(const struct string_array *lines, struct releases *releases)
{
	_cleanup_joined_ struct joined joined = {};

	for (size_t i = find_begin(lines); i < lines->n_items; i++)
		read_line(releases, &joined, lines->items[i]);
	if (releases->n_items > 0)
		end_entry(releases, &joined);
	for (size_t i = 0; i < releases->n_items; i++)
		reverse(&releases->items[i]);
}

const struct grammar grammar_rpm = { begins, read_lines };
