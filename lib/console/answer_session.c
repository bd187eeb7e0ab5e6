/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "base/form.h"
#include "console/answer.h"
#include "console/frame.h"
#include "console/say.h"
#include "console/show.h"
#include "fleet/key.h"
#include "service/session.h"

#define SESSION_SECONDS (8 * 3600)

static void say_login(const struct call *call, unsigned int status, const char *to,
		      struct http_response *response)
{
	const struct page page = { .title = "Sign in",
				   .service = service_options(call->service)->name };
	_cleanup_html_ struct html html = {};

	page_begin(&html, &page);
	show_login(&html, to, status == 401);
	page_end(&html);
	say_page(response, status, &html);
}

struct error *look_login(const struct call *call, struct http_response *response)
{
	say_login(call, 200, NULL, response);
	return NULL;
}

/*
 * Another host's page could sign its visitor in, with a key of its owner's, to see what they type
 * then. There is no session yet whose token would tell; browsers say where a form is from. Other
 * sites are refused by serve.h, other hosts of our site here.
 */
static struct error *check_own_form(const struct call *call)
{
	const char *site = http_header(call->request, "Sec-Fetch-Site");

	if (!site || !strcmp(site, "same-origin") || !strcmp(site, "none"))
		return NULL;
	return error_refuse(SUTURE_REFUSAL_ROLE_LACKING, "this form is on another site's page");
}

struct beginning {
	const struct call *call;
	const char *key;
	struct secret secret;
};

static struct error *begin(struct db *db, void *data)
{
	struct beginning *beginning = data;

	return session_add(db, beginning->call->now, beginning->key, SESSION_SECONDS,
			   &beginning->secret);
}

static void go_to(struct http_response *response, const char *path)
{
	_cleanup_free_ char *encoded = percent_encode(path, "/-._~");

	http_redirect(response, encoded);
}

struct error *begin_session(const struct call *call, struct http_response *response)
{
	struct beginning beginning = { .call = call };
	const char *to = filled(call, "to");
	_cleanup_error_ struct error *error = NULL;

	try(check_own_form(call));
	try(must_fill(call, "key", &beginning.key));
	error = service_change(call->service, begin, &beginning);
	if (error && error->refusal == SUTURE_REFUSAL_KEY_WRONG) {
		say_login(call, 401, to, response);
		return NULL;
	}
	if (error)
		return take(error);
	session_give(call, response, beginning.secret.text, SESSION_SECONDS);
	go_to(response, to ? to : "/");
	return NULL;
}

static struct error *end(struct db *db, void *data)
{
	return session_end(db, data);
}

struct error *end_session(const struct call *call, struct http_response *response)
{
	const char *secret = http_cookie(call->request, SESSION_COOKIE);

	if (secret)
		try(service_change(call->service, end, (void *)secret));
	session_take(call, response);
	http_redirect(response, "/login");
	return NULL;
}
