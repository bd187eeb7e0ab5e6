/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What endpoints of the interface have in common: whose things are asked for, and answers. */
#ifndef SUTURE_API_ASK_H
#define SUTURE_API_ASK_H

#include "fleet/lists.h"
#include "service/answer.h"

/*
 * The account of the query's 'account', a name, as far as the actor sees it; 0 if nothing is said,
 * of an actor that sees all. NOT_THERE if there is none.
 */
struct error *ask_account(const struct call *call, int64_t *account)
	__attribute__((nonnull, warn_unused_result));
/* The same for what has to be one account's: if there is one only, it need not be named. */
struct error *ask_one_account(const struct call *call, int64_t *account)
	__attribute__((nonnull, warn_unused_result));

/* Of the query's 'offset', 'limit' and 'after'. REQUEST_MALFORMED if they are no numbers. */
struct error *ask_page(const struct call *call, struct lists_page *page)
	__attribute__((nonnull, warn_unused_result));
/* A part of the path that has to be a number. NOT_THERE if it is none. */
struct error *ask_id(const struct call *call, const char *part, int64_t *id)
	__attribute__((nonnull, warn_unused_result));
/* Since when a machine that has reported is active. */
int64_t ask_active_since(const struct call *call) __attribute__((nonnull));

/* 200 with the value, which it takes. */
void ask_answer(struct http_response *response, json_t *value) __attribute__((nonnull));
/* 200 with {"done": true} */
void ask_answer_done(struct http_response *response) __attribute__((nonnull));

#endif
