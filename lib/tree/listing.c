/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A directory keeps its entries in the order in which git writes them: by name, where a
 * directory's name ends in '/'. That is also the order of full paths as bytes, so a walk over
 * the entries yields paths in order.
 */
#include "tree/listing.h"

#include <sys/stat.h>

#include "base/memory.h"

struct node {
	char *name;
	uint32_t mode;		/* as git writes it; S_IFDIR: a directory */
	git_oid oid;		/* a directory's: only if it is written */
	/* A directory alone has these. */
	bool is_written;
	struct node **entries;
	size_t n_entries;
};

struct listing {
	struct node *root;
	size_t n_files;
};

static bool is_directory(const struct node *node)
{
	return S_ISDIR(node->mode);
}

static struct node *node_new(const char *name, size_t length, uint32_t mode)
{
	struct node *node = xcalloc(1, sizeof(*node));

	node->name = xstrndup(name, length);
	node->mode = mode;
	return node;
}

static void node_free(struct node *node)
{
	for (size_t i = 0; i < node->n_entries; i++)
		node_free(node->entries[i]);
	free(node->entries);
	free(node->name);
	free(node);
}

struct listing *listing_new(void)
{
	struct listing *listing = xcalloc(1, sizeof(*listing));

	listing->root = node_new("", 0, S_IFDIR);
	return listing;
}

void listing_free(struct listing *listing)
{
	if (!listing)
		return;
	node_free(listing->root);
	free(listing);
}

static struct node *node_copy(const struct node *node)
{
	struct node *copy = node_new(node->name, strlen(node->name), node->mode);

	copy->oid = node->oid;
	copy->is_written = node->is_written;
	for (size_t i = 0; i < node->n_entries; i++)
		*array_append(copy->entries, copy->n_entries) = node_copy(node->entries[i]);
	return copy;
}

struct listing *listing_copy(const struct listing *listing)
{
	struct listing *copy = xcalloc(1, sizeof(*copy));

	copy->root = node_copy(listing->root);
	copy->n_files = listing->n_files;
	return copy;
}

/* ---- finding ---- */

/* A part of a path, looked for as a directory or as anything else. */
struct name {
	const char *text;
	size_t length;
	bool is_directory;
};

static int compare_tail(const char *longer, bool other_is_directory)
{
	return (unsigned char)*longer - (other_is_directory ? '/' : 0);
}

static int compare_name(const struct name *name, const struct node *node)
{
	size_t length = strlen(node->name);
	size_t common = length < name->length ? length : name->length;
	int order = memcmp(name->text, node->name, common);

	if (order != 0)
		return order;
	if (name->length > common)
		return compare_tail(name->text + common, is_directory(node));
	if (length > common)
		return -compare_tail(node->name + common, name->is_directory);
	return name->is_directory - is_directory(node);
}

/* Where it is, or where it belongs. */
static size_t position(const struct node *directory, const struct name *name, bool *found)
{
	size_t low = 0, high = directory->n_entries;

	*found = false;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = compare_name(name, directory->entries[middle]);

		if (order == 0) {
			*found = true;
			return middle;
		}
		if (order > 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct node *find(const struct node *directory, const struct name *name)
{
	bool found;
	size_t at = position(directory, name, &found);

	return found ? directory->entries[at] : NULL;
}

static void insert(struct node *directory, size_t at, struct node *node)
{
	(void)array_append(directory->entries, directory->n_entries);
	memmove(&directory->entries[at + 1], &directory->entries[at],
		(directory->n_entries - 1 - at) * sizeof(*directory->entries));
	directory->entries[at] = node;
}

static void remove_at(struct node *directory, size_t at)
{
	node_free(directory->entries[at]);
	directory->n_entries--;
	memmove(&directory->entries[at], &directory->entries[at + 1],
		(directory->n_entries - at) * sizeof(*directory->entries));
}

/* ---- setting ---- */

/* The entry of this name, made if need be; NULL if the name is one of the other kind. */
static struct node *demand(struct node *directory, const struct name *name)
{
	const struct name other = { name->text, name->length, !name->is_directory };
	struct node *node;
	bool found;
	size_t at = position(directory, name, &found);

	if (found)
		return directory->entries[at];
	if (find(directory, &other))
		return NULL;
	node = node_new(name->text, name->length, name->is_directory ? S_IFDIR : 0);
	insert(directory, at, node);
	return node;
}

static struct name first_name(const char *path)
{
	size_t length = strcspn(path, "/");

	return (struct name){ path, length, path[length] == '/' };
}

static bool is_dots(const struct name *name)
{
	return name->length <= 2 && strncmp(name->text, "..", name->length) == 0;
}

/* Empty parts are dots, too. */
static bool is_clean(const char *path)
{
	struct name name;

	for (name = first_name(path); name.is_directory; name = first_name(path)) {
		if (is_dots(&name))
			return false;
		path += name.length + 1;
	}
	return !is_dots(&name);
}

static bool is_known_mode(uint32_t mode)
{
	return mode == (S_IFREG | 0644) || mode == (S_IFREG | 0755) || mode == S_IFLNK;
}

/* Would the path go through a file, or end at a directory? */
static bool collides(const struct node *directory, const char *path)
{
	while (directory) {
		const struct name name = first_name(path);
		const struct name other = { name.text, name.length, !name.is_directory };

		if (find(directory, &other))
			return true;
		directory = name.is_directory ? find(directory, &name) : NULL;
		path += name.length + 1;
	}
	return false;
}

static struct node *demand_path(struct listing *listing, const char *path)
{
	struct node *node = listing->root;
	struct name name;

	do {
		name = first_name(path);
		node->is_written = false;
		node = demand(node, &name);
		path += name.length + 1;
	} while (name.is_directory);
	return node;
}

struct error *listing_set(struct listing *listing, const char *path, uint32_t mode,
			  const git_oid *oid)
{
	struct node *node;

	if (!is_clean(path) || !is_known_mode(mode))
		return error_new(ERROR_INTERNAL, "'%s' of mode %o is nothing for a tree", path,
				 mode);
	if (collides(listing->root, path))
		return error_new(ERROR_INTERNAL, "'%s' is both a file and a directory", path);
	node = demand_path(listing, path);
	listing->n_files += node->mode == 0;
	node->mode = mode;
	node->oid = *oid;
	return NULL;
}

/* True if it was there. */
static bool remove_path(struct node *directory, const char *path)
{
	const struct name name = first_name(path);
	bool found;
	size_t at = position(directory, &name, &found);
	struct node *node = found ? directory->entries[at] : NULL;

	if (!node || (name.is_directory && !remove_path(node, path + name.length + 1)))
		return false;
	directory->is_written = false;
	if (node->n_entries == 0)
		remove_at(directory, at);
	return true;
}

void listing_remove(struct listing *listing, const char *path)
{
	listing->n_files -= remove_path(listing->root, path);
}

static const struct node *find_path(const struct listing *listing, const char *path,
				    bool is_directory)
{
	const struct node *node = listing->root;
	struct name name;
	bool is_inner;

	do {
		name = first_name(path);
		is_inner = name.is_directory;
		name.is_directory |= is_directory;
		node = find(node, &name);
		path += name.length + 1;
	} while (node && is_inner);
	return node;
}

bool listing_has_directory(const struct listing *listing, const char *path)
{
	return find_path(listing, path, true);
}

bool listing_get(const struct listing *listing, const char *path, uint32_t *mode, git_oid *oid)
{
	const struct node *node = find_path(listing, path, false);

	if (!node)
		return false;
	*mode = node->mode;
	*oid = node->oid;
	return true;
}

size_t listing_count(const struct listing *listing)
{
	return listing->n_files;
}

void listing_strip_top(struct listing *listing)
{
	struct node *root = listing->root;

	if (root->n_entries != 1 || !is_directory(root->entries[0]))
		return;
	listing->root = root->entries[0];
	root->n_entries = 0;
	node_free(root);
}

/* ---- writing ---- */

/* A growing tree object: "MODE NAME\0" and the bytes of the sum, for each entry. */
static void put_entry(struct bytes *tree, size_t *capacity, const struct node *node)
{
	size_t length = strlen(node->name);

	if (tree->size + length + 32 > *capacity) {
		*capacity = (tree->size + length + 32) * 2;
		tree->data = xrealloc(tree->data, *capacity, 1);
	}
	tree->size += sprintf((char *)tree->data + tree->size, "%o %s", node->mode, node->name) + 1;
	memcpy(tree->data + tree->size, node->oid.id, GIT_OID_RAWSZ);
	tree->size += GIT_OID_RAWSZ;
}

static struct error *write_directory(struct node *directory, struct store *store)
{
	_cleanup_bytes_ struct bytes tree = { 0 };
	size_t capacity = 0;

	if (directory->is_written)
		return NULL;
	for (size_t i = 0; i < directory->n_entries; i++) {
		if (is_directory(directory->entries[i]))
			try(write_directory(directory->entries[i], store));
		put_entry(&tree, &capacity, directory->entries[i]);
	}
	try(store_put(store, GIT_OBJECT_TREE, tree.data, tree.size, &directory->oid));
	directory->is_written = true;
	return NULL;
}

struct error *listing_write(struct listing *listing, struct store *store, git_oid *root)
{
	try(write_directory(listing->root, store));
	*root = listing->root->oid;
	return NULL;
}

/* ---- comparing ---- */

struct walk {
	const struct listing_visitor *visitor;
	char *path;		/* of the directory, with its '/' */
	size_t length, capacity;
};

static void enter(struct walk *walk, const char *name, const char *end)
{
	size_t length = walk->length + strlen(name) + strlen(end);

	if (length >= walk->capacity) {
		walk->capacity = (length + 1) * 2;
		walk->path = xrealloc(walk->path, walk->capacity, 1);
	}
	sprintf(walk->path + walk->length, "%s%s", name, end);
	walk->length = length;
}

static void leave(struct walk *walk, size_t length)
{
	walk->length = length;
	walk->path[length] = 0;
}

static void tell(struct walk *walk, const struct node *old, const struct node *new)
{
	static const struct node nothing;
	const struct listing_visitor *visitor = walk->visitor;

	old = old ? old : &nothing;
	new = new ? new : &nothing;
	visitor->differs(visitor->context, walk->path, old->mode, &old->oid, new->mode, &new->oid);
}

static void compare_directories(struct walk *walk, const struct node *old, const struct node *new);

/* Two of one name and kind, or one that is on one side only. */
static void compare_entries(struct walk *walk, const struct node *old, const struct node *new)
{
	const struct node *either = old ? old : new;
	size_t length = walk->length;

	if (old && new && old->mode == new->mode && git_oid_equal(&old->oid, &new->oid))
		return;
	enter(walk, either->name, is_directory(either) ? "/" : "");
	if (is_directory(either))
		compare_directories(walk, old, new);
	else
		tell(walk, old, new);
	leave(walk, length);
}

static int order_of(const struct node *old, const struct node *new)
{
	struct name name;

	if (!old || !new)
		return old ? -1 : 1;
	name = (struct name){ old->name, strlen(old->name), is_directory(old) };
	return compare_name(&name, new);
}

static const struct node *entry_at(const struct node *directory, size_t at)
{
	return directory && at < directory->n_entries ? directory->entries[at] : NULL;
}

static void compare_directories(struct walk *walk, const struct node *old, const struct node *new)
{
	size_t i = 0, j = 0;

	for (;;) {
		const struct node *left = entry_at(old, i), *right = entry_at(new, j);
		int order;

		if (!left && !right)
			return;
		order = order_of(left, right);
		compare_entries(walk, order <= 0 ? left : NULL, order >= 0 ? right : NULL);
		i += order <= 0;
		j += order >= 0;
	}
}

void listing_compare(const struct listing *old, const struct listing *new,
		     const struct listing_visitor *visitor)
{
	struct walk walk = { .visitor = visitor };

	if (!git_oid_equal(&old->root->oid, &new->root->oid))
		compare_directories(&walk, old->root, new->root);
	free(walk.path);
}
