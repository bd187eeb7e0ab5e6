/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "http/request.h"

#include <string.h>

#include "base/memory.h"
#include "http/response.h"

/* ---- what a handler sees ---- */

enum http_method http_method(const struct http_request *request)
{
	return request->method;
}

const struct http_route *http_route(const struct http_request *request)
{
	return request->route;
}

const char *http_path(const struct http_request *request)
{
	return request->path ? request->path : "";
}

const char *http_part(const struct http_request *request, const char *name)
{
	const char *part = fields_get(&request->parts, name);

	return part ? part : "";
}

const char *http_query(const struct http_request *request, const char *name)
{
	return fields_get(&request->query, name);
}

const char *http_header(const struct http_request *request, const char *name)
{
	return MHD_lookup_connection_value(request->mhd, MHD_HEADER_KIND, name);
}

const char *http_cookie(const struct http_request *request, const char *name)
{
	return MHD_lookup_connection_value(request->mhd, MHD_COOKIE_KIND, name);
}

const char *http_body(const struct http_request *request, size_t *size)
{
	*size = request->body_size;
	return request->body ? request->body : "";
}

const char *http_field(const struct http_request *request, const char *name)
{
	return fields_get(&request->form, name);
}

const char *http_address(const struct http_request *request)
{
	return request->address;
}

bool http_is_secure(const struct http_request *request)
{
	return request->is_secure;
}

/* ---- its head ---- */

bool request_header_is(const struct http_request *request, const char *name, const char *value)
{
	const char *header = http_header(request, name);

	return header && !strcasecmp(header, value);
}

static enum MHD_Result add_value(void *context, enum MHD_ValueKind kind, const char *name,
				 const char *value)
{
	struct fields *values = context;

	(void)kind;
	fields_add(values, xstrdup(name), xstrdup(value ? value : ""));
	return MHD_YES;
}

char *request_headers(const struct http_request *request, const char *name)
{
	_cleanup_fields_ struct fields headers = {};
	char *values = NULL;

	MHD_get_connection_values(request->mhd, MHD_HEADER_KIND, add_value, &headers);
	for (size_t i = 0; i < headers.n_items; i++)
		if (!strcasecmp(headers.items[i].name, name))
			xappend(&values, "%s%s", values ? "," : "", headers.items[i].value);
	return values;
}

static enum MHD_Result check_name(void *context, enum MHD_ValueKind kind, const char *name,
				  const char *value)
{
	bool *right = context;

	(void)kind, (void)value;
	*right = *right && header_is_right(name, "");
	return MHD_YES;
}

static bool names_are_right(const struct http_request *request)
{
	bool right = true;

	MHD_get_connection_values(request->mhd, MHD_HEADER_KIND, check_name, &right);
	return right;
}

/* libmicrohttpd has looked at the number itself, but not at others beside it. */
bool request_body_announced(const struct http_request *request, uint64_t *size)
{
	_cleanup_free_ char *length = request_headers(request, "Content-Length");
	_cleanup_free_ char *encoding = request_headers(request, "Transfer-Encoding");

	if (!names_are_right(request))
		return false;
	if (encoding) {
		*size = UINT64_MAX;
		return !length && !strcasecmp(encoding, "chunked");
	}
	*size = length ? strtoull(length, NULL, 10) : 0;
	return !length || !strchr(length, ',');
}

/* ---- its body ---- */

size_t request_body_max(const struct http_request *request)
{
	return request->route && request->route->body_max ? request->route->body_max
							  : REQUEST_BODY_MAX;
}

/* Grows by powers of two, so that a body in many pieces is not copied for each. */
void request_add_body(struct http_request *request, const char *data, size_t size)
{
	size_t room = 4096;

	while (room < request->body_size + size + 1)
		room *= 2;
	request->body = xrealloc(request->body, room, 1);
	memcpy(request->body + request->body_size, data, size);
	request->body_size += size;
	request->body[request->body_size] = 0;
}

static bool is_form(const struct http_request *request)
{
	static const char type[] = "application/x-www-form-urlencoded";
	const char *header = http_header(request, "Content-Type");

	return header && !strncasecmp(header, type, sizeof(type) - 1) &&
	       strchr("; \t", header[sizeof(type) - 1]);
}

bool request_read_form(struct http_request *request)
{
	if (!request->body || !is_form(request))
		return true;
	return fields_read(&request->form, request->body, request->body_size);
}

/* ---- its life ---- */

struct http_request *request_new(struct MHD_Connection *mhd, const char *target)
{
	struct http_request *request = xcalloc(1, sizeof(*request));
	char *query;

	request->mhd = mhd;
	request->connection =
		MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
	request->begun = monotonic_now();
	request->sent = target;
	request->target = xstrdup(target);
	request->method = HTTP_METHODS;
	query = strchr(request->target, '?');
	if (query) {
		*query = 0;
		request->raw_query = query + 1;
	}
	address_write(&request->connection->peer, request->address);
	return request;
}

void request_free(struct http_request *request)
{
	if (!request)
		return;
	fields_deinit(&request->parts);
	fields_deinit(&request->query);
	fields_deinit(&request->form);
	free(request->target);
	free(request->method_name);
	free(request->path);
	free(request->body);
	free(request);
}
