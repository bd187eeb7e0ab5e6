/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "http/response.h"

#include <string.h>

#include "base/form.h"
#include "base/memory.h"

/* ---- what is said ---- */

void http_say(struct http_response *response, unsigned int status, const char *type,
	      const void *data, size_t size)
{
	free(response->data);
	free(response->type);
	response->status = status;
	response->type = xstrdup(type);
	response->data = xmemdup(data, size);
	response->size = size;
}

/* A tab may be in a value; it is of no use, and refused with all else that steers. */
bool header_is_right(const char *name, const char *value)
{
	return *name && consists_of(name, "!#$%&'*+-.^_`|~") && is_printable(value);
}

void http_set(struct http_response *response, const char *header, const char *value)
{
	if (header_is_right(header, value))
		fields_add(&response->headers, xstrdup(header), xstrdup(value));
}

/* "//host" and "/\host" are other hosts to a browser. */
static bool is_path_of_ours(const char *path)
{
	return path[0] == '/' && path[1] != '/' && path[1] != '\\' && is_printable(path);
}

void http_redirect(struct http_response *response, const char *path)
{
	http_say(response, MHD_HTTP_SEE_OTHER, "text/plain", "", 0);
	http_set(response, "Location", is_path_of_ours(path) ? path : "/");
}

/* ---- sending ---- */

static void add_headers(const struct http_response *response, struct MHD_Response *answer)
{
	if (header_is_right("Content-Type", response->type) && *response->type)
		MHD_add_response_header(answer, "Content-Type", response->type);
	MHD_add_response_header(answer, "X-Content-Type-Options", "nosniff");
	for (size_t i = 0; i < response->headers.n_items; i++)
		MHD_add_response_header(answer, response->headers.items[i].name,
					response->headers.items[i].value);
}

enum MHD_Result response_send(struct http_response *response, struct MHD_Connection *connection)
{
	struct MHD_Response *answer = MHD_create_response_from_buffer(
		response->size, response->data, MHD_RESPMEM_MUST_FREE);
	enum MHD_Result result;

	if (!answer)
		return MHD_NO;
	response->data = NULL;
	add_headers(response, answer);
	result = MHD_queue_response(connection, response->status, answer);
	MHD_destroy_response(answer);
	return result;
}

void response_deinit(struct http_response *response)
{
	free(response->type);
	free(response->data);
	fields_deinit(&response->headers);
}
