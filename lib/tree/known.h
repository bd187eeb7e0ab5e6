/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A set of names of objects: what is in a store already. Names are sums, so their first bytes
 * are hash enough.
 */
#ifndef SUTURE_KNOWN_H
#define SUTURE_KNOWN_H

#include <git2.h>
#include <stdbool.h>

struct known {
	git_oid *slots;		/* all zero: free */
	size_t n_slots;		/* 0, or a power of two at least twice as many as there are names */
	size_t n_names;
};

bool known_has(const struct known *known, const git_oid *oid) __attribute__((nonnull));
/* One that is not there yet. */
void known_add(struct known *known, const git_oid *oid) __attribute__((nonnull));
void known_deinit(struct known *known);

#endif
