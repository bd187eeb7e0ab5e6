/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The vendor's modules: found by name, and decompressed where they are packed. */
#include "kernel/kernel.h"

#include <errno.h>
#include <fts.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "kernel/decompress.h"

/* Far above any module. */
#define MODULE_MAX (1u << 30)

struct module_file {
	char *path;
	char *name;		/* "net/rds/rds" */
	bool packed;
};

struct module_files {
	struct module_file *files;
	size_t n_files;
};

static void module_files_deinit(struct module_files *files)
{
	for (size_t i = 0; i < files->n_files; i++) {
		free(files->files[i].path);
		free(files->files[i].name);
	}
	free(files->files);
}

static void fts_closep(FTS **fts)
{
	if (*fts)
		fts_close(*fts);
}

static bool ends_with(const char *text, size_t length, const char *end)
{
	return length > strlen(end) && strcmp(text + length - strlen(end), end) == 0;
}

/* The length of a module's name without its suffix; 0 if it is no module. */
static size_t stem_length(const char *name, bool *packed)
{
	static const char *const suffixes[] = { ".ko", ".ko.xz", ".ko.zst", ".ko.gz" };
	size_t length = strlen(name);

	for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++)
		if (ends_with(name, length, suffixes[i])) {
			*packed = i != 0;
			return length - strlen(suffixes[i]);
		}
	return 0;
}

static void add_file(struct module_files *files, const char *path, const char *name)
{
	struct module_file *file;
	bool packed = false;
	size_t length;

	if (strncmp(name, "kernel/", strlen("kernel/")) == 0)
		name += strlen("kernel/");
	length = stem_length(name, &packed);
	if (length == 0)
		return;
	file = array_append(files->files, files->n_files);
	file->path = xstrdup(path);
	file->name = xstrndup(name, length);
	file->packed = packed;
}

static int by_name(const void *left, const void *right)
{
	const struct module_file *a = left, *b = right;

	return strcmp(a->name, b->name);
}

static struct error *walk(FTS *fts, size_t top, struct module_files *files)
{
	FTSENT *entry;

	while ((entry = fts_read(fts))) {
		if (entry->fts_info == FTS_DNR || entry->fts_info == FTS_ERR) {
			errno = entry->fts_errno;
			return error_errno("cannot read %s", entry->fts_path);
		}
		if (entry->fts_info == FTS_F)
			add_file(files, entry->fts_path, entry->fts_path + top + 1);
	}
	return NULL;
}

static struct error *find_files(const struct kernel *kernel, struct module_files *files)
{
	char *const roots[] = { kernel->modules, NULL };
	_cleanup_(fts_closep) FTS *fts =
		fts_open(roots, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR, NULL);

	if (!fts)
		return error_errno("cannot read %s", kernel->modules);
	try(walk(fts, strlen(kernel->modules), files));
	if (files->n_files)
		qsort(files->files, files->n_files, sizeof(*files->files), by_name);
	return NULL;
}

/* Equal but for '-' and '_', which modprobe takes for one. */
static bool is_same_name(const char *left, const char *right)
{
	for (; *left && *right; left++, right++)
		if (*left != *right && !(strchr("-_", *left) && strchr("-_", *right)))
			return false;
	return *left == *right;
}

static const struct module_file *find_name(const struct module_files *files, const char *name)
{
	for (size_t i = 0; i < files->n_files; i++) {
		const struct module_file *file = &files->files[i];
		const char *slash = strrchr(file->name, '/');

		if (strcmp(file->name, name) == 0)
			return file;
		if (!strchr(name, '/') && is_same_name(slash ? slash + 1 : file->name, name))
			return file;
	}
	return NULL;
}

static struct error *make_parent(const char *path)
{
	_cleanup_free_ char *parent = xstrdup(path);

	*strrchr(parent, '/') = 0;
	return directory_make(parent);
}

static struct error *unpack(const struct module_file *file, const char *to)
{
	_cleanup_bytes_ struct bytes packed = { 0 }, plain = { 0 };
	struct error *error;

	try(file_read(file->path, &packed));
	error = decompress(packed.data, packed.size, MODULE_MAX, &plain);
	if (error)
		return error_context(error, "%s", file->path);
	try(make_parent(to));
	return file_write(to, plain.data, plain.size, 0644);
}

static struct error *unpacked_path(const struct kernel *kernel, const struct module_file *file,
				   char **path)
{
	_cleanup_free_ char *plain =
		xasprintf("%s/modules/%s.ko", kernel->directory, file->name);

	if (!file_exists(plain))
		try(unpack(file, plain));
	*path = take(plain);
	return NULL;
}

struct error *kernel_module_path(const struct kernel *kernel, const char *module, char **path)
{
	_cleanup_(module_files_deinit) struct module_files files = { 0 };
	_cleanup_free_ char *name = xstrdup(module);
	const struct module_file *file;

	if (ends_with(name, strlen(name), ".ko"))
		name[strlen(name) - strlen(".ko")] = 0;
	try(find_files(kernel, &files));
	file = find_name(&files, name);
	if (!file)
		return error_refuse(SUTURE_REFUSAL_NOT_BUILT, "%s has no module %s", kernel->name,
				    name);
	if (file->packed)
		return unpacked_path(kernel, file, path);
	*path = xstrdup(file->path);
	return NULL;
}

struct error *kernel_modules(const struct kernel *kernel, struct module_list *list)
{
	_cleanup_(module_files_deinit) struct module_files files = { 0 };
	struct module_list names = { 0 };

	try(find_files(kernel, &files));
	for (size_t i = 0; i < files.n_files; i++)
		*array_append(names.names, names.n_names) = take(files.files[i].name);
	*list = names;
	return NULL;
}

void module_list_deinit(struct module_list *list)
{
	for (size_t i = 0; i < list->n_names; i++)
		free(list->names[i]);
	free(list->names);
	*list = (struct module_list){ 0 };
}
