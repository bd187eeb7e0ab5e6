/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An update on disk: a directory with a manifest and the modules it names.
 */
#ifndef SUTURE_UPDATE_H
#define SUTURE_UPDATE_H

#include "client/manifest.h"

struct update {
	struct manifest manifest;
	int *files; /* one open file for each module, which was seen to be whole */
};

/*
 * Read the manifest and check each module's size and digest. The files stay
 * open, so that what was checked is what is loaded. Refuses with UPDATE_DAMAGED
 * or UPDATE_FORMAT.
 */
struct error *update_open(const char *directory, struct update *update)
	__attribute__((nonnull, warn_unused_result));
void update_close(struct update *update);
#define _cleanup_update_ _cleanup_(update_close)

struct updates {
	struct update *items;
	size_t n_items;
};

/* All of them; two of the same id are a usage error. */
struct error *updates_open(char *const *directories, size_t n, struct updates *updates)
	__attribute__((nonnull, warn_unused_result));
const struct update *updates_find(const struct updates *updates, const char *id)
	__attribute__((nonnull));
/*
 * Put each update behind those of the list that it requires, else keep the
 * order. Refuses with UPDATE_DAMAGED if updates require each other.
 */
struct error *updates_sort(struct updates *updates) __attribute__((nonnull, warn_unused_result));
void updates_close(struct updates *updates);
#define _cleanup_updates_ _cleanup_(updates_close)

#endif
