/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "emulator/modules.h"

#include <fnmatch.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "elf/object.h"
#include "emulator/protocol.h"
#include "kernel/decompress.h"

struct module_file {
	char *name;		/* canonical */
	char *path;		/* of the host; NULL: built in */
	bool added;
};

struct module_index {
	struct module_file *files;
	size_t n_files;
};

struct modules {
	struct initramfs *initramfs;
	struct module_index index;
	FILE *table;
};

static void module_index_deinit(struct module_index *index)
{
	for (size_t i = 0; i < index->n_files; i++) {
		free(index->files[i].name);
		free(index->files[i].path);
	}
	free(index->files);
}

/* "net/rds/rds-tcp.ko" is the module rds_tcp. */
static char *canonical_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *name = xstrdup(slash ? slash + 1 : path);
	char *end = strstr(name, ".ko");

	if (end)
		*end = '\0';
	for (char *c = name; *c; c++)
		if (*c == '-')
			*c = '_';
	return name;
}

static struct module_file *find_file(const struct module_index *index, const char *name)
{
	_cleanup_free_ char *plain = canonical_name(name);

	for (size_t i = 0; i < index->n_files; i++)
		if (!strcmp(index->files[i].name, plain))
			return &index->files[i];
	return NULL;
}

static void index_file(struct module_index *index, const char *path, bool builtin)
{
	struct module_file *file = array_append(index->files, index->n_files);

	file->name = canonical_name(path);
	file->path = builtin ? NULL : xstrdup(path);
}

/* nftw() has no argument for its caller's data. */
static __thread struct module_index *walked;

/* "rds.ko", "rds.ko.xz" */
static bool is_module(const char *path)
{
	return !fnmatch("*.ko", path, 0) || !fnmatch("*.ko.[gxz]*", path, 0);
}

static int visit(const char *path, const struct stat *status, int type, struct FTW *where)
{
	(void)status;
	(void)where;
	if (type == FTW_F && is_module(path))
		index_file(walked, path, false);
	return 0;
}

static struct error *index_builtin(struct module_index *index, const char *directory)
{
	_cleanup_free_ char *path = xasprintf("%s/modules.builtin", directory);
	_cleanup_bytes_ struct bytes text = {};
	char *rest, *line;

	if (!file_exists(path))
		return NULL;
	try(file_read(path, &text));
	rest = (char *)text.data;
	while ((line = strsep(&rest, "\n")))
		if (line[0])
			index_file(index, line, true);
	return NULL;
}

/* The vendor's modules are all below kernel/; updates/, build/ and so on are not the vendor's. */
static struct error *index_open(struct module_index *index, const char *directory)
{
	_cleanup_free_ char *kernel = xasprintf("%s/kernel", directory);

	walked = index;
	if (nftw(kernel, visit, 16, FTW_PHYS))
		return error_errno("cannot search %s for modules", kernel);
	return index_builtin(index, directory);
}

static struct error *add_module(struct modules *modules, struct module_file *file);

/* A row that names another module, and that module. Optional ones may be missing. */
static struct error *add_relation(struct modules *modules, const struct module_file *file,
				  const char *kind, const char *other_name, bool optional)
{
	struct module_file *other = find_file(&modules->index, other_name);

	if (!other && optional)
		return NULL;
	if (!other)
		return error_refuse(SUTURE_REFUSAL_NOT_BUILT,
				    "module %s needs %s, which is not there", file->name,
				    other_name);
	if (!other->path)
		return NULL;
	fprintf(modules->table, "%s\t%s\t%s\n", kind, file->name, other->name);
	return add_module(modules, other);
}

static struct error *add_depends(struct modules *modules, const struct module_file *file,
				 const char *value)
{
	_cleanup_free_ char *copy = xstrdup(value);
	char *rest = copy, *name;

	while ((name = strsep(&rest, ",")))
		if (name[0])
			try(add_relation(modules, file, "before", name, false));
	return NULL;
}

/* "pre: a b post: c" */
static struct error *add_softdep(struct modules *modules, const struct module_file *file,
				 const char *value)
{
	_cleanup_free_ char *copy = xstrdup(value);
	const char *kind = "wish";
	char *rest = copy, *word;

	while ((word = strsep(&rest, " "))) {
		if (!strcmp(word, "pre:"))
			kind = "wish";
		else if (!strcmp(word, "post:"))
			kind = "after";
		else if (word[0])
			try(add_relation(modules, file, kind, word, true));
	}
	return NULL;
}

static struct error *add_alias(struct modules *modules, const struct module_file *file,
			       const char *value)
{
	fprintf(modules->table, "alias\t%s\t%s\n", value, file->name);
	return NULL;
}

static const struct {
	const char *key;
	struct error *(*add)(struct modules *, const struct module_file *, const char *value);
} keys[] = {
	{ "depends=", add_depends },
	{ "softdep=", add_softdep },
	{ "alias=", add_alias },
};

static struct error *add_entry(struct modules *modules, const struct module_file *file,
			       const char *entry)
{
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		size_t length = strlen(keys[i].key);

		if (!strncmp(entry, keys[i].key, length))
			return keys[i].add(modules, file, entry + length);
	}
	return NULL;
}

/* .modinfo holds "key=value" strings, each ended by a NUL; more NULs may stand between. */
static struct error *add_information(struct modules *modules, const struct module_file *file,
				     const struct section *information)
{
	size_t size = information && information->data ? information->size : 0;
	size_t at = 0;

	while (at < size) {
		const char *entry = (const char *)information->data + at;
		size_t length = strnlen(entry, size - at);
		_cleanup_free_ char *copy = xstrndup(entry, length);

		try(add_entry(modules, file, copy));
		at += length + 1;
	}
	return NULL;
}

/* No module is anywhere near that big. */
enum { MODULE_MAX = 256 << 20 };

/* The guest gets it plain, since not every kernel unpacks modules itself. */
static struct error *read_module(const char *path, struct object **object)
{
	_cleanup_bytes_ struct bytes packed = {};
	struct bytes plain = {};

	if (!strcmp(path + strlen(path) - 3, ".ko"))
		return object_open(path, object);
	try(file_read(path, &packed));
	try(decompress(packed.data, packed.size, MODULE_MAX, &plain));
	return object_parse(path, &plain, object);
}

static struct error *add_module(struct modules *modules, struct module_file *file)
{
	_cleanup_free_ char *guest = NULL;
	_cleanup_object_ struct object *object = NULL;

	if (file->added || !file->path)
		return NULL;
	file->added = true;
	guest = xasprintf("/lib/modules/%s.ko", file->name);
	try(read_module(file->path, &object));
	try(initramfs_add_bytes(modules->initramfs, guest, object->file.data, object->file.size,
				0644));
	fprintf(modules->table, "module\t%s\t%s\n", file->name, guest);
	return add_information(modules, file, object_section(object, ".modinfo"));
}

static struct error *add_all(struct modules *modules, const char *const *names)
{
	for (size_t i = 0; i < modules->index.n_files; i++)
		if (!modules->index.files[i].path)
			fprintf(modules->table, "builtin\t%s\n", modules->index.files[i].name);
	for (; *names; names++) {
		struct module_file *file = find_file(&modules->index, *names);

		if (!file)
			return error_refuse(SUTURE_REFUSAL_NOT_BUILT, "no module is named %s",
					    *names);
		try(add_module(modules, file));
	}
	return NULL;
}

static void modules_deinit(struct modules *modules)
{
	module_index_deinit(&modules->index);
	if (modules->table)
		fclose(modules->table);
}

struct error *modules_add(struct initramfs *initramfs, const char *directory,
			  const char *const *names)
{
	_cleanup_free_ char *text = NULL;
	size_t size = 0;
	_cleanup_(modules_deinit) struct modules modules = { .initramfs = initramfs };

	modules.table = open_memstream(&text, &size);
	if (!modules.table)
		return error_errno("cannot make the table of modules");
	try(index_open(&modules.index, directory));
	try(add_all(&modules, names));
	if (fflush(modules.table))
		return error_errno("cannot make the table of modules");
	return initramfs_add_bytes(initramfs, GUEST_MODULES, text, size, 0644);
}
