/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Searching a target's text for a pattern.
 *
 * Inner header of locating.
 */
#ifndef SUTURE_SEARCH_H
#define SUTURE_SEARCH_H

#include "create/pattern.h"
#include "create/target.h"

struct places {
	struct place *items;
	size_t n_items;
};

void places_deinit(struct places *places);
#define _cleanup_places_ _cleanup_(places_deinit)

/* More matches than this say nothing: the search ends. */
enum { SEARCH_MAX = 4096 };

/*
 * Where the pattern occurs in the target's text section of that name or, if it
 * does not occur there, in all text: the linker joins most of a kernel's into one.
 */
void search_text(const struct target *target, const char *name, const struct pattern *pattern,
		 struct places *places) __attribute__((nonnull));

#endif
