/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A list of owned strings. A zeroed one is empty.
 */
#ifndef SUTURE_STRINGS_H
#define SUTURE_STRINGS_H

#include <stdbool.h>
#include <stddef.h>

struct strings {
	char **items;
	size_t n_items;
};

void strings_add(struct strings *strings, const char *string) __attribute__((nonnull));
/* Add each line of a text; empty ones do not count. */
void strings_add_lines(struct strings *strings, const char *text) __attribute__((nonnull));
bool strings_contain(const struct strings *strings, const char *string) __attribute__((nonnull));
bool strings_equal(const struct strings *a, const struct strings *b) __attribute__((nonnull));
/* "a, b, c"; the caller's. */
char *strings_join(const struct strings *strings) __attribute__((nonnull, warn_unused_result));
void strings_deinit(struct strings *strings);
#define _cleanup_strings_ __attribute__((cleanup(strings_deinit)))

#endif
