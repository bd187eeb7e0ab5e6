/* SPDX-License-Identifier: GPL-2.0-or-later */
/* block.json: updates that their publisher has withdrawn (docs/series.md). */
#ifndef SUTURE_BLOCK_LIST_H
#define SUTURE_BLOCK_LIST_H

#include <stddef.h>

#include "base/error.h"

#define BLOCK_LIST_FILE "block.json"

struct block {
	char *id;	/* of the update */
	char *build_id; /* of the kernel, or NULL: of all */
	char *reason;	/* one line for people */
};

struct block_list {
	struct block *items;
	size_t n_items;
};

/* Refuses with SERIES_FORMAT or SERIES_DAMAGED. */
struct error *block_list_parse(const void *text, size_t size, struct block_list *list)
	__attribute__((nonnull, warn_unused_result));
/* The caller's. */
struct error *block_list_text(const struct block_list *list, char **text)
	__attribute__((nonnull, warn_unused_result));
void block_list_deinit(struct block_list *list);
#define _cleanup_block_list_ _cleanup_(block_list_deinit)

/* NULL: it is not blocked for this kernel. */
const struct block *block_list_find(const struct block_list *list, const char *id,
				    const char *build_id) __attribute__((nonnull));
void block_list_add(struct block_list *list, const char *id, const char *build_id,
		    const char *reason) __attribute__((nonnull(1, 2, 4)));

#endif
