/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A page in the making. Markup comes from our own literals alone: there is no function that takes
 * it from data, so that what a machine calls itself is text, whatever it is.
 *
 *	_cleanup_html_ struct html html = {};
 *
 *	html_open(&html, "td", "class", "number");
 *	html_text(&html, machine_name);
 *	html_close(&html, "td");
 *
 * Elements are literals, or it does not compile; they, and names of attributes, are of a list, or
 * it is our mistake and asserted. There is no script, no style and no handler of events in it. An
 * attribute that leads somewhere (href, action) is a path of ours, "/..." with every part encoded
 * (path.h), or "#place"; anything else becomes "#".
 *
 * What comes out is both HTML and well-formed XML. Of text and values of attributes, bytes that are
 * no UTF-8, control characters, and those that turn the direction of writing become U+FFFD: a
 * name must not make its neighbours read differently.
 */
#ifndef SUTURE_CONSOLE_HTML_H
#define SUTURE_CONSOLE_HTML_H

#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"

#define HTML_DEPTH_MAX 32

/* A zeroed one is empty. */
struct html {
	char *data; /* data[size] is a NUL that does not count; NULL as long as it is empty */
	size_t size, capacity;
	const char *open[HTML_DEPTH_MAX]; /* elements that are open */
	size_t n_open;
};

void html_deinit(struct html *html);
#define _cleanup_html_ _cleanup_(html_deinit)

/* "<!DOCTYPE html>" */
void html_begin(struct html *html) __attribute__((nonnull));

/*
 * An element with attributes, pairs of a name and a value; one whose value is NULL is left out.
 * html_empty() is for those that have nothing in them (input, br); html_leaf() for text alone.
 */
#define html_open(html, element, ...) html_open_(html, "" element, ##__VA_ARGS__, NULL)
#define html_empty(html, element, ...) html_empty_(html, "" element, ##__VA_ARGS__, NULL)
#define html_leaf(html, element, text, ...)				\
	html_leaf_(html, "" element, text, ##__VA_ARGS__, NULL)

void html_open_(struct html *html, const char *element, ...)
	__attribute__((nonnull(1, 2), sentinel));
void html_empty_(struct html *html, const char *element, ...)
	__attribute__((nonnull(1, 2), sentinel));
void html_leaf_(struct html *html, const char *element, const char *text, ...)
	__attribute__((nonnull(1, 2), sentinel));
/* The innermost one, which must be this. */
void html_close(struct html *html, const char *element) __attribute__((nonnull));

/* NULL is no text. */
void html_text(struct html *html, const char *text) __attribute__((nonnull(1)));
void html_format(struct html *html, const char *format, ...)
	__attribute__((nonnull(1, 2), format(printf, 2, 3)));

#endif
