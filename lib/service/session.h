/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A browser's session: a secret in a cookie that no script reads and no other site's page sends.
 * Beside it, whatever changes something has a token that is made from the secret, which whoever can
 * only make the browser ask does not know.
 */
#ifndef SUTURE_SERVICE_SESSION_H
#define SUTURE_SERVICE_SESSION_H

#include "base/digest.h"
#include "service/service.h"

#define SESSION_COOKIE "suture-session"

/* A session of fleet/key.h begins; the cookie lasts for as many seconds. */
void session_give(const struct call *call, struct http_response *response, const char *secret,
		  int64_t seconds) __attribute__((nonnull));
/* It is over: the browser forgets it. */
void session_take(const struct call *call, struct http_response *response)
	__attribute__((nonnull));
/* For the forms of a page; empty without a session. */
void session_token(const struct http_request *request, char token[static DIGEST_TEXT_SIZE])
	__attribute__((nonnull));
/* Does a request have it? */
bool session_has_token(const struct http_request *request) __attribute__((nonnull));

#endif
