/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/memory.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static void *or_die(void *pointer)
{
	if (pointer)
		return pointer;
	fputs("suture: out of memory\n", stderr);
	exit(1);
}

void *xcalloc(size_t number, size_t size)
{
	return or_die(calloc(number ? number : 1, size ? size : 1));
}

void *xrealloc(void *pointer, size_t number, size_t size)
{
	return or_die(reallocarray(pointer, number ? number : 1, size ? size : 1));
}

char *xstrdup(const char *string)
{
	return or_die(strdup(string));
}

char *xstrdup_optional(const char *string)
{
	return string ? xstrdup(string) : NULL;
}

char *xstrndup(const char *string, size_t length)
{
	return or_die(strndup(string, length));
}

void *xmemdup(const void *data, size_t size)
{
	void *copy = or_die(malloc(size ? size : 1));

	if (size)
		memcpy(copy, data, size);
	return copy;
}

char *xvasprintf(const char *format, va_list arguments)
{
	char *text = NULL;

	if (vasprintf(&text, format, arguments) < 0)
		text = NULL;
	return or_die(text);
}

char *xasprintf(const char *format, ...)
{
	va_list arguments;
	char *text;

	va_start(arguments, format);
	text = xvasprintf(format, arguments);
	va_end(arguments);
	return text;
}

void xappend(char **string, const char *format, ...)
{
	size_t length = *string ? strlen(*string) : 0;
	va_list arguments;
	char *end;

	va_start(arguments, format);
	end = xvasprintf(format, arguments);
	va_end(arguments);
	*string = xrealloc(*string, length + strlen(end) + 1, 1);
	strcpy(*string + length, end);
	free(end);
}

void *array_grow_(void *items, size_t n_items, size_t size)
{
	if (n_items == 0)
		return items ? items : xrealloc(NULL, 8, size);
	if (n_items < 8 || (n_items & (n_items - 1)) != 0)
		return items;
	return xrealloc(items, n_items * 2, size);
}
