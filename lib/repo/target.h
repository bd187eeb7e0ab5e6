/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The targets of a role that is being changed: what it says of them, and their content. */
#ifndef SUTURE_TARGET_H
#define SUTURE_TARGET_H

#include "repo/repository.h"

/* Put the content in its place, and let the role say so. Nothing is staged by that. */
struct error *target_set(const struct repository *repository, json_t *said, const char *path,
			 const struct bytes *content) __attribute__((nonnull, warn_unused_result));
struct error *target_set_text(const struct repository *repository, json_t *said, const char *path,
			      const char *text) __attribute__((nonnull, warn_unused_result));
/* No bytes if the role has none of this path, or if there is no such role (NULL). */
struct error *target_get(const struct repository *repository, const json_t *said, const char *path,
			 struct bytes *content)
	__attribute__((nonnull(1, 3, 4), warn_unused_result));

#endif
