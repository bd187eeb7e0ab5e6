/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "change.h"

#include "clock.h"
#include "repo/catalogue.h"

struct error *change_series(const struct change *change, const char *path,
			    struct error *(*edit)(struct series *series))
{
	_cleanup_repository_ struct repository repository = { .lock = -1 };
	_cleanup_series_ struct series series = {};
	int64_t now;

	try(clock_now(&now));
	try(repository_open(path, change->keys, now, &repository));
	try(catalogue_series(&repository, change->distribution, change->kernel, &series));
	try(edit(&series));
	return catalogue_set_series(&repository, &series);
}
