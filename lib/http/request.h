/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A request, from its first line until it is answered. */
#ifndef SUTURE_HTTP_REQUEST_H
#define SUTURE_HTTP_REQUEST_H

#include <microhttpd.h>

#include "http/connection.h"
#include "http/fields.h"
#include "http/http.h"

#define REQUEST_BODY_MAX (64 << 10) /* of routes that name no other */
#define REQUEST_DROP_MAX (1 << 20)  /* bytes of a body that is refused, and read for its sender */

struct http_server;

struct http_request {
	const struct http_server *server;
	struct MHD_Connection *mhd;
	struct connection *connection;
	uint64_t begun; /* nanoseconds of the monotonic clock */

	/* the first line */
	const char *sent;	/* libmicrohttpd's, its target; see request_has_nul() */
	char *target;		/* the path as it was sent; its query follows the NUL */
	const char *raw_query;	/* within target; NULL: there is none */
	char *method_name;
	enum http_method method; /* HTTP_METHODS: another one */

	/* whose it is */
	char address[ADDRESS_TEXT_SIZE];
	bool is_secure;
	struct limit_place *place; /* of its own, if a proxy handed it on; or NULL */

	/* what it asks for */
	const struct http_route *route; /* NULL: none was found, or looked for */
	char *path;
	struct fields parts, query, form;
	unsigned int allowed;	/* methods, as route_find() says */

	/* its body */
	char *body;
	size_t body_size;
	uint64_t body_seen; /* what has come, kept or not */

	/* its answer */
	unsigned int refusal; /* 0: none */
	bool is_read;	      /* its head was */
	unsigned int status;
	uint64_t answer_size;
};

/* As soon as the first line is there; target is libmicrohttpd's. */
struct http_request *request_new(struct MHD_Connection *mhd, const char *target)
	__attribute__((nonnull, warn_unused_result));
void request_free(struct http_request *request);

/*
 * What is announced of the body: its size, 0 if there is none, UINT64_MAX if it comes in chunks.
 * false: it is announced in two ways, or a header has no right name, as "Content-Length : 9". A
 * proxy before us may have read that otherwise, and then a body is the next request to one of us.
 */
bool request_body_announced(const struct http_request *request, uint64_t *size)
	__attribute__((nonnull, warn_unused_result));
size_t request_body_max(const struct http_request *request) __attribute__((nonnull));
bool request_header_is(const struct http_request *request, const char *name, const char *value)
	__attribute__((nonnull));
/* Add to the body what has come of it; the limit is the caller's business. */
void request_add_body(struct http_request *request, const char *data, size_t size)
	__attribute__((nonnull));
/* All of a header's values, with commas between them, or NULL; the caller's. */
char *request_headers(const struct http_request *request, const char *name)
	__attribute__((nonnull, warn_unused_result));
/* Read the body's fields, if it is a form. false: they are malformed. */
bool request_read_form(struct http_request *request)
	__attribute__((nonnull, warn_unused_result));

#endif
