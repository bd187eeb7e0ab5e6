/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A set of strings, numbered in the order in which they came.
 */
#ifndef SUTURE_STRINGS_H
#define SUTURE_STRINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct strings {
	char **items;
	size_t n_items;
	uint32_t *slots;	/* index + 1; 0: free */
	size_t n_slots;		/* a power of two, or 0 */
};

void strings_deinit(struct strings *strings);
#define _cleanup_strings_ _cleanup_(strings_deinit)

/* The number of a string that is put in unless it is there. */
size_t strings_add(struct strings *strings, const char *text, size_t length)
	__attribute__((nonnull));
/* Its number, or -1. */
long strings_find(const struct strings *strings, const char *text, size_t length)
	__attribute__((nonnull));

#endif
