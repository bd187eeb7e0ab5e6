/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The core module of a kernel, for machines without a compiler: suture.ko as suture-create(1)
 * builds it, the target DISTRIBUTION/BUILDID/core/suture.ko.
 */
#ifndef SUTURE_REPO_CORE_H
#define SUTURE_REPO_CORE_H

#include "repo/repository.h"
#include "series/series.h"

/*
 * Stage the module of a kernel in place of any that it had. A kernel of which nothing was said
 * before begins a series without an update: that takes version, of the vendor's package, which
 * otherwise is NULL or the series'. *series, which it is for then, is the caller's. Refuses with
 * WRONG_KERNEL if the series is of another release than the module; the build-id a module does not
 * tell.
 */
struct error *core_set(struct repository *repository, const char *distribution,
		       const char *build_id, const char *version, const struct bytes *module,
		       struct series *series)
	__attribute__((nonnull(1, 2, 3, 5, 6), warn_unused_result));

#endif
