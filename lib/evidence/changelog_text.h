/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the grammars of changelogs have in common: the lines of a file in, releases with their
 * items out. For changelog*.c only.
 */
#ifndef SUTURE_CHANGELOG_TEXT_H
#define SUTURE_CHANGELOG_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "evidence/changelog.h"

struct string_array {
	char **items;
	size_t n_items;
};

/* Lines without their ends: UTF-8, no NUL, no carriage return, tabs as blanks. */
void lines_split(const struct bytes *text, struct string_array *lines) __attribute__((nonnull));
void string_array_deinit(struct string_array *array);
#define _cleanup_strings_array_ _cleanup_(string_array_deinit)
void string_array_add(struct string_array *array, const char *string) __attribute__((nonnull));
void string_array_add_all(struct string_array *array, const struct string_array *more)
	__attribute__((nonnull));

/* A text that grows by joining lines with one blank. */
struct joined {
	char *text;
	size_t length;
};

void joined_add(struct joined *joined, const char *line) __attribute__((nonnull));
/* The text, the caller's from here on; NULL if nothing was added. */
char *joined_take(struct joined *joined) __attribute__((nonnull));
void joined_deinit(struct joined *joined);
#define _cleanup_joined_ _cleanup_(joined_deinit)

struct release {
	char *version;
	struct change_item *items;	/* oldest first */
	size_t n_items;
	struct string_array unparsed;
};

/* As they stand in the file: newest first. */
struct releases {
	struct release *items;
	size_t n_items;
	struct string_array unparsed;	/* lines before the first */
	bool are_commits;	/* a release's version is a commit, abbreviated */
};

void releases_deinit(struct releases *releases);
#define _cleanup_releases_ _cleanup_(releases_deinit)
/* version is taken over. */
struct release *releases_begin(struct releases *releases, char *version)
	__attribute__((nonnull));
/* Where lines go that are not understood. */
struct string_array *releases_unparsed(struct releases *releases) __attribute__((nonnull));

/* One for each grammar: does a line begin a release, and reading all lines. */
struct grammar {
	bool (*begins)(const struct string_array *lines, size_t line);
	void (*read)(const struct string_array *lines, struct releases *releases);
};

extern const struct grammar grammar_debian, grammar_rpm, grammar_suse;

size_t line_indent(const char *line) __attribute__((nonnull));

#endif
