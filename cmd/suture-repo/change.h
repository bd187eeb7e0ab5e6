/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What several verbs do: change what is said of a kernel, and stage it. */
#ifndef SUTURE_REPO_CHANGE_H
#define SUTURE_REPO_CHANGE_H

#include "base/command.h"
#include "series/series.h"

struct change {
	const char *keys, *kernel, *distribution;
};

/* The rows of a verb's table for it. */
#define CHANGE_OPTIONS(change) \
	{ "keys", "DIR", "the private keys to sign with", OPTION_TEXT, &(change).keys }, \
	{ "kernel", "BUILDID", "of which it is said", OPTION_TEXT, &(change).kernel }, \
	{ "distribution", "NAME", "whose kernel it is (debian)", OPTION_TEXT, \
	  &(change).distribution }

/* Stage the series as edit() leaves it; without a change if that fails. */
struct error *change_series(const struct change *change, const char *repository,
			    struct error *(*edit)(struct series *series))
	__attribute__((nonnull, warn_unused_result));

#endif
