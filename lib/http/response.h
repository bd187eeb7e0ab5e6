/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a handler says, until it is sent. */
#ifndef SUTURE_HTTP_RESPONSE_H
#define SUTURE_HTTP_RESPONSE_H

#include <microhttpd.h>

#include "http/fields.h"
#include "http/http.h"

struct http_response {
	unsigned int status; /* 0: nothing was said yet */
	char *type, *data;
	size_t size;
	struct fields headers;
};

/* A header can be sent: its name is a token, its value has no control character. */
bool header_is_right(const char *name, const char *value) __attribute__((nonnull));

/* The answer is queued, or the connection is to be ended. The response is left without its data. */
enum MHD_Result response_send(struct http_response *response, struct MHD_Connection *connection)
	__attribute__((nonnull));
void response_deinit(struct http_response *response);
#define _cleanup_response_ _cleanup_(response_deinit)

#endif
