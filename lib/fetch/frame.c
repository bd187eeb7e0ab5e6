/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fetch/frame.h"

#include <string.h>

#include "base/form.h"

#define ETAG_MAX 200

/* ---- strings ---- */

static bool ends_within(const char *text, size_t size)
{
	return memchr(text, 0, size);
}

bool is_etag(const char *string)
{
	size_t length = strlen(string);

	for (const char *c = string; *c; c++)
		if (*c < 0x20 || *c > 0x7e)
			return false;
	return length > 0 && length <= ETAG_MAX;
}

static bool is_etag_or_none(const char etag[FRAME_ETAG_SIZE])
{
	return ends_within(etag, FRAME_ETAG_SIZE) && (!*etag || is_etag(etag));
}

/* ---- requests ---- */

struct error *request_make(struct request_frame *request, const char *url, const char *etag)
{
	if (strlen(url) >= FRAME_URL_SIZE)
		return error_new(ERROR_USAGE, "a URL of %zu bytes is too long", strlen(url));
	memset(request, 0, sizeof(*request));
	request->magic = FRAME_MAGIC;
	strcpy(request->url, url);
	if (etag && is_etag(etag))
		strcpy(request->etag, etag);
	return NULL;
}

static bool posts_or_asks(const struct request_frame *request)
{
	return !request->posted ||
	       (request->posted <= FRAME_POST_MAX && !request->offset && !*request->etag);
}

bool request_is_right(const struct request_frame *request, size_t size)
{
	return size == sizeof(*request) && request->magic == FRAME_MAGIC &&
	       request->offset <= INT64_MAX && is_etag_or_none(request->etag) &&
	       ends_within(request->url, FRAME_URL_SIZE) && posts_or_asks(request);
}

/* ---- answers ---- */

size_t data_length(size_t frame_size)
{
	return frame_size - offsetof(struct data_frame, data);
}

size_t data_frame_size(size_t length)
{
	return offsetof(struct data_frame, data) + length;
}

bool data_is_right(const struct data_frame *data, size_t size)
{
	return size > data_frame_size(0) && size <= data_frame_size(FRAME_DATA_MAX) &&
	       data->type == FRAME_DATA;
}

static bool is_of_transport(uint32_t refusal)
{
	return refusal >= SUTURE_REFUSAL_NO_NETWORK && refusal <= SUTURE_REFUSAL_DOWNLOAD_SHORT;
}

static bool is_end(const struct end_frame *end, size_t size)
{
	if (size != sizeof(*end) || end->status > FETCH_DECLINED || !is_etag_or_none(end->etag) ||
	    !ends_within(end->message, FRAME_MESSAGE_SIZE) || !is_printable(end->message))
		return false;
	return end->status == FETCH_REFUSED ? is_of_transport(end->refusal) : !end->refusal;
}

bool answer_is_right(const union answer_frame *answer, size_t size)
{
	if (size < sizeof(answer->type))
		return false;
	switch (answer->type) {
	case FRAME_DATA:
		return data_is_right(&answer->data, size);
	case FRAME_END:
		return is_end(&answer->end, size);
	}
	return false;
}

/* ---- errors ---- */

/* A server has a part in what is said of it. */
static void make_printable(char *text)
{
	const bool foreign = !is_printable(text);

	for (; foreign && *text; text++)
		if (*text < 0x20 || *text > 0x7e)
			*text = '?';
}

void end_make_error(struct end_frame *end, const struct error *error)
{
	memset(end, 0, sizeof(*end));
	end->type = FRAME_END;
	end->status = error->kind == ERROR_REFUSED ? FETCH_REFUSED
		      : error->kind == ERROR_USAGE ? FETCH_USAGE
						   : FETCH_INTERNAL;
	end->refusal = error->refusal;
	snprintf(end->message, FRAME_MESSAGE_SIZE, "%s", error->message);
	make_printable(end->message);
}

struct error *end_error(const struct end_frame *end)
{
	switch (end->status) {
	case FETCH_INTERNAL:
		return error_new(ERROR_INTERNAL, "%s", end->message);
	case FETCH_USAGE:
		return error_new(ERROR_USAGE, "%s", end->message);
	case FETCH_REFUSED:
		return error_refuse(end->refusal, "%s", end->message);
	}
	return NULL;
}
