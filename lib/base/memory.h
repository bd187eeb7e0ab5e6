/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Allocation that cannot fail: without memory a program prints so and exits 1.
 * Nothing that Suture writes is half-written then (see file.h).
 */
#ifndef SUTURE_MEMORY_H
#define SUTURE_MEMORY_H

#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

void *xcalloc(size_t number, size_t size) __attribute__((malloc, warn_unused_result));
void *xrealloc(void *pointer, size_t number, size_t size) __attribute__((warn_unused_result));
char *xstrdup(const char *string) __attribute__((malloc, nonnull, warn_unused_result));
/* NULL for NULL. */
char *xstrdup_optional(const char *string) __attribute__((malloc, warn_unused_result));
char *xstrndup(const char *string, size_t length)
	__attribute__((malloc, nonnull, warn_unused_result));
void *xmemdup(const void *data, size_t size) __attribute__((malloc, warn_unused_result));
char *xasprintf(const char *format, ...)
	__attribute__((malloc, format(printf, 1, 2), warn_unused_result));
char *xvasprintf(const char *format, va_list arguments)
	__attribute__((malloc, format(printf, 1, 0), warn_unused_result));
/* Add to the end of an owned string, which may move; NULL is the empty one. */
void xappend(char **string, const char *format, ...)
	__attribute__((format(printf, 2, 3), nonnull(1)));

/*
 * Growable arrays: two members or variables, "T *items" and "size_t n_items".
 * The capacity is implied: the next power of two, at least 8.
 * array_append() yields a pointer to a new, zeroed last element.
 */
#define array_append(items, n_items)						\
	({									\
		(items) = array_grow_(items, n_items, sizeof(*(items)));	\
		memset(&(items)[n_items], 0, sizeof(*(items)));			\
		&(items)[(n_items)++];						\
	})

void *array_grow_(void *items, size_t n_items, size_t size) __attribute__((warn_unused_result));

#endif
