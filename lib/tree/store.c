/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tree/store.h"

#include <errno.h>
#include <libgen.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/memory.h"
#include "tree/digest.h"
#include "tree/known.h"
#include "tree/pack.h"
#include "tree/part.h"

struct reference {
	char *name;
	git_oid oid;
};

struct store {
	struct part part;	/* no target: a repository that was there, only read */
	git_repository *repository;
	git_odb *odb;
	struct digest *digest;
	struct known known;
	struct pack *pack;	/* NULL: nothing was put since the last flush */
	struct reference *references;
	size_t n_references;
};

struct error *git_failure(const char *format, ...)
{
	const git_error *failure = git_error_last();
	_cleanup_free_ char *what = NULL;
	va_list arguments;

	va_start(arguments, format);
	what = xvasprintf(format, arguments);
	va_end(arguments);
	return error_new(ERROR_INTERNAL, "%s: %s", what,
			 failure && failure->message ? failure->message : "libgit2 failed");
}

/* ---- opening ---- */

static struct store *new_store(void)
{
	struct store *store = xcalloc(1, sizeof(*store));

	store->part.lock = -1;
	git_libgit2_init();
	return store;
}

static void forget_repository(struct store *store)
{
	git_odb_free(take(store->odb));
	git_repository_free(take(store->repository));
}

void store_close(struct store *store)
{
	if (!store)
		return;
	forget_repository(store);
	git_libgit2_shutdown();
	pack_free(store->pack);
	part_deinit(&store->part);
	digest_free(store->digest);
	known_deinit(&store->known);
	for (size_t i = 0; i < store->n_references; i++)
		free(store->references[i].name);
	free(store->references);
	free(store);
}

static struct error *open_repository(struct store *store, const char *path)
{
	if (git_repository_open_bare(&store->repository, path) < 0 ||
	    git_repository_odb(&store->odb, store->repository) < 0)
		return git_failure("cannot open %s", path);
	return NULL;
}

struct error *store_open(const char *path, struct store **out)
{
	_cleanup_store_ struct store *store = new_store();
	struct error *error = open_repository(store, path);

	if (error) {
		error->kind = ERROR_REFUSED;
		error->refusal = SUTURE_REFUSAL_NOT_A_SPLIT;
		return error;
	}
	*out = take(store);
	return NULL;
}

static struct error *write_in(const char *directory, const char *name, const char *text)
{
	_cleanup_free_ char *path = xasprintf("%s/%s", directory, name);
	_cleanup_free_ char *parent = xstrdup(path);

	try(directory_make(dirname(parent)));
	return file_write(path, text, strlen(text), 0644);
}

/* All that makes a directory a repository. git_repository_init() would ask the user's settings. */
static struct error *write_skeleton(const char *path)
{
	_cleanup_free_ char *packs = xasprintf("%s/objects/pack", path);
	_cleanup_free_ char *references = xasprintf("%s/refs/heads", path);

	try(directory_make(packs));
	try(directory_make(references));
	try(write_in(path, "HEAD", "ref: refs/heads/main\n"));
	return write_in(path, "config", "[core]\n"
					"\trepositoryformatversion = 0\n"
					"\tfilemode = true\n"
					"\tbare = true\n");
}

struct error *store_create(const char *path, struct store **out)
{
	_cleanup_store_ struct store *store = new_store();

	try(digest_new(&store->digest));
	try(part_make(path, &store->part));
	try(write_skeleton(store->part.path));
	try(open_repository(store, store->part.path));
	*out = take(store);
	return NULL;
}

/* ---- objects ---- */

static struct error *name_object(struct store *store, git_object_t type, const void *data,
				 size_t size, git_oid *oid)
{
	char header[32];
	int length = snprintf(header, sizeof(header), "%s %zu", git_object_type2string(type), size);

	digest_add(store->digest, header, length + 1);
	digest_add(store->digest, data, size);
	return digest_end(store->digest, oid);
}

static struct error *put_new(struct store *store, git_object_t type, const void *data, size_t size,
			     const git_oid *oid)
{
	if (store->pack && pack_is_full(store->pack))
		try(store_flush(store));
	if (!store->pack) {
		_cleanup_free_ char *packs = xasprintf("%s/objects/pack", store->part.path);

		try(pack_new(packs, &store->pack));
	}
	try(pack_add(store->pack, type, data, size, oid));
	known_add(&store->known, oid);
	return NULL;
}

struct error *store_put(struct store *store, git_object_t type, const void *data, size_t size,
			git_oid *oid)
{
	git_oid named;

	if (!store->part.path)
		return error_new(ERROR_INTERNAL, "the repository is only read");
	try(name_object(store, type, data, size, &named));
	if (!known_has(&store->known, &named))
		try(put_new(store, type, data, size, &named));
	*oid = named;
	return NULL;
}

bool store_has(const struct store *store, const git_oid *oid)
{
	return known_has(&store->known, oid) ||
	       (!store->part.path && git_odb_exists(store->odb, oid));
}

struct error *store_flush(struct store *store)
{
	if (!store->pack)
		return NULL;
	try(pack_finish(store->pack));
	pack_free(take(store->pack));
	if (git_odb_refresh(store->odb) < 0)
		return git_failure("cannot read the new pack");
	return NULL;
}

static void object_freep(git_odb_object **object)
{
	git_odb_object_free(*object);
}

struct error *store_read(struct store *store, const git_oid *oid, struct bytes *bytes)
{
	_cleanup_(object_freep) git_odb_object *object = NULL;
	size_t size;

	if (git_odb_read(&object, store->odb, oid) < 0)
		return git_failure("cannot read an object");
	size = git_odb_object_size(object);
	bytes->data = xrealloc(NULL, size + 1, 1);
	memcpy(bytes->data, git_odb_object_data(object), size);
	bytes->data[size] = 0;
	bytes->size = size;
	return NULL;
}

git_repository *store_repository(struct store *store)
{
	return store->repository;
}

/* ---- the end ---- */

void store_set_reference(struct store *store, const char *name, const git_oid *oid)
{
	struct reference *reference = NULL;

	for (size_t i = 0; i < store->n_references && !reference; i++)
		if (strcmp(store->references[i].name, name) == 0)
			reference = &store->references[i];
	if (!reference) {
		reference = array_append(store->references, store->n_references);
		reference->name = xstrdup(name);
	}
	reference->oid = *oid;
}

static struct error *write_references(const struct store *store)
{
	for (size_t i = 0; i < store->n_references; i++) {
		const struct reference *reference = &store->references[i];
		char text[GIT_OID_HEXSZ + 2];

		git_oid_fmt(text, &reference->oid);
		text[GIT_OID_HEXSZ] = '\n';
		text[GIT_OID_HEXSZ + 1] = 0;
		try(write_in(store->part.path, reference->name, text));
	}
	return NULL;
}

/* Files are synced as they are written; so are the directories that they are in. */
static struct error *sync_directories(const char *path)
{
	static const char *const inner[] = { "objects", "objects/pack", "refs", "refs/heads" };

	for (size_t i = 0; i < ARRAY_SIZE(inner); i++) {
		_cleanup_free_ char *directory = xasprintf("%s/%s", path, inner[i]);

		try(directory_sync(directory));
	}
	return NULL;
}

struct error *store_finish(struct store *store)
{
	if (!store->part.path)
		return error_new(ERROR_INTERNAL, "the repository is only read");
	try(store_flush(store));
	try(write_references(store));
	return sync_directories(store->part.path);
}

struct error *store_publish(struct store *store)
{
	if (!store->part.path)
		return error_new(ERROR_INTERNAL, "the repository is only read");
	try(part_publish(&store->part));
	forget_repository(store);
	return open_repository(store, store->part.target);
}
