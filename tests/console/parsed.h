/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What two parsers make of a page, a strict one and a lenient one. What is none fails the test. */
#ifndef SUTURE_TEST_CONSOLE_PARSED_H
#define SUTURE_TEST_CONSOLE_PARSED_H

#include <libxml/tree.h>

#include "base/string_list.h"
#include "console/html.h"

void doc_free(xmlDoc **doc);
#define _cleanup_doc_ _cleanup_(doc_free)

xmlDoc *parse_xml(const struct html *html) __attribute__((nonnull));
/* By rules of before HTML5: it does not know svg, main and nav, but finds elements all the same. */
xmlDoc *parse_html(const struct html *html) __attribute__((nonnull));

/* Elements and names of attributes; the caller's. */
char *skeleton_of(const xmlDoc *doc) __attribute__((nonnull));
/* Every text and value of an attribute of these nodes. */
void add_texts(struct string_list *texts, const xmlNode *node) __attribute__((nonnull(1)));
/* What leads somewhere leads to us, and nothing acts. */
void check_ways(const xmlNode *node);

/* Texts that somebody may choose to harm a page, and what of each is shown. */
struct hostile {
	const char *text, *expected;
};

extern const struct hostile hostile[];
extern const size_t n_hostile;

#endif
