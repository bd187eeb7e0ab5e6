/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an answer of the console begins and ends with. */
#ifndef SUTURE_CONSOLE_FRAME_H
#define SUTURE_CONSOLE_FRAME_H

#include <jansson.h>

#include "base/digest.h"
#include "console/page.h"
#include "service/service.h"

/* A page that is being answered. A zeroed one is empty. */
struct frame {
	struct page page;
	struct html html;
	char token[DIGEST_TEXT_SIZE];
	json_t *accounts; /* of list_accounts() */
};

/* Who asks and for which account; the page is begun by frame_show(). */
struct error *frame_init(struct frame *frame, const struct call *call, const char *title,
			 const char *place) __attribute__((nonnull(1, 2, 3), warn_unused_result));
/* The page up to where what is shown begins. */
void frame_begin(struct frame *frame) __attribute__((nonnull));
/* Its end, and it is said. */
void frame_say(struct frame *frame, struct http_response *response) __attribute__((nonnull));
void frame_deinit(struct frame *frame);
#define _cleanup_frame_ _cleanup_(frame_deinit)

/* ---- what was asked ---- */

/* NULL if it is empty, too. */
const char *asked(const struct call *call, const char *name) __attribute__((nonnull));
/* 0 if it is not there; REQUEST_MALFORMED if it is no number from 0 on. */
struct error *asked_number(const struct call *call, const char *name, int64_t *number)
	__attribute__((nonnull, warn_unused_result));
/* The same of a form's field. */
const char *filled(const struct call *call, const char *name) __attribute__((nonnull));
struct error *filled_number(const struct call *call, const char *name, int64_t *number)
	__attribute__((nonnull, warn_unused_result));
/* REQUEST_MALFORMED if it is not there. */
struct error *must_fill(const struct call *call, const char *name, const char **value)
	__attribute__((nonnull, warn_unused_result));
/* Whose things are changed: the actor's own account, or the form's; 0 for all. */
struct error *filled_account(const struct call *call, int64_t *account)
	__attribute__((nonnull, warn_unused_result));
/* The same of what must be one account's. */
struct error *must_fill_account(const struct call *call, int64_t *account)
	__attribute__((nonnull, warn_unused_result));

/* Machines that have not reported since then are silent. */
int64_t silent_before(const struct call *call) __attribute__((nonnull));

#endif
