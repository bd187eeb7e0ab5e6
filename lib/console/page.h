/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What all pages have in common: their head, the way to the others, who is asking. */
#ifndef SUTURE_CONSOLE_PAGE_H
#define SUTURE_CONSOLE_PAGE_H

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "console/html.h"
#include "fleet/audit.h"

/* The memory is the caller's. */
struct page {
	const char *title;
	const char *service;	   /* what whoever runs it calls it */
	const char *place;	   /* where it is in the navigation, "/machines"; or NULL */
	const struct actor *actor; /* NULL: nobody has signed in */
	const char *csrf;	   /* of the session; NULL: no forms that change something */
	const char *notice;	   /* what was done, by its word (notice.c); or NULL */
	int64_t account;	   /* that is looked at alone; 0: all that the actor sees */
	const json_t *accounts;	   /* id and name of those there are, for who sees all; or NULL */
	int64_t now;
};

void page_begin(struct html *html, const struct page *page) __attribute__((nonnull));
void page_end(struct html *html) __attribute__((nonnull));

/* Whether forms for this role are of use to who asks. */
bool page_may(const struct page *page, enum role role) __attribute__((nonnull));

/* Whether things of several accounts may stand beside one another. */
bool page_has_accounts(const struct page *page) __attribute__((nonnull));

/* A part of a page, with a heading. */
void section_begin(struct html *html, const char *title) __attribute__((nonnull));
void section_end(struct html *html) __attribute__((nonnull));

/* The address of the style, which changes with it. */
const char *page_style_path(void);

#endif
