/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is in each page, from the JSON values of fleet/lists.h, between page_begin() and page_end().
 * Nothing is asked of the database here, so that tests and fuzzers can show anything.
 */
#ifndef SUTURE_CONSOLE_SHOW_H
#define SUTURE_CONSOLE_SHOW_H

#include <jansson.h>

#include "console/page.h"
#include "fleet/lists.h"
#include "fleet/secret.h"

/* {"overview": of show_overview(), "cves": of list_cves()} */
void show_fleet(struct html *html, const struct page *page, const json_t *fleet)
	__attribute__((nonnull(1, 2)));

void show_machine_list(struct html *html, const struct page *page,
		       const struct machine_filter *filter, const json_t *list)
	__attribute__((nonnull(1, 2, 3)));
/* groups: of list_groups(); it may go to those of its account */
void show_machine_page(struct html *html, const struct page *page, const json_t *machine,
		       const json_t *groups) __attribute__((nonnull(1, 2)));

/* text: what was searched for, or NULL */
void show_update_list(struct html *html, const struct page *page, const char *text,
		      const json_t *list) __attribute__((nonnull(1, 2)));
void show_update_page(struct html *html, const struct page *page, const json_t *update)
	__attribute__((nonnull(1, 2)));

void show_cve_list(struct html *html, const struct page *page, const char *text,
		   const json_t *list) __attribute__((nonnull(1, 2)));
void show_cve_page(struct html *html, const struct page *page, const json_t *cve)
	__attribute__((nonnull(1, 2)));

void show_groups(struct html *html, const struct page *page, const json_t *groups,
		 const json_t *rings) __attribute__((nonnull(1, 2)));

void show_keys(struct html *html, const struct page *page, const json_t *keys,
	       const json_t *groups) __attribute__((nonnull(1, 2)));
/* The only time that it is shown. */
void show_new_key(struct html *html, const char *label, const struct secret *secret)
	__attribute__((nonnull));

/* {"plans": of subscription_list(), "usage": of usage_list(), "months": [{month, account}]}, of
 * which there are none if several accounts are looked at */
void show_subscription(struct html *html, const struct page *page, const json_t *subscription)
	__attribute__((nonnull(1, 2)));

/* Of inspector_ask(), or NULL as long as nothing was asked. */
void show_inspector(struct html *html, const struct page *page, const char *text,
		    const json_t *answer) __attribute__((nonnull(1, 2)));

void show_audit(struct html *html, const struct page *page, const json_t *list)
	__attribute__((nonnull(1, 2)));

/* to: where they wanted to go; or NULL. wrong: the last key was none. */
void show_login(struct html *html, const char *to, bool wrong) __attribute__((nonnull(1)));
/* What was refused. */
void show_refusal(struct html *html, const struct error *error, unsigned int status)
	__attribute__((nonnull));

#endif
