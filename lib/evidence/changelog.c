// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "evidence/changelog.h"
#include "evidence/changelog_item.h"
#include "evidence/changelog_text.h"
#include "kernel/decompress.h"
#include "kernel/package.h"

/* What a packed changelog may grow to: a hundred times the largest there is. */
#define SIZE_LIMIT ((size_t)512 << 20)

static const struct grammar *const grammars[] = { &grammar_debian, &grammar_rpm, &grammar_suse };

/* The first line that begins a release of some grammar decides; line is where it stands. */
static const struct grammar *find_grammar(const struct string_array *lines)
{
	for (size_t line = 0; line < lines->n_items; line++) {
		for (size_t i = 0; i < ARRAY_SIZE(grammars); i++) {
			if (grammars[i]->begins(lines, line))
				return grammars[i];
		}
	}
	return NULL;
}

static bool is_hex(const char *text)
{
	return strlen(text) >= 7 && text[strspn(text, "0123456789abcdef")] == '\0';
}

/* A commit, longer or shorter than the changelog has it, alone or behind ".g" in a version. */
static bool is_commit_of(const char *commit, const char *asked)
{
	const char *mark = strstr(asked, ".g");
	const char *hex = mark && is_hex(mark + 2) ? mark + 2 : asked;
	size_t length = strlen(commit) < strlen(hex) ? strlen(commit) : strlen(hex);

	return is_hex(hex) && is_hex(commit) && !strncmp(commit, hex, length);
}

/* Yields n_items where it is not there. */
static size_t find_release(const struct releases *releases, const char *asked)
{
	size_t i = 0;

	for (; i < releases->n_items; i++) {
		const char *version = releases->items[i].version;

		if (!strcmp(version, asked) ||
		    (releases->are_commits && is_commit_of(version, asked)))
			break;
	}
	return i;
}

/* Releases first up to last, newest first: [first, last). */
struct range {
	size_t first, last;
};

static struct error *reversed(const char *old, const char *new)
{
	return error_refuse(SUTURE_REFUSAL_TREES_REVERSED, "%s comes before %s", new, old);
}

static struct error *find_range(const struct releases *releases, const char *old, const char *new,
				struct range *range)
{
	size_t first = new ? find_release(releases, new) : 0;
	size_t last = old ? find_release(releases, old) : releases->n_items;

	if (new && first == releases->n_items)
		return error_refuse(SUTURE_REFUSAL_CHANGELOG_RANGE, "no entry for version %s", new);
	/* The older package's changelog cannot have the newer version. */
	if (old && last == releases->n_items && new && !releases->are_commits &&
	    version_compare(old, new) > 0)
		return reversed(old, new);
	if (old && last == releases->n_items)
		return error_refuse(SUTURE_REFUSAL_CHANGELOG_RANGE, "no entry for version %s", old);
	if (last < first)
		return reversed(old, new ? new : releases->items[0].version);
	*range = (struct range){ first, last };
	return NULL;
}

static void move_release(struct changelog *changelog, struct release *release)
{
	for (size_t i = 0; i < release->n_items; i++) {
		*array_append(changelog->items, changelog->n_items) = release->items[i];
		release->items[i] = (struct change_item){};
	}
	for (size_t i = 0; i < release->unparsed.n_items; i++)
		*array_append(changelog->unparsed, changelog->n_unparsed) =
			take(release->unparsed.items[i]);
}

static struct changelog *collect(struct releases *releases, const struct range *range)
{
	struct changelog *changelog = xcalloc(1, sizeof(*changelog));

	for (size_t i = 0; i < releases->unparsed.n_items; i++)
		*array_append(changelog->unparsed, changelog->n_unparsed) =
			take(releases->unparsed.items[i]);
	for (size_t i = range->last; i-- > range->first;)
		move_release(changelog, &releases->items[i]);
	return changelog;
}

struct error *changelog_parse(const struct bytes *text, const char *old, const char *new,
			      struct changelog **changelog)
{
	_cleanup_strings_array_ struct string_array lines = {};
	_cleanup_releases_ struct releases releases = {};
	const struct grammar *grammar;
	struct range range;

	lines_split(text, &lines);
	grammar = find_grammar(&lines);
	if (!grammar)
		return error_refuse(SUTURE_REFUSAL_CHANGELOG_UNREADABLE,
				    "no line begins a release");
	grammar->read(&lines, &releases);
	try(find_range(&releases, old, new, &range));
	*changelog = collect(&releases, &range);
	return NULL;
}

static struct error *unpack(struct bytes *bytes)
{
	_cleanup_bytes_ struct bytes plain = {};

	if (!compression_name(bytes->data, bytes->size))
		return NULL;
	try(decompress(bytes->data, bytes->size, SIZE_LIMIT, &plain));
	bytes_deinit(bytes);
	*bytes = plain;
	plain = (struct bytes){};
	return NULL;
}

struct error *changelog_read(const char *path, const char *old, const char *new,
			     struct changelog **changelog)
{
	_cleanup_bytes_ struct bytes bytes = {};
	struct error *error;

	try(error_as_usage(file_read(path, &bytes)));
	error = unpack(&bytes);
	if (error) {
		_cleanup_error_ struct error *cause = error;

		return error_refuse(SUTURE_REFUSAL_CHANGELOG_UNREADABLE, "%s: %s", path,
				    cause->message);
	}
	error = changelog_parse(&bytes, old, new, changelog);
	return error ? error_context(error, "%s", path) : NULL;
}

void changelog_free(struct changelog *changelog)
{
	if (!changelog)
		return;
	for (size_t i = 0; i < changelog->n_items; i++)
		change_item_deinit(&changelog->items[i]);
	for (size_t i = 0; i < changelog->n_unparsed; i++)
		free(changelog->unparsed[i]);
	free(changelog->items);
	free(changelog->unparsed);
	free(changelog);
}
