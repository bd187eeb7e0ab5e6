/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "split/history.h"

#include <stdlib.h>

#include "base/memory.h"
#include "split/state.h"

/* What one commit does to one path. A mode of 0: it is not there. */
struct touch {
	char *path;
	size_t commit;
	uint32_t old_mode, new_mode;
	git_oid old, new;
};

struct touches {
	git_repository *repository;
	size_t commit;		/* that is being read */
	struct touch *items;
	size_t n_items;
};

static void touches_deinit(struct touches *touches)
{
	for (size_t i = 0; i < touches->n_items; i++)
		free(touches->items[i].path);
	free(touches->items);
}
#define _cleanup_touches_ _cleanup_(touches_deinit)

static struct error *compare_trees(struct touches *touches, const char *prefix, const git_oid *old,
				   const git_oid *new);

static const git_oid *tree_of(const git_tree_entry *entry)
{
	return entry && git_tree_entry_type(entry) == GIT_OBJECT_TREE ? git_tree_entry_id(entry) :
									NULL;
}

static void add_touch(struct touches *touches, char *path, const git_tree_entry *old,
		      const git_tree_entry *new)
{
	struct touch *touch = array_append(touches->items, touches->n_items);

	touch->path = path;
	touch->commit = touches->commit;
	if (old) {
		touch->old_mode = git_tree_entry_filemode_raw(old);
		touch->old = *git_tree_entry_id(old);
	}
	if (new) {
		touch->new_mode = git_tree_entry_filemode_raw(new);
		touch->new = *git_tree_entry_id(new);
	}
}

/* Of one name; either may be NULL. git sorts a directory apart from a file of its name. */
static struct error *compare_entries(struct touches *touches, const char *prefix,
				     const git_tree_entry *old, const git_tree_entry *new)
{
	const char *name = git_tree_entry_name(old ? old : new);
	_cleanup_free_ char *path = xasprintf("%s%s", prefix, name);
	_cleanup_free_ char *inside = xasprintf("%s/", path);

	if (tree_of(old) || tree_of(new))
		return compare_trees(touches, inside, tree_of(old), tree_of(new));
	add_touch(touches, take(path), old, new);
	return NULL;
}

static bool is_same(const git_tree_entry *old, const git_tree_entry *new)
{
	return git_tree_entry_filemode_raw(old) == git_tree_entry_filemode_raw(new) &&
	       git_oid_equal(git_tree_entry_id(old), git_tree_entry_id(new));
}

static struct error *merge_entries(struct touches *touches, const char *prefix,
				   const git_tree *old, const git_tree *new)
{
	size_t n_old = old ? git_tree_entrycount(old) : 0, o = 0;
	size_t n_new = new ? git_tree_entrycount(new) : 0, n = 0;

	while (o < n_old || n < n_new) {
		const git_tree_entry *a = o < n_old ? git_tree_entry_byindex(old, o) : NULL;
		const git_tree_entry *b = n < n_new ? git_tree_entry_byindex(new, n) : NULL;
		int order = !a ? 1 : !b ? -1 : git_tree_entry_cmp(a, b);

		o += order <= 0;
		n += order >= 0;
		if (order == 0 && is_same(a, b))
			continue;
		try(compare_entries(touches, prefix, order <= 0 ? a : NULL,
				    order >= 0 ? b : NULL));
	}
	return NULL;
}

static struct error *open_tree(git_repository *repository, const git_oid *oid, git_tree **tree)
{
	if (oid && git_tree_lookup(tree, repository, oid))
		return git_failure("cannot read a tree");
	return NULL;
}

static struct error *compare_trees(struct touches *touches, const char *prefix, const git_oid *old,
				   const git_oid *new)
{
	git_tree *old_tree = NULL, *new_tree = NULL;
	struct error *error = open_tree(touches->repository, old, &old_tree);

	if (!error)
		error = open_tree(touches->repository, new, &new_tree);
	if (!error)
		error = merge_entries(touches, prefix, old_tree, new_tree);
	git_tree_free(old_tree);
	git_tree_free(new_tree);
	return error;
}

static int compare_touches(const void *a, const void *b)
{
	const struct touch *x = a, *y = b;
	int order = strcmp(x->path, y->path);

	return order ? order : (x->commit > y->commit) - (x->commit < y->commit);
}

static struct error *read_touches(const struct history *history, struct touches *touches)
{
	const git_oid *before = &history->old_tree;

	for (size_t i = 0; i < history->n_commits; i++) {
		touches->commit = i;
		try(compare_trees(touches, "", before, &history->commits[i].tree));
		before = &history->commits[i].tree;
	}
	if (touches->n_items)
		qsort(touches->items, touches->n_items, sizeof(*touches->items), compare_touches);
	return NULL;
}

static struct error *add_content(const struct history *history, struct split *split, uint32_t mode,
				 const git_oid *oid, size_t *number)
{
	struct content content = { .kind = CONTENT_ABSENT };

	if (mode)
		try(content_read(history->store, split->table, mode, oid, &content));
	*number = split->n_contents;
	*array_append(split->contents, split->n_contents) = content;
	return NULL;
}

/* Touches come by path, and of a path by commit: each commit's changes end up sorted, too. */
static struct error *add_change(const struct history *history, struct split *split,
				struct touch *touch)
{
	bool is_first = !split->n_files ||
			strcmp(split->files[split->n_files - 1].path, touch->path) != 0;
	struct split_commit *commit = &split->commits[touch->commit];
	struct split_file *file;
	size_t before, after;

	if (is_first) {
		try(add_content(history, split, touch->old_mode, &touch->old, &before));
		file = array_append(split->files, split->n_files);
		*file = (struct split_file){ take(touch->path), before, before };
		touch->path = xstrdup(file->path);
	}
	try(add_content(history, split, touch->new_mode, &touch->new, &after));
	file = &split->files[split->n_files - 1];
	*array_append(commit->changes, commit->n_changes) =
		(struct split_change){ split->n_files - 1, file->new, after };
	file->new = after;
	return NULL;
}

static enum split_method method_of(const struct history_commit *commit)
{
	const char *name = history_string(commit, "method");

	for (int method = 0; method < SPLIT_METHODS; method++)
		if (!strcmp(split_method_name(method), name))
			return method;
	return SPLIT_RESIDUAL;
}

static void set_needs(const struct history *history, size_t index, struct split_commit *commit)
{
	const struct history_commit *made = &history->commits[index];
	_cleanup_free_ const char **needs = NULL;
	size_t n_needs = history_list(made, "needs", &needs), need;
	git_oid id;

	commit->applies_alone = json_is_true(json_object_get(made->note, "applies_alone"));
	for (size_t i = 0; i < n_needs; i++)
		if (!git_oid_fromstr(&id, needs[i]) && history_find(history, &id, &need) &&
		    need < index)
			*array_append(commit->needs, commit->n_needs) = need;
}

struct error *history_split(const struct history *history, struct line_table *table,
			    struct split **result)
{
	_cleanup_touches_ struct touches touches = { .repository = history->repository };
	_cleanup_split_ struct split *split = xcalloc(1, sizeof(*split));

	try(read_touches(history, &touches));
	split->table = table;
	split->commits = xcalloc(history->n_commits, sizeof(*split->commits));
	split->n_commits = history->n_commits;
	for (size_t i = 0; i < history->n_commits; i++) {
		const struct history_commit *made = &history->commits[i];

		split->commits[i].method = method_of(made);
		split->commits[i].confidence = history_number(made, "confidence", 0);
		set_needs(history, i, &split->commits[i]);
	}
	for (size_t i = 0; i < touches.n_items; i++)
		try(add_change(history, split, &touches.items[i]));
	*result = take(split);
	return NULL;
}
