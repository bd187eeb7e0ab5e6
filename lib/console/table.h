/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tables of JSON objects: a column has a title, a key, and a cell that shows what is there. On a
 * narrow screen each row becomes a card; then cells show their columns' titles themselves.
 */
#ifndef SUTURE_CONSOLE_TABLE_H
#define SUTURE_CONSOLE_TABLE_H

#include <jansson.h>

#include "console/page.h"

struct column {
	const char *title, *key;
	void (*cell)(struct html *html, const struct page *page, const json_t *item,
		     const char *key);
	const char *class; /* "number", "progress", or NULL; "account": if there are several */
};

/* Columns up to one without a title; the first is the rows' heading. nothing: said of no rows. */
void table_put(struct html *html, const struct page *page, const char *caption,
	       const struct column *columns, const json_t *items, const char *nothing)
	__attribute__((nonnull(1, 2, 3, 4, 6)));

/* "1-100 of 2,345", and the way to those before and behind. path: of the list as it is filtered. */
void pager_put(struct html *html, const json_t *list, const char *path) __attribute__((nonnull));

/* When the machines were counted (fleet/figures.h), if that is not now: "counted". */
void counted_put(struct html *html, const json_t *shown) __attribute__((nonnull(1)));

/* Cells. */
void cell_text(struct html *html, const struct page *page, const json_t *item, const char *key);
void cell_number(struct html *html, const struct page *page, const json_t *item, const char *key);
void cell_words(struct html *html, const struct page *page, const json_t *item, const char *key);
void cell_badge(struct html *html, const struct page *page, const json_t *item, const char *key);
void cell_code(struct html *html, const struct page *page, const json_t *item, const char *key);
/* "2026-11-28 12:00" */
void cell_date(struct html *html, const struct page *page, const json_t *item, const char *key);
/* "2026-11-28" */
void cell_day(struct html *html, const struct page *page, const json_t *item, const char *key);
/* "3 hours ago" */
void cell_ago(struct html *html, const struct page *page, const json_t *item, const char *key);
/* A CVE, or several, as links. */
void cell_cves(struct html *html, const struct page *page, const json_t *item, const char *key);

/* The same without a table. */
void put_badge(struct html *html, const char *word) __attribute__((nonnull(1)));
void put_number(struct html *html, int64_t number) __attribute__((nonnull));
/* A link to "/kind/name". */
void put_link(struct html *html, const char *kind, const char *name) __attribute__((nonnull));
/* "3 hours", "12 days"; of a span of time. */
void put_span(struct html *html, int64_t seconds) __attribute__((nonnull));

/* A list of terms: a row of table_put() for one object. */
void facts_put(struct html *html, const struct page *page, const struct column *columns,
	       const json_t *item) __attribute__((nonnull(1, 2, 3)));

#endif
