/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where in a repository what is: for those who stage and who publish. */
#ifndef SUTURE_REPOSITORY_FILES_H
#define SUTURE_REPOSITORY_FILES_H

#include "repo/repository.h"

/* The published one; 0: none. */
int64_t repository_version(const struct repository *repository, const char *role)
	__attribute__((nonnull));
/* The caller's. */
char *repository_public_path(const struct repository *repository, const char *role,
			     int64_t version) __attribute__((nonnull, warn_unused_result));
char *repository_staged_path(const struct repository *repository, const char *role)
	__attribute__((nonnull, warn_unused_result));
struct error *repository_write(const char *path, const json_t *envelope)
	__attribute__((nonnull, warn_unused_result));

/* Who may speak as a role: *found, in the metadata of who delegates it, which is the caller's. */
struct error *repository_delegator(const struct repository *repository, const char *role,
				   struct tuf_metadata *metadata, const struct tuf_role **found)
	__attribute__((nonnull, warn_unused_result));
struct error *repository_published_root(const struct repository *repository,
					struct tuf_metadata *metadata)
	__attribute__((nonnull, warn_unused_result));

#endif
