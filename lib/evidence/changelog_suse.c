// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * SUSE's changelogs (kernel-source.changes). They know no versions: a commit of the packaging
 * repository ends what it brought, and stands for the release. Newest first; what one commit
 * brought stands in order.
 *
 *	-------------------------------------------------------------------
 *	Tue Mar 12 11:04:22 CET 2024 - name@suse.com
 *
 *	- Linux 6.7.9 (bsc#1218005).				a section
 *	- subject that goes on
 *	  here (bsc#1221044 CVE-2024-1234).
 *	- commit 1a2b3c4
 *
 * Entries about patches as files ("Refresh patches.suse/...") change no source by themselves.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "evidence/changelog_item.h"
#include "evidence/changelog_text.h"

struct reader {
	struct releases *releases;
	struct joined joined;
	char *section;		/* of the entries since the last commit */
	/* Entries since the last commit: their release is not known yet. */
	struct change_item *items;
	size_t n_items;
	struct string_array unparsed;
};

static void reader_deinit(struct reader *reader)
{
	joined_deinit(&reader->joined);
	free(reader->section);
	free(reader->items);
	string_array_deinit(&reader->unparsed);
}

static bool is_rule(const char *line)
{
	size_t length = strspn(line, "-");

	return length >= 20 && line[length] == '\0';
}

/* "Tue Mar 12 11:04:22 CET 2024 - name@suse.com" */
static bool is_date(const char *line)
{
	return isupper((unsigned char)line[0]) && strlen(line) > 20 && line[3] == ' ' &&
	       strstr(line, " - ");
}

static bool begins(const struct string_array *lines, size_t line)
{
	return is_rule(lines->items[line]) && line + 1 < lines->n_items &&
	       is_date(lines->items[line + 1]);
}

/* version is taken over. */
static void end_release(struct reader *reader, char *version)
{
	struct release *release = releases_begin(reader->releases, version);

	for (size_t i = 0; i < reader->n_items; i++) {
		reader->items[i].release = xstrdup(version);
		reader->items[i].commit = version[0] ? xstrdup(version) : NULL;
	}
	release->items = take(reader->items);
	release->n_items = reader->n_items;
	release->unparsed = reader->unparsed;
	reader->n_items = 0;
	reader->unparsed = (struct string_array){};
	free(take(reader->section));
}

/* What no commit follows before the next rule is kept, under no version. */
static void end_dated(struct reader *reader)
{
	if (reader->n_items > 0 || reader->unparsed.n_items > 0)
		end_release(reader, xstrdup(""));
}

/* "Linux 6.7.9": the version. */
static const char *stable_version(const char *subject)
{
	return !strncmp(subject, "Linux ", 6) && isdigit((unsigned char)subject[6]) &&
	       !strchr(subject + 6, ' ') ? subject + 6 : NULL;
}

static bool is_about_patches(const char *subject)
{
	return strstr(subject, "patches.") != NULL;
}

static void add_item(struct reader *reader, char *line)
{
	struct change_item item = {};
	const char *version;

	change_item_init(&item, line);
	version = stable_version(item.subject);
	if (version) {
		free(reader->section);
		reader->section = xstrdup(version);
	}
	if (!change_item_finish(&item) || version || is_about_patches(item.subject)) {
		if (!version)
			string_array_add(&reader->unparsed, item.line);
		change_item_deinit(&item);
		return;
	}
	item.section = reader->section ? xstrdup(reader->section) : NULL;
	*array_append(reader->items, reader->n_items) = item;
}

/* "commit 1a2b3c4" */
static bool is_commit(const char *text)
{
	return !strncmp(text, "commit ", 7) && strlen(text) >= 14 &&
	       text[7 + strspn(text + 7, "0123456789abcdef")] == '\0';
}

static void end_entry(struct reader *reader)
{
	char *line = joined_take(&reader->joined);

	if (!line)
		return;
	if (!is_commit(line)) {
		add_item(reader, line);
		return;
	}
	end_release(reader, xstrdup(line + 7));
	free(line);
}

static void read_line(struct reader *reader, const char *line, bool is_dated)
{
	if (line[0] == ' ' && reader->joined.length > 0) {
		joined_add(&reader->joined, line);
		return;
	}
	end_entry(reader);
	if (is_rule(line))
		end_dated(reader);
	else if (!strncmp(line, "- ", 2))
		joined_add(&reader->joined, line + 1);
	else if (line[0] && !is_dated)
		string_array_add(&reader->unparsed, line);
}

static void read_lines(const struct string_array *lines, struct releases *releases)
{
	_cleanup_(reader_deinit) struct reader reader = { .releases = releases };

	releases->are_commits = true;
	for (size_t i = 0; i < lines->n_items; i++)
		read_line(&reader, lines->items[i], i > 0 && begins(lines, i - 1));
	end_entry(&reader);
	end_dated(&reader);
}

const struct grammar grammar_suse = { begins, read_lines };
