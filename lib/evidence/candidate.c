/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "evidence/candidate.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "evidence/candidate_read.h"
#include "kernel/decompress.h"

/* Unpacked; ten thousand mails are a twentieth of it. */
#define LARGEST_FILE ((size_t)4 << 30)

void candidate_deinit(struct candidate *candidate)
{
	free(candidate->id);
	free(candidate->subject);
	free(candidate->author);
	free(candidate->email);
	free(candidate->message);
	free(candidate->upstream);
	free(candidate->branch);
	file_patches_free(candidate->files, candidate->n_files);
}

void candidates_init(struct candidates *candidates, struct line_table *table)
{
	*candidates = (struct candidates){ .table = table };
}

void candidates_deinit(struct candidates *candidates)
{
	for (size_t i = 0; i < candidates->n_items; i++)
		candidate_deinit(&candidates->items[i]);
	for (size_t i = 0; i < candidates->n_rejected; i++)
		free(candidates->rejected[i]);
	free(candidates->items);
	free(candidates->rejected);
	candidates_close_repositories(candidates);
}

/* A mail is named by where it stands; people know it by its subject. */
static void reject(struct candidates *candidates, const char *name, const char *subject,
		   struct error *why)
{
	if (subject && *subject)
		why = error_context(why, "%s \"%s\"", name, subject);
	else
		why = error_context(why, "%s", name);
	*array_append(candidates->rejected, candidates->n_rejected) = take(why->message);
	error_free(why);
}

bool candidate_keep(struct candidates *candidates, struct candidate *candidate, const char *name,
		    struct error *error)
{
	if (error) {
		reject(candidates, name, candidate->subject, error);
		candidate_deinit(candidate);
		return false;
	}
	if (!candidate->id)
		candidate->id = xstrdup(name);
	candidate->order = candidates->n_items;
	*array_append(candidates->items, candidates->n_items) = *candidate;
	return true;
}

/* ---- files ---- */

/* The file's bytes, unpacked if it is packed. */
static struct error *read_unpacked(const char *path, struct bytes *bytes)
{
	_cleanup_bytes_ struct bytes packed = {};

	try(file_read(path, &packed));
	if (!compression_name(packed.data, packed.size)) {
		*bytes = packed;
		packed = (struct bytes){};
		return NULL;
	}
	return decompress(packed.data, packed.size, LARGEST_FILE, bytes);
}

static struct error *add_file(struct candidates *candidates, enum candidate_origin origin,
			      const char *path, const char *name)
{
	_cleanup_bytes_ struct bytes bytes = {};
	struct error *error = read_unpacked(path, &bytes);
	struct mailbox mailbox;

	if (error)
		return error_context(error_as_usage(error), "%s", path);
	if (origin == CANDIDATE_MAIL && mailbox_init(&mailbox, bytes.data, bytes.size))
		candidates_add_mailbox(candidates, name, &mailbox);
	else
		candidate_add(candidates, origin, name, bytes.data, bytes.size);
	return NULL;
}

/* ---- directories ---- */

struct names {
	char **items;
	size_t n_items;
};

static void names_deinit(struct names *names)
{
	for (size_t i = 0; i < names->n_items; i++)
		free(names->items[i]);
	free(names->items);
}

static void names_add(struct names *names, const char *name, size_t length)
{
	*array_append(names->items, names->n_items) = xstrndup(name, length);
}

/* One name a line; "#" begins a remark, and options for patch(1) may follow the name. */
static void read_series(const struct bytes *series, struct names *names)
{
	const char *at = (const char *)series->data;

	while (*at) {
		size_t length;

		at += strspn(at, " \t\r");
		length = strcspn(at, " \t\r\n#");
		if (length)
			names_add(names, at, length);
		at += strcspn(at, "\n");
		at += *at == '\n';
	}
}

static int is_patch_name(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && strcmp(entry->d_name, "series") != 0;
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static struct error *list_directory(const char *path, struct names *names)
{
	struct dirent **entries;
	int n = scandir(path, &entries, is_patch_name, by_bytes);

	if (n < 0)
		return error_new(ERROR_USAGE, "%s: %s", path, strerror(errno));
	for (int i = 0; i < n; i++) {
		names_add(names, entries[i]->d_name, strlen(entries[i]->d_name));
		free(entries[i]);
	}
	free(entries);
	return NULL;
}

static struct error *list_patches(const char *path, struct names *names)
{
	_cleanup_free_ char *series_path = xasprintf("%s/series", path);
	_cleanup_bytes_ struct bytes series = {};

	if (!file_exists(series_path))
		return list_directory(path, names);
	try(file_read(series_path, &series));
	read_series(&series, names);
	return NULL;
}

static bool is_directory(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* Directories within one that has no series are not looked into. */
static struct error *add_directory(struct candidates *candidates, const char *path)
{
	_cleanup_(names_deinit) struct names names = {};
	size_t n_files = 0;

	try(list_patches(path, &names));
	for (size_t i = 0; i < names.n_items; i++) {
		_cleanup_free_ char *file = xasprintf("%s/%s", path, names.items[i]);

		if (is_directory(file))
			continue;
		try(add_file(candidates, CANDIDATE_PATCH, file, names.items[i]));
		n_files++;
	}
	if (n_files == 0)
		return error_new(ERROR_USAGE, "%s: no patches in this directory", path);
	return NULL;
}

/* ---- what is named ---- */

static struct error *add_range(struct candidates *candidates, const char *specification)
{
	const char *colon = strrchr(specification, ':');
	_cleanup_free_ char *path = NULL;

	if (!colon)
		return error_new(ERROR_USAGE, "%s: no such file or directory", specification);
	path = xstrndup(specification, colon - specification);
	if (!is_git(path))
		return error_new(ERROR_USAGE, "%s: %s is no git repository", specification, path);
	return candidates_add_git(candidates, path, colon + 1, NULL);
}

struct error *candidates_read(struct candidates *candidates, const char *specification,
			      const struct scope *scope)
{
	if (!file_exists(specification))
		return add_range(candidates, specification);
	if (is_git(specification))
		return candidates_add_git(candidates, specification, NULL, scope);
	if (is_directory(specification))
		return add_directory(candidates, specification);
	return add_file(candidates, CANDIDATE_MAIL, specification, specification);
}
