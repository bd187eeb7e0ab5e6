/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a repository has of each kernel: series.json, its updates' files, and the list of updates
 * that are withdrawn. Every change is staged.
 */
#ifndef SUTURE_CATALOGUE_H
#define SUTURE_CATALOGUE_H

#include "client/update.h"
#include "repo/repository.h"
#include "series/series.h"

/* What its publisher says of an update, beyond its manifest. */
struct addition {
	enum severity severity;
	const char *effective; /* NULL: none */
	unsigned int rollout;  /* percent */
	struct string_list conflicts;
};

/*
 * Put an update behind all others of its kernel, whose first one makes a series. directory is
 * where the update was opened. Refuses with OUTPUT_EXISTS if the series has one of its id.
 */
struct error *catalogue_add(struct repository *repository, const char *distribution,
			    const struct update *update, const char *directory,
			    const struct addition *addition)
	__attribute__((nonnull, warn_unused_result));

/* The series of a kernel. Refuses with NOT_IN_REPOSITORY. */
struct error *catalogue_series(const struct repository *repository, const char *distribution,
			       const char *build_id, struct series *series)
	__attribute__((nonnull, warn_unused_result));
struct error *catalogue_set_series(struct repository *repository, const struct series *series)
	__attribute__((nonnull, warn_unused_result));

/* Withdraw an update from one kernel, or from all (build_id NULL); lift: no more. */
struct error *catalogue_block(struct repository *repository, const char *id, const char *build_id,
			      const char *reason, bool lift)
	__attribute__((nonnull(1, 2, 4), warn_unused_result));

#endif
