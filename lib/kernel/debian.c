/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Kernels of Debian's archive, named by their release:
 *
 *	linux-image-RELEASE[-unsigned]	boot/vmlinuz-RELEASE, boot/config-RELEASE and the
 *					modules, below /lib or /usr/lib
 *	linux-source-X.Y		a tarball of the patched source, the same for all flavours
 *	linux-headers-RELEASE		Module.symvers
 *
 * A signed image package has "Built-Using: linux (= VERSION)", the version of the
 * source that it was built from. The three must fit exactly: an archive keeps
 * several versions of the source, and moves on.
 */
#include "kernel/origin.h"

#include <dirent.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/run.h"
#include "kernel/apt.h"

/* The packages of one release, by name. */
struct names {
	char *image, *image_unsigned, *headers;
};

static void names_deinit(struct names *names)
{
	free(names->image);
	free(names->image_unsigned);
	free(names->headers);
}

static struct names names_of(const char *release)
{
	return (struct names){
		.image = xasprintf("linux-image-%s", release),
		.image_unsigned = xasprintf("linux-image-%s-unsigned", release),
		.headers = xasprintf("linux-headers-%s", release),
	};
}

static struct error *show_images(const struct apt *apt, const char *release,
				 struct package_list *list)
{
	_cleanup_(names_deinit) struct names names = names_of(release);
	const char *const wanted[] = { names.image, names.image_unsigned, NULL };

	return apt_show(apt, wanted, list);
}

static struct error *no_such_image(const struct package_list *list, const char *release,
				   const char *version)
{
	_cleanup_(names_deinit) struct names names = names_of(release);
	_cleanup_free_ char *versions = NULL;

	if (!version)
		return error_refuse(SUTURE_REFUSAL_NO_SUCH_KERNEL,
				    "apt knows neither %s nor %s", names.image,
				    names.image_unsigned);
	versions = package_versions(list, names.image);
	return error_refuse(SUTURE_REFUSAL_NO_SUCH_KERNEL,
			    "apt has no %s of version %s; it has: %s", names.image, version,
			    versions);
}

/* ---- which version a bare release means ---- */

static struct error *newest_in(enum apt_stage stage, const char *release, char **version)
{
	_cleanup_package_list_ struct package_list list = { 0 };
	_cleanup_apt_ struct apt apt = { 0 };
	const struct package *image;

	try(apt_open(stage, &apt));
	try(show_images(&apt, release, &list));
	image = package_find_image(&list, release, NULL);
	if (!image)
		return no_such_image(&list, release, NULL);
	*version = xstrdup(image->version);
	return NULL;
}

static void closedirp(DIR **directory)
{
	if (*directory)
		closedir(*directory);
}

/*
 * The version in the name of a cached kernel's directory, if it is of this
 * release and has its package. One more '_' is a kernel that came from a directory.
 */
static const char *cached_version(const char *kernels, const char *key, const char *release)
{
	_cleanup_free_ char *image = xasprintf("%s/%s/package/image", kernels, key);
	size_t length = strlen(release);

	if (strncmp(key, release, length) != 0 || key[length] != '_' ||
	    strchr(key + length + 1, '_') || !file_exists(image))
		return NULL;
	return key + length + 1;
}

/* The newest version of this release in the cache; NULL if there is none. */
static struct error *newest_cached(const char *release, char **version)
{
	_cleanup_free_ char *cache = NULL, *path = NULL;
	_cleanup_(closedirp) DIR *directory = NULL;
	struct dirent *entry;

	try(cache_directory(&cache));
	path = xasprintf("%s/kernels", cache);
	directory = opendir(path);
	while (directory && (entry = readdir(directory))) {
		const char *found = cached_version(path, entry->d_name, release);

		if (!found || (*version && version_compare(found, *version) <= 0))
			continue;
		free(*version);
		*version = xstrdup(found);
	}
	return NULL;
}

/* What the cache has is enough to go on, but only where apt knows nothing newer at no cost. */
static struct error *newest(const struct kernel_progress *progress, const char *release,
			    char **version)
{
	for (enum apt_stage stage = APT_SYSTEM; stage < APT_UPDATED; stage++) {
		_cleanup_error_ struct error *error = newest_in(stage, release, version);

		if (!error)
			return NULL;
	}
	try(newest_cached(release, version));
	if (*version)
		return NULL;
	progress_step(progress, "fetching package lists");
	return newest_in(APT_UPDATED, release, version);
}

/* ---- bringing the parts ---- */

/* Download a package into a directory of its own and unpack it there. */
static struct error *unpack_package(const struct origin *origin, const struct apt *apt,
				    const struct package *package, const char *directory)
{
	_cleanup_free_ char *file = NULL;

	try(directory_make(directory));
	progress_step(origin->progress, "downloading %s %s", package->name, package->version);
	try(apt_download(apt, package, directory, &file));
	progress_step(origin->progress, "unpacking %s", package->name);
	try(run_checked((const char *const[]){ "dpkg-deb", "--extract", file, directory, NULL },
			NULL));
	unlink(file);
	return NULL;
}

/* Move FROM to TO; false if it is not there. */
static bool move(const char *unpacked, const char *from, const char *directory, const char *to)
{
	_cleanup_free_ char *source = xasprintf("%s/%s", unpacked, from);
	_cleanup_free_ char *target = xasprintf("%s/%s", directory, to);

	return rename(source, target) == 0;
}

static struct error *sort_image(const struct origin *origin, const char *unpacked,
				const char *directory)
{
	_cleanup_free_ char *config = xasprintf("boot/config-%s", origin->release);
	_cleanup_free_ char *image = xasprintf("boot/vmlinuz-%s", origin->release);
	_cleanup_free_ char *modules = xasprintf("lib/modules/%s", origin->release);
	_cleanup_free_ char *merged = xasprintf("usr/%s", modules);

	if (!move(unpacked, config, directory, "config") ||
	    !move(unpacked, image, directory, "image"))
		return error_refuse(SUTURE_REFUSAL_IMAGE_UNREADABLE,
				    "the image package has no %s or no %s", image, config);
	if (!move(unpacked, modules, directory, "modules") &&
	    !move(unpacked, merged, directory, "modules"))
		return error_refuse(SUTURE_REFUSAL_IMAGE_UNREADABLE,
				    "the image package has no %s", modules);
	return NULL;
}

static struct error *image_from(const struct origin *origin, const struct apt *apt,
				const char *directory)
{
	_cleanup_package_list_ struct package_list list = { 0 };
	_cleanup_free_ char *unpacked = xasprintf("%s/unpacked", directory);
	const struct package *image;

	try(show_images(apt, origin->release, &list));
	image = package_find_image(&list, origin->release, origin->version);
	if (!image)
		return no_such_image(&list, origin->release, origin->version);
	try(unpack_package(origin, apt, image, unpacked));
	try(sort_image(origin, unpacked, directory));
	return tree_remove(unpacked);
}

/* The version of the source, also where the image itself is no longer to be had. */
static const char *source_version(const struct origin *origin, const struct package_list *list)
{
	const struct package *image = package_find_image(list, origin->release, origin->version);

	return image ? image->source_version : origin->version;
}

struct source_packages {
	const struct package *source, *headers;
};

static struct error *choose_sources(const struct origin *origin, const struct package_list *list,
				    const char *name, struct source_packages *chosen)
{
	_cleanup_(names_deinit) struct names names = names_of(origin->release);
	const char *version = source_version(origin, list);
	const char *lacking = NULL;
	_cleanup_free_ char *versions = NULL;

	chosen->source = package_find(list, name, version);
	chosen->headers = package_find(list, names.headers, origin->version);
	if (chosen->source && chosen->headers)
		return NULL;
	lacking = chosen->source ? names.headers : name;
	versions = package_versions(list, lacking);
	return error_refuse(SUTURE_REFUSAL_NO_SUCH_KERNEL,
			    "%s %s needs %s of version %s; the archive has: %s", names.image,
			    origin->version, lacking, chosen->source ? origin->version : version,
			    versions);
}

static struct error *show_sources(const struct origin *origin, const struct apt *apt,
				  const char *source, struct package_list *list)
{
	_cleanup_(names_deinit) struct names names = names_of(origin->release);
	const char *const wanted[] = { names.image, names.image_unsigned, names.headers, source,
				       NULL };

	return apt_show(apt, wanted, list);
}

static struct error *take_symvers(const struct origin *origin, const char *unpacked,
				  const char *directory)
{
	_cleanup_free_ char *path =
		xasprintf("usr/src/linux-headers-%s/Module.symvers", origin->release);

	if (!move(unpacked, path, directory, "Module.symvers"))
		return error_refuse(SUTURE_REFUSAL_PREPARE_FAILED,
				    "the headers package has no %s", path);
	return NULL;
}

static struct error *take_source(const struct origin *origin, const char *unpacked,
				 const char *name, const char *directory)
{
	_cleanup_free_ char *tarball = xasprintf("%s/usr/src/%s.tar.xz", unpacked, name);
	_cleanup_free_ char *tree = xasprintf("%s/tree", directory);

	progress_step(origin->progress, "unpacking the source");
	return source_unpack(tarball, tree);
}

static struct error *source_from(const struct origin *origin, const struct apt *apt,
				 const char *directory)
{
	_cleanup_free_ char *name = xasprintf("linux-source-%s", origin->series);
	_cleanup_free_ char *unpacked = xasprintf("%s/unpacked", directory);
	_cleanup_package_list_ struct package_list list = { 0 };
	struct source_packages chosen;

	try(show_sources(origin, apt, name, &list));
	try(choose_sources(origin, &list, name, &chosen));
	try(unpack_package(origin, apt, chosen.headers, unpacked));
	try(take_symvers(origin, unpacked, directory));
	try(unpack_package(origin, apt, chosen.source, unpacked));
	try(take_source(origin, unpacked, name, directory));
	return tree_remove(unpacked);
}

typedef struct error *bring_function(const struct origin *origin, const struct apt *apt,
				     const char *directory);

static struct error *bring_in(const struct origin *origin, enum apt_stage stage,
			      bring_function *bring, const char *directory)
{
	_cleanup_free_ char *unpacked = xasprintf("%s/unpacked", directory);
	_cleanup_apt_ struct apt apt = { 0 };

	if (stage == APT_UPDATED)
		progress_step(origin->progress, "fetching package lists");
	try(tree_remove(unpacked));
	try(apt_open(stage, &apt));
	return bring(origin, &apt, directory);
}

/*
 * Lists that name no such package, and lists that name a file which the archive
 * has deleted since, both lead to the next stage.
 */
static struct error *bring(const struct origin *origin, bring_function *function,
			   const char *directory)
{
	struct error *error = NULL;

	for (enum apt_stage stage = APT_SYSTEM; stage < APT_STAGES; stage++) {
		error_free(error);
		error = bring_in(origin, stage, function, directory);
		if (!error || error->refusal == SUTURE_REFUSAL_NO_SPACE ||
		    error->refusal == SUTURE_REFUSAL_TOOL_MISSING)
			return error;
	}
	return error;
}

static struct error *bring_package(const struct origin *origin, const char *directory)
{
	return bring(origin, image_from, directory);
}

static struct error *bring_source(const struct origin *origin, const char *directory)
{
	return bring(origin, source_from, directory);
}

/* The variables by which Debian's build puts its package's version into the kernel's messages. */
static char **make_variables(const char *version)
{
	char **variables = NULL;
	size_t n = 0;

	*array_append(variables, n) = xstrdup("DISTRIBUTION_OFFICIAL_BUILD=1");
	*array_append(variables, n) = xstrdup("DISTRIBUTOR=Debian");
	*array_append(variables, n) = xasprintf("DISTRIBUTION_VERSION=%s", version);
	(void)array_append(variables, n);
	return variables;
}

static struct error *parse(const char *text, char **release, char **version)
{
	const char *equals = strchr(text, '=');

	*release = equals ? xstrndup(text, equals - text) : xstrdup(text);
	*version = equals ? xstrdup(equals + 1) : NULL;
	if (!is_plain_word(*release) || (*version && !is_plain_word(*version)))
		return error_new(ERROR_USAGE, "'%s' is no kernel release: give debian:RELEASE or "
					      "debian:RELEASE=VERSION", text);
	return NULL;
}

struct error *debian_open(const char *text, const struct kernel_progress *progress,
			  struct origin **out)
{
	_cleanup_origin_ struct origin *origin = xcalloc(1, sizeof(*origin));

	origin->progress = progress;
	origin->bring_package = bring_package;
	origin->bring_source = bring_source;
	try(parse(text, &origin->release, &origin->version));
	if (!origin->version)
		try(newest(progress, origin->release, &origin->version));
	origin->series = version_series(origin->version);
	if (!origin->series || !is_plain_word(origin->version))
		return error_refuse(SUTURE_REFUSAL_NO_SUCH_KERNEL,
				    "'%s' is no version of a kernel package", origin->version);
	origin->name = xasprintf("debian:%s", origin->release);
	origin->key = xasprintf("%s_%s", origin->release, origin->version);
	origin->make_variables = make_variables(origin->version);
	*out = take(origin);
	return NULL;
}
