/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "service/serve.h"

#include <string.h>

#include "base/memory.h"
#include "http/log.h"
#include "service/answer.h"
#include "service/session.h"

/* What a route of the server stands for; its tag is the index. */
struct served {
	const struct endpoint *endpoint;
	const struct family *family;
};

struct serving {
	struct service *service;
	const struct family *const *families;
	size_t n_families;
	struct served *served;
	size_t n_served;
	struct http_route *routes;
	size_t n_routes;
};

/* ---- what is refused ---- */

static void refuse(const struct family *family, const struct http_request *request,
		   unsigned int status, const struct error *error, struct http_response *response)
{
	if (status >= 500)
		log_note("%s: %s", http_path(request), error->message);
	if (status == 401)
		http_set(response, "WWW-Authenticate", "Bearer");
	family->refuse(request, status, error, response);
}

/* What the server itself refuses, before there is an endpoint. */
static const struct server_refusal {
	unsigned int status;
	enum suture_refusal refusal;
	const char *message;
} server_refusals[] = {
	{ 400, SUTURE_REFUSAL_REQUEST_MALFORMED, "the request is malformed" },
	{ 404, SUTURE_REFUSAL_NOT_THERE, "there is nothing of this name" },
	{ 405, SUTURE_REFUSAL_REQUEST_MALFORMED, "this cannot be done here" },
	{ 413, SUTURE_REFUSAL_REQUEST_MALFORMED, "the request is too long" },
	{ 429, SUTURE_REFUSAL_SERVICE_BUSY, "these are too many requests of one address" },
	{ 503, SUTURE_REFUSAL_SERVICE_BUSY, "these are too many requests" },
};

static struct error *error_of_server(unsigned int status)
{
	for (size_t i = 0; i < ARRAY_SIZE(server_refusals); i++) {
		const struct server_refusal *row = &server_refusals[i];

		if (row->status == status)
			return error_refuse(row->refusal, "%s", row->message);
	}
	return error_refuse(SUTURE_REFUSAL_SERVICE_FAILED, "status %u", status);
}

/* The family of the longest prefix; the last one has to take whatever is left. */
static const struct family *find_family(const struct serving *serving, const char *path)
{
	const struct family *found = NULL;

	for (size_t i = 0; i < serving->n_families; i++) {
		const struct family *family = serving->families[i];
		const size_t length = strlen(family->prefix);

		if (!strncmp(path, family->prefix, length) &&
		    (!found || length > strlen(found->prefix)))
			found = family;
	}
	return found ? found : serving->families[serving->n_families - 1];
}

static void refuse_for_server(void *context, const struct http_request *request,
			      unsigned int status, struct http_response *response)
{
	const struct serving *serving = context;
	_cleanup_error_ struct error *error = error_of_server(status);

	find_family(serving, http_path(request))->refuse(request, status, error, response);
}

/* ---- who asks ---- */

static struct error *no_key(void)
{
	return error_refuse(SUTURE_REFUSAL_KEY_WRONG, "nobody has this key");
}

/* The key that a request shows, or NULL. */
static const char *find_key(const struct http_request *request)
{
	static const char word[] = "Bearer ";
	const char *header = http_header(request, "Authorization");

	if (header)
		return strncasecmp(header, word, strlen(word)) ? "" : header + strlen(word);
	return http_header(request, "X-Uptrack-Key");
}

static struct error *check_token(const struct http_request *request)
{
	if (http_method(request) == HTTP_GET || session_has_token(request))
		return NULL;
	return error_refuse(SUTURE_REFUSAL_ROLE_LACKING, "the session's token is missing");
}

static struct error *find_actor(const struct call *call, struct actor *actor)
{
	const char *key = find_key(call->request);
	const char *session = http_cookie(call->request, SESSION_COOKIE);

	if (key)
		return api_key_check(call->db, call->now, key, actor);
	if (!session)
		return no_key();
	try(session_check(call->db, call->now, session, actor));
	return check_token(call->request);
}

static struct error *check_role(const struct actor *actor, enum role role)
{
	if (actor->role >= role)
		return NULL;
	return error_refuse(SUTURE_REFUSAL_ROLE_LACKING, "a key of the role '%s' is needed",
			    role_name(role));
}

/*
 * Nobody's cookie is needed to log somebody in as somebody else, so that a token does not help
 * there: what another site's page sends is refused by the browser's word.
 */
static struct error *check_site(const struct http_request *request)
{
	const char *site = http_header(request, "Sec-Fetch-Site");

	if (http_method(request) == HTTP_GET || !site || strcmp(site, "cross-site"))
		return NULL;
	return error_refuse(SUTURE_REFUSAL_ROLE_LACKING, "another site's page asks");
}

/* ---- one request ---- */

static struct error *answer(struct serving *serving, const struct endpoint *endpoint,
			    const struct http_request *request, struct http_response *response)
{
	struct actor actor = { .name = "nobody" };
	struct call call = { .service = serving->service,
			     .request = request,
			     .actor = &actor,
			     .now = service_now() };

	try(check_site(request));
	try(service_db(call.service, &call.db));
	if (endpoint->role != ROLE_NOBODY) {
		try(find_actor(&call, &actor));
		try(check_role(&actor, endpoint->role));
	}
	return endpoint->answer(&call, response);
}

static bool may_be_kept(const struct endpoint *endpoint)
{
	return endpoint->role == ROLE_NOBODY && endpoint->method == HTTP_GET;
}

static void handle(void *context, const struct http_request *request,
		   struct http_response *response)
{
	struct serving *serving = context;
	const struct served *served = &serving->served[http_route(request)->tag];
	_cleanup_error_ struct error *error = NULL;

	if (!may_be_kept(served->endpoint))
		http_set(response, "Cache-Control", "no-store");
	error = answer(serving, served->endpoint, request, response);
	if (error)
		refuse(served->family, request, answer_status(error), error, response);
}

/* ---- the whole ---- */

static void add_endpoint(struct serving *serving, const struct family *family,
			 const struct endpoint *endpoint)
{
	*array_append(serving->routes, serving->n_routes) = (struct http_route){
		.method = endpoint->method,
		.pattern = endpoint->pattern,
		.body_max = endpoint->body_max,
		.handle = handle,
		.tag = (unsigned int)serving->n_served,
	};
	*array_append(serving->served, serving->n_served) = (struct served){ endpoint, family };
}

struct serving *serving_new(struct service *service, const struct family *const *families,
			    size_t n_families)
{
	struct serving *serving = xcalloc(1, sizeof(*serving));

	serving->service = service;
	serving->families = families;
	serving->n_families = n_families;
	for (size_t i = 0; i < n_families; i++)
		for (size_t j = 0; j < families[i]->n_endpoints; j++)
			add_endpoint(serving, families[i], &families[i]->endpoints[j]);
	return serving;
}

void serving_application(struct serving *serving, struct http_application *application)
{
	*application = (struct http_application){
		.routes = serving->routes,
		.n_routes = serving->n_routes,
		.context = serving,
		.refuse = refuse_for_server,
	};
}

void serving_free(struct serving *serving)
{
	if (!serving)
		return;
	free(serving->routes);
	free(serving->served);
	free(serving);
}
