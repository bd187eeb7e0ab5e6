/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "service/session.h"

#include <openssl/crypto.h>

#include "base/memory.h"

static void set_cookie(const struct call *call, struct http_response *response, const char *secret,
		       int64_t seconds)
{
	_cleanup_free_ char *cookie = xasprintf(
		SESSION_COOKIE "=%s; Path=/; Max-Age=%lld; HttpOnly; SameSite=Strict%s", secret,
		(long long)seconds, http_is_secure(call->request) ? "; Secure" : "");

	http_set(response, "Set-Cookie", cookie);
}

void session_give(const struct call *call, struct http_response *response, const char *secret,
		  int64_t seconds)
{
	set_cookie(call, response, secret, seconds);
}

void session_take(const struct call *call, struct http_response *response)
{
	set_cookie(call, response, "", 0);
}

void session_token(const struct http_request *request, char token[static DIGEST_TEXT_SIZE])
{
	const char *secret = http_cookie(request, SESSION_COOKIE);
	_cleanup_free_ char *text = xasprintf("csrf %s", secret ? secret : "");

	*token = 0;
	if (secret)
		digest_bytes(text, strlen(text), token);
}

bool session_has_token(const struct http_request *request)
{
	const char *header = http_header(request, "csrf");
	const char *shown = header ? header : http_field(request, "csrf");
	char token[DIGEST_TEXT_SIZE];

	session_token(request, token);
	return *token && shown && strlen(shown) == strlen(token) &&
	       !CRYPTO_memcmp(shown, token, strlen(token));
}
