/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Source packages of Debian's archive. They are kept in $XDG_CACHE_HOME/suture/sources/ as
 * PACKAGE_VERSION.deb: an archive drops a version when the next one comes, and it is the old
 * one that the next split needs again.
 */
#include "tree/source_reading.h"

#include <dirent.h>

#include "base/memory.h"
#include "kernel/apt.h"
#include "kernel/origin.h"

struct wanted {
	char *package;
	char *version;		/* NULL: the newest */
	char *directory;	/* of the cache */
	const struct kernel_progress *progress;
};

static void wanted_deinit(struct wanted *wanted)
{
	free(wanted->package);
	free(wanted->version);
	free(wanted->directory);
}

static struct error *parse(const char *text, struct wanted *wanted)
{
	const char *equals = strchr(text, '=');

	wanted->package = equals ? xstrndup(text, equals - text) : xstrdup(text);
	wanted->version = equals ? xstrdup(equals + 1) : NULL;
	if (!is_plain_word(wanted->package) ||
	    (wanted->version && !is_plain_word(wanted->version)))
		return error_new(ERROR_USAGE, "'%s' is no package: give debian:PACKAGE or "
					      "debian:PACKAGE=VERSION", text);
	return NULL;
}

static struct error *open_cache(struct wanted *wanted)
{
	_cleanup_free_ char *cache = NULL;

	try(cache_directory(&cache));
	wanted->directory = xasprintf("%s/sources", cache);
	return directory_make(wanted->directory);
}

static char *cached_path(const struct wanted *wanted, const char *version)
{
	return xasprintf("%s/%s_%s.deb", wanted->directory, wanted->package, version);
}

/* ---- what the archive has ---- */

static struct error *not_there(const struct wanted *wanted, const struct package_list *list)
{
	_cleanup_free_ char *versions = package_versions(list, wanted->package);

	if (!wanted->version)
		return error_refuse(SUTURE_REFUSAL_SOURCE_UNREADABLE, "apt knows no package %s",
				    wanted->package);
	return error_refuse(SUTURE_REFUSAL_SOURCE_UNREADABLE,
			    "apt has no %s of version %s; it has: %s", wanted->package,
			    wanted->version, versions);
}

/* Under its name when it is whole. Whatever a killed run left goes with the next one. */
static struct error *fetch(const struct wanted *wanted, const struct apt *apt,
			   const struct package *package, const char *path)
{
	_cleanup_free_ char *workplace = xasprintf("%s/new", wanted->directory);
	_cleanup_free_ char *file = NULL;

	try(tree_remove(workplace));
	try(directory_make(workplace));
	progress_step(wanted->progress, "downloading %s %s", package->name, package->version);
	try(apt_download(apt, package, workplace, &file));
	if (rename(file, path) < 0)
		return error_errno("cannot rename to %s", path);
	return tree_remove(workplace);
}

static struct error *bring_from(const struct wanted *wanted, enum apt_stage stage, char **path)
{
	const char *const names[] = { wanted->package, NULL };
	_cleanup_package_list_ struct package_list list = { 0 };
	_cleanup_apt_ struct apt apt = { 0 };
	_cleanup_free_ char *cached = NULL;
	const struct package *package;

	if (stage == APT_UPDATED)
		progress_step(wanted->progress, "fetching package lists");
	try(apt_open(stage, &apt));
	try(apt_show(&apt, names, &list));
	package = package_find(&list, wanted->package, wanted->version);
	if (!package)
		return not_there(wanted, &list);
	cached = cached_path(wanted, package->version);
	if (!file_exists(cached))
		try(fetch(wanted, &apt, package, cached));
	*path = take(cached);
	return NULL;
}

/* ---- what the cache has ---- */

static void closedirp(DIR **directory)
{
	if (*directory)
		closedir(*directory);
}

/* The version in "PACKAGE_VERSION.deb"; NULL if it is another package's. The caller's. */
static char *version_in(const char *file, const char *package)
{
	size_t length = strlen(file), skipped = strlen(package) + 1;

	if (length < skipped + 5 || strncmp(file, package, skipped - 1) != 0 ||
	    file[skipped - 1] != '_' || strcmp(file + length - 4, ".deb") != 0)
		return NULL;
	return xstrndup(file + skipped, length - 4 - skipped);
}

/* The newest version in the cache; *path stays NULL if there is none. */
static void newest_cached(const struct wanted *wanted, char **path)
{
	_cleanup_(closedirp) DIR *directory = opendir(wanted->directory);
	_cleanup_free_ char *newest = NULL;
	struct dirent *entry;

	while (directory && (entry = readdir(directory))) {
		char *version = version_in(entry->d_name, wanted->package);

		if (version && (!newest || version_compare(version, newest) > 0)) {
			char *older = newest;

			newest = version;
			version = older;
		}
		free(version);
	}
	if (newest)
		*path = cached_path(wanted, newest);
}

/* One that is asked for by its version never changes. */
static bool is_cached(const struct wanted *wanted, char **path)
{
	_cleanup_free_ char *cached = NULL;

	if (!wanted->version)
		return false;
	cached = cached_path(wanted, wanted->version);
	if (!file_exists(cached))
		return false;
	*path = take(cached);
	return true;
}

static bool ends_the_search(const struct error *error)
{
	return !error || error->refusal == SUTURE_REFUSAL_NO_SPACE ||
	       error->refusal == SUTURE_REFUSAL_TOOL_MISSING;
}

/* Before the archive is asked for its lists anew, the cache will do for "the newest". */
static struct error *bring(const struct wanted *wanted, char **path)
{
	struct error *error = NULL;

	for (enum apt_stage stage = APT_SYSTEM; stage < APT_STAGES; stage++) {
		error_free(error);
		error = NULL;
		if (stage == APT_UPDATED && !wanted->version)
			newest_cached(wanted, path);
		if (*path)
			return NULL;
		error = bring_from(wanted, stage, path);
		if (ends_the_search(error))
			return error;
	}
	return unreadable(error);
}

struct error *read_debian(struct reading *reading, const char *text)
{
	_cleanup_(wanted_deinit) struct wanted wanted = { .progress = reading->progress };
	_cleanup_free_ char *path = NULL, *lock_path = NULL;

	try(parse(text, &wanted));
	try(open_cache(&wanted));
	if (!is_cached(&wanted, &path)) {
		_cleanup_close_ int lock = -1;

		lock_path = xasprintf("%s/lock", wanted.directory);
		try(file_lock(lock_path, true, &lock));
		try(bring(&wanted, &path));
	}
	return read_archive(reading, path);
}
