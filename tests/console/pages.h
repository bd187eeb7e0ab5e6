/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The console's pages of a made-up fleet (fleet.json), for tests and pictures. */
#ifndef SUTURE_TEST_CONSOLE_PAGES_H
#define SUTURE_TEST_CONSOLE_PAGES_H

#include <jansson.h>

#include "console/page.h"

struct made_page {
	const char *name, *path, *place, *title;
	void (*show)(struct html *html, const struct page *page, const json_t *fleet);
};

extern const struct made_page made_pages[];
extern const size_t n_made_pages;

#define MADE_NOW 1795867200 /* 2026-11-28T12:00:00Z */

/* As somebody of this role sees it; ROLE_NOBODY has not signed in. */
void made_page_put(struct html *html, const struct made_page *made, enum role role,
		   const json_t *fleet) __attribute__((nonnull));

#endif
