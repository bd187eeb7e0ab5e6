/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/apt.h"

#include <glob.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/run.h"

static char *const plain_language[] = { (char *)"LC_ALL=C", NULL };

static void globfreep(glob_t *found)
{
	globfree(found);
}

static void add_option(struct apt *apt, size_t *n, char *setting)
{
	*array_append(apt->options, *n) = xstrdup("-o");
	*array_append(apt->options, *n) = setting;
}

/* apt drops root for a user that cannot write to our directories: let it stay who we are. */
static char *sandbox_user(void)
{
	const struct passwd *user = getpwuid(geteuid());

	return xasprintf("APT::Sandbox::User=%s", user ? user->pw_name : "root");
}

static void set_options(struct apt *apt, const char *directory)
{
	size_t n = 0;

	add_option(apt, &n, sandbox_user());
	if (directory) {
		add_option(apt, &n, xasprintf("Dir::State=%s/state", directory));
		add_option(apt, &n, xstrdup("Dir::State::status=/var/lib/dpkg/status"));
		add_option(apt, &n, xasprintf("Dir::Cache=%s/cache", directory));
		add_option(apt, &n, xstrdup("Acquire::Languages=none"));
	}
	(void)array_append(apt->options, n);
}

/* A command line: the program, its options, then the rest. */
static const char **command(const struct apt *apt, const char *program, const char *const rest[])
{
	const char **argv = NULL;
	size_t n = 0;

	*array_append(argv, n) = program;
	for (char **option = apt->options; *option; option++)
		*array_append(argv, n) = *option;
	for (; *rest; rest++)
		*array_append(argv, n) = *rest;
	(void)array_append(argv, n);
	return argv;
}

static struct error *private_directory(char **directory)
{
	static const char *const needed[] = { "state/lists/partial", "cache/archives/partial" };
	_cleanup_free_ char *cache = NULL, *apt = NULL;

	try(cache_directory(&cache));
	apt = xasprintf("%s/apt", cache);
	for (size_t i = 0; i < ARRAY_SIZE(needed); i++) {
		_cleanup_free_ char *path = xasprintf("%s/%s", apt, needed[i]);

		try(directory_make(path));
	}
	*directory = take(apt);
	return NULL;
}

/*
 * One broken source among many fails the whole update, although the others came
 * through. What counts is whether the packages are found afterwards.
 */
static struct error *update(const struct apt *apt, const char *directory)
{
	static const char *const rest[] = { "-q", "update", NULL };
	const struct run_options options = { .environment = plain_language };
	_cleanup_free_ char *path = xasprintf("%s/lock", directory);
	_cleanup_free_ const char **argv = command(apt, "apt-get", rest);
	_cleanup_close_ int lock = -1;
	int status;

	try(file_lock(path, true, &lock));
	return run(argv, &options, &status);
}

struct error *apt_open(enum apt_stage stage, struct apt *apt)
{
	_cleanup_apt_ struct apt opened = { 0 };
	_cleanup_free_ char *directory = NULL;

	if (stage != APT_SYSTEM)
		try(private_directory(&directory));
	set_options(&opened, directory);
	if (stage == APT_UPDATED)
		try(update(&opened, directory));
	apt->options = take(opened.options);
	return NULL;
}

void apt_close(struct apt *apt)
{
	for (char **option = apt->options; option && *option; option++)
		free(*option);
	free(apt->options);
	apt->options = NULL;
}

struct error *apt_show(const struct apt *apt, const char *const names[], struct package_list *list)
{
	_cleanup_bytes_ struct bytes text = { 0 }, complaints = { 0 };
	const struct run_options options = { .environment = plain_language, .output = &text,
					     .errors = &complaints };
	_cleanup_free_ const char **argv = NULL;
	_cleanup_free_ const char **rest = NULL;
	size_t n = 0;
	int status;

	*array_append(rest, n) = "show";
	for (; *names; names++)
		*array_append(rest, n) = *names;
	(void)array_append(rest, n);
	argv = command(apt, "apt-cache", rest);
	/* The status says that some name is unknown, which the list says as well. */
	try(run(argv, &options, &status));
	package_list_parse(text.data ? (const char *)text.data : "", list);
	return NULL;
}

/* The file's name has the version in it, quoted, so look for the package's only file. */
static struct error *find_download(const char *directory, const char *name, char **path)
{
	_cleanup_free_ char *pattern = xasprintf("%s/%s_*.deb", directory, name);
	_cleanup_(globfreep) glob_t found = { 0 };

	if (glob(pattern, 0, NULL, &found) != 0 || found.gl_pathc != 1)
		return error_new(ERROR_INTERNAL, "apt-get left no single file %s", pattern);
	*path = xstrdup(found.gl_pathv[0]);
	return NULL;
}

struct error *apt_download(const struct apt *apt, const struct package *package,
			   const char *directory, char **path)
{
	_cleanup_free_ char *what = xasprintf("%s=%s", package->name, package->version);
	const char *const rest[] = { "-q", "download", what, NULL };
	const struct run_options options = { .directory = directory,
					     .environment = plain_language };
	_cleanup_free_ const char **argv = command(apt, "apt-get", rest);
	struct error *error = run_checked(argv, &options);

	if (error)
		return error_context(error, "cannot download %s", what);
	return find_download(directory, package->name, path);
}
