/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as an answer of the fetcher's, and as a request to it: what is taken for right is
 * bounded, printable, and refuses with nothing but what befalls a transport.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/form.h"
#include "fetch/frame.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool right)
{
	if (!right)
		abort();
}

static void check_end(const struct end_frame *end)
{
	_cleanup_error_ struct error *error = end_error(end);

	must(!error == (end->status >= FETCH_NOT_FOUND));
	must(!*end->etag || is_etag(end->etag));
	if (!error)
		return;
	must(is_printable(error->message) && strlen(error->message) < FRAME_MESSAGE_SIZE);
	must(error->kind != ERROR_REFUSED || (error->refusal >= SUTURE_REFUSAL_NO_NETWORK &&
					      error->refusal <= SUTURE_REFUSAL_DOWNLOAD_SHORT));
}

static void check_answer(const uint8_t *data, size_t size)
{
	union answer_frame answer = {};

	memcpy(&answer, data, size < sizeof(answer) ? size : sizeof(answer));
	if (!answer_is_right(&answer, size))
		return;
	must(size <= sizeof(answer));
	if (answer.type == FRAME_END)
		check_end(&answer.end);
	else
		must(data_length(size) > 0 && data_length(size) <= FRAME_DATA_MAX);
}

static void check_request(const uint8_t *data, size_t size)
{
	struct request_frame request = {};

	memcpy(&request, data, size < sizeof(request) ? size : sizeof(request));
	if (!request_is_right(&request, size))
		return;
	must(strlen(request.url) < FRAME_URL_SIZE && strlen(request.etag) <= 200);
	must(request.posted <= FRAME_POST_MAX);
	must(!request.posted || (!request.offset && !*request.etag));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_answer(data, size);
	check_request(data, size);
	return 0;
}
