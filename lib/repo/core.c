/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "repo/core.h"

#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "client/module_info.h"
#include "repo/catalogue.h"
#include "repo/release.h"
#include "repo/target.h"

/* ---- what a module says of itself ---- */

static struct error *read_release(const struct bytes *module, char **release)
{
	const char *name = module_info(module, "name");

	if (!name || strcmp(name, "suture"))
		return error_new(ERROR_USAGE, "it is no core module, as 'suture-create core' "
					      "makes it");
	*release = module_release(module);
	return *release ? NULL : error_new(ERROR_USAGE, "it has no vermagic");
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
