/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "evidence/scope.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "evidence/subject.h"

/* No changelog abbreviates a commit to less. */
#define SHORTEST_COMMIT 7

struct scope_names {
	char **items;		/* sorted */
	size_t n_items;
};

/* ---- the range ---- */

/* "refs/tags/v6.1.176" of "6.1.176-1", "refs/tags/v6.10-rc7" of "6.10~rc7-1~exp1". */
static char *tag_of(const char *version)
{
	const char *colon = strchr(version, ':');
	const char *upstream = colon ? colon + 1 : version, *hyphen = strrchr(upstream, '-');
	size_t length = hyphen ? (size_t)(hyphen - upstream) : strlen(upstream);
	char *tag = xasprintf("refs/tags/v%.*s", (int)length, upstream);

	for (char *at = tag; (at = strchr(at, '~'));)
		*at = '-';
	return tag;
}

static bool has_tag(git_repository *repository, const char *tag)
{
	git_oid oid;

	return git_reference_name_to_id(&oid, repository, tag) == 0;
}

/* A vendor's second update from one stable release has no commits between its tags. */
char *scope_range(const struct scope *scope, git_repository *repository)
{
	_cleanup_free_ char *old = NULL;
	_cleanup_free_ char *new = NULL;

	if (!scope->old_version || !scope->new_version)
		return NULL;
	old = tag_of(scope->old_version);
	new = tag_of(scope->new_version);
	if (!strcmp(old, new) || !has_tag(repository, old) || !has_tag(repository, new))
		return NULL;
	return xasprintf("%s..%s", old, new);
}

/* ---- names ---- */

static void add(struct scope_names *names, char *name)
{
	*array_append(names->items, names->n_items) = name;
}

static void add_commit(struct scope_names *names, const char *commit)
{
	if (commit)
		add(names, xstrdup(commit));
}

static void add_item(struct scope_names *names, const struct change_item *item)
{
	add(names, subject_key(item->subject));
	for (size_t i = 0; i < item->n_aliases; i++)
		add(names, subject_key(item->aliases[i]));
	add_commit(names, item->commit);
}

static void add_record(struct scope_names *names, const struct record *record)
{
	add(names, xstrdup(record->key));
	add_commit(names, record->upstream);
	add_commit(names, record->fixed_commit);
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

struct scope_names *scope_names_make(const struct scope *scope)
{
	struct scope_names *names;

	if (!scope->changelog && !scope->records)
		return NULL;
	names = xcalloc(1, sizeof(*names));
	for (size_t i = 0; scope->changelog && i < scope->changelog->n_items; i++)
		add_item(names, &scope->changelog->items[i]);
	for (size_t i = 0; scope->records && i < scope->records->n_items; i++)
		add_record(names, &scope->records->items[i]);
	if (names->n_items)
		qsort(names->items, names->n_items, sizeof(*names->items), compare);
	return names;
}

void scope_names_free(struct scope_names *names)
{
	if (!names)
		return;
	for (size_t i = 0; i < names->n_items; i++)
		free(names->items[i]);
	free(names->items);
	free(names);
}

/* The first of the names that begins with as many bytes of the text, or would come there. */
static size_t first_name(const struct scope_names *names, const char *text, size_t length)
{
	size_t low = 0, high = names->n_items;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strncmp(names->items[middle], text, length) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool has_name(const struct scope_names *names, const char *name)
{
	size_t at = first_name(names, name, strlen(name) + 1);

	return at < names->n_items && !strcmp(names->items[at], name);
}

static bool has_commit(const struct scope_names *names, const char *commit)
{
	for (size_t i = first_name(names, commit, SHORTEST_COMMIT); i < names->n_items; i++) {
		const char *name = names->items[i];

		if (strncmp(name, commit, SHORTEST_COMMIT))
			return false;
		if (!strncmp(name, commit, strlen(name)))
			return true;
	}
	return false;
}

bool scope_names_have(const struct scope_names *names, const struct candidate *candidate)
{
	_cleanup_free_ char *key = subject_key(candidate->subject);

	return has_name(names, key) || has_commit(names, candidate->id) ||
	       (candidate->upstream && has_name(names, candidate->upstream));
}
