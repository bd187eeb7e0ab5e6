/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A server of HTTP/1.1, by libmicrohttpd, with or without TLS: routes are a table, what a handler
 * sees of a request is bounded, and what it says is a response.
 *
 *	static const struct http_route routes[] = {
 *		{ HTTP_GET, "/api/1/machine/{uuid}", ROLE_READ, machine_show },
 *		...
 *	};
 *
 * Each thread of the pool serves connections of its own, so handlers run at the same time, and
 * block nobody but those that share their thread. Before a handler is called, in this order:
 *
 *	503	on a connection beyond those that there may be; counted. Retry-After says when
 *	429	the same of one address, or more requests a second than it may have
 *	413	a body beyond the route's limit
 *	404	no such path; 405, with Allow, if it is there for other methods
 *	400	a path, a query or a form that is wrongly escaped, is no UTF-8 or has a NUL; a
 *		body of two lengths, or what else a proxy may read in another way
 *
 * The rest, such as who asks, is the handler's. A GET is the answer to HEAD. What libmicrohttpd
 * itself takes for no HTTP it answers itself, or ends the connection; a body that goes on far
 * beyond its limit, in chunks, ends it too. One address is 64 bits of IPv6.
 *
 * The log has a line for every request, as JSON, on standard error: time, address, method, path
 * without its query, status (0: nobody was left to be answered), bytes, microseconds.
 *
 * A connection has 32 KiB, and what has come of a body. No file is written, no process is started.
 * Threads have the signal mask of who calls http_start().
 */
#ifndef SUTURE_HTTP_H
#define SUTURE_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum http_method { HTTP_GET, HTTP_POST, HTTP_PUT, HTTP_DELETE, HTTP_METHODS };

struct http_request;

/* Nothing of a request is the handler's; all of it lives until it returns. */
enum http_method http_method(const struct http_request *request) __attribute__((nonnull));
/* Decoded; "" if that cannot be. */
const char *http_path(const struct http_request *request) __attribute__((nonnull));
/* What stands for a "{name}" of the route, decoded; never NULL. */
const char *http_part(const struct http_request *request, const char *name)
	__attribute__((nonnull));
/* A parameter of the query, decoded; NULL if it is not there. The first, if there are more. */
const char *http_query(const struct http_request *request, const char *name)
	__attribute__((nonnull));
const char *http_header(const struct http_request *request, const char *name)
	__attribute__((nonnull));
const char *http_cookie(const struct http_request *request, const char *name)
	__attribute__((nonnull));
/* data[size] is a NUL that does not count. */
const char *http_body(const struct http_request *request, size_t *size) __attribute__((nonnull));
/* A field of a body that is application/x-www-form-urlencoded, decoded; NULL if it is not there. */
const char *http_field(const struct http_request *request, const char *name)
	__attribute__((nonnull));
/* Whose it is, in text: of the connection, or of X-Forwarded-For if that is a trusted proxy's. */
const char *http_address(const struct http_request *request) __attribute__((nonnull));
bool http_is_secure(const struct http_request *request) __attribute__((nonnull));

struct http_response;

/*
 * Everything is copied. The type is a whole Content-Type. The last one counts; a handler that says
 * nothing has failed, and is answered for with 500.
 */
void http_say(struct http_response *response, unsigned int status, const char *type,
	      const void *data, size_t size) __attribute__((nonnull));
/*
 * One more header, also of a name that is there. One with a control character is left out, so that
 * nobody can add another by its value. Length, connection and encoding are not the application's.
 */
void http_set(struct http_response *response, const char *header, const char *value)
	__attribute__((nonnull));
/* 303 to another path of ours; to "/" if it leads somewhere else, as "//host" does. */
void http_redirect(struct http_response *response, const char *path) __attribute__((nonnull));

struct http_route {
	enum http_method method;
	const char *pattern;	/* "/a/{name}/b"; a name is one part between slashes */
	size_t body_max;	/* 0: 64 KiB */
	void (*handle)(void *context, const struct http_request *request,
		       struct http_response *response);
	unsigned int tag;	/* the application's: whom it is for */
};

/* The route that was taken; NULL for refuse(), if none was. */
const struct http_route *http_route(const struct http_request *request) __attribute__((nonnull));

struct http_options {
	const char *listen;	     /* "127.0.0.1:8080", "[::]:443"; port 0 takes a free one;
				      * "systemd": the socket that systemd hands over */
	const char *certificate;     /* PEM files; NULL: no TLS */
	const char *key;
	const char *proxies;	     /* addresses, with blanks between: whose X-Forwarded-For and
				      * X-Forwarded-Proto are believed; NULL: nobody's */
	unsigned int threads;	     /* 0: as many as there are processors */
	unsigned int connections_max; /* in all; 0: 1000 */
	unsigned int connections_of_one; /* of one address, and of one behind a proxy so many
					  * requests at once; 0: any number */
	unsigned int requests_of_one; /* a second, with as many at once; 0: any number */
	unsigned int patience;	     /* seconds for a request to be there; 0: 30 */
	unsigned int handshake;	     /* seconds for that of TLS and the first line behind it, within
				      * that patience; 0: 10 */
};

/* What is served. Routes and context are to be there until http_stop(). */
struct http_application {
	const struct http_route *routes;
	size_t n_routes;
	void *context;
	/* Makes 400, 404, 405, 413, 429, 500, 503 look like the rest; the status stays. May be
	 * NULL, and need not say anything: plain text. */
	void (*refuse)(void *context, const struct http_request *request, unsigned int status,
		       struct http_response *response);
};

struct http_server;

/*
 * ERROR_USAGE: an option is wrong, or a file that it names. ERROR_INTERNAL: it cannot listen there.
 */
struct error *http_start(const struct http_options *options,
			 const struct http_application *application, struct http_server **server)
	__attribute__((nonnull, warn_unused_result));
/* "http://127.0.0.1:41234/" */
const char *http_url(const struct http_server *server) __attribute__((nonnull));
/* Read certificate and key anew; what is wrong with them is told and the old ones stay. */
struct error *http_reload(struct http_server *server) __attribute__((nonnull, warn_unused_result));
/*
 * Take no more connections, finish the requests that are there, at most so many seconds; then free
 * it. A handler that is running is waited for in any case.
 */
void http_stop(struct http_server *server, unsigned int seconds);

/* Since the start. */
struct http_counts {
	uint64_t requests;	/* neither of these */
	uint64_t dropped;	/* 503, and connections closed without a word */
	uint64_t limited;	/* 429 */
	uint64_t answers[6];			/* by the status' first digit */
};
void http_count(const struct http_server *server, struct http_counts *counts)
	__attribute__((nonnull));
/* Of the server at which a request has come. */
void http_count_there(const struct http_request *request, struct http_counts *counts)
	__attribute__((nonnull));

#endif
