/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A set of a split's commits, one bit each.
 */
#ifndef SUTURE_COMMIT_SET_H
#define SUTURE_COMMIT_SET_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/memory.h"

struct commit_set {
	uint64_t *words;
	size_t n_words;
};

static inline void commit_set_init(struct commit_set *set, size_t n_commits)
{
	set->n_words = (n_commits + 63) / 64;
	set->words = xcalloc(set->n_words, sizeof(*set->words));
}

static inline void commit_set_deinit(struct commit_set *set)
{
	free(set->words);
	*set = (struct commit_set){};
}
#define _cleanup_commit_set_ _cleanup_(commit_set_deinit)

static inline void commit_set_add(struct commit_set *set, size_t commit)
{
	set->words[commit / 64] |= (uint64_t)1 << (commit % 64);
}

static inline bool commit_set_has(const struct commit_set *set, size_t commit)
{
	return set->words[commit / 64] >> (commit % 64) & 1;
}

/* Both were made for one number of commits. */
static inline void commit_set_add_all(struct commit_set *set, const struct commit_set *others)
{
	for (size_t i = 0; i < set->n_words; i++)
		set->words[i] |= others->words[i];
}

static inline bool commit_set_is_empty(const struct commit_set *set)
{
	for (size_t i = 0; i < set->n_words; i++) {
		if (set->words[i])
			return false;
	}
	return true;
}

#endif
