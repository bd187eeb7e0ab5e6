/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any vendor's kernel, as a directory with these entries:
 *
 *	source		the kernel's source, a directory (it is copied, never written
 *			to) or a tarball with one directory at its top
 *	config		the configuration that the kernel was built with
 *	image		vmlinuz or vmlinux
 *	modules		the directory of the modules, the one that has "kernel/" (optional)
 *	Module.symvers
 *	vendor		(optional) lines of "KEY = VALUE"; '#' begins a comment:
 *
 *	name		what messages call the kernel; default "dir:PATH"
 *	release		as uname -r says; default: what the image says
 *	version		the vendor's version of the package; default none
 *	compiler	the program to compile with; default gcc-MAJOR by the configuration
 *	source, config, image, modules, symvers
 *			other places for the entries; relative to the directory, or absolute
 *	make		a variable for kbuild, "NAME=value"; may occur again
 *
 * What is prepared is cached by the release, the version, and a number over the
 * path, size and time of change of these entries. An edit deep inside the
 * source directory does not change it: touch the directory then.
 */
#include "kernel/origin.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/run.h"
#include "kernel/banner.h"

static char *trimmed(const char *text, size_t length)
{
	while (length && isspace((unsigned char)*text))
		text++, length--;
	while (length && isspace((unsigned char)text[length - 1]))
		length--;
	return xstrndup(text, length);
}

static void add_variable(struct origin *origin, char *value)
{
	size_t n = 0;

	while (origin->make_variables && origin->make_variables[n])
		n++;
	origin->make_variables = xrealloc(origin->make_variables, n + 2, sizeof(char *));
	origin->make_variables[n] = value;
	origin->make_variables[n + 1] = NULL;
}

static void set(char **field, char *value)
{
	free(*field);
	*field = value;
}

/* Where a key's value goes; NULL for a key that is not known. */
static char **field_of(struct origin *origin, const char *key)
{
	const struct {
		const char *key;
		char **field;
	} fields[] = {
		{ "name", &origin->name },	 { "release", &origin->release },
		{ "version", &origin->version }, { "compiler", &origin->compiler },
		{ "source", &origin->source },	 { "config", &origin->config },
		{ "image", &origin->image },	 { "modules", &origin->modules },
		{ "symvers", &origin->symvers },
	};

	for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
		if (strcmp(fields[i].key, key) == 0)
			return fields[i].field;
	return NULL;
}

static struct error *bad_line(const struct origin *origin, unsigned int number)
{
	return error_new(ERROR_USAGE,
			 "%s/vendor, line %u: this is not KEY = VALUE with a known key",
			 origin->path, number);
}

static struct error *parse_line(struct origin *origin, const char *line, size_t length,
				unsigned int number)
{
	const char *equals = memchr(line, '=', length);
	_cleanup_free_ char *key = trimmed(line, equals ? (size_t)(equals - line) : length);
	_cleanup_free_ char *value = NULL;
	char **field;

	if (!*key || *key == '#')
		return NULL;
	if (!equals)
		return bad_line(origin, number);
	value = trimmed(equals + 1, line + length - equals - 1);
	field = field_of(origin, key);
	if (field)
		set(field, take(value));
	else if (strcmp(key, "make") == 0 && strchr(value, '='))
		add_variable(origin, take(value));
	else
		return bad_line(origin, number);
	return NULL;
}

static struct error *read_vendor(struct origin *origin)
{
	_cleanup_free_ char *path = xasprintf("%s/vendor", origin->path);
	_cleanup_bytes_ struct bytes file = { 0 };
	const char *text;

	if (!file_exists(path))
		return NULL;
	try(file_read(path, &file));
	text = (const char *)file.data;
	for (unsigned int number = 1; *text; number++) {
		size_t length = strcspn(text, "\n");

		try(parse_line(origin, text, length, number));
		text += length + (text[length] == '\n');
	}
	return NULL;
}

/* Make a place absolute; without one, take the first default that is there. */
static void find_place(const struct origin *origin, char **field, const char *const defaults[])
{
	if (*field && **field != '/')
		set(field, xasprintf("%s/%s", origin->path, *field));
	for (; !*field && *defaults; defaults++) {
		_cleanup_free_ char *path = xasprintf("%s/%s", origin->path, *defaults);

		if (file_exists(path))
			*field = take(path);
	}
}

static struct error *require(const struct origin *origin, const char *place, const char *what)
{
	if (place && file_exists(place))
		return NULL;
	return error_refuse(SUTURE_REFUSAL_NO_SUCH_KERNEL, "%s has no %s%s%s", origin->path, what,
			    place ? ": there is no " : "", place ? place : "");
}

static struct error *find_places(struct origin *origin)
{
	find_place(origin, &origin->source, (const char *const[]){ "source", "linux", NULL });
	find_place(origin, &origin->config, (const char *const[]){ "config", ".config", NULL });
	find_place(origin, &origin->image,
		   (const char *const[]){ "image", "vmlinuz", "bzImage", "vmlinux", NULL });
	find_place(origin, &origin->modules, (const char *const[]){ "modules", NULL });
	find_place(origin, &origin->symvers, (const char *const[]){ "Module.symvers", NULL });
	try(require(origin, origin->config, "config"));
	return require(origin, origin->image, "image");
}

static struct error *find_release(struct origin *origin)
{
	_cleanup_image_ struct image *image = NULL;
	_cleanup_banner_ struct banner banner = { 0 };
	const char *text;

	if (origin->release)
		return NULL;
	try(image_open(origin->image, &image));
	text = image_banner(image);
	try(banner_parse(text ? text : "", &banner));
	origin->release = take(banner.release);
	return NULL;
}

/* FNV-1a, 64 bits: tells directories apart, and need not withstand anybody. */
static uint64_t hash(uint64_t seed, const void *data, size_t size)
{
	const unsigned char *bytes = data;

	for (size_t i = 0; i < size; i++)
		seed = (seed ^ bytes[i]) * 0x100000001b3ull;
	return seed;
}

static uint64_t hash_place(uint64_t seed, const char *path)
{
	struct stat status = { 0 };

	if (!path || stat(path, &status) < 0)
		return hash(seed, "", 1);
	seed = hash(seed, path, strlen(path) + 1);
	seed = hash(seed, &status.st_size, sizeof(status.st_size));
	return hash(seed, &status.st_mtim, sizeof(status.st_mtim));
}

static uint64_t fingerprint(const struct origin *origin)
{
	const char *const places[] = { origin->source, origin->config, origin->image,
				       origin->modules, origin->symvers };
	_cleanup_free_ char *vendor = xasprintf("%s/vendor", origin->path);
	uint64_t seed = hash_place(0xcbf29ce484222325ull, vendor);

	for (size_t i = 0; i < ARRAY_SIZE(places); i++)
		seed = hash_place(seed, places[i]);
	return seed;
}

static struct error *link_to(const char *place, const char *directory, const char *name)
{
	_cleanup_free_ char *path = xasprintf("%s/%s", directory, name);

	if (symlink(place, path) < 0)
		return error_errno("cannot link %s", path);
	return NULL;
}

static struct error *bring_package(const struct origin *origin, const char *directory)
{
	try(link_to(origin->config, directory, "config"));
	try(link_to(origin->image, directory, "image"));
	if (origin->modules && file_exists(origin->modules))
		try(link_to(origin->modules, directory, "modules"));
	return NULL;
}

static bool is_directory(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static struct error *copy_tree(const char *from, const char *to)
{
	_cleanup_free_ char *content = xasprintf("%s/.", from);

	return run_checked((const char *const[]){ "cp", "--archive", "--no-preserve=ownership",
						  "--reflink=auto", content, to, NULL },
			   NULL);
}

static struct error *bring_source(const struct origin *origin, const char *directory)
{
	_cleanup_free_ char *tree = xasprintf("%s/tree", directory);

	try(require(origin, origin->source, "source"));
	try(require(origin, origin->symvers, "Module.symvers"));
	try(link_to(origin->symvers, directory, "Module.symvers"));
	if (is_directory(origin->source)) {
		progress_step(origin->progress, "copying the source");
		return copy_tree(origin->source, tree);
	}
	progress_step(origin->progress, "unpacking the source");
	return source_unpack(origin->source, tree);
}

static struct error *check_words(const struct origin *origin)
{
	if (!is_plain_word(origin->release))
		return error_new(ERROR_USAGE, "%s: '%s' is no kernel release", origin->path,
				 origin->release);
	if (*origin->version && !is_plain_word(origin->version))
		return error_new(ERROR_USAGE, "%s: '%s' is no version", origin->path,
				 origin->version);
	return NULL;
}

static struct error *find_directory(struct origin *origin, const char *text)
{
	origin->path = realpath(text, NULL);
	if (origin->path && is_directory(origin->path))
		return NULL;
	return error_refuse(SUTURE_REFUSAL_NO_SUCH_KERNEL, "%s is no directory", text);
}

struct error *dir_open(const char *text, const struct kernel_progress *progress,
		       struct origin **out)
{
	_cleanup_origin_ struct origin *origin = xcalloc(1, sizeof(*origin));

	origin->progress = progress;
	origin->bring_package = bring_package;
	origin->bring_source = bring_source;
	try(find_directory(origin, text));
	try(read_vendor(origin));
	try(find_places(origin));
	try(find_release(origin));
	if (!origin->name)
		origin->name = xasprintf("dir:%s", origin->path);
	if (!origin->version)
		origin->version = xstrdup("");
	try(check_words(origin));
	origin->key = xasprintf("%s_%s_%016llx", origin->release, origin->version,
				(unsigned long long)fingerprint(origin));
	*out = take(origin);
	return NULL;
}
