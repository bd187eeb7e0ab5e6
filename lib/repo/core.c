/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "repo/core.h"

#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "repo/catalogue.h"
#include "repo/release.h"
#include "repo/target.h"

/* ---- what a module says of itself ---- */

/* "KEY=VALUE" is a string of its own among the module's bytes; NULL: there is none. */
static const char *module_info(const struct bytes *module, const char *key)
{
	const char *at = (const char *)module->data, *end = at + module->size;
	size_t length = strlen(key);

	while ((at = memmem(at, (size_t)(end - at), key, length))) {
		bool is_first = at == (const char *)module->data;

		if ((is_first || !at[-1]) && at[length] == '=')
			return at + length + 1;
		at += length;
	}
	return NULL;
}

/* The vermagic is a release and flags behind a blank. */
static struct error *read_release(const struct bytes *module, char **release)
{
	const char *name = module_info(module, "name");
	const char *vermagic = module_info(module, "vermagic");

	if (!name || strcmp(name, "suture"))
		return error_new(ERROR_USAGE, "it is no core module, as 'suture-create core' "
					      "makes it");
	if (!vermagic)
		return error_new(ERROR_USAGE, "it has no vermagic");
	*release = xstrndup(vermagic, strcspn(vermagic, " "));
	return NULL;
}

/* ---- the series ---- */

static struct error *check_series(const struct series *series, const char *release,
				  const char *version)
{
	if (strcmp(series->release, release))
		return error_refuse(SUTURE_REFUSAL_WRONG_KERNEL, "it is for %s, and %s is %s",
				    release, series->build_id, series->release);
	if (version && strcmp(series->version, version))
		return error_new(ERROR_USAGE, "%s is of version %s, not %s", series->build_id,
				 series->version, version);
	return NULL;
}

static struct error *get_or_begin_series(const struct repository *repository,
					 const char *distribution, const char *build_id,
					 const char *release, const char *version,
					 struct series *series)
{
	struct error *error = catalogue_series(repository, distribution, build_id, series);

	if (!error)
		return check_series(series, release, version);
	if (error->refusal != SUTURE_REFUSAL_NOT_IN_REPOSITORY)
		return error;
	error_free(error);
	if (!version)
		return error_new(ERROR_USAGE,
				 "the repository has nothing of %s yet: its version "
				 "is needed",
				 build_id);
	series_begin(series, distribution, release, version, build_id);
	return NULL;
}

static struct error *stage_module(struct repository *repository, const struct series *series,
				  const struct bytes *module)
{
	_cleanup_free_ char *role = release_kernel_role(series->distribution, series->build_id);
	_cleanup_free_ char *path = xasprintf("%s/%s/" SERIES_CORE "/" SERIES_CORE_FILE,
					      series->distribution, series->build_id);
	_cleanup_json_ json_t *said = NULL;

	try(repository_role(repository, role, &said));
	try(target_set(repository, said, path, module));
	return repository_stage(repository, role, said);
}

struct error *core_set(struct repository *repository, const char *distribution,
		       const char *build_id, const char *version, const struct bytes *module,
		       struct series *series)
{
	_cleanup_series_ struct series found = {};
	_cleanup_free_ char *release = NULL;

	try(read_release(module, &release));
	try(get_or_begin_series(repository, distribution, build_id, release, version, &found));
	try(series_check(&found));
	try(release_add_kernel(repository, distribution, build_id));
	try(catalogue_set_series(repository, &found));
	try(stage_module(repository, &found, module));
	*series = found;
	found = (struct series){};
	return NULL;
}
