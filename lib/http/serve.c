/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A request's way through libmicrohttpd. It calls us when a connection begins, when the first line
 * of a request is there, when its head is, for each piece of its body, when it is complete, when it
 * has been answered or has failed, and when the connection ends:
 *
 *	serve_connection()
 *		serve_first_line()
 *		serve_request()		head: is it refused?
 *		serve_request() ...	body: keep it, or drop it
 *		serve_request()		complete: handle it, answer
 *		serve_end()		log it
 *	serve_connection()
 *
 * A refusal is known when the head is there, but sent when the body is: whoever is still sending
 * does not listen, and would find the connection reset instead of our answer. So the body is read
 * and dropped, up to REQUEST_DROP_MAX. Whoever waits for "100 Continue", or announces more than
 * that, is told at once; libmicrohttpd ends the connection then. In the midst of a body it takes no
 * answer: chunks without end are cut off.
 */
#include "http/server.h"

#include <string.h>

#include "base/memory.h"
#include "http/log.h"
#include "http/request.h"
#include "http/response.h"
#include "http/route.h"

/* ---- connections ---- */

/* How many more than may be are there to be told so. All others are closed without a word. */
static unsigned int connections_told(const struct http_server *server)
{
	return server->connections_max + server->connections_max / 4 + 16;
}

enum MHD_Result serve_admit(void *context, const struct sockaddr *address, socklen_t size)
{
	struct http_server *server = context;

	(void)address, (void)size;
	if (connections_count(&server->connections) < connections_told(server))
		return MHD_YES;
	__atomic_add_fetch(&server->counts.dropped, 1, __ATOMIC_RELAXED);
	return MHD_NO;
}

static const union MHD_ConnectionInfo *info(struct MHD_Connection *mhd,
					    enum MHD_ConnectionInfoType type)
{
	return MHD_get_connection_info(mhd, type);
}

static struct connection *connection_begin(struct http_server *server, struct MHD_Connection *mhd)
{
	struct connection *connection = xcalloc(1, sizeof(*connection));
	bool within = true;

	connection->socket = info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
	address_of(info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr, &connection->peer);
	if (server->tls)
		connection->identity = tls_show(
			server->tls, info(mhd, MHD_CONNECTION_INFO_GNUTLS_SESSION)->tls_session);
	if (!addresses_contain(&server->proxies, &connection->peer))
		connection->place = limit_enter(server->limit, address_network(&connection->peer),
						monotonic_now(), &within);
	if (!within)
		connection->refusal = MHD_HTTP_TOO_MANY_REQUESTS;
	if (connections_add(&server->connections, connection) > server->connections_max)
		connection->refusal = MHD_HTTP_SERVICE_UNAVAILABLE;
	return connection;
}

static void connection_end(struct http_server *server, struct connection *connection)
{
	connections_remove(&server->connections, connection);
	if (connection->place)
		limit_leave(server->limit, connection->place);
	identity_put(connection->identity);
	free(connection);
}

void serve_connection(void *context, struct MHD_Connection *mhd, void **own,
		      enum MHD_ConnectionNotificationCode code)
{
	struct http_server *server = context;

	if (code == MHD_CONNECTION_NOTIFY_STARTED)
		*own = connection_begin(server, mhd);
	else
		connection_end(server, take(*own));
}

/* ---- the head ---- */

void *serve_first_line(void *context, const char *target, struct MHD_Connection *mhd)
{
	struct http_server *server = context;
	struct http_request *request = request_new(mhd, target ? target : "");

	request->server = server;
	connection_asks(&server->connections, request->connection);
	return request;
}

/*
 * libmicrohttpd hands out strings, which end at a NUL that somebody sent. But the version stands in
 * the same line, one byte behind the target: if it does not, the target was longer than its string.
 */
static bool has_nul(const struct http_request *request, const char *version)
{
	const size_t query = request->raw_query ? strlen(request->raw_query) + 1 : 0;

	return version != request->sent + strlen(request->target) + query + 1;
}

/* From a proxy of ours it is what that one says. */
static void find_address(struct http_server *server, struct http_request *request, bool *within)
{
	const struct address *peer = &request->connection->peer;
	struct address address;
	_cleanup_free_ char *forwarded = NULL;

	request->is_secure = server->tls != NULL;
	if (request->connection->place)
		return;
	forwarded = request_headers(request, "X-Forwarded-For");
	address_forwarded(&server->proxies, peer, forwarded, &address);
	address_write(&address, request->address);
	request->is_secure |= request_header_is(request, "X-Forwarded-Proto", "https");
	request->place =
		limit_enter(server->limit, address_network(&address), request->begun, within);
}

/* Malformed ones have no parts, take no route, and have no path. */
static bool read_path(struct http_request *request, struct string_list *parts)
{
	if (!path_split(request->target, parts))
		return false;
	request->path = percent_decode(request->target, strlen(request->target), false);
	return true;
}

static bool read_query(struct http_request *request)
{
	return !request->raw_query ||
	       fields_read(&request->query, request->raw_query, strlen(request->raw_query));
}

/* Why there are too many of them: 0 if there are not. */
static unsigned int too_many(struct http_server *server, struct http_request *request, bool within)
{
	struct limit_place *place = request->place ? request->place : request->connection->place;

	if (request->connection->refusal)
		return request->connection->refusal;
	if (!within || !limit_request(server->limit, place, request->begun))
		return MHD_HTTP_TOO_MANY_REQUESTS;
	return 0;
}

/* In the order that http.h promises. */
static unsigned int judge_head(struct http_server *server, struct http_request *request,
			       const char *version)
{
	_cleanup_string_list_ struct string_list parts = {};
	const struct http_application *application = &server->application;
	bool within = true, is_right;
	unsigned int refusal;
	uint64_t announced = UINT64_MAX;

	find_address(server, request, &within);
	is_right = request_body_announced(request, &announced) && !has_nul(request, version);
	is_right = read_path(request, &parts) && is_right;
	is_right = read_query(request) && is_right;
	refusal = too_many(server, request, within);
	if (refusal)
		return refusal;
	if (is_right || request->path)
		request->route = route_find(application->routes, application->n_routes,
					    request->method, &parts, &request->parts,
					    &request->allowed);
	if (announced != UINT64_MAX && announced > request_body_max(request))
		return MHD_HTTP_CONTENT_TOO_LARGE;
	if (request->path && !request->route)
		return request->allowed ? MHD_HTTP_METHOD_NOT_ALLOWED : MHD_HTTP_NOT_FOUND;
	return is_right ? 0 : MHD_HTTP_BAD_REQUEST;
}

/* ---- the answer ---- */

static const struct {
	unsigned int status;
	const char *text;
} refusals[] = {
	{ MHD_HTTP_BAD_REQUEST, "The request is malformed.\n" },
	{ MHD_HTTP_NOT_FOUND, "There is nothing of this name.\n" },
	{ MHD_HTTP_METHOD_NOT_ALLOWED, "This cannot be done here.\n" },
	{ MHD_HTTP_CONTENT_TOO_LARGE, "The request is too long.\n" },
	{ MHD_HTTP_TOO_MANY_REQUESTS, "These are too many requests.\n" },
	{ MHD_HTTP_SERVICE_UNAVAILABLE, "There is too much to do. Try it again later.\n" },
	{ MHD_HTTP_INTERNAL_SERVER_ERROR, "There is no answer.\n" },
};

static const char *refusal_text(unsigned int status)
{
	for (size_t i = 0; i < ARRAY_SIZE(refusals); i++)
		if (refusals[i].status == status)
			return refusals[i].text;
	return "";
}

/* Whatever it looks like, the status and what clients go by are ours. */
static void refuse(const struct http_server *server, const struct http_request *request,
		   unsigned int status, struct http_response *response)
{
	const struct http_application *application = &server->application;
	_cleanup_free_ char *allow = methods_text(request->allowed);
	const char *text = refusal_text(status);

	response->status = 0;
	if (application->refuse)
		application->refuse(application->context, request, status, response);
	if (!response->status)
		http_say(response, status, "text/plain; charset=utf-8", text, strlen(text));
	response->status = status;
	if (status == MHD_HTTP_METHOD_NOT_ALLOWED)
		http_set(response, "Allow", allow);
	if (status == MHD_HTTP_TOO_MANY_REQUESTS || status == MHD_HTTP_SERVICE_UNAVAILABLE)
		http_set(response, "Retry-After", "1");
}

static void handle(const struct http_server *server, const struct http_request *request,
		   struct http_response *response)
{
	const struct http_application *application = &server->application;

	request->route->handle(application->context, request, response);
	if (response->status < 200 || response->status > 599)
		refuse(server, request, MHD_HTTP_INTERNAL_SERVER_ERROR, response);
}

static void count(struct http_server *server, unsigned int status)
{
	struct http_counts *counts = &server->counts;
	uint64_t *first = status == MHD_HTTP_SERVICE_UNAVAILABLE ? &counts->dropped
			  : status == MHD_HTTP_TOO_MANY_REQUESTS ? &counts->limited
								 : &counts->requests;

	__atomic_add_fetch(first, 1, __ATOMIC_RELAXED);
	__atomic_add_fetch(&counts->answers[status / 100], 1, __ATOMIC_RELAXED);
}

static enum MHD_Result answer(struct http_server *server, struct http_request *request)
{
	_cleanup_response_ struct http_response response = {};

	connection_waits(&server->connections, request->connection);
	if (!request->refusal && !request_read_form(request))
		request->refusal = MHD_HTTP_BAD_REQUEST;
	if (request->refusal)
		refuse(server, request, request->refusal, &response);
	else
		handle(server, request, &response);
	if (request->connection->refusal || connections_drains(&server->connections))
		http_set(&response, "Connection", "close");
	request->status = response.status;
	request->answer_size = strcmp(request->method_name, "HEAD") ? response.size : 0;
	connection_answers(&server->connections, request->connection, response.size);
	count(server, response.status);
	return response_send(&response, request->mhd);
}

/* ---- the body ---- */

static enum MHD_Result take_head(struct http_server *server, struct http_request *request,
				 const char *method, const char *version)
{
	uint64_t size;

	request->is_read = true;
	request->method_name = xstrdup(method);
	request->method = method_parse(method);
	request->refusal = judge_head(server, request, version);
	if (!request->refusal)
		return MHD_YES;
	if (!request_body_announced(request, &size) ||
	    (size != UINT64_MAX && size > REQUEST_DROP_MAX) ||
	    request_header_is(request, "Expect", "100-continue"))
		return answer(server, request);
	return MHD_YES;
}

static enum MHD_Result take_body(struct http_request *request, const char *data, size_t *size)
{
	const size_t max = request_body_max(request);

	request->body_seen += *size;
	if (request->body_seen > max && !request->refusal)
		request->refusal = MHD_HTTP_CONTENT_TOO_LARGE;
	if (request->body_seen > max && request->body_seen - max > REQUEST_DROP_MAX)
		return MHD_NO;
	if (!request->refusal)
		request_add_body(request, data, *size);
	*size = 0;
	return MHD_YES;
}

enum MHD_Result serve_request(void *context, struct MHD_Connection *mhd, const char *path,
			      const char *method, const char *version, const char *data,
			      size_t *size, void **own)
{
	struct http_request *request = *own;

	(void)mhd, (void)path;
	if (!request->is_read)
		return take_head(context, request, method, version);
	if (*size)
		return take_body(request, data, size);
	return answer(context, request);
}

/* ---- the end ---- */

static void write_log(const struct http_request *request)
{
	const struct log_line line = {
		.address = request->address,
		.method = request->method_name ? request->method_name : "",
		.path = request->target,
		.status = request->status,
		.bytes = request->answer_size,
		.microseconds = (monotonic_now() - request->begun) / 1000,
	};

	log_write(&line);
}

/* libmicrohttpd has answered by itself what is no HTTP. */
static void note_its_answer(struct http_server *server, struct http_request *request)
{
	const union MHD_ConnectionInfo *answered =
		info(request->mhd, MHD_CONNECTION_INFO_HTTP_STATUS);

	if (request->status || !answered)
		return;
	request->status = answered->http_status;
	count(server, request->status);
}

void serve_end(void *context, struct MHD_Connection *mhd, void **own,
	       enum MHD_RequestTerminationCode code)
{
	struct http_server *server = context;
	struct http_request *request = take(*own);

	(void)mhd, (void)code;
	note_its_answer(server, request);
	write_log(request);
	if (request->place)
		limit_leave(server->limit, request->place);
	connection_rests(&server->connections, request->connection);
	request_free(request);
}
