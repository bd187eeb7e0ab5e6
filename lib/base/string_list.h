/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A list of owned strings. A zeroed one is empty.
 */
#ifndef SUTURE_STRING_LIST_H
#define SUTURE_STRING_LIST_H

#include <stdbool.h>
#include <stddef.h>

struct string_list {
	char **items;
	size_t n_items;
};

void string_list_add(struct string_list *list, const char *string) __attribute__((nonnull));
/* Add each line of a text; empty ones do not count. */
void string_list_add_lines(struct string_list *list, const char *text) __attribute__((nonnull));
/* Add each word of a text, between blanks. */
void string_list_add_words(struct string_list *list, const char *text) __attribute__((nonnull));
/* Add those of another list that are not in it yet. */
void string_list_add_all(struct string_list *list, const struct string_list *others)
	__attribute__((nonnull));
/* The first one of this text. false: there is none. */
bool string_list_remove(struct string_list *list, const char *string) __attribute__((nonnull));
bool string_list_contains(const struct string_list *list, const char *string)
	__attribute__((nonnull));
/* "a, b, c"; the caller's. */
char *string_list_join(const struct string_list *list) __attribute__((nonnull, warn_unused_result));
void string_list_deinit(struct string_list *list);
#define _cleanup_string_list_ __attribute__((cleanup(string_list_deinit)))

#endif
